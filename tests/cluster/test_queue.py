"""Jobs of hosts on a real server: one at a time, official ones first, freed when their worker is dead."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from monitor.cluster import Limits, open_queue
from monitor.cluster.queue import Busy, HostJob
from monitor.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from monitor.cluster.queue import Queue

pytestmark = pytest.mark.anyio

NOW = datetime(2030, 7, 9, 2, 0, tzinfo=UTC)
SILENCE = 15.0
HASTE = Limits(poll=timedelta(seconds=0.2))


def job(host: str, priority: int = 0) -> HostJob:
    return HostJob(host, NOW, "edition", priority)


class Hands:
    """Performs jobs as long as a test lets it, and remembers who was asked at once with whom."""

    def __init__(self) -> None:
        self.began: asyncio.Queue[str] = asyncio.Queue()
        self.order: list[str] = []
        self.open: list[str] = []
        self.overlaps: list[str] = []
        self.go_on = asyncio.Event()
        self.ours: list[bool] = []

    async def perform(self, job: HostJob, is_ours: Callable[[], Awaitable[bool]]) -> None:
        self.overlaps += [job.host] if job.host in self.open else []
        self.open.append(job.host)
        self.order.append(job.host)
        self.began.put_nowait(job.host)
        await self.go_on.wait()
        self.ours.append(await is_ours())
        self.open.remove(job.host)


@asynccontextmanager
async def working(queue: Queue, hands: Hands, concurrency: int = 4) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(queue.work(hands.perform, concurrency, HASTE))
    try:
        yield task
    finally:
        hands.go_on.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def queue(address: str) -> AsyncIterator[Queue]:
    async with open_queue(address, "test") as opened:
        yield opened


def mark_dead(address: str) -> None:
    """Let all workers' last sign of life be long ago, as if they had been killed then."""
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


async def test_two_jobs_of_one_host_never_run_at_once_however_many_workers_there_are(
    address: str, queue: Queue
) -> None:
    hands = Hands()
    async with open_queue(address, "test") as other, working(queue, hands), working(other, hands):
        await queue.defer([job("tide.example"), job("gravel.example")])
        first = {await hands.began.get(), await hands.began.get()}
        await queue.defer([job("tide.example"), job("gravel.example"), job("moss.example")])
        third = await hands.began.get()
        waiting = await queue.busy()
        hands.go_on.set()
        rest = {await hands.began.get(), await hands.began.get()}

    assert (first, third, rest) == (
        {"tide.example", "gravel.example"},
        "moss.example",
        {"tide.example", "gravel.example"},
    )
    assert waiting["tide.example"] == Busy(under_way=True, priority=0)
    assert hands.overlaps == []


async def test_a_host_that_waits_gets_no_second_job_and_keeps_nobody_elses_back(queue: Queue) -> None:
    await queue.defer([job("tide.example")])
    await queue.defer([job("tide.example"), job("gravel.example"), job("tide.example")])

    assert await queue.busy() == {
        "tide.example": Busy(under_way=False, priority=0),
        "gravel.example": Busy(under_way=False, priority=0),
    }


async def test_official_hosts_are_fetched_first_also_those_that_became_so_while_they_waited(queue: Queue) -> None:
    hands = Hands()
    hands.go_on.set()
    await queue.defer([job("press.example"), job("lab.example"), job("maker.example", 10)])
    await queue.hurry(["lab.example", "unknown.example"], 10)

    async with working(queue, hands, concurrency=1):
        for _ in range(3):
            await hands.began.get()

    assert hands.order == ["lab.example", "maker.example", "press.example"]


async def test_a_dead_workers_host_is_freed_also_where_a_newer_job_waits(address: str, queue: Queue) -> None:
    dead, alive = Hands(), Hands()
    alive.go_on.set()
    async with open_queue(address, "test") as grave, working(grave, dead):
        await queue.defer([job("tide.example")])
        await dead.began.get()
        await queue.defer([job("tide.example")])
        unharmed = await queue.rescue(SILENCE)
        mark_dead(address)
        freed = await queue.rescue(SILENCE)
        async with working(queue, alive):
            again = await alive.began.get()

    assert (unharmed, freed, again) == ([], ["tide.example"], "tide.example")


async def test_who_was_taken_for_dead_and_is_not_learns_that_the_job_is_no_longer_its_own(
    address: str, queue: Queue
) -> None:
    hands = Hands()
    async with open_queue(address, "test") as slow, working(slow, hands) as worker:
        await queue.defer([job("tide.example")])
        await hands.began.get()
        mark_dead(address)
        await queue.rescue(SILENCE)
        hands.go_on.set()
        await queue.defer([job("gravel.example")])  # It cannot fetch any more, and ends.
        ended = (await asyncio.gather(worker, return_exceptions=True))[0]

    assert hands.ours == [False]
    assert isinstance(ended, StoreError)


async def test_a_worker_whose_connections_are_cut_goes_on(address: str, queue: Queue) -> None:
    hands = Hands()
    async with open_queue(address, "test") as other, working(other, hands):
        await queue.defer([job("tide.example")])
        first = await hands.began.get()
        with psycopg.connect(address) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid != pg_backend_pid()"
            )
        hands.go_on.set()
        await queue.defer([job("gravel.example")])
        second = await hands.began.get()

    assert (first, second, hands.ours[0]) == ("tide.example", "gravel.example", True)


async def test_news_are_heard_by_who_listens(address: str, queue: Queue) -> None:
    news = asyncio.Event()
    async with open_queue(address, "test") as other:
        listener = asyncio.create_task(other.hear_news(news))
        while not news.is_set():  # Until it listens: nobody keeps what was told before.
            await queue.tell_news()
            await asyncio.sleep(0)
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)

    assert news.is_set()


async def test_a_file_is_no_database_for_many_machines() -> None:
    with pytest.raises(UsageError, match=r"many machines need PostgreSQL: .*monitor copy FROM TO"):
        async with open_queue("sqlite:///data/monitor.db", "test"):
            pass
