"""A daemon forgets what is old by night, an hour after its start too, and however its clock is set."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from store.samples import told

from monitor import wiring
from monitor.daemon.upkeep import Upkeep, next_night
from monitor.daemon.watch import watching
from monitor.settings import Retention, Settings
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.store import SqlStore

pytestmark = pytest.mark.anyio
SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
NOON = datetime(2030, 7, 9, 4, 0, tzinfo=UTC)
KEEP = Retention()
LONG_AGO = NOON - timedelta(days=200)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield opened
    opened.close()


async def forgets(store: SqlStore, *hours: float, keep: Retention | None = KEEP) -> list[bool]:
    """Let a daemon that began at noon look at these hours after it; tell for each whether it forgot what is old."""
    now = NOON
    found = []
    async with watching(Settings(()), store, wiring.Circumstances(lambda: now)) as watch:
        upkeep = Upkeep(watch, keep, SHANGHAI)
        await upkeep.look(asyncio.Event())
        for number, hour in enumerate(hours):
            told(store, f"old {number}", [], now=LONG_AGO)
            told(store, f"last {number}", [], now=NOON)
            now = NOON + timedelta(hours=hour)
            await upkeep.look(asyncio.Event())
            found.append(store.article_at(f"https://news.example.org/old {number}") is None)
    return found


def test_night_is_by_the_clock_of_those_who_are_told() -> None:
    assert next_night(NOON, SHANGHAI) == datetime(2030, 7, 10, 4, 10, tzinfo=SHANGHAI)
    assert next_night(NOON, NEW_YORK) == datetime(2030, 7, 9, 4, 10, tzinfo=NEW_YORK)


async def test_what_is_old_is_forgotten_an_hour_after_the_start_and_each_night(store: SqlStore) -> None:
    assert await forgets(store, 0.5, 1, 2, 16, 16.2, 17, 40.2) == [False, True, False, False, True, False, True]


async def test_a_clock_that_is_set_forward_or_back_by_hours_keeps_nobody_from_forgetting(store: SqlStore) -> None:
    forward = await forgets(store, 1, 16.2, 15, 20, 41)

    assert forward == [True, True, True, True, True]


async def test_who_keeps_all_for_ever_forgets_nothing(store: SqlStore) -> None:
    assert await forgets(store, 1, 16.2, keep=None) == [False, False]


async def test_a_watch_that_ends_leaves_the_rest_for_another_time(store: SqlStore) -> None:
    told(store, "old", [], now=LONG_AGO)
    told(store, "last", [], now=NOON)
    ended = asyncio.Event()
    ended.set()
    async with watching(Settings(()), store, wiring.Circumstances(lambda: NOON)) as watch:
        await Upkeep(watch, Retention(), SHANGHAI).prune(Retention(), NOON, ended)

    assert store.article_at("https://news.example.org/old") is not None
