"""`monitor scheduler`: one of any number is elected, defers what is due, tells what workers found, serves the page."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from monitor import wiring
from monitor.cluster.limits import Limits
from monitor.cluster.queue import HostJob, open_queue
from monitor.cluster.schema import prepare
from monitor.cluster.shards import edition_of, shard_of
from monitor.daemon.life import Life
from monitor.daemon.pulse import Loop
from monitor.daemon.timetable import is_due
from monitor.log import get_logger
from monitor.model import QueueSeen, Tier, unobserved
from monitor.schedule import TICK, ticking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
    from datetime import timedelta
    from pathlib import Path

    from monitor.cluster.queue import Queue
    from monitor.daemon.watch import Watch
    from monitor.ports import Clock, Observer, Store
    from monitor.settings import Settings, Source

log = get_logger(__name__)

OFFICIAL, OTHER = 10, 0
"""Priorities: who makes models is asked before who writes of them."""

LONG_AGO = datetime.min.replace(tzinfo=UTC)


async def schedule(
    settings: Settings,
    config: Path,
    store: Store,
    database: str,
    *,
    limits: Limits | None = None,
    clock: Clock = wiring.utc_now,
    observed: wiring.Observation | None = None,
) -> None:
    """Defer, deliver and serve the page until SIGTERM or SIGINT, or wait until whoever does so ends.

    Args:
        settings: What `config` says.
        config: The settings file; it is read anew when it is saved.
        store: The memory.
        database: Its address, for the queue beside it.
        limits: How soon a worker is taken for dead.
        clock: Tells the time.
        observed: How the process is observed.

    Raises:
        UsageError: The database is no PostgreSQL.
        StoreError: It cannot be used any more.
    """
    observed = observed or wiring.observation("scheduler")
    circumstances = wiring.day_and_night(clock, observed)
    async with open_queue(database, "scheduler") as queue:
        await prepare(queue)
        duty = Scheduling(queue, limits or Limits(), observed.metrics)
        await Life(config, store, circumstances, duty, observed).live(settings)


class Scheduling:
    """Has each source checked when it is due, by whatever worker is free.

    What is remembered of sources lags behind the store: a source that seems to be due is looked up before it is
    deferred, and again while it waits. So no index on due times is needed, which would cost every check of every source
    an index entry; and what is not due is not looked at.
    """

    def __init__(self, queue: Queue, limits: Limits, observe: Observer = unobserved) -> None:
        self.queue = queue
        self.limits = limits
        self.observe = observe

    @asynccontextmanager
    async def performing(self, watch: Watch, settings: Settings) -> AsyncIterator[None]:
        """Defer what is due, and free what dead workers hold."""
        locks = {source.id: shard_of(source, settings) for source in watch.sources.values()}
        edition = edition_of(settings)

        async def tick() -> None:
            await self.defer_due(watch, locks, edition)
            watch.pulse.came_round(Loop.TICK, watch.clock())

        async with asyncio.TaskGroup() as group:
            beside = (
                group.create_task(_each(TICK, tick)),
                group.create_task(_each(self.limits.rescue, self._rescue)),
                group.create_task(_each(self.limits.refresh, partial(_refresh, watch))),
                group.create_task(self.queue.hear_news(watch.news)),
            )
            yield
            for task in beside:
                task.cancel()

    async def defer_due(self, watch: Watch, locks: Mapping[str, str], edition: str) -> None:
        """Defer one job for each host that has sources due and no job, official ones first, then who waits longest.

        Who is busy is asked before what is remembered: a job that ends in between is seen with what it found.
        """
        busy, seeming = await self.queue.busy(), watch.due()
        under_way = sum(one.under_way for one in busy.values())
        self.observe(QueueSeen(len(busy) - under_way, under_way))
        idle = [source for source in seeming if locks[source.id] not in busy]
        if idle:
            await watch.look_up([source.id for source in idle])
        now = watch.clock()
        due = [source for source in idle if is_due(watch.states[source.id], now)]
        await self.queue.defer(
            [HostJob(host, now, edition, priority) for host, priority in _ordered(due, watch, locks)]
        )
        urgent = {locks[source.id] for source in seeming if source.tier is Tier.OFFICIAL}
        late = {host for host in urgent & busy.keys() if not busy[host].under_way and busy[host].priority < OFFICIAL}
        await self.queue.hurry(late, OFFICIAL)

    async def _rescue(self) -> None:
        freed = await self.queue.rescue(self.limits.silence.total_seconds())
        if freed:
            log.warning("a worker is gone, its hosts are asked by others", hosts=len(freed))


def _ordered(due: Iterable[Source], watch: Watch, locks: Mapping[str, str]) -> list[tuple[str, int]]:
    """Give each lock with its priority, in the order in which they are to be deferred."""
    hosts: dict[str, tuple[int, datetime]] = {}
    for source in due:
        lock, since = locks[source.id], watch.states[source.id].next_at or LONG_AGO
        priority = OFFICIAL if source.tier is Tier.OFFICIAL else OTHER
        known = hosts.get(lock, (OTHER, since))
        hosts[lock] = (max(priority, known[0]), min(since, known[1]))
    ordered = sorted(hosts.items(), key=lambda item: (-item[1][0], item[1][1]))
    return [(lock, priority) for lock, (priority, _) in ordered]


async def _refresh(watch: Watch) -> None:
    """Look up what seems to be due, its job waiting or not, so that page and heartbeat see what was found."""
    seeming = [source.id for source in watch.due()]
    if seeming:
        await watch.look_up(seeming)


async def _each(every: timedelta, step: Callable[[], Awaitable[None]]) -> None:
    """Take a step at once, and again and again; one that takes long is followed by one at most."""
    due = asyncio.Event()
    with ticking(due.set, every):
        while True:
            await due.wait()
            due.clear()
            await step()
