"""`monitor worker`: checks the due sources of one host after the other, many hosts at a time; it tells nobody."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from monitor import wiring
from monitor.cluster.limits import Limits
from monitor.cluster.queue import open_queue
from monitor.cluster.schema import prepare
from monitor.cluster.shards import edition_of, manners_of, shard_of
from monitor.daemon.life import Life
from monitor.daemon.pulse import Loop
from monitor.daemon.timetable import is_due
from monitor.log import get_logger
from monitor.model import Tier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    from monitor.cluster.queue import HostJob, Queue
    from monitor.daemon.watch import Watch
    from monitor.ports import Clock, Store
    from monitor.settings import Settings, Source

log = get_logger(__name__)

CONCURRENCY = 100
"""Hosts at a time: most of a job is waiting for its host, for an answer or, a second long, before the next may ask."""


async def work(  # noqa: PLR0913 -- each is a circumstance of the process.
    settings: Settings,
    config: Path,
    store: Store,
    database: str,
    *,
    concurrency: int = CONCURRENCY,
    limits: Limits | None = None,
    clock: Clock = wiring.utc_now,
    observed: wiring.Observation | None = None,
) -> None:
    """Check what schedulers defer until SIGTERM or SIGINT.

    Args:
        settings: What `config` says.
        config: The settings file; it is read anew when it is saved.
        store: The memory.
        database: Its address, for the queue beside it.
        concurrency: Hosts at a time.
        limits: How often it gives a sign of life, and how long it drains.
        clock: Tells the time.
        observed: How the process is observed.

    Raises:
        UsageError: The database is no PostgreSQL.
        StoreError: It cannot be used any more.
    """
    observed = observed or wiring.observation("worker")
    circumstances = wiring.day_and_night(clock, observed)
    async with open_queue(database, "worker") as queue:
        await prepare(queue)
        duty = Working(queue, concurrency, limits or Limits())
        await Life(config, store, circumstances, duty, observed, tells=False).live(settings)


class Working:
    """Performs jobs: each is the due sources of one host."""

    def __init__(self, queue: Queue, concurrency: int, limits: Limits) -> None:
        self.queue = queue
        self.concurrency = concurrency
        self.limits = limits

    @asynccontextmanager
    async def performing(self, watch: Watch, settings: Settings) -> AsyncIterator[None]:
        """Fetch and perform jobs; asked to end, let the check of each job that is under way end."""
        async with asyncio.TaskGroup() as group:
            hand = Hand(watch, settings)
            beside = (
                group.create_task(self._work(watch, hand)),
                group.create_task(self._tell_news(watch)),
            )
            yield
            hand.stop.set()
            for task in beside:
                task.cancel()

    async def _work(self, watch: Watch, hand: Hand) -> None:
        def beat() -> None:
            watch.pulse.came_round(Loop.TICK, watch.clock())

        await self.queue.work(hand.perform, self.concurrency, self.limits, beat)

    async def _tell_news(self, watch: Watch) -> None:
        while True:
            await watch.news.wait()
            watch.news.clear()
            await self.queue.tell_news()


class Hand:
    """Performs jobs under one set of settings.

    Args:
        watch: Checks.
        settings: Say which sources a host has.
    """

    def __init__(self, watch: Watch, settings: Settings) -> None:
        self.watch = watch
        self.settings = settings
        self.stop = asyncio.Event()
        self.edition = edition_of(settings)
        self.sources: defaultdict[str, list[Source]] = defaultdict(list)
        for source in watch.sources.values():
            self.sources[shard_of(source, settings)].append(source)
        self._said = False

    async def perform(self, job: HostJob, is_ours: Callable[[], Awaitable[bool]]) -> None:
        """Check the sources of a host that are due, one after the other, each once, official ones first.

        Raises:
            StoreError: The store cannot be used; any other fault costs its check alone.
        """
        self._compare(job.edition)
        mine = self.sources[job.host]
        # Others may have checked what was due by what is remembered here; what was not due then is not due now.
        states, now = self.watch.states, max(self.watch.clock(), job.at)
        seeming = [one.id for one in mine if one.id not in states or is_due(states[one.id], now)]
        await self.watch.look_up(seeming)
        done: set[str] = set()
        # Who was taken for dead may be only slow: whoever has the job now asks the host.
        while (source := self._next(mine, done, job.at)) and await is_ours() and not self.stop.is_set():
            done.add(source.id)
            await self.watch.check_guarded(source)
        if done:
            await self._rest(mine[0])

    def _next(self, mine: list[Source], done: set[str], at: datetime) -> Source | None:
        """Give the source that is to be checked now; what became due meanwhile counts, too."""
        states, now = self.watch.states, max(self.watch.clock(), at)
        due = (source for source in mine if source.id not in done and is_due(states[source.id], now))
        return min(
            due, key=lambda source: (source.tier is not Tier.OFFICIAL, states[source.id].next_at or at), default=None
        )

    async def _rest(self, source: Source) -> None:
        """Keep the host's lock for as long as requests to it are apart: the next job may be another machine's."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), manners_of(source, self.settings).spacing.total_seconds())

    def _compare(self, edition: str) -> None:
        """Say once that the scheduler watches other sources than this worker: files are copied by people."""
        if edition != self.edition and not self._said:
            self._said = True
            log.warning("the scheduler has other settings than this worker: give all machines the same files")
