"""How a process is: what health checks are told, and what can be read off it at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model.reading import SourceHealth


class Condition(StrEnum):
    """How a process is, in one word."""

    OK = "ok"
    STARTING = "starting"
    WAITING = "waiting"
    LATE = "late"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Vitals:
    """How a process is, and in one line why it is not well.

    Args:
        condition: `waiting` is well: another process does the work, and this one is there should that one die.
        last_pass_at: When its work was last done from end to end; None before that, and where it is another's.
    """

    condition: Condition
    why: str = ""
    last_pass_at: datetime | None = None

    @property
    def is_well(self) -> bool:
        """Tell whether nobody needs to act."""
        return self.is_at_work or self.condition is Condition.WAITING

    @property
    def is_at_work(self) -> bool:
        """Tell whether it does what it is there for."""
        return self.condition is Condition.OK


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """The file system that holds the memory, in bytes."""

    free: int
    size: int


@dataclass(frozen=True, slots=True)
class SourceLevels:
    """How the sources are at one moment.

    Args:
        states: How many are in each state.
        due: How many are due.
        lateness: By how long the latest of these is.
    """

    states: Mapping[SourceHealth, int]
    due: int = 0
    lateness: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class OutboxLevels:
    """What lies in the outbox at one moment.

    Args:
        waiting: Messages that are due and that no provider has accepted.
        parked: Messages that wait for a person.
        tried: How long ago the oldest was to go out of channels whose provider was asked in vain; no time for none.
        untried: The same of all other channels: quiet hours hold messages, and never for a day.
    """

    waiting: int = 0
    parked: int = 0
    tried: timedelta = timedelta(0)
    untried: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Levels:
    """What can be read off a process at one moment; None for what is another process's business or cannot be told.

    Args:
        ready: It does its work, with its memory open.
        turns: When each of its loops last came round, by the loop's name.
        schema: The step that the database is at; empty where it does not answer.
    """

    vitals: Vitals
    ready: bool
    turns: Mapping[str, datetime] = field(default_factory=dict)
    sources: SourceLevels | None = None
    outbox: OutboxLevels | None = None
    schema: str = ""
    space: DiskSpace | None = None
