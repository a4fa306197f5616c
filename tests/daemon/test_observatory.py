"""What a process tells of itself: ready, levels, and what it says while its database hangs."""

from __future__ import annotations

import asyncio
import gc
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from anyio import to_thread
from metrics.reading import Scrape, read
from pydantic import SecretStr

from monitor import wiring
from monitor.daemon.observatory import Observatory, outbox_levels, place_of, source_levels
from monitor.daemon.pulse import Loop
from monitor.errors import StoreError, UsageError
from monitor.model import Condition, Notice, NoticeKind, SourceHealth, SourceState, Undelivered, Vitals
from monitor.settings import Settings, Web
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.store import SqlStore

pytestmark = pytest.mark.anyio
NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
WELL = Vitals(Condition.OK, "", NOW)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield opened
    opened.close()


def observatory_of(store: Any, vitals: Vitals = WELL, watch: Any = None, **more: Any) -> Observatory:  # noqa: ANN401 -- stand-ins.
    circumstances, observed = wiring.Circumstances(lambda: NOW), wiring.observation("run", "a1")
    turns = {Loop.TICK: NOW}
    return Observatory(observed, lambda: vitals, store, circumstances, turns=turns, watch=lambda: watch, **more)


async def scrape(made: Observatory) -> Scrape:
    return read((await made.metrics())[0])


class Hanging:
    """A store that answers when a test lets it."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked = 0

    def schema(self) -> tuple[str, str]:
        self.asked += 1
        self.let_go.wait(30)
        return "0003", "0003"

    def space(self) -> None:
        return None


class Faulty(Hanging):
    """A store that cannot be used, or is another program's by now."""

    def __init__(self, step: str | None) -> None:
        super().__init__()
        self.step = step

    def schema(self) -> tuple[str, str]:
        if self.step is None:
            raise StoreError("the database was shut down")
        return self.step, "0003"


async def test_it_is_ready_on_a_database_of_the_right_schema(store: SqlStore) -> None:
    made = observatory_of(store)

    ready, seen = await made.readiness(), await scrape(made)

    assert ready == WELL
    assert (seen("monitor_live"), seen("monitor_ready")) == (1, 1)
    assert seen("monitor_build_info", schema=store.schema()[1]) == 1
    assert 0 < seen("monitor_database_disk_free_bytes") < seen("monitor_database_disk_size_bytes")


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("0004", "the database is at schema 0004, this program works with 0003"),
        ("", "the database is at schema none, this program works with 0003"),
        (None, "the database does not answer"),
    ],
    ids=["newer", "none", "gone"],
)
async def test_it_is_not_ready_on_any_other_and_says_why(step: str | None, why: str) -> None:
    made = observatory_of(Faulty(step))

    ready, seen = await made.readiness(), await scrape(made)

    assert (ready.condition, ready.why) == (Condition.FAILING, why)
    assert (seen("monitor_live"), seen("monitor_ready")) == (1, 0)


@pytest.mark.parametrize("condition", [one for one in Condition if one is not Condition.OK])
async def test_before_it_is_well_it_is_not_ready_and_the_database_is_not_asked(condition: Condition) -> None:
    store = Hanging()

    ready = await observatory_of(store, Vitals(condition, "why")).readiness()

    assert (ready.condition, store.asked) == (condition, 0)


class Leaving(Hanging):
    """A store that hangs, and then cannot be used."""

    def schema(self) -> tuple[str, str]:
        super().schema()
        raise StoreError("the database was shut down")


async def test_a_database_that_fails_when_nobody_waits_any_more_is_no_fault_of_ours() -> None:
    store, heard = Leaving(), []
    circumstances = wiring.Circumstances(lambda: NOW)
    made = Observatory(wiring.observation("run"), lambda: WELL, store, circumstances, patience=timedelta(seconds=0.05))
    asyncio.get_running_loop().set_exception_handler(lambda _loop, said: heard.append(said["message"]))

    first = await made.readiness()
    store.let_go.set()
    await to_thread.run_sync(int, limiter=circumstances.store_thread)  # Once the one that hung is done.
    second = await made.readiness()
    gc.collect()

    assert {first.condition, second.condition} == {Condition.FAILING}
    assert store.asked == 2
    assert heard == []


async def test_a_database_that_hangs_keeps_no_answer_back_and_is_asked_once() -> None:
    store = Hanging()
    made = observatory_of(store, patience=timedelta(seconds=0.05))

    ready, seen = await made.readiness(), await scrape(made)
    store.let_go.set()
    late = (await made.readiness() for _ in range(50))
    later = await anext(one async for one in late if one.condition is Condition.OK)

    assert (ready.why, seen("monitor_ready"), seen("monitor_checks_total", result="unchanged")) == (
        "the database does not answer",
        0,
        0,
    )
    assert later == WELL
    assert store.asked <= 2  # The question that hung, and the one after it.


async def test_whoever_keeps_watch_tells_of_sources_and_outbox(store: SqlStore) -> None:
    store.record_notice("team", Notice(NoticeKind.TRIED), NOW - timedelta(hours=1))
    watch = SimpleNamespace(states={"tide": SourceState("tide", health=SourceHealth.STALE)}, checks={})

    seen, silent = await scrape(observatory_of(store, watch=watch)), await scrape(observatory_of(store))

    assert seen("monitor_sources", state="stale") == 1
    assert seen("monitor_outbox_messages", state="waiting") == 1
    assert seen("monitor_outbox_oldest_seconds", tried="no") == 3600
    assert not {"monitor_sources", "monitor_outbox_messages"} & silent.names


def test_sources_are_counted_by_state_and_the_latest_that_nobody_checks_is_how_late_we_are() -> None:
    states = {
        "never": SourceState("never"),
        "late": SourceState("late", health=SourceHealth.ERROR, next_at=NOW - A_MINUTE),
        "later": SourceState("later", next_at=NOW - 9 * A_MINUTE),
        "resting": SourceState("resting", next_at=NOW + A_MINUTE),
    }

    levels, busy = source_levels(states, (), NOW), source_levels(states, {"later"}, NOW)

    assert levels.states == {SourceHealth.OK: 3, SourceHealth.ERROR: 1}
    assert (levels.due, levels.lateness) == (3, 9 * A_MINUTE)
    assert (busy.due, busy.lateness) == (2, A_MINUTE)
    assert source_levels({}, (), NOW).lateness == timedelta(0)


def test_what_quiet_hours_hold_is_told_from_what_a_provider_refuses() -> None:
    levels = outbox_levels(
        [
            Undelivered("mail", waiting=2, parked=1, since=NOW - 3 * A_MINUTE, tried=True),
            Undelivered("team", waiting=1, since=NOW - 300 * A_MINUTE),
            Undelivered("gone", parked=4),
        ],
        NOW,
    )

    assert (levels.waiting, levels.parked) == (3, 5)
    assert (levels.tried, levels.untried) == (3 * A_MINUTE, 300 * A_MINUTE)
    assert outbox_levels([], NOW).tried == timedelta(0)


def test_where_others_reach_it_a_token_is_wanted() -> None:
    token = SecretStr("0123456789abcdef")

    assert place_of(None, Settings(())) is None
    assert place_of("127.0.0.1:8081", Settings((), web=None)) == Web("127.0.0.1:8081")
    assert place_of("0.0.0.0:8081", Settings((), web=Web(token=token))) == Web("0.0.0.0:8081", token)
    with pytest.raises(UsageError, match="other machines can reach"):
        place_of("0.0.0.0:8081", Settings(()))


@pytest.mark.parametrize("listen", ["nonsense", "127.0.0.1", "127.0.0.1:99999", ":8081", ""])
def test_what_is_no_address_is_wrong_usage_before_anything_begins(listen: str) -> None:
    with pytest.raises(UsageError, match=r"--observe: .* is no place to listen"):
        place_of(listen, Settings(()))
