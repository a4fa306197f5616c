"""What the settings say of a source and what is remembered of it → what people see of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from monitor.errors import redacted
from monitor.lookup.records import iso
from monitor.model import SourceHealth, Tier
from monitor.rhythm import Rhythm, checks_an_entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.model import SourceState
    from monitor.settings import Source

NOT_CHECKED = "not checked yet"
"""The reason of a source of which nothing is known; the contract has no state for it, so that its state is `ok`."""

DAYS_SHOWN = 30
_TIMES = ("since", "newest_entry_at", "checked_at", "next_at", "overrun_at")
_RECENT = timedelta(days=1)  # As long as it is asked more often.


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a source publishes, and is asked; nothing where nobody knows.

    Args:
        entries_by_day: How many entries came on each of the last 30 days by UTC, the day of the last look being the
            last; fewer where it was watched for less long.
        checks_a_day: What it costs, and its server: requests for its list, by its rhythm.
    """

    last_arrival_at: datetime | None = None
    entries_a_day: float | None = None
    entries_by_day: tuple[int, ...] = ()
    checks_a_day: float | None = None


@dataclass(frozen=True, slots=True)
class SourceView:
    """What people see of a source; its address and headers are not among it, since they may hold secrets.

    Args:
        reckon: Gives its pace, which takes 30 µs: of 100,000 sources a page shows that of sixty.
    """

    id: str
    name: str
    tier: Tier
    state: SourceHealth
    reason: str = ""
    since: datetime | None = None
    newest_entry_at: datetime | None = None
    checked_at: datetime | None = None
    next_at: datetime | None = None
    overrun_at: datetime | None = None
    reckon: Callable[[], Pace] = field(default=Pace, repr=False)

    @classmethod
    def of(cls, source: Source, state: SourceState) -> Self:
        """Join what the settings say of a source and what is remembered of it."""
        source = source.known_as(state.title)
        if not source.enabled:
            return cls(source.id, source.name, source.tier, SourceHealth.OFF)
        reason = (state.reason or _overrun(source, state) or _moved(state)) if state.checked_at else NOT_CHECKED
        seen = (reason, state.since, state.newest_entry_at, state.checked_at, state.next_at, state.overrun_at)
        return cls(source.id, source.name, source.tier, state.health, *seen, partial(_pace, source, state))

    @property
    def pace(self) -> Pace:
        """Give how often it publishes."""
        return self.reckon()

    @property
    def is_ailing(self) -> bool:
        """Tell whether somebody should look at it."""
        return self.state not in {SourceHealth.OK, SourceHealth.OFF}

    @property
    def is_well(self) -> bool:
        """Tell whether it was looked at and gives what it should."""
        return self.state is SourceHealth.OK and not self.is_unchecked

    @property
    def is_unchecked(self) -> bool:
        """Tell whether it is watched, but nobody looked yet."""
        return self.state is SourceHealth.OK and self.checked_at is None

    def record(self) -> dict[str, Any]:
        """Give it as JSON."""
        pace = self.pace
        times = {name: iso(getattr(self, name)) for name in _TIMES} | {"last_arrival_at": iso(pace.last_arrival_at)}
        named = {"id": self.id, "name": self.name, "tier": self.tier, "state": self.state, "reason": self.reason}
        amounts = {"entries_a_day": pace.entries_a_day, "entries_by_day": list(pace.entries_by_day)}
        return named | times | amounts | {"checks_a_day": pace.checks_a_day}


def _pace(source: Source, state: SourceState) -> Pace:
    rhythm = Rhythm.read(state.rhythm)
    if not (state.checked_at and rhythm.days):
        return Pace(rhythm.last_at)
    daily = round(rhythm.entries_a_day(state.checked_at), 2)
    by_day = rhythm.entries_by_day(state.checked_at, DAYS_SHOWN)
    cost = round(rhythm.checks_a_day(state.checked_at, *source.every, checks_an_entry(source.tier)))
    return Pace(rhythm.last_at, daily, by_day, cost)


def _moved(state: SourceState) -> str:
    """Say where a source has moved to for good, so that a person may write that down; empty otherwise."""
    return f"moved for good to {redacted(state.moved_to)}: write that into `url`" if state.moved_to else ""


def _overrun(source: Source, state: SourceState) -> str:
    """Say that entries may have been missed, while the last check is not long after it; empty otherwise."""
    if not (state.overrun_at and state.checked_at and state.checked_at - state.overrun_at < _RECENT):
        return ""
    times = f"{state.overruns} times, last " if state.overruns > 1 else ""
    at = f"{state.overrun_at.astimezone(source.zone):%Y-%m-%d %H:%M}"
    return f"window overrun ({times}{at}): entries may have been missed, shorten `every`"
