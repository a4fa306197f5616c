"""A launch and the announcements that it holds now → the launch as these tell it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.model import Status
from monitor.resolve.confidence import launch_confidence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Announcement, Launch, Voice


@dataclass(frozen=True, slots=True)
class Saying:
    """An announcement, when its article was published, and how much it counts."""

    announcement: Announcement
    at: datetime
    voice: Voice


def retold(launch: Launch, sayings: Sequence[Saying]) -> Launch:
    """Give a launch with the status, dates and confidence that come of these announcements.

    Its name and key stay. A rumour lifts nothing, and of equal ranks the first counts, as everywhere.

    Args:
        launch: As it was before.
        sayings: At least one, in the order in which they were read.
    """
    vouched = [saying for saying in sayings if not saying.announcement.rumour] or sayings
    top = max(vouched, key=lambda saying: saying.announcement.status.rank)
    status = top.announcement.status
    level = [saying.announcement for saying in vouched if saying.announcement.status.rank == status.rank]
    dates = [announcement.date for announcement in level if announcement.date]
    return replace(
        launch,
        status=status,
        status_at=top.at,
        first_seen_at=min(saying.at for saying in sayings),
        seen_at=max(saying.at for saying in sayings),
        date=dates[-1 if status is Status.UPCOMING else 0] if dates else None,  # A date that moved counts.
        rumour=top.announcement.rumour,
        confidence=launch_confidence(saying.voice for saying in sayings),
    )
