"""What is remembered of one channel between deliveries: its pace, and whether it rests after refusals.

The lane is the channel's circuit breaker. One refusal that may pass keeps all of its messages waiting; each further one
doubles the rest; when it ends, a single message tries the way, and only if that is accepted the others follow.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.notify.pace import NONE, Pace

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.errors import DeliveryError

FIRST_WAIT = timedelta(seconds=15)
"""After the first refusal; doubled with each further one."""

LONGEST_REST = timedelta(minutes=5)
"""So soon a provider that is back is noticed, whatever kept it away."""

_MOST_DOUBLINGS = 16


def backoff(failures: int, longest: timedelta, jitter: float) -> timedelta:
    """Double the wait with each failure, and take off up to half of it, so that not all come back at once.

    Args:
        failures: How many there were, one or more.
        longest: The wait before jitter is never longer.
        jitter: From 0, half of the wait, to 1, all of it.
    """
    doubled = FIRST_WAIT * float(2 ** min(max(failures - 1, 0), _MOST_DOUBLINGS))
    return min(doubled, longest) * (0.5 + jitter / 2)


LONGEST_ASKED = timedelta(hours=12)
"""A provider that asks for a longer pause is asked again after this."""


@dataclass(frozen=True, slots=True)
class Rest:
    """How long a channel's messages wait together, and why."""

    until: datetime
    words: str


@dataclass(slots=True)
class Lane:
    """One channel's way to its provider.

    Args:
        failures: Refusals that may pass, since the last acceptance.
        rest: After the last of them.
        rests_since: When that began; before it, the clock was set back since.
    """

    pace: Pace = field(default_factory=Pace)
    failures: int = 0
    rest: Rest | None = None
    rests_since: datetime | None = None

    def wait(self, now: datetime) -> Rest | None:
        """Say until when the next message has to wait; None where it may go now."""
        if self.rest and self.rests_since and now < self.rests_since:
            self.rest = replace(self.rest, until=now + (self.rest.until - self.rests_since))
            self.rests_since = now
        if self.rest and self.rest.until > now:
            return self.rest
        pause = self.pace.wait(now)
        return Rest(now + pause, f"waits for its turn, {self.pace}") if pause > NONE else None

    def accepted(self, now: datetime) -> None:
        """Take note that the provider took a message."""
        self.pace.took(now)
        self.failures, self.rest = 0, None

    def refused(self, error: DeliveryError, now: datetime, jitter: float) -> None:
        """Take note of a refusal; one for good says nothing of other messages."""
        asked = min(timedelta(seconds=error.retry_after or 0), LONGEST_ASKED)
        if error.too_many:
            self.pace.refused(now, asked)
        self.pace.took(now)
        if not error.retryable:
            return
        self.failures += 1
        pause = max(backoff(self.failures, LONGEST_REST, jitter), asked)
        self.rest, self.rests_since = Rest(now + pause, f"waits with its channel: {error.reply}"), now
