"""What is to come."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.lookup.agenda import Agenda, Span, days_taken, months_from, span_of
from monitor.model import Launch, LaunchKey, Status

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
TODAY = NOW.date()


def upcoming(written: str | None) -> Launch:
    key = LaunchKey("acme", written or "", "", "", "")
    return Launch(key, "r", "Heron", None, ("Acme",), Status.UPCOMING, NOW, NOW, NOW, date=written)


@pytest.mark.parametrize(
    ("written", "span"),
    [
        pytest.param("2030-07-09", (date(2030, 7, 9), date(2030, 7, 9)), id="day"),
        pytest.param("2030-02", (date(2030, 2, 1), date(2030, 2, 28)), id="month"),
        pytest.param("2030", (date(2030, 1, 1), date(2030, 12, 31)), id="year"),
        pytest.param("2030-13", None, id="month thirteen"),
        pytest.param("2030-02-30", None, id="no such day"),
        pytest.param("soon", None, id="words"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_a_partial_date_is_a_span_of_days(written: str | None, span: tuple[date, date] | None) -> None:
    assert span_of(written) == (Span(*span) if span else None)


@given(st.text(alphabet="0123456789-", max_size=12))
def test_any_date_is_a_span_or_none(written: str) -> None:
    span = span_of(written)

    assert span is None or span.first <= span.last


def test_what_passed_is_overdue_what_comes_is_in_order_and_the_rest_is_undated() -> None:
    dates = ["2030-09", "2030-07-09", "2030-07-01", "2030-06", None, "2030-07"]

    agenda = Agenda.of([upcoming(written) for written in dates], TODAY)

    assert [one.launch.date for one in agenda.overdue] == ["2030-07-01", "2030-06"]
    assert [one.launch.date for one in agenda.coming] == ["2030-07-09", "2030-07", "2030-09"]
    assert [one.launch.date for one in agenda.undated] == [None]
    assert days_taken(agenda.coming) == {TODAY: 1}


def test_months_begin_on_mondays_and_pass_the_year() -> None:
    december, january = months_from(date(2030, 12, 31), 2)

    assert (january.year, january.month) == (2031, 1)
    assert december.weeks[0][0] == date(2030, 11, 25)
    assert {len(week) for week in december.weeks} == {7}
