"""When a source is due again: by its rhythm, within its bounds, never sooner than its server wants."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from monitor.daemon.timetable import is_due
from monitor.model import SourceHealth, SourceState
from monitor.rhythm import Rhythm
from monitor.schedule import next_due, ticking
from monitor.settings import Source

NOW = datetime(2030, 7, 9, 2, 0, tzinfo=UTC)
SOURCE = Source("outlet", "云岭日报", "https://outlet.example/feed", ZoneInfo("Asia/Shanghai"))
SPANS = st.tuples(
    st.timedeltas(timedelta(seconds=1), timedelta(days=2)), st.timedeltas(timedelta(), timedelta(days=2))
).map(lambda parts: (parts[0], parts[0] + parts[1]))
RHYTHMS = st.lists(st.timedeltas(timedelta(), timedelta(days=400)), max_size=60).map(
    lambda ages: Rhythm().with_arrivals([(NOW - age, True) for age in ages], NOW).written()
)


def pause(source: Source = SOURCE, *, retry_after: float | None = None, first: bool = False, **known: Any) -> timedelta:  # noqa: ANN401
    state = SourceState(source.id, **{"checked_at": NOW, **known})
    return next_due(source, state, first=first, retry_after=retry_after) - NOW


@pytest.mark.parametrize(("failures", "minutes"), [(0, 5), (1, 10), (3, 40), (60, 360)], ids=["0", "1", "3", "60"])
def test_each_failure_doubles_the_pause_up_to_the_longest(failures: int, minutes: int) -> None:
    assert pause(failures=failures) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("failures", "minutes"), [(0, 1), (1, 2), (5, 32), (6, 60), (60, 60)])
def test_a_source_with_one_fixed_interval_waits_longer_with_each_failure_too(failures: int, minutes: int) -> None:
    fixed = replace(SOURCE, every=(timedelta(minutes=1), timedelta(minutes=1)))

    assert pause(fixed, failures=failures) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("hours", "failures", "minutes"), [(1, 0, 5), (1, 1, 5), (1, 3, 20), (23, 3, 20), (24, 3, 40)])
def test_a_day_long_after_an_overrun_the_pause_is_halved_down_to_the_shortest(
    hours: int, failures: int, minutes: int
) -> None:
    assert pause(failures=failures, overrun_at=NOW - timedelta(hours=hours)) == timedelta(minutes=minutes)


def test_an_overrun_shortens_no_fixed_interval() -> None:
    fixed = replace(SOURCE, every=(timedelta(hours=2), timedelta(hours=2)))

    assert pause(fixed, overrun_at=NOW) == timedelta(hours=2)


@given(SPANS, st.integers(1, 100), st.one_of(st.none(), st.floats(0, 86_400)))
def test_no_pause_is_shorter_than_the_interval_the_one_before_or_what_the_server_asks(
    every: tuple[timedelta, timedelta], failures: int, asked: float | None
) -> None:
    source = replace(SOURCE, every=every)

    later = pause(source, failures=failures + 1, retry_after=asked)

    assert later >= pause(source, failures=failures, retry_after=asked)
    assert later >= max(every[0], timedelta(seconds=asked or 0))


@given(SPANS, RHYTHMS, st.integers(0, 100_000))
def test_the_rhythm_of_a_source_never_leads_out_of_its_bounds(
    every: tuple[timedelta, timedelta], rhythm: bytes, fresh_for: int
) -> None:
    found = pause(replace(SOURCE, every=every), rhythm=rhythm, fresh_for=fresh_for)

    assert every[0] <= found <= every[1]


@given(RHYTHMS)
def test_one_fixed_interval_is_kept_whatever_the_rhythm(rhythm: bytes) -> None:
    assert pause(replace(SOURCE, every=(timedelta(minutes=1), timedelta(minutes=1))), rhythm=rhythm) == timedelta(
        minutes=1
    )


def test_a_server_that_asks_for_patience_gets_it_up_to_a_day() -> None:
    assert pause(retry_after=3600) == timedelta(hours=1)
    assert pause(retry_after=1e12) == timedelta(days=1)


@pytest.mark.parametrize(("fresh_for", "minutes"), [(60, 5), (900, 15), (86_400, 60)])
def test_what_its_server_calls_fresh_is_not_asked_for_within_an_hour_and_the_bounds(
    fresh_for: int, minutes: int
) -> None:
    assert pause(fresh_for=fresh_for) == timedelta(minutes=minutes)


def test_what_is_quarantined_is_asked_once_a_day() -> None:
    assert pause(failures=9, health=SourceHealth.QUARANTINED) == timedelta(days=1)


def test_sources_that_began_together_do_not_stay_together() -> None:
    pauses = {pause(replace(SOURCE, id=f"source{number}"), first=True) for number in range(50)}

    assert len(pauses) == 50
    assert min(pauses) >= SOURCE.every[0] / 2
    assert max(pauses) <= SOURCE.every[0]


@pytest.mark.anyio
@pytest.mark.parametrize("hours", [5, -5])
async def test_ticks_go_on_within_moments_when_the_clock_is_set_by_hours_and_back_again(hours: int) -> None:
    ticks: asyncio.Queue[None] = asyncio.Queue()
    with time_machine.travel(NOW) as clock, ticking(lambda: ticks.put_nowait(None), timedelta(milliseconds=10)):
        for set_by in (timedelta(hours=hours), timedelta(0), timedelta(hours=hours)):
            clock.move_to(NOW + set_by)
            for _ in range(20):  # More than can lie there from before.
                await asyncio.wait_for(ticks.get(), 30)


@pytest.mark.anyio
async def test_whoever_stops_the_ticker_is_called_no_more_and_nothing_is_complained_of(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ticks: list[int] = []
    late = []
    for turns in range(150):  # So many turns of the loop until it stops: one of them falls within a tick.
        with ticking(partial(ticks.append, turns), timedelta(microseconds=200)):
            for _ in range(turns):
                await asyncio.sleep(0)
        before = len(ticks)
        for _ in range(5):
            await asyncio.sleep(0)
        late += ticks[before:]

    assert late == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@given(st.lists(st.tuples(st.integers(1, 12 * 60), st.integers(-5 * 60, 5 * 60)), max_size=12))
def test_a_source_is_asked_in_time_and_never_much_more_often_however_the_clock_is_set(
    sets: list[tuple[int, int]],
) -> None:
    fixed = replace(SOURCE, every=(timedelta(minutes=5), timedelta(minutes=5)))
    state, skew, asked = SourceState(SOURCE.id), 0, []
    wrong = {}
    for after, minutes in sets:
        wrong[max(wrong, default=0) + after] = minutes

    for minute in range(24 * 60):  # By a clock that is right.
        skew = wrong.get(minute, skew)
        shown = NOW + timedelta(minutes=minute + skew)
        if is_due(state, shown):
            state = replace(state, checked_at=shown)
            state = replace(state, next_at=next_due(fixed, state))
            asked.append(minute)

    for earlier, later in pairwise(asked):
        times_set = sum(earlier < minute <= later for minute in wrong)
        assert later - earlier <= 5 * (1 + times_set)  # Set back by less than it has waited, it waits so much longer.
    assert len(asked) <= 24 * 60 / 5 + len(sets)
