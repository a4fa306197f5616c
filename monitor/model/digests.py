"""What is told by the clock: what waits for a channel's digest, what is told of it, and what stands beside that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.launching import Announcement, Launch, LaunchKey
    from monitor.model.reading import ArticleReference
    from monitor.model.telling import Alert


@dataclass(frozen=True, slots=True)
class Doubt:
    """An article that may announce something, of which nobody was told.

    Args:
        title: The article's.
        name: Of the model, as far as one is named.
        why: What it lacks and what speaks against it, in words.
    """

    title: str
    url: str
    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ailing:
    """A source that does not give what it should, and why."""

    name: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest tells beside its alerts, as it was when it was written.

    Args:
        name: What it was written once for: `2026-11-30`, of an hourly one the hour in UTC, `2026-11-30T08:00Z`.
        day: Its date by the channel's clock.
        doubts: What was not told, since it is not sure to be an announcement; the surest first.
        more_doubts: How many further ones there were.
        healthy: How many sources give what they should.
        ailing: Those that do not.
        more_ailing: How many further ones there were.
        told: Messages that the channel accepted in the week before.
    """

    name: str
    day: str
    doubts: tuple[Doubt, ...] = ()
    more_doubts: int = 0
    healthy: int = 0
    ailing: tuple[Ailing, ...] = ()
    more_ailing: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What waits for a channel's digest.

    Args:
        number: Of the alert, in the store.
        launch_id: The launch as people see it, merged ones being one.
        rank: The launch's rank when the alert was raised; below 0 for a rumour.
        since: When the article was read.
        heard: The highest rank of this launch that the channel is told of otherwise; None where it is told of none.
    """

    number: int
    alert: Alert
    launch_id: int
    rank: int
    since: datetime
    heard: int | None = None


@dataclass(frozen=True, slots=True)
class DigestKnown:
    """What the store holds for one digest of one channel.

    Args:
        kept: What waits for it.
        upcoming: Launches that are announced and not there yet; those whose date passed lately at least.
        said_overdue: Launch and date of those of which the channel heard that the date passed.
        doubted: What was doubted since the digest before, with its article; the surest first.
        keys: Of all launches of the doubted ones' families.
        told: Messages that the channel accepted in the week before.
    """

    kept: tuple[Kept, ...] = ()
    upcoming: tuple[Launch, ...] = ()
    said_overdue: frozenset[tuple[int, str]] = frozenset()
    doubted: tuple[tuple[Announcement, ArticleReference], ...] = ()
    keys: frozenset[LaunchKey] = frozenset()
    told: int = 0


@dataclass(frozen=True, slots=True)
class DigestDue:
    """What a channel's digest tells, and what becomes of all that waited for it.

    Args:
        told: Numbers of the alerts that it tells.
        sure: Those of them that were unsure and are sure by now.
        overtaken: Numbers of those that need not be told any more.
        overdue: Launches whose date passed.
        doubts: What was not sure to be an announcement.
        more_doubts: How many further ones there were.
    """

    told: tuple[int, ...] = ()
    sure: frozenset[int] = frozenset()
    overtaken: tuple[int, ...] = ()
    overdue: tuple[Launch, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    more_doubts: int = 0

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything to say by itself; doubts go along with that, on Mondays at the latest."""
        return bool(self.told or self.overdue)
