"""The heart on a real store: notices are written, and the heartbeat's address is asked only when all is well."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Literal

import pytest
from notify.making import SHANGHAI
from pydantic import SecretStr

from monitor import wiring
from monitor.daemon.heart import Heart
from monitor.daemon.pulse import Loop
from monitor.daemon.watch import watching
from monitor.model import Backlog, Notice, NoticeKind
from monitor.settings import Channel, Settings, Template
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.store import SqlStore

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield opened
    opened.close()


@pytest.fixture
def pings() -> Iterator[list[str]]:
    """Give the paths that are asked for, the server's address first."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the terminal quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    asked.append(f"http://127.0.0.1:{server.server_address[1]}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def one_beat(store: SqlStore, settings: Settings, *, delivers: bool = True) -> None:
    async with watching(settings, store, wiring.Circumstances(lambda: NOW)) as watch:
        if delivers:
            await watch.deliver()
        watch.pulse.came_round(Loop.DELIVERY, NOW)
        await Heart(settings, watch).beat_once()


def settings_with(pings: list[str], *channels: Channel) -> Settings:
    return Settings((), channels, web=None, heartbeat=SecretStr(f"{pings[0]}/beat?key=1"))


CONSOLE = Channel("ops", SecretStr("console:"), SHANGHAI)


async def test_a_cycle_that_went_well_is_followed_by_a_heartbeat(store: SqlStore, pings: list[str]) -> None:
    await one_beat(store, settings_with(pings, CONSOLE))

    assert pings[1:] == ["/beat?key=1"]
    assert store.messages() == []


@pytest.mark.parametrize("waiting", [0, 1])
async def test_a_round_of_many_messages_does_not_stop_the_heart_and_one_that_does_not_go_on_does(
    store: SqlStore, pings: list[str], waiting: int
) -> None:
    later = NOW + timedelta(minutes=10)
    settings = settings_with(pings, CONSOLE)

    async with watching(settings, store, wiring.Circumstances(lambda: later)) as watch:
        watch.pulse.came_round(Loop.DELIVERY, NOW)
        for _ in range(waiting):
            store.record_notice("ops", Notice(NoticeKind.TRIED), later)
        await watch.deliver()
        await Heart(settings, watch).beat_once()

    assert pings[1:] == ["/beat?key=1"] * waiting


class Hurried(asyncio.Event):
    """An end that nobody waits for: looks follow each other at once."""

    async def wait(self) -> Literal[True]:
        return True


async def test_a_clock_that_is_set_back_by_hours_does_not_stop_the_heart(store: SqlStore, pings: list[str]) -> None:
    ended = Hurried()
    looks = [NOW, NOW + timedelta(seconds=30), NOW - timedelta(hours=5), NOW - timedelta(hours=4, minutes=59)]

    def clock() -> datetime:
        if not looks:
            ended.set()
            return NOW
        return looks.pop(0)

    settings = settings_with(pings, CONSOLE)
    async with watching(settings, store, wiring.Circumstances(lambda: NOW)) as watch:
        watch.clock = clock
        watch.pulse.came_round(Loop.DELIVERY, NOW)
        await Heart(settings, watch).beat_until(ended)

    assert pings[1:] == ["/beat?key=1"] * 3


async def test_a_channel_that_fails_stops_the_heart_and_is_told_in_another_once(
    store: SqlStore, pings: list[str]
) -> None:
    store.record_notice("team", Notice(NoticeKind.TRIED), NOW - timedelta(hours=1))
    [waiting] = store.claim(NOW, NOW + timedelta(minutes=1), 9)
    store.record_refused(waiting.id, "busy", NOW + timedelta(hours=1))
    team = Channel("team", SecretStr("json://127.0.0.1:9/"), SHANGHAI)

    for _ in range(2):
        await one_beat(store, settings_with(pings, team, CONSOLE), delivers=False)

    assert pings[1:] == []
    (notice, _) = store.messages()
    assert notice.notice == Notice(
        NoticeKind.CHANNEL_FAILING, "team", ("busy",), backlog=Backlog(1, 0, NOW - timedelta(hours=1))
    )
    assert notice.channel == "ops"


async def test_a_faulty_template_is_told_once_however_often_it_fails(store: SqlStore, pings: list[str]) -> None:
    faulty = Channel("ops", SecretStr("console:"), SHANGHAI, template=Template("t.j2", "{{ nothing }}", Path("t.j2")))
    fault = Notice(NoticeKind.TEMPLATE_REFUSED, "t.j2", ("'nothing' is undefined",))
    settings = settings_with(pings, faulty)

    async with watching(settings, store, wiring.Circumstances(lambda: NOW)) as watch:
        watch.pulse.came_round(Loop.DELIVERY, NOW)
        watch.parts.reported.extend([fault, fault])
        await Heart(settings, watch).beat_once()
    async with watching(settings, store, wiring.Circumstances(lambda: NOW + timedelta(minutes=1))) as watch:
        watch.parts.reported.append(fault)
        await Heart(settings, watch).beat_once()

    assert [message.notice for message in store.messages()] == [fault]
