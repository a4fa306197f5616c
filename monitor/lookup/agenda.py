"""Launches that are announced for later, with their partial dates → a calendar. Pure: today is an argument."""

from __future__ import annotations

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from monitor.dates import last_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.model import Launch

_PARTIAL = re.compile(r"\d{4}(?:-\d{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a partial date may mean; both ends belong to it."""

    first: date
    last: date

    @property
    def is_day(self) -> bool:
        """Tell whether it is one day."""
        return self.first == self.last

    @property
    def is_month(self) -> bool:
        """Tell whether it is a whole month."""
        return self.first.day == 1 and not self.is_day and self.last.month == self.first.month


@dataclass(frozen=True, slots=True)
class Appointment:
    """A launch and the days for which it is announced; None where no day, month or year is known."""

    launch: Launch
    span: Span | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to come.

    Args:
        overdue: The last day has passed, and nobody told of a release; the latest first.
        coming: By the last day that it may be.
        undated: Without a date, the latest news first.
    """

    overdue: tuple[Appointment, ...]
    coming: tuple[Appointment, ...]
    undated: tuple[Appointment, ...]

    @classmethod
    def of(cls, launches: Iterable[Launch], today: date) -> Agenda:
        """Sort launches into what is overdue, what is coming and what has no date."""
        every = [Appointment(launch, span_of(launch.date)) for launch in launches]
        dated = sorted((one for one in every if one.span), key=_last)
        overdue = tuple(one for one in reversed(dated) if _last(one) < today)
        coming = tuple(one for one in dated if _last(one) >= today)
        return cls(overdue, coming, tuple(one for one in every if one.span is None))


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a table of weeks that begin on Monday; days of other months are in it, too."""

    year: int
    month: int
    weeks: tuple[tuple[date, ...], ...]


def months_from(today: date, count: int) -> tuple[Month, ...]:
    """Give this month and those after it."""
    months = []
    first = today.replace(day=1)
    for _ in range(count):
        weeks = Calendar().monthdatescalendar(first.year, first.month)
        months.append(Month(first.year, first.month, tuple(map(tuple, weeks))))
        first = (first + timedelta(days=31)).replace(day=1)
    return tuple(months)


def span_of(written: str | None) -> Span | None:
    """Read a partial date, `2030-07-09`, `2030-07` or `2030`; None where it is none of them."""
    if not written or not _PARTIAL.fullmatch(written):
        return None
    try:
        whole = written + _YEAR_BEGINS[len(written) :]
        return Span(date.fromisoformat(whole), last_day(written if "-" in written else f"{written}-12"))
    except ValueError:  # A thirteenth month, a thirtieth of February.
        return None


def days_taken(appointments: Sequence[Appointment]) -> dict[date, int]:
    """Count the launches of each day that some are announced for."""
    counts: dict[date, int] = {}
    for one in appointments:
        if one.span and one.span.is_day:
            counts[one.span.first] = counts.get(one.span.first, 0) + 1
    return counts


_YEAR_BEGINS = "0000-01-01"


def _last(appointment: Appointment) -> date:
    return appointment.span.last if appointment.span else date.max
