"""When a source is due again: by its rhythm, within its bounds, never sooner than its server wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import SourceHealth, SourceState
from monitor.rhythm import Rhythm
from monitor.schedule import next_due
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
