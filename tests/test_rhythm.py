"""The rhythm of a source: remembered in few bytes, it says when to look and how long a silence is usual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Tier
from monitor.rhythm import HOUR, UNKNOWN, Rhythm, checks_an_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2030, 7, 9, 12, 0, tzinfo=UTC)  # A Tuesday.
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=6)
DAY = timedelta(days=1)
TIMES = st.lists(st.timedeltas(timedelta(), timedelta(days=900)), max_size=300)


def rhythm(times: Iterable[datetime], now: datetime = NOW) -> Rhythm:
    return Rhythm().with_arrivals([(at, True) for at in times], now)


def daily(days: int, *hours: int, weekends: bool = True) -> Rhythm:
    mornings = [NOW.replace(hour=0) - DAY * day for day in range(1, days + 1)]
    return rhythm(at + timedelta(hours=hour) for at in mornings for hour in hours if weekends or at.isoweekday() <= 5)


@given(TIMES, st.booleans())
def test_it_is_read_as_it_was_written_and_stays_small(ages: list[timedelta], is_exact: bool) -> None:  # noqa: FBT001
    made = Rhythm().with_arrivals([(NOW - age, is_exact) for age in ages], NOW)

    written = made.written()

    again = Rhythm.read(written)
    assert (again.hours, again.days) == (made.hours, made.days)
    assert (again.last_at is None) == (not ages)
    assert len(written) <= 124
    assert again.written() == written


@given(TIMES, st.integers(0, 23))
def test_who_publishes_more_is_looked_at_no_later(ages: list[timedelta], hour: int) -> None:
    few = [NOW - age for age in ages]
    now = NOW.replace(hour=hour) + DAY

    assert rhythm(few * 2).pause(now, SHORTEST, LONGEST) <= rhythm(few).pause(now, SHORTEST, LONGEST)


@given(TIMES, st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_silence_makes_no_look_come_sooner_at_the_same_hour(ages: list[timedelta], silence: timedelta) -> None:
    made = rhythm(NOW - age for age in ages)
    later = NOW + DAY * (silence // DAY)

    assert made.pause(later, SHORTEST, LONGEST) >= made.pause(NOW, SHORTEST, LONGEST)


def test_a_source_of_which_nothing_is_known_is_looked_at_as_often_as_it_may_be() -> None:
    assert Rhythm().pause(NOW, SHORTEST, LONGEST) == SHORTEST


def test_a_busy_outlet_is_looked_at_often_by_day_and_seldom_by_night() -> None:
    outlet = daily(30, *range(1, 15))

    by_day, by_night = (outlet.pause(NOW.replace(hour=hour), SHORTEST, LONGEST) for hour in (8, 19))

    assert by_day == SHORTEST
    assert by_night >= timedelta(minutes=8)


def test_a_weekly_blog_is_looked_at_most_around_its_hour() -> None:
    blog = rhythm(NOW - DAY * 7 * week + timedelta(hours=5) for week in range(1, 31))

    pauses = [blog.pause(NOW.replace(hour=hour), SHORTEST, LONGEST) for hour in range(24)]

    assert min(pauses) == pauses[17] <= timedelta(minutes=12)
    assert pauses[5] >= timedelta(hours=1)


def test_a_look_is_not_put_off_beyond_the_hour_at_which_something_is_expected() -> None:
    blog = rhythm(NOW - DAY * 7 * week + timedelta(hours=5) for week in range(1, 31))

    assert blog.pause(NOW.replace(hour=14), SHORTEST, LONGEST) <= timedelta(hours=3)


@given(TIMES)
def test_the_looks_of_a_day_are_those_that_its_pauses_make(ages: list[timedelta]) -> None:
    made, at, looks = rhythm(NOW - age for age in ages), NOW, 0
    while at < NOW + DAY:
        at, looks = at + made.pause(at, timedelta(minutes=10), 2 * HOUR), looks + 1

    assert looks == pytest.approx(made.checks_a_day(NOW + DAY / 2, timedelta(minutes=10), 2 * HOUR), rel=0.35, abs=6)


def test_an_official_source_costs_more_looks_and_none_more_than_its_bounds_allow() -> None:
    weekly = rhythm(NOW - 7 * DAY * week for week in range(20))
    bounds = (timedelta(minutes=1), timedelta(hours=6))

    press, maker = (weekly.checks_a_day(NOW, *bounds, checks_an_entry(tier)) for tier in (Tier.MEDIA, Tier.OFFICIAL))

    assert 4 <= press < maker <= 24 * 60
    assert Rhythm().checks_a_day(NOW, *bounds) == 24 * 60


@pytest.mark.parametrize(
    ("made", "usual"),
    [
        pytest.param(Rhythm(), UNKNOWN, id="nothing known"),
        pytest.param(daily(5, 9), UNKNOWN, id="too few days"),
        pytest.param(daily(30, *range(1, 15)), 4 * DAY, id="busy every day"),
        pytest.param(daily(30, 9), 10 * DAY, id="once a day"),
        pytest.param(daily(40, *range(1, 15), weekends=False), 12 * DAY, id="busy on weekdays"),
        pytest.param(rhythm(NOW - 7 * DAY * week for week in range(20)), 28 * DAY, id="weekly"),
    ],
)
def test_how_long_a_silence_is_usual(made: Rhythm, usual: timedelta) -> None:
    assert made.usual_silence() == usual


@given(TIMES)
def test_no_silence_of_a_remembered_length_is_unusual(ages: list[timedelta]) -> None:
    made = rhythm(NOW - age for age in ages)
    gaps = [later - earlier for (earlier, _), (later, _) in zip(made.days, made.days[1:], strict=False)]

    assert made.usual_silence() >= max(gaps, default=0) * DAY


def test_a_change_of_habits_shows_within_some_weeks() -> None:
    made = daily(300, 3)
    changed = made.with_arrivals([(NOW + DAY * day, True) for day in range(60) for _ in range(5)], NOW + 60 * DAY)

    assert changed.pause(NOW + 60 * DAY, SHORTEST, LONGEST) < timedelta(minutes=20)


def test_dates_to_come_are_left_out() -> None:
    assert Rhythm().with_arrivals([(NOW + DAY, True)], NOW) == Rhythm()


def test_the_last_days_are_counted_and_those_before_it_was_watched_are_left_out() -> None:
    watched = Rhythm().since(NOW - 3 * DAY)
    known = watched.with_arrivals([(NOW - 2 * DAY, True), (NOW, True), (NOW, True)], NOW)

    assert known.entries_by_day(NOW, 30) == (0, 1, 0, 2)
    assert known.entries_by_day(NOW, 2) == (0, 2)
    assert Rhythm().entries_by_day(NOW, 30) == ()


def test_an_hour_is_the_same_in_whichever_zone_it_was_written() -> None:
    times = [NOW - DAY * day for day in range(20)]
    there = timezone(timedelta(hours=8))

    assert rhythm(at.astimezone(there) for at in times) == rhythm(times)
