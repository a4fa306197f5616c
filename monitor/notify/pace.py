"""How often a provider takes messages → how long the next one has to wait. Pure but for what it remembers.

A token of the bucket comes back a whole period after its message was answered. A bucket that fills drop by drop would
let through a full bucket and, within the same period, all that dropped in meanwhile: twice of what a provider allows.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

A_MINUTE = timedelta(minutes=1)
"""What is learned from a refusal holds for at least this: limits are published by the minute, or by less."""

NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many messages within a period."""

    most: int
    per: timedelta

    def __str__(self) -> str:
        return f"{self.most} in {self.per.total_seconds():g} s"


@dataclass(slots=True)
class Pace:
    """Remembers when a channel's messages were answered, and says when the next one may go.

    Args:
        rates: What the provider publishes.
        learned: What a refusal taught, where the provider publishes nothing, or allows less than it publishes.
    """

    rates: tuple[Rate, ...] = ()
    learned: Rate | None = None
    answered: deque[datetime] = field(default_factory=deque)

    def wait(self, now: datetime) -> timedelta:
        """Give how long the next message has to wait; nothing where it may go now."""
        self._forget(now)
        return max((self._wait_for(rate, now) for rate in self._all()), default=NONE)

    def took(self, now: datetime) -> None:
        """Remember that a message was answered."""
        self.answered.append(now)

    def remember(self, times: Iterable[datetime]) -> None:
        """Remember messages of before: those that another life of this program, or of its settings, had answered."""
        self.answered = deque(sorted((*times, *self.answered)))

    def refused(self, now: datetime, pause: timedelta) -> None:
        """Learn from a refusal for too many messages: what went before it is all that goes until the pause ends."""
        self._forget(now)
        since = [time for time in self.answered if now - time < A_MINUTE]
        if since:
            self.learned = Rate(len(since), max(now - since[0] + pause, A_MINUTE))

    def __str__(self) -> str:
        return ", ".join(map(str, self._all()))

    def _all(self) -> tuple[Rate, ...]:
        return (*self.rates, self.learned) if self.learned else self.rates

    def _wait_for(self, rate: Rate, now: datetime) -> timedelta:
        if len(self.answered) < rate.most:
            return NONE
        # A clock that was set back must not make a wait longer than the period.
        return min(max(self.answered[-rate.most] + rate.per - now, NONE), rate.per)

    def _forget(self, now: datetime) -> None:
        longest = max((A_MINUTE, *(rate.per for rate in self._all())))
        while self.answered and self.answered[0] + longest <= now:
            self.answered.popleft()
