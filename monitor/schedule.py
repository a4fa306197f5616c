"""When a source is due again. Pure so far; the ticker that asks joins it with the daemon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.settings import Source


def next_due(source: Source, now: datetime, *, failures: int = 0, retry_after: float | None = None) -> datetime:
    """Give the time of a source's next check: its shortest interval, doubled with each failure up to its longest.

    Args:
        source: Its `every` gives the bounds.
        now: When the last check ended.
        failures: Checks that failed in a row, the last one included.
        retry_after: Seconds that the server asked us to wait; never undercut, and believed up to a day.
    """
    shortest, longest = source.every
    pause = min(shortest * (1 << min(failures, 16)), max(longest, shortest))
    asked = timedelta(seconds=min(max(retry_after or 0.0, 0.0), timedelta(days=1).total_seconds()))
    return now + max(pause, asked)
