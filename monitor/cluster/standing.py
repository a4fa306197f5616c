"""How the machines are, at one glance: who is there, who is elected, what waits, how late the latest is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.cluster.queue import QUEUE, speaking
from monitor.daemon.timetable import is_due

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from monitor.cluster.queue import Queue
    from monitor.model import SourceState

ELECTED = "watch"
"""The right that whoever keeps watch holds; the connection that holds it is named after it."""

PROCESSES = """SELECT application_name, min(backend_start) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'monitor _% _% _%' GROUP BY 1 ORDER BY 1"""
WORKERS = """SELECT id, last_heartbeat, (SELECT count(*) FROM procrastinate_jobs WHERE worker_id = worker.id)
    FROM procrastinate_workers AS worker ORDER BY id"""
JOBS = f"""SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing')
    FROM procrastinate_jobs WHERE queue_name = '{QUEUE}'"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Process:
    """A process that is connected to the database."""

    role: str
    machine: str
    number: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker as the queue knows it: when it gave a sign of life, and how many hosts it asks now."""

    id: int
    seen_at: datetime
    jobs: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the machines are.

    Args:
        elected: Who defers and delivers; None where nobody does.
        processes: Schedulers and workers that are connected.
        workers: Those that the queue knows; one that died is known until it is missed.
        waiting: Hosts whose job waits for a worker.
        under_way: Hosts that are being asked.
        due: Sources that are due.
        oldest: Of these the one that waits longest, with how long; a source never checked waits for no time yet.
    """

    elected: Process | None
    processes: tuple[Process, ...]
    workers: tuple[Worker, ...]
    waiting: int
    under_way: int
    due: int
    oldest: tuple[str, timedelta] | None

    def record(self) -> dict[str, Any]:
        """Give it as JSON has it; times in ISO 8601, lateness in seconds."""
        oldest = {"source": self.oldest[0], "seconds": self.oldest[1].total_seconds()} if self.oldest else None
        return {
            "elected": _record(self.elected) if self.elected else None,
            "processes": [_record(process) for process in self.processes],
            "workers": [
                {"id": worker.id, "seen_at": worker.seen_at.isoformat(), "jobs": worker.jobs} for worker in self.workers
            ],
            "jobs": {"waiting": self.waiting, "under_way": self.under_way},
            "due": self.due,
            "oldest": oldest,
        }


async def standing(queue: Queue, states: Iterable[SourceState], now: datetime) -> Standing:
    """Look how the machines are.

    Args:
        queue: Its schema is there.
        states: Of the sources that are watched.
        now: The time.
    """
    with speaking():
        async with queue.pool.connection() as connection:
            named = await (await connection.execute(PROCESSES)).fetchall()
            workers = await (await connection.execute(WORKERS)).fetchall()
            jobs = await (await connection.execute(JOBS)).fetchone()
    waiting, under_way = jobs or (0, 0)
    processes = [_process(name, since) for name, since in named]
    due = [state for state in states if is_due(state, now)]
    late = max(((now - state.next_at, state.source_id) for state in due if state.next_at), default=None)
    return Standing(
        elected=next((process for process in processes if process.role == ELECTED), None),
        processes=tuple(process for process in processes if process.role in {"scheduler", "worker"}),
        workers=tuple(Worker(*row) for row in workers),
        waiting=waiting,
        under_way=under_way,
        due=len(due),
        oldest=(late[1], late[0]) if late else None,
    )


def _process(name: str, since: datetime) -> Process:
    """Read what a connection is named: `monitor ROLE MACHINE NUMBER`."""
    _, role, machine, number = name.split(" ", 3)
    return Process(role, machine, number, since)


def _record(process: Process) -> dict[str, str]:
    return {
        "role": process.role,
        "machine": process.machine,
        "process": process.number,
        "since": process.since.isoformat(),
    }
