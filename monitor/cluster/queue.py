"""The queue of hosts to be asked, carried by procrastinate in the store's own PostgreSQL.

A job has both locks of its host: the queueing lock lets one wait, the lock lets one run. With either alone, two were
seen to run at once, or to pile up (research/dependencies.md §1.8).
"""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from psycopg import Error as DriverError
from psycopg import InterfaceError, OperationalError
from psycopg.errors import ForeignKeyViolation  # A job was taken by a worker that was taken for dead.

from monitor.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Sequence

    from procrastinate.jobs import Job
    from psycopg_pool import AsyncConnectionPool

    from monitor.cluster.limits import Limits

QUEUE, TASK, NEWS = "monitor_hosts", "monitor.check_host", "monitor_news"
MOST_CONNECTIONS = 4
_SCHEMES = {"postgresql", "postgresql+psycopg"}
# As the store's own connections: a machine that vanished is noticed after some 15 s.
_CONNECTION = {"connect_timeout": 10, "keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 3}

BUSY = f"""SELECT lock, bool_or(status = 'doing') AS under_way, max(priority) AS priority
    FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name = '{QUEUE}' GROUP BY lock"""  # noqa: S608
HURRY = """UPDATE procrastinate_jobs SET priority = %(priority)s
    WHERE status = 'todo' AND lock = ANY(%(locks)s) AND priority < %(priority)s"""
HELD = "SELECT 1 FROM procrastinate_jobs WHERE id = %(job)s AND status = 'doing'"


PROMPT = timedelta(seconds=0.5)
"""How soon what is cancelled ought to have ended."""

GONE = "the database was gone for a while, or this worker was taken for dead; it begins anew"


@dataclass(frozen=True, slots=True)
class HostJob:
    """The due sources of one host.

    Args:
        host: The lock, as `shard_of` gives it.
        at: When they were found to be due, by the scheduler's clock, which a worker's may be behind.
        edition: Of the settings that the scheduler goes by.
        priority: The highest is fetched first.
    """

    host: str
    at: datetime
    edition: str
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Busy:
    """A host that has a job already: one that is under way, or waits with this priority."""

    under_way: bool
    priority: int


class Check(Protocol):
    """Performs a job."""

    async def __call__(self, job: HostJob, is_ours: Callable[[], Awaitable[bool]], /) -> None:
        """Check the due sources of a host, for as long as the job is this worker's: one may be taken for dead."""
        ...


class Queue:
    """Defers, fetches and rescues jobs. `pool` gives connections for what procrastinate has no words for."""

    def __init__(self, app: App, connector: PsycopgConnector) -> None:
        self._app = app
        self._connector = connector
        app.job_manager = self._jobs = _Jobs(connector, self._break)
        self._check: Check | None = None
        self._fault: asyncio.Future[None] | None = None
        self._task = app.task(name=TASK, queue=QUEUE, pass_context=True)(self._perform)

    @property
    def pool(self) -> AsyncConnectionPool[Any]:
        """Give the connections."""
        return self._connector.pool

    async def busy(self) -> dict[str, Busy]:
        """Give the hosts that have a job, by lock."""
        with speaking():
            rows = await self._connector.execute_query_all_async(BUSY)
        return {row["lock"]: Busy(row["under_way"], row["priority"]) for row in rows}

    async def defer(self, jobs: Sequence[HostJob]) -> None:
        """Put jobs into the queue, in this order; a host of which one waits already gets no second."""
        made = [self._made(job) for job in jobs]
        if not made:
            return
        with speaking():
            try:
                await self._app.job_manager.batch_defer_jobs_async(made)
            except AlreadyEnqueued:  # A batch is all or nothing.
                for job in made:
                    with suppress(AlreadyEnqueued):
                        await self._app.job_manager.defer_job_async(job)

    async def hurry(self, hosts: Collection[str], priority: int) -> None:
        """Raise the priority of jobs that wait."""
        if hosts:
            with speaking():
                await self._connector.execute_query_async(HURRY, locks=sorted(hosts), priority=priority)

    async def rescue(self, silence: float) -> list[str]:
        """Free the hosts of workers that gave no sign of life for so many seconds; give their locks.

        Their jobs are ended, not tried again: where a newer one waits, that would break the queueing lock, and the dead
        one would hold its host for ever. What they left undone is still due.
        """
        freed = []
        manager = self._app.job_manager
        with speaking():
            for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=silence):
                with suppress(ConnectorException):  # It ended by itself meanwhile.
                    await manager.finish_job_by_id_async(int(job.id or 0), Status.FAILED, delete_job=True)
                    freed.append(job.lock or "")
            await manager.prune_stalled_workers(silence)
        return freed

    async def work(
        self,
        check: Check,
        concurrency: int,
        limits: Limits,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        """Fetch and perform jobs until cancelled; what is under way then may end within `limits.drain`.

        Args:
            check: Performs a job.
            concurrency: Jobs at a time.
            limits: Say how often this worker gives a sign of life.
            beat: Is called whenever the queue took one, or was asked for a job.

        Raises:
            StoreError: The database was gone, or this worker was taken for dead; a check that raises one ends it, too.
        """
        self._check, self._fault = check, asyncio.get_running_loop().create_future()
        self._jobs.beat = beat
        worker = asyncio.create_task(
            self._app.run_worker_async(
                queues=[QUEUE],
                concurrency=concurrency,
                delete_jobs="always",
                fetch_job_polling_interval=limits.poll.total_seconds(),
                update_heartbeat_interval=limits.beat.total_seconds(),
                stalled_worker_timeout=limits.silence.total_seconds(),
                shutdown_graceful_timeout=limits.drain.total_seconds(),
                install_signal_handlers=False,
            )
        )
        try:
            await asyncio.wait((worker, self._fault), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _end(worker, limits.drain + PROMPT)
            self._break(StoreError(GONE, passes=True))
            self._fault.exception()
        with speaking():
            if not worker.cancelled():
                worker.result()
        await self._fault

    def _break(self, error: StoreError) -> None:
        if self._fault and not self._fault.done():
            self._fault.set_exception(error)

    async def tell_news(self) -> None:
        """Let whoever delivers know that the outbox may hold something."""
        with speaking():
            await self._connector.execute_query_async(f"NOTIFY {NEWS}")

    async def hear_news(self, news: asyncio.Event) -> None:
        """Set `news` whenever somebody tells of any, until cancelled."""

        async def heard(*, channel: str, payload: str) -> None:  # noqa: ARG001 -- procrastinate's own names.
            news.set()

        listener = asyncio.create_task(self._connector.listen_notify(heard, [NEWS]))
        try:
            await asyncio.wait((listener,))
        finally:
            await _end(listener, PROMPT)
        with speaking():
            listener.result()

    def _made(self, job: HostJob) -> Job:
        deferrer = self._task.configure(lock=job.host, queueing_lock=job.host, priority=job.priority)
        return deferrer.make_new_job(host=job.host, at=job.at.isoformat(), edition=job.edition)

    async def _perform(self, context: JobContext, *, host: str, at: str, edition: str) -> None:
        async def is_ours() -> bool:
            with speaking():
                return bool(await self._connector.execute_query_all_async(HELD, job=context.job.id))

        if self._check:
            try:
                await self._check(HostJob(host, datetime.fromisoformat(at), edition), is_ours)
            except StoreError as error:
                self._break(error)


class _Jobs(JobManager):
    """Ends jobs. One that cannot be ended holds its host as long as its worker gives signs of life: so the worker ends.

    Args:
        break_off: Is told what ends it.
    """

    def __init__(self, connector: PsycopgConnector, break_off: Callable[[StoreError], None]) -> None:
        super().__init__(connector)
        self._break_off = break_off
        self.beat: Callable[[], None] = lambda: None

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Ask for a job."""
        job = await super().fetch_job(queues, worker_id)
        self.beat()
        return job

    async def update_heartbeat(self, worker_id: int) -> None:
        """Give a sign of life."""
        await super().update_heartbeat(worker_id)
        self.beat()

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001 -- procrastinate's own.
        """End a job; one that is gone was freed, since this worker was taken for dead."""
        try:
            await super().finish_job(job, status, delete_job)
        except ConnectorException:
            self._break_off(StoreError(GONE, passes=True))


@asynccontextmanager
async def open_queue(database: str, role: str) -> AsyncIterator[Queue]:
    """Open the queue in a database.

    Args:
        database: Its address.
        role: What this process is, for those who look at the server's list of connections.

    Raises:
        UsageError: It is no PostgreSQL, which many machines need.
        StoreError: It cannot be used.
    """
    address = address_of(database)
    name = f"monitor {role} {socket.gethostname()[:40]} {os.getpid()}"
    connector = PsycopgConnector(
        conninfo=address,
        min_size=1,
        max_size=MOST_CONNECTIONS,
        kwargs={**_CONNECTION, "application_name": name},
    )
    app = App(connector=connector)
    with speaking():
        await app.open_async()
    try:
        yield Queue(app, connector)
    finally:
        await app.close_async()


def address_of(database: str) -> str:
    """Give a database's address as its driver wants it.

    Raises:
        UsageError: It is no PostgreSQL.
    """
    scheme, _, rest = database.partition("://")
    if scheme not in _SCHEMES:
        raise UsageError(
            "many machines need PostgreSQL: give --database postgresql://user@host/monitor; "
            "`monitor copy FROM TO` moves what is known there"
        )
    return f"postgresql://{rest}"


async def _end(task: asyncio.Task[None], patience: timedelta) -> None:
    """Cancel a task until it ends: before Python 3.12 `wait_for`, with which it listens, may swallow a cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait((task,), timeout=patience.total_seconds())
    if not task.cancelled():
        task.exception()  # Whoever was cancelled meanwhile asks no more.


@contextmanager
def speaking() -> Iterator[None]:
    """Let no error of the queue's library out but as a StoreError of one line."""
    try:
        yield
    except (ConnectorException, DriverError) as error:
        said = str(error.__cause__ or error).strip().partition("\n")[0]
        passes = isinstance(error.__cause__ or error, OperationalError | InterfaceError | ForeignKeyViolation)
        raise StoreError(f"the queue in the database cannot be used: {said}", passes=passes) from error
