"""What happens in a run, as values: whoever counts is told of it where it happens, and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.launching import Verdict
    from monitor.model.reading import Moment, SourceState, Tier
    from monitor.model.telling import Message


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What came of one check of one source.

    Args:
        new_entries: Entries never seen before.
        articles: Articles read, told or not.
        unreadable: Articles that could not be read, with the reason.
        error: Why the check itself failed; None where it did not.
        state: What is remembered of the source from now on.
    """

    source_id: str
    name: str
    new_entries: int = 0
    articles: int = 0
    unreadable: tuple[tuple[str, str], ...] = ()
    error: str | None = None
    state: SourceState | None = None


class CheckResult(StrEnum):
    """What a check of a source found."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    FAILED = "failed"
    BROKE_OFF = "broke_off"


class DeliveryResult(StrEnum):
    """What came of one delivery: a message that was refused is tried again, one that was parked waits for a person."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Checked:
    """A source was checked.

    Args:
        reason: Why it failed, by an error's `label`; empty where it did not.
        new_entries: Entries never seen before.
    """

    result: CheckResult
    reason: str = ""
    new_entries: int = 0


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article was read, and its announcements were held against what is known.

    Args:
        verdicts: In reading order; none where it announces nothing.
        published: When it was, where that is known.
        seen_at: When its entry was first seen; None where a person had it read.
        read_at: When all was written.
        baseline: It stood in a source's first listing, of which nothing is told.
    """

    verdicts: tuple[Verdict, ...]
    tier: Tier
    published: Moment | None
    seen_at: datetime | None
    read_at: datetime
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class ArticleUnreadable:
    """An article could not be read; `reason` is an error's `label`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message was given to its channel's provider.

    Args:
        provider: One of `providers.toml`, or a kind of sender; never a channel's name.
        at: When its answer came.
    """

    message: Message
    provider: str
    result: DeliveryResult
    at: datetime


@dataclass(frozen=True, slots=True)
class QueueSeen:
    """The queue of many machines was looked at.

    Args:
        waiting: Hosts whose job waits for a worker.
        under_way: Hosts that are being asked.
    """

    waiting: int
    under_way: int


Happening = Checked | ArticleRead | ArticleUnreadable | Delivered | QueueSeen


def unobserved(_happening: Happening) -> None:
    """Take no note of what happens."""
