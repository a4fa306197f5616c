"""When a source is due again (pure), and the ticker that asks what is due. The only house of APScheduler."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.model import SourceHealth
from monitor.rhythm import Rhythm, checks_an_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.model import SourceState
    from monitor.settings import Source

TICK = timedelta(seconds=1)
TICKER = "tick"
MISSED = 3
"""Ticks that do not come, after which the clock was set back; a loop that is busy for longer begins anew, too."""

A_DAY = timedelta(days=1)

MOST_FRESH = timedelta(hours=1)
"""What a server calls fresh is not asked for before, within the longest interval and this: many serve a day's worth of
Cache-Control by default, and a feed that is looked at once a day tells nobody anything in time."""

LEAST_PATIENCE = timedelta(hours=1)
"""Failures may lengthen every pause to this, however short the longest interval: a dead source then costs its host 24
requests a day, and one that was away for long is back an hour late at most. Doubling keeps shorter absences in
proportion: who was away for ten minutes is looked at within ten more."""


def next_due(source: Source, state: SourceState, *, first: bool = False, retry_after: float | None = None) -> datetime:
    """Give the time of a source's next check: when its rhythm says, within the bounds of its `every`.

    Failures double the shortest interval up to the longest or `LEAST_PATIENCE`, whichever is more; one success ends
    that. Within a day after an overrun the pause is halved, never below the shortest interval: a fixed one stays as it
    is. What is quarantined is asked once a day.

    Args:
        source: Its `every` gives the bounds.
        state: How it was found at the check that ended at its `checked_at`.
        first: It was the very first; the pause after it is shortened by up to a half, by the source's own hash, so that
            sources that began together do not stay together.
        retry_after: Seconds that the server asked us to wait; never undercut, and believed up to a day.
    """
    now = state.checked_at
    if now is None:
        raise ValueError(f"{source.id} was not checked yet, so that it is due")
    shortest, longest = source.every
    if state.failures:
        pause = min(shortest * (1 << min(state.failures, 16)), max(longest, shortest, LEAST_PATIENCE))
    else:
        pause = max(_usual_pause(source, state, now), min(timedelta(seconds=state.fresh_for), longest, MOST_FRESH))
    if state.overrun_at is not None and now - state.overrun_at < A_DAY:
        pause = max(shortest, pause / 2)
    if state.health is SourceHealth.QUARANTINED:
        pause = max(pause, A_DAY)
    if first:
        pause *= 0.5 + _phase(source.id) / 2
    asked = timedelta(seconds=min(max(retry_after or 0.0, 0.0), A_DAY.total_seconds()))
    return now + max(pause, asked)


def _usual_pause(source: Source, state: SourceState, now: datetime) -> timedelta:
    shortest, longest = source.every
    if shortest == longest:
        return shortest
    return Rhythm.read(state.rhythm).pause(now, shortest, longest, checks_an_entry(source.tier))


@contextmanager
def ticking(tick: Callable[[], None], every: timedelta = TICK) -> Iterator[None]:
    """Call `tick` at once, and again and again on the running loop.

    One job for all sources: due-ness lives in our own store. APScheduler's defaults drop a run that is a second late
    (research/trust.md §2); here lateness is forgiven, and runs that were missed become one. It goes by the clock on the
    wall: set back by five hours, it would call nobody for as long. So a call that does not come is missed by the loop's
    own clock, which nobody sets, and the job begins anew.
    """
    loop = asyncio.get_running_loop()
    missed: asyncio.TimerHandle | None = None
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        # Called where it is found to be due, on the loop: others would make it a task, which an end finds half begun.
        executors={"default": DebugExecutor()},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )

    def job() -> None:
        expect()
        tick()

    def begin() -> None:
        scheduler.add_job(job, "interval", seconds=every.total_seconds(), id=TICKER, replace_existing=True)
        expect()

    def expect() -> None:
        nonlocal missed
        if missed:
            missed.cancel()
        missed = loop.call_later(MISSED * every.total_seconds(), begin)

    tick()
    begin()
    scheduler.start()
    try:
        yield
    finally:
        if missed:
            missed.cancel()
        scheduler.pause()  # To shut down waits for a turn of the loop, in which it would call once more.
        scheduler.shutdown(wait=False)


def _phase(name: str) -> float:
    """Give a number from 0 to 1 that is always the same for a name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") / 2**32
