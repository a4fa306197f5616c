"""What a channel got lately and what waits for it → whether that goes out one by one or together, and when. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.settings import Storm


def gathered_at(recent: Iterable[datetime], waiting: int, storm: Storm, now: datetime) -> datetime | None:
    """Give the time at which all that waits goes out as one message; None where each may go by itself.

    Args:
        recent: When the channel's last messages were accepted.
        waiting: How many there are now.
        storm: How many are enough.
        now: The time; a channel that had enough has to wait until the first of these is long ago.
    """
    lately = sorted(at for at in recent if now - storm.within < at <= now)
    if len(lately) + waiting <= storm.most:
        return None
    return now if len(lately) < storm.most else lately[-storm.most] + storm.within
