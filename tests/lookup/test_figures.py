"""What charts show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from monitor.lookup.figures import STEPS, WEEKS, Figures, delays_of, weeks_of
from monitor.model import Delay
from monitor.store import open_store

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_hours_are_counted_by_the_weeks_of_the_readers_calendar() -> None:
    first = date(2030, 1, 14)  # A Monday.
    sunday_in_shanghai = datetime(2030, 1, 20, 15, tzinfo=UTC)

    weeks = weeks_of({sunday_in_shanghai: 2, sunday_in_shanghai + timedelta(hours=1): 3}, first, SHANGHAI)

    assert [week.launches for week in weeks[:3]] == [2, 3, 0]
    assert len(weeks) == WEEKS


def test_delays_are_counted_by_class_with_median_and_tail() -> None:
    delays = delays_of([Delay("team", NOW, seconds) for seconds in (-5.0, 60.0, 61.0, 90_000.0)])

    assert delays.classes == (2, 1, 0, 0, 0, 0, 1)
    assert (delays.median, delays.most) == (timedelta(seconds=61), timedelta(seconds=90_000))


def test_without_tellings_there_is_no_median() -> None:
    assert delays_of([]).median is None


@given(st.lists(st.floats(-1e6, 1e8), max_size=50))
def test_every_delay_is_in_one_class(seconds: list[float]) -> None:
    assert sum(delays_of([Delay("team", NOW, one) for one in seconds]).classes) == len(seconds)


def test_an_empty_memory_has_figures() -> None:
    store = open_store("sqlite://")
    try:
        figures = Figures.of(store, NOW, SHANGHAI)
    finally:
        store.close()

    assert figures.weeks[-1].begins == date(2030, 7, 8)
    assert figures.record()["delays"]["within"][-1] == {"seconds": None, "messages": 0}
    assert len(figures.record()["delays"]["within"]) == len(STEPS) + 1
