"""Forgets, once a night, what need not be remembered for ever: a little at a time, beside all else."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from monitor.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from monitor.daemon.watch import Watch
    from monitor.settings import Retention

log = get_logger(__name__)

HOUR = time(4, 10)
"""Of the night: few write then, and digests are long sent or not due yet."""

AFTER_START = timedelta(hours=1)
"""A machine that is off at night forgets an hour after it was started, when it has caught up."""

LOOK = timedelta(minutes=1)
PAUSE = timedelta(milliseconds=50)
"""Between two steps of some 20 ms, in which whoever waits for the database has it."""


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """Give the next time at which what is old is forgotten, by the clock of those who are told."""
    local = now.astimezone(zone)
    tonight = datetime.combine(local.date(), HOUR, zone)
    return tonight if tonight > local else datetime.combine(local.date() + timedelta(days=1), HOUR, zone)


@dataclass(slots=True)
class Upkeep:
    """Looks after the memory of a watch.

    Args:
        watch: Its store is looked after.
        keep: How long what is kept; None for ever.
        zone: By whose clock it is night.
        due_at: When it is time again; None before the first look.
    """

    watch: Watch
    keep: Retention | None
    zone: ZoneInfo
    due_at: datetime | None = None

    async def keep_until(self, ended: asyncio.Event) -> None:
        """Forget an hour from now and each night, until the watch has ended."""
        while not ended.is_set():
            await self.look(ended)
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), LOOK.total_seconds())

    async def look(self, ended: asyncio.Event) -> None:
        """Forget what is old if it is time to."""
        now = self.watch.clock()
        night = next_night(now, self.zone)
        if self.due_at is None:
            self.due_at = min(now + AFTER_START, night)
        elif now >= self.due_at or night < self.due_at:  # The latter where the clock was set back.
            self.due_at = night
            if self.keep is not None:
                await self.prune(self.keep, now, ended)

    async def prune(self, keep: Retention, now: datetime, ended: asyncio.Event) -> None:
        """Forget what is old by now, step by step; whatever is left when the watch ends waits for the next time.

        Raises:
            StoreError: The store cannot be used.
        """
        forgotten: Counter[str] = Counter()
        stored, store = self.watch.parts.pipeline.stored, self.watch.store
        steps = store.pruning(keep, now)
        while not ended.is_set() and (step := await stored(_next, steps)):
            forgotten[step[0]] += step[1]
            await asyncio.sleep(PAUSE.total_seconds())
        pages = store.shrink()
        while not ended.is_set() and (freed := await stored(next, pages, 0)):
            forgotten["bytes"] += freed
            await asyncio.sleep(PAUSE.total_seconds())
        told = {kind: number for kind, number in forgotten.items() if number}
        if told:
            log.info("what is old was forgotten", **told)


def _next(steps: Iterator[tuple[str, int]]) -> tuple[str, int] | None:
    return next(steps, None)
