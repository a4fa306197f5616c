"""robots.txt is obeyed as RFC 9309 has it: asked for once a day and server, and what cannot be known is not asked."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from fetch.loopback import redirect, reply, serving
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, FetchReason
from monitor.fetch import HttpFetcher
from monitor.fetch.robots import MOST_BYTES, parsed_rules, product_of, robots_address, rules_of
from monitor.settings import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FORBIDS_US = b"User-agent: *\nDisallow:\n\nUser-agent: Monitor\nDisallow: /private\n"
PAGE = reply(b"x")
CASES = Path(__file__).parents[3] / "shared/data/hostile/robotstxt/cases.json"


def source(url: str, **settings: Any) -> Source:  # noqa: ANN401 -- whatever a Source takes.
    return Source("one", "One", url, ZoneInfo("UTC"), **{"allow_private": True, **settings})


async def asked(robots: Sequence[bytes], *paths: str, **settings: Any) -> list[str]:  # noqa: ANN401
    """Ask for paths, a robots.txt being answered with these replies in turn; give what the server was asked for."""
    queue = list(robots)

    async def answer(_request: object, writer: asyncio.StreamWriter) -> None:
        writer.write(queue.pop(0) if len(queue) > 1 else queue[0])

    async with serving(PAGE, **{"robots.txt": answer}) as server, HttpFetcher(lambda: NOW) as fetcher:
        one = source(server.url, **settings)
        for path in paths:
            await fetcher.fetch(f"{server.url}/{path}", one)
        return [request.path for request in server.requests]


async def test_it_is_asked_for_once_a_server() -> None:
    assert await asked([reply(FORBIDS_US)], "a", "b") == ["/robots.txt", "/a", "/b"]


async def test_what_it_forbids_to_our_name_is_not_asked_for() -> None:
    with pytest.raises(FetchError) as caught:
        await asked([reply(FORBIDS_US)], "private/a")

    assert caught.value.reason is FetchReason.ROBOTS
    assert "robots: ignore" in str(caught.value)


async def test_a_source_that_names_itself_otherwise_is_held_to_that_name() -> None:
    forbids_it = b"User-agent: reader-of-ours\nDisallow: /\n"

    with pytest.raises(FetchError):
        await asked([reply(forbids_it)], "a", user_agent="Reader-of-Ours/2 (us)")
    assert await asked([reply(forbids_it)], "a") == ["/robots.txt", "/a"]


async def test_a_source_may_ignore_it() -> None:
    assert await asked([reply(FORBIDS_US)], "private/a", obeys_robots=False) == ["/private/a"]


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "401 No", "410 Gone"])
async def test_a_file_that_is_not_to_be_had_forbids_nothing(status: str) -> None:
    assert await asked([reply(b"no", status)], "a") == ["/robots.txt", "/a"]


async def test_a_server_that_fails_is_asked_for_nothing() -> None:
    with pytest.raises(FetchError) as caught:
        await asked([reply(b"oh", "503 Busy")], "a")

    assert (caught.value.reason, "HTTP 503" in str(caught.value)) == (FetchReason.ROBOTS, True)


async def test_a_redirect_to_it_is_followed() -> None:
    rules = {"robots.txt": redirect("/elsewhere"), "elsewhere": reply(b"User-agent: *\nDisallow: /a\n")}

    async with serving(PAGE, **rules) as server, HttpFetcher(lambda: NOW) as fetcher:
        with pytest.raises(FetchError):
            await fetcher.fetch(f"{server.url}/a", source(server.url))


async def test_sixty_articles_of_one_server_are_one_question() -> None:
    async with serving(PAGE) as server, HttpFetcher(lambda: NOW) as fetcher:
        one = source(server.url)
        await asyncio.gather(*(fetcher.fetch(f"{server.url}/{number}", one) for number in range(60)))

    assert [request.path for request in server.requests].count("/robots.txt") == 1


async def test_after_a_day_it_is_asked_for_again_and_a_failure_then_leaves_what_was_known() -> None:
    clock = [NOW]
    replies = [reply(FORBIDS_US), reply(b"oh", "500 Oh"), reply(b"User-agent: *\nDisallow: /\n")]

    async def answer(_request: object, writer: asyncio.StreamWriter) -> None:
        writer.write(replies.pop(0))

    async with serving(PAGE, **{"robots.txt": answer}) as server, HttpFetcher(lambda: clock[0]) as fetcher:
        one = source(server.url)
        await fetcher.fetch(f"{server.url}/a", one)
        clock[0] += timedelta(hours=24)
        await fetcher.fetch(f"{server.url}/a", one)
        clock[0] += timedelta(hours=1)
        with pytest.raises(FetchError):
            await fetcher.fetch(f"{server.url}/a", one)


def test_rules_beyond_the_limit_do_not_count() -> None:
    body = b"User-agent: *\n" + b"Disallow: /x\n" * (MOST_BYTES // 13) + b"Disallow: /late\n"

    rules = parsed_rules(body)

    assert not rules.can_fetch("http://a.example/x", "monitor")
    assert rules.can_fetch("http://a.example/late", "monitor")


@pytest.mark.parametrize(
    ("agent", "product"), [("monitor/0.1 (news)", "monitor"), ("Feedly-Fetcher/1", "Feedly-Fetcher"), ("1x", "1x")]
)
def test_a_program_is_called_by_the_first_word_of_its_user_agent(agent: str, product: str) -> None:
    assert product_of(agent) == product


def test_the_address_has_neither_login_nor_path() -> None:
    assert robots_address("https://me:word@a.example:8443/feed?x=1") == "https://a.example:8443/robots.txt"


@given(st.integers(100, 999), st.binary(max_size=300))
def test_nothing_that_a_server_answers_is_a_crash(status: int, body: bytes) -> None:
    rules_of(status, body, NOW).allows("https://a.example/feed", "monitor")


@pytest.mark.skipif(not CASES.exists(), reason="the cases of Google's parser are not beside this repository")
def test_the_cases_of_googles_own_parser_are_read_as_it_reads_them() -> None:
    cases = json.loads(CASES.read_text("utf-8"))

    right = sum(
        bool(parsed_rules(text.encode()).can_fetch(url, agent)) == allowed for _, text, agent, url, allowed in cases
    )

    assert (len(cases), right) >= (142, 138)
