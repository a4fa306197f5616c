"""Turns the times at which a source published into its rhythm: when to look next, and how long a silence is usual.

What is remembered is the last 32 days on which something came, with how much, and at which hours: 120 bytes a source.
A day of a busy outlet, a week of a blog and a year of a laboratory so weigh alike.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Self

from monitor.model import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

HOURS = 24
MOST_DAYS = 32
MOST = 255  # What a byte holds. Hours are halved when one is full, so that a change of habits shows.

CHECKS_AN_ENTRY = 200
"""A look is due when a two-hundredth of an entry is expected. What comes once a day within twelve hours is so looked
for every four minutes in those; what comes once a week at a known hour, every ten minutes then and every four hours
else. An unchanged check costs a kilobyte and 2 ms: 200 of them are less than the article that they find."""

FIRST_HAND = 10_000
"""Looks that an official entry is worth, fifty times another's: makers publish seldom, and whoever waits for the press
hears hours later. A blog of one entry a week is so asked some 600 times a day, of 1,440 that a minute's interval has;
2,000 found hubs and laboratories with p95 693 s, 10,000 with 78 s (`bench/rhythm.py`)."""

UNTOLD = 8.0
"""Entries' worth of belief that any hour may be the next one's: with 30 seen, a fifth, with 500, a sixtieth."""

FEW_DAYS = 8
"""With fewer days known, a week and its end may not be among them."""

UNKNOWN = timedelta(days=90)
BUSY = 10.0
"""Entries a day from which on somebody is always on duty; who writes less may go on holiday."""
HOLIDAY = timedelta(days=10)
"""Spring Festival and National Day with the days around them have nine, Christmas and New Year ten."""
LONGER = 4
SPREAD = 12
"""Silence is unusual beyond four times the longest of the remembered ones, and beyond twelve deviations above their
mean: of exponential pauses (the most irregular that a steady source has) one in 400,000 is longer."""

HOUR = timedelta(hours=1)
_A_DAY = timedelta(days=1)
_HEAD = struct.Struct(">24sI")
_DAY = struct.Struct(">HB")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a source published.

    Args:
        hours: How many entries came in each hour of the day, by UTC.
        days: Days since 1970 with how many entries came, in order; the first may have none: watched since.
        last_at: When the newest came, to the minute.
    """

    hours: bytes = bytes(HOURS)
    days: tuple[tuple[int, int], ...] = ()
    last_at: datetime | None = None

    @classmethod
    def read(cls, written: bytes) -> Self:
        """Give the rhythm that was written; an empty one of nothing."""
        if not written:
            return cls()
        hours, minutes = _HEAD.unpack_from(written)
        days = tuple(_DAY.iter_unpack(written[_HEAD.size :]))
        return cls(hours, days, _EPOCH + minutes * _MINUTE)

    def written(self) -> bytes:
        """Write it as bytes; nothing where nothing is known."""
        if self.last_at is None:
            return b""
        minutes = (self.last_at - _EPOCH) // _MINUTE
        return _HEAD.pack(self.hours, minutes) + b"".join(_DAY.pack(*day) for day in self.days)

    def since(self, now: datetime) -> Self:
        """Begin it, where nothing is known: from now on it is watched."""
        return self if self.last_at else replace(self, days=((_day_of(now), 0),), last_at=now)

    def with_arrivals(self, times: Iterable[tuple[datetime, bool]], now: datetime) -> Self:
        """Add the times at which entries came, each with whether the hour is known, too; those to come are left out."""
        hours, days, last_at = list(self.hours), dict(self.days), self.last_at
        for at, is_exact in times:
            if not _EPOCH < at <= now:
                continue
            day = _day_of(at)
            days[day] = min(days.get(day, 0) + 1, MOST)
            last_at = at if last_at is None else max(last_at, at)
            if is_exact:
                hour = at.astimezone(UTC).hour
                if hours[hour] == MOST:
                    hours = [count // 2 for count in hours]
                hours[hour] += 1
        return replace(self, hours=bytes(hours), days=tuple(sorted(days.items())[-MOST_DAYS:]), last_at=last_at)

    def entries_a_day(self, now: datetime) -> float:
        """Give how many entries are to be expected a day; the present silence counts."""
        if not self.days:
            return 0.0
        began = _EPOCH + self.days[0][0] * _A_DAY
        return (sum(count for _, count in self.days) + 1) / max((now - began) / _A_DAY, 1.0)

    def entries_by_day(self, now: datetime, most: int) -> tuple[int, ...]:
        """Give how many entries came on each of the last days by UTC, today being the last.

        Days before the first that is remembered are left out: nobody knows what came on them.
        """
        counts, today = dict(self.days), _day_of(now)
        first = max(today - most + 1, min(counts, default=today + 1))
        return tuple(counts.get(day, 0) for day in range(first, today + 1))

    def pause(
        self, now: datetime, shortest: timedelta, longest: timedelta, checks_an_entry: int = CHECKS_AN_ENTRY
    ) -> timedelta:
        """Give the time until the next look: until enough is expected, within the bounds.

        What is unknown is looked at as often as it may be. `checks_an_entry` is how many looks an entry is worth.
        """
        daily = self.entries_a_day(now)
        if not daily:
            return shortest
        wanted, at, end = 1 / checks_an_entry, now.astimezone(UTC), now + longest
        shares = self._shares()
        while at < end:
            expected = daily * shares[at.hour]  # In this hour.
            hour_ends = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            left = (hour_ends - at) / timedelta(hours=1)
            if expected * left >= wanted:
                at += timedelta(hours=wanted / expected)
                break
            wanted -= expected * left
            at = hour_ends
        return min(max(at - now, shortest), max(longest, shortest))

    def checks_a_day(
        self, now: datetime, shortest: timedelta, longest: timedelta, checks_an_entry: int = CHECKS_AN_ENTRY
    ) -> float:
        """Give how many looks a day come of the same: in each hour what it is worth, within the bounds."""
        daily = self.entries_a_day(now)
        most, least = (HOUR / interval for interval in (shortest, max(longest, shortest)))
        if not daily:
            return HOURS * most
        return sum(min(max(daily * share * checks_an_entry, least), most) for share in self._shares())

    def is_silent(self, now: datetime) -> bool:
        """Tell whether it has been silent for longer than is usual."""
        if self.last_at is None or now - self.last_at <= LONGER * _A_DAY:  # No silence is unusual that is shorter.
            return False
        return now - self.last_at > self.usual_silence()

    def usual_silence(self) -> timedelta:
        """Give the longest silence that is usual."""
        active = [day for day, count in self.days if count]
        gaps = [later - earlier for earlier, later in pairwise(active)]
        if len(active) < FEW_DAYS:
            return max(UNKNOWN, LONGER * max(gaps, default=0) * _A_DAY)
        days = max(LONGER * max(gaps), fmean(gaps) + SPREAD * pstdev(gaps))
        daily = sum(count for _, count in self.days) / (active[-1] - active[0] + 1)
        return max(days * _A_DAY, HOLIDAY if daily < BUSY else timedelta(0))

    def _shares(self) -> list[float]:
        """Give each hour's share of a day's entries: its own half and a quarter of its neighbours', and some belief."""
        counts = self.hours
        smooth = [(counts[hour - 1] + 2 * counts[hour] + counts[(hour + 1) % HOURS]) / 4 for hour in range(HOURS)]
        whole = sum(counts) + UNTOLD
        return [(count + UNTOLD / HOURS) / whole for count in smooth]


def checks_an_entry(tier: Tier) -> int:
    """Give how many looks an entry of a source is worth."""
    return FIRST_HAND if tier is Tier.OFFICIAL else CHECKS_AN_ENTRY


def _day_of(at: datetime) -> int:
    return (at - _EPOCH) // _A_DAY
