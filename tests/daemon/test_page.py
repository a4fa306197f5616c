"""The page as settings make it: its names, its messages, its door, and alone beside a database."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import httpx
import pytest
from pydantic import SecretStr

from monitor.daemon import page_alone
from monitor.daemon.page import hosts_of, options_of
from monitor.errors import UsageError
from monitor.model import (
    Alert,
    Announcement,
    ArticleReference,
    CorrectionKind,
    Launch,
    LaunchKey,
    Message,
    MessageState,
    Notice,
    NoticeKind,
    SourceState,
    Status,
    Tier,
    VerdictKind,
)
from monitor.settings import Channel, KnownOrganisation, Settings, Source, Template, Web
from monitor.store import open_store
from monitor.web import LOOPBACK_HOSTS, Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.store import SqlStore

pytestmark = pytest.mark.anyio
NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
PORT = 18_765
SETTINGS = Settings(())


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = open_store("sqlite://")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("web", "more"),
    [
        pytest.param(Web(), ("127.0.0.1",), id="here"),
        pytest.param(Web("10.0.0.5:80", hosts=("a.example",)), ("10.0.0.5", "a.example"), id="an address and a name"),
        pytest.param(Web("0.0.0.0:80", hosts=("a.example",)), ("a.example",), id="everywhere"),
    ],
)
def test_it_answers_to_this_machine_its_address_and_its_names(web: Web, more: tuple[str, ...]) -> None:
    assert hosts_of(Settings(()), web) == (*LOOPBACK_HOSTS, *more)
    public = Settings((), public_url="https://monitor.example.org/page")
    assert hosts_of(public, web) == (*LOOPBACK_HOSTS, *more, "monitor.example.org")


def test_a_message_reads_as_its_channel_gets_it(store: SqlStore) -> None:
    channels = (Channel("team", SecretStr("console:"), UTC_ZONE, language="en"),)
    store.record_notice("team", Notice.of(NoticeKind.CONNECTED, "team", ()), NOW)
    store.record_notice("gone", Notice.of(NoticeKind.CONNECTED, "gone", ()), NOW)
    options = options_of(lambda: Settings((), channels), Web(), store, lambda: NOW)

    gone, known = (options.written(message) for message in store.messages())

    assert known.subject.isascii()
    assert not gone.subject.isascii()
    assert known.text.startswith(known.subject)


@pytest.mark.parametrize(
    ("text", "said"), [("Own: {{ headline }}", "Own:"), ("{{ 1 / 0 }}", "monitor")], ids=["good", "faulty"]
)
def test_a_template_of_ones_own_is_kept_to_unless_it_is_faulty(store: SqlStore, text: str, said: str) -> None:
    template = Template("own.txt", text, Path("own.txt"))
    settings = Settings((), (Channel("team", SecretStr("console:"), UTC_ZONE, language="en", template=template),))
    options = options_of(lambda: settings, Web(), store, lambda: NOW)
    known = Launch(
        LaunchKey("acme", "heron", "", "", ""), "r", "monitor", None, ("Acme",), Status.RELEASED, NOW, NOW, NOW
    )
    told = Announcement("monitor", None, ("Acme",), Status.RELEASED)
    article = ArticleReference("https://a.example/", "On birds", "Bird News", Tier.MEDIA, None)
    alert = Alert(known, told, article, VerdictKind.NEW)
    message = Message(1, "team", (alert,), MessageState.PENDING, NOW, NOW)

    assert said in options.written(message).text


def test_settings_that_were_taken_up_hold_for_the_page_too(store: SqlStore) -> None:
    holding = [SETTINGS]
    options = options_of(lambda: holding[-1], Web(), store, lambda: NOW)
    before = options.known("云岭智能")

    holding.append(Settings((), organisations=(KnownOrganisation("云岭智能", ("Yunling",)),)))

    after = options.known("Yunling")
    assert before is None
    assert after is not None
    assert after.name == "云岭智能"
    assert "云岭智能 青鸾" in options.wordings("Yunling 青鸾")


def test_corrections_go_to_the_store_and_unknown_launches_are_refused(store: SqlStore) -> None:
    options = options_of(lambda: SETTINGS, Web(), store, lambda: NOW)

    with pytest.raises(UsageError, match="7 is no launch"):
        options.correct(Said(CorrectionKind.WRONG, "7"))


def test_reading_is_open_on_this_machine_alone(store: SqlStore) -> None:
    token = SecretStr("0123456789abcdef")

    here, there = (
        options_of(lambda: SETTINGS, web, store, lambda: NOW) for web in (Web(token=token), Web("10.0.0.5:80", token))
    )

    assert (here.is_open, there.is_open, there.token) == (True, False, token)


async def test_alone_it_shows_what_the_database_knows_until_it_is_stopped(store: SqlStore) -> None:
    source = Source("alpha", "Alpha", "https://alpha.example/", UTC_ZONE)
    store.record_check(SourceState("alpha", checked_at=NOW - timedelta(hours=6)), [], NOW)
    settings = Settings((source,), web=Web(f"127.0.0.1:{PORT}"))
    serving = asyncio.create_task(page_alone(settings, store, clock=lambda: NOW))
    transport = httpx.AsyncHTTPTransport(retries=8)  # Until it listens.

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", transport=transport) as client:
        page, health = await client.get("/sources"), await client.get("/healthz")
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(serving, 20)

    assert "Alpha" in page.text
    assert (health.status_code, health.json()["status"]) == (200, "ok")


async def test_alone_it_says_that_there_is_no_page(store: SqlStore) -> None:
    with pytest.raises(UsageError, match="web: off"):
        await page_alone(Settings((), web=None), store)
