"""Turns partial dates into the few characters that a reader needs beside a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from monitor.model import Precision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from monitor.model import Moment


@dataclass(frozen=True, slots=True)
class Day:
    """A partial date.

    Args:
        first: The day, or the first day of the month.
        whole_month: Only the month is known.
    """

    first: date
    whole_month: bool = False

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        """Read `2023-07-07` or `2023-07`; None where it is no such date."""
        whole_month = text is not None and len(text) == len("2023-07")
        try:
            return cls(date.fromisoformat(f"{text}-01" if whole_month else text or ""), whole_month)
        except ValueError:
            return None

    def shown(self, today: date, months: Sequence[str]) -> str:
        """Write it as `07-07`, `7 Jul` or, for a month, `10月`, `Oct`; with its year where that is another."""
        year, month, day = self.first.year, self.first.month, self.first.day
        same_year = year == today.year
        if months:
            words = ([] if self.whole_month else [str(day)]) + [months[month - 1]] + ([] if same_year else [str(year)])
            return " ".join(words)
        if self.whole_month:
            return f"{month}月" if same_year else f"{year}-{month:02}"
        return f"{month:02}-{day:02}" if same_year else self.first.isoformat()

    def covers(self, today: date) -> bool:
        """Tell whether it is a month, and the month of that day: nothing a reader needs to be told."""
        return self.whole_month and (self.first.year, self.first.month) == (today.year, today.month)

    def distance(self, today: date) -> timedelta:
        """Give how far it is from a day, either way."""
        return timedelta(0) if self.covers(today) else abs(self.first - today)


def day_of(moment: Moment, zone: ZoneInfo) -> date:
    """Give the day of a moment as a reader in `zone` counts it; a date alone stays the date it is."""
    if moment.precision is not Precision.TIME:
        return moment.at.date()
    try:
        return moment.at.astimezone(zone).date()
    except OverflowError:  # The first or last day of the calendar.
        return moment.at.date()
