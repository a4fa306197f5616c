"""Counts and delays of the memory → what charts show. Pure: now and the zone are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from monitor.model import Delay, OrganisationOverview
    from monitor.ports import Store

WEEKS = 26
LATELY = timedelta(days=90)
BUSIEST = 12
MOST_DELAYS = 5_000
"""The last tellings; a year of the archive has some 1,500 a channel."""

_A_WEEK = timedelta(weeks=1)
STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360, 1440))
"""Ends of the classes of delays; the goals are a minute for official sources and five for media."""


@dataclass(frozen=True, slots=True)
class Week:
    """How many launches were first seen in the week that begins on a Monday."""

    begins: date
    launches: int


@dataclass(frozen=True, slots=True)
class Delays:
    """How long it took to tell of what is new.

    Args:
        classes: How many were told within each of `STEPS` and not within the one before; the last took longer.
        median: Of all; None where nothing was told.
        most: What 95 of 100 stayed below.
    """

    classes: tuple[int, ...]
    median: timedelta | None = None
    most: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the charts show.

    Args:
        weeks: The last half year, this week being the last.
        organisations: Those with the most new launches of the last 90 days.
        delays: Of the last 90 days.
    """

    weeks: tuple[Week, ...]
    organisations: tuple[OrganisationOverview, ...]
    delays: Delays

    @classmethod
    def of(cls, store: Store, now: datetime, zone: tzinfo) -> Figures:
        """Count."""
        this_week = _monday(now, zone)
        first = this_week - (WEEKS - 1) * _A_WEEK
        since = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
        return cls(
            weeks_of(store.first_seen(since), first, zone),
            tuple(store.busiest(now - LATELY, BUSIEST)),
            delays_of(store.delays(now - LATELY, MOST_DELAYS)),
        )

    def record(self) -> dict[str, Any]:
        """Give them as JSON; durations in seconds."""
        said = self.delays
        return {
            "weeks": [{"begins": week.begins.isoformat(), "launches": week.launches} for week in self.weeks],
            "organisations": [
                {"key": one.key, "name": name_of(one), "launches": one.launches} for one in self.organisations
            ],
            "delays": {
                "median": said.median.total_seconds() if said.median is not None else None,
                "p95": said.most.total_seconds() if said.most is not None else None,
                "within": [
                    {"seconds": step.total_seconds() if step else None, "messages": count}
                    for step, count in zip((*STEPS, None), said.classes, strict=True)
                ],
            },
        }


def weeks_of(hours: Mapping[datetime, int], first: date, zone: tzinfo) -> tuple[Week, ...]:
    """Count by the weeks of a zone's calendar, from a Monday on."""
    counts = [0] * WEEKS
    for hour, count in hours.items():
        index = (_monday(hour, zone) - first) // _A_WEEK
        if 0 <= index < WEEKS:
            counts[index] += count
    return tuple(Week(first + index * _A_WEEK, count) for index, count in enumerate(counts))


def delays_of(delays: Sequence[Delay]) -> Delays:
    """Count by class. What was published ahead of its date, or dated by the day alone, took no time at all."""
    seconds = sorted(max(one.seconds, 0.0) for one in delays)
    classes = [0] * (len(STEPS) + 1)
    for each in seconds:
        classes[next((index for index, step in enumerate(STEPS) if each <= step.total_seconds()), len(STEPS))] += 1
    if not seconds:
        return Delays(tuple(classes))
    return Delays(tuple(classes), _at(seconds, 0.5), _at(seconds, 0.95))


def name_of(organisation: OrganisationOverview) -> str:
    """Give an organisation's name as articles write it; its key where nobody wrote one."""
    return next(iter(organisation.latest.organisations), organisation.key)


def _at(ordered: Sequence[float], share: float) -> timedelta:
    return timedelta(seconds=ordered[min(int(share * len(ordered)), len(ordered) - 1)])


def _monday(at: datetime, zone: tzinfo) -> date:
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())
