"""A watch on a clock that a test moves: digests, quiet hours and storms as the daemon and `once` live through them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from store.samples import due, launch, told, verdict
from structlog.testing import capture_logs

from monitor import wiring
from monitor.daemon.watch import Watch, watching
from monitor.model import Checked, CheckResult, MessageDue, SourceState, Status, Wait
from monitor.settings import Channel, MessageTimes, QuietHours, Settings, Source, Storm
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from monitor.model import Message
    from monitor.store import SqlStore

pytestmark = pytest.mark.anyio

EVENING = datetime(2030, 7, 9, 12, 0, tzinfo=UTC)  # 20:00 in Shanghai.
TEAM = Channel("team", SecretStr("console:"), ZoneInfo("Asia/Shanghai"))
NIGHT = QuietHours(time(23), time(7))


@dataclass
class Scene:
    """A store, a clock, and what a provider that takes everything has taken."""

    store: SqlStore
    now: datetime = EVENING
    sent: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> str:
        self.sent.append(message)
        return "ok"

    @asynccontextmanager
    async def watch(self, channel: Channel = TEAM, **settings: object) -> AsyncIterator[Watch]:
        circumstances = wiring.Circumstances(lambda: self.now, keeps_time=True)
        async with watching(Settings((), (channel,), **settings), self.store, circumstances) as watch:
            watch.parts = replace(watch.parts, senders={"team": self})
            yield watch

    async def at(self, watch: Watch, hour: int, minute: int = 0, day: int = 10) -> list[str]:
        """Let it be a time in Shanghai, and let the watch do what is due; give the subjects of what was sent."""
        self.now = datetime(2030, 7, day, hour, minute, tzinfo=TEAM.zone).astimezone(UTC)
        before = len(self.sent)
        await watch.write_digests()
        await watch.deliver()
        return [
            message.digest.name if message.digest else message.alerts[0].launch.model for message in self.sent[before:]
        ]

    def rumour(self, name: str) -> None:
        news = verdict(launch(name, status=Status.UPCOMING, rumour=True))
        told(self.store, name, [news], MessageDue("team", (), self.now, kept=((news, Wait.UNPROMPT),)), now=self.now)

    def news(self, *names: str, urgent: bool = False) -> None:
        for name in names:
            news = verdict(launch(name))
            message = replace(due("team", news, at=self.now), urgent=urgent)
            told(self.store, name, [news], message, now=self.now)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield Scene(store)
    store.close()


async def test_a_digest_comes_at_its_hour_and_once(scene: Scene) -> None:
    async with scene.watch() as watch:
        scene.rumour("heron")
        early, on_time, again = [await scene.at(watch, *clock) for clock in ((8, 29), (8, 30), (8, 31))]

    assert (early, on_time, again) == ([], ["2030-07-10"], [])


async def test_a_digest_whose_hour_nobody_saw_comes_late_and_not_twice_after_a_restart(scene: Scene) -> None:
    async with scene.watch():
        scene.rumour("heron")
    async with scene.watch() as watch:
        late = await scene.at(watch, 11)
    async with scene.watch() as watch:
        again = await scene.at(watch, 11, 5)

    assert (late, again) == (["2030-07-10"], [])
    assert scene.sent[0].due_at == datetime(2030, 7, 10, 0, 30, tzinfo=UTC)


async def test_a_clock_that_is_set_back_brings_no_second_digest(scene: Scene) -> None:
    async with scene.watch() as watch:
        scene.rumour("heron")
        first = await scene.at(watch, 9)
        scene.rumour("egret")
        again = [await scene.at(watch, 8, 0), await scene.at(watch, 8, 45), await scene.at(watch, 8, 30, day=11)]

    assert (first, again) == (["2030-07-10"], [[], [], ["2030-07-11"]])


async def test_a_new_channel_begins_with_what_comes_from_now_on(scene: Scene) -> None:
    scene.rumour("before")
    async with scene.watch() as watch:
        scene.rumour("heron")
        await scene.at(watch, 8, 30)

    assert [alert.launch.model for message in scene.sent for alert in message.alerts] == ["Heron"]


async def test_a_channel_without_digest_has_none_and_begins_anew_when_it_has_one(scene: Scene) -> None:
    async with scene.watch(replace(TEAM, digest=None)) as watch:
        scene.rumour("heron")
        off = await scene.at(watch, 8, 30)
    async with scene.watch() as watch:
        on = await scene.at(watch, 8, 30, day=11)

    assert (off, on) == ([], [])


async def test_quiet_hours_hold_and_never_drop_and_what_is_urgent_passes_them(scene: Scene) -> None:
    async with scene.watch(replace(TEAM, quiet=NIGHT)) as watch:
        await scene.at(watch, 23, 30, day=9)
        scene.news("heron")
        scene.news("egret", urgent=True)
        night, morning = await scene.at(watch, 23, 31, day=9), await scene.at(watch, 7, 0)

    assert (night, morning) == (["Egret"], ["Heron"])


async def test_a_storm_is_one_message(scene: Scene) -> None:
    storm = MessageTimes(storm=Storm(3, timedelta(minutes=10)))
    async with scene.watch(messages=storm) as watch:
        await scene.at(watch, 9)
        scene.news("a", "b")
        first = await scene.at(watch, 9, 1)
        scene.news("c", "d", "e")
        second = await scene.at(watch, 9, 2)
        scene.news("f")
        held, last = await scene.at(watch, 9, 3), await scene.at(watch, 9, 11)

    assert (first, second, held, last) == (["A", "B"], ["C"], [], ["F"])
    assert [len(message.alerts) for message in scene.sent] == [1, 1, 3, 1]


async def test_a_fault_of_ours_in_a_digest_keeps_no_alert_from_being_sent(scene: Scene) -> None:
    class Stumbling:
        def write(self, *_: object) -> NoReturn:
            raise KeyError("a fault of ours")

    async with scene.watch() as watch:
        watch.parts = replace(watch.parts, digests=Stumbling())
        scene.news("heron")
        sent = await scene.at(watch, 8, 30)

    assert sent == ["Heron"]


async def test_a_source_that_was_checked_by_a_clock_that_ran_ahead_is_due_when_it_is_set_right(scene: Scene) -> None:
    store, tomorrow = scene.store, EVENING + timedelta(days=1)
    source = Source("outlet", "Outlet", "https://outlet.example/feed", TEAM.zone)
    store.record_check(SourceState("outlet", checked_at=tomorrow, next_at=tomorrow + timedelta(hours=1)), [], tomorrow)
    settings = Settings((source,), (TEAM,))

    async with watching(settings, store, wiring.Circumstances(lambda: scene.now)) as watch:
        due_today = watch.due()
        scene.now = tomorrow
        due_tomorrow = watch.due()

    assert (due_today, due_tomorrow) == ([source], [])


class Broken:
    """A fetcher with a fault of ours."""

    async def fetch(self, *_: object) -> NoReturn:
        raise ValueError("never thought of")


async def test_a_check_that_breaks_off_is_put_off_for_every_process_that_shares_the_memory(scene: Scene) -> None:
    source = Source("tide", "潮汐观察", "https://tide.example/feed", TEAM.zone)
    circumstances = wiring.Circumstances(lambda: scene.now)
    async with watching(Settings((source,), (TEAM,)), scene.store, circumstances) as watch:
        watch.parts = replace(watch.parts, pipeline=replace(watch.parts.pipeline, fetcher=Broken()))

        outcome = await watch.check_guarded(source)

    assert outcome.error == "broke off, ValueError: never thought of"
    assert scene.store.source_states(["tide"])["tide"].next_at == EVENING + source.every[0]


class Waiting:
    """A fetcher whose turn at a server does not come."""

    async def fetch(self, *_: object) -> None:
        await asyncio.Event().wait()


async def test_a_check_that_waits_for_too_long_is_given_up_and_no_fault_of_ours(scene: Scene) -> None:
    source = Source("tide", "潮汐观察", "https://tide.example/feed", TEAM.zone)
    happened: list[object] = []
    circumstances = wiring.Circumstances(lambda: scene.now, observe=happened.append)
    async with watching(Settings((source,), (TEAM,)), scene.store, circumstances) as watch:
        watch.parts = replace(watch.parts, pipeline=replace(watch.parts.pipeline, fetcher=Waiting()))
        watch.longest_check = timedelta(seconds=0.05)

        with capture_logs() as logs:
            outcome = await watch.check_guarded(source)

    assert outcome.error == "given up after 0.05 s: its server is slow, or asked by many"
    assert watch.broke_off == set()
    assert happened == [Checked(CheckResult.FAILED, "timeout")]
    assert [(line["event"], line["log_level"]) for line in logs] == [("check given up", "warning")]
    assert scene.store.source_states(["tide"])["tide"].next_at == EVENING + source.every[0]


@pytest.mark.parametrize("tells", [True, False])
async def test_only_a_watch_that_tells_begins_digests_and_knows_sources_from_the_start(
    scene: Scene, *, tells: bool
) -> None:
    source = Source("tide", "潮汐观察", "https://tide.example/feed", TEAM.zone)
    circumstances = wiring.Circumstances(lambda: scene.now)

    async with watching(Settings((source,), (TEAM,)), scene.store, circumstances, tells=tells) as watch:
        known = set(watch.states)

    assert known == ({"tide"} if tells else set())
    assert scene.store.has_digest("team", "2030-07-09") is tells
