"""100,000 sources that are due every 15 minutes → the processor's time of a second of deferring them."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import psycopg

from monitor import wiring
from monitor.cluster import Limits, open_queue, prepare
from monitor.cluster.scheduling import Scheduling
from monitor.cluster.shards import edition_of, shard_of
from monitor.daemon.watch import watching
from monitor.settings import Settings, Source
from monitor.store import open_store

if TYPE_CHECKING:
    import postgres

    from monitor.model import SourceState
    from monitor.ports import Store

SOURCES, HOSTS, MINUTES = 100_000, 5_000, 15
SECONDS = 60
MOST = 0.2
BEGIN = datetime(2030, 7, 9, 2, 0, tzinfo=UTC)


def print_deferring(server: postgres.Server) -> int:
    """Measure and print; give 1 where the goal is missed."""
    address = server.address(server.make())
    with closing(open_store(address)) as store:
        share, jobs, sources = asyncio.run(_measure(address, store))
    print(f"{SOURCES} sources every {MINUTES} min on {HOSTS} hosts, {SECONDS} s of them: ", end="")
    print(f"deferring takes {share:.1%} of a core (goal ≤ {MOST:.0%}), ", end="")
    print(f"{sources / SECONDS:.0f} sources and {jobs / SECONDS:.0f} jobs a second")
    return int(share > MOST)


async def _measure(address: str, store: Store) -> tuple[float, int, int]:
    settings = _settings()
    _remember(store, address, settings)
    now = BEGIN
    async with open_queue(address, "bench") as queue:
        await prepare(queue)
        async with watching(settings, store, wiring.Circumstances(clock=lambda: now), tells=False) as watch:
            await watch.look_up(list(watch.sources))
            locks = {source.id: shard_of(source, settings) for source in settings.sources}
            scheduling, edition = Scheduling(queue, Limits()), edition_of(settings)
            spent, jobs, checked = 0.0, 0, 0
            for second in range(SECONDS):
                now = BEGIN + timedelta(seconds=second)
                began = time.process_time()
                await scheduling.defer_due(watch, locks, edition)
                spent += time.process_time() - began
                done = _check(address, now)
                jobs, checked = jobs + done[0], checked + done[1]
    return spent / SECONDS, jobs, checked


def _settings() -> Settings:
    zone = ZoneInfo("Asia/Shanghai")
    return Settings(
        tuple(
            Source(f"s{number}", f"s{number}", f"https://h{number % HOSTS}.example/{number}", zone)
            for number in range(SOURCES)
        )
    )


def _remember(store: Store, address: str, settings: Settings) -> None:
    """Let every source have been checked, and be due some time within the next 15 minutes."""
    first: SourceState = store.source_states(["s0"])["s0"]
    store.record_check(replace(first, checked_at=BEGIN, next_at=BEGIN, asked_as=settings.sources[0].digest), (), BEGIN)
    with psycopg.connect(address) as connection:
        columns = connection.execute(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_name = 'source_state' "
            "AND column_name NOT IN ('source_id', 'next_at', 'asked_as')"
        ).fetchone()
        connection.execute(
            f"INSERT INTO source_state (source_id, next_at, asked_as, {(columns or [''])[0]}) "  # noqa: S608 -- its own columns.
            f"SELECT 's' || n, next_at + n * interval '{MINUTES * 60 / SOURCES} s', '', {(columns or [''])[0]} "
            f"FROM source_state, generate_series(1, {SOURCES - 1}) AS n".encode()
        )


def _check(address: str, now: datetime) -> tuple[int, int]:
    """Do what workers would: let each source of a job be due a quarter of an hour later, and end the job."""
    with psycopg.connect(address) as connection:
        hosts = [row[0] for row in connection.execute("DELETE FROM procrastinate_jobs RETURNING lock").fetchall()]
        later = now + timedelta(minutes=MINUTES)
        due = connection.execute(
            "UPDATE source_state SET next_at = %s, checked_at = %s WHERE next_at <= %s RETURNING source_id",
            (later, now, now),
        )
        return len(hosts), due.rowcount
