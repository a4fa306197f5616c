"""When a source is due again (pure), and the ticker that asks what is due. The only house of APScheduler."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.settings import Source

TICK = timedelta(seconds=1)
A_DAY = timedelta(days=1)

LEAST_PATIENCE = timedelta(hours=1)
"""Failures may lengthen every pause to this, however short the longest interval: a dead source then costs its host 24
requests a day, and one that was away for long is back an hour late at most. Doubling keeps shorter absences in
proportion: who was away for ten minutes is looked at within ten more."""


def next_due(
    source: Source,
    now: datetime,
    *,
    first: bool = False,
    failures: int = 0,
    retry_after: float | None = None,
    overrun_at: datetime | None = None,
) -> datetime:
    """Give the time of a source's next check: its shortest interval, doubled with each failure.

    Failures stretch it up to the longest interval or `LEAST_PATIENCE`, whichever is more; one success ends that. Within
    a day after an overrun the pause is halved, never below the shortest interval: a fixed one stays as it is.

    Args:
        source: Its `every` gives the bounds.
        now: When the last check ended.
        first: It was the very first; the pause after it is shortened by up to a half, by the source's own hash, so that
            sources that began together do not stay together.
        failures: Checks that failed in a row, the last one included.
        retry_after: Seconds that the server asked us to wait; never undercut, and believed up to a day.
        overrun_at: When more was last listed than could be seen.
    """
    shortest, longest = source.every
    pause = min(shortest * (1 << min(failures, 16)), max(longest, shortest, LEAST_PATIENCE))
    if overrun_at is not None and now - overrun_at < A_DAY:
        pause = max(shortest, pause / 2)
    if first:
        pause *= 0.5 + _phase(source.id) / 2
    asked = timedelta(seconds=min(max(retry_after or 0.0, 0.0), A_DAY.total_seconds()))
    return now + max(pause, asked)


@contextmanager
def ticking(tick: Callable[[], None], every: timedelta = TICK) -> Iterator[None]:
    """Call `tick` at once, and again and again on the running loop.

    One job for all sources: due-ness lives in our own store. APScheduler's defaults drop a run that is a second late
    (research/trust.md §2); here lateness is forgiven, and runs that were missed become one.
    """
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )

    async def job() -> None:  # A coroutine runs on the loop, a plain function in a thread.
        tick()

    tick()
    scheduler.add_job(job, "interval", seconds=every.total_seconds())
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def _phase(name: str) -> float:
    """Give a number from 0 to 1 that is always the same for a name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") / 2**32
