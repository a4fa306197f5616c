"""Many machines: a scheduler, workers, and how they are."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.output import counted, print_json, say
from monitor.cli.session import DEFAULT_CONFIG, LogLevel, Observe, session_of
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from types import ModuleType

    from monitor.cli.session import Session
    from monitor.cluster import Standing

Concurrency = Annotated[int, typer.Option(min=1, metavar="N", help="Hosts that are asked at a time.")]
OneObject = Annotated[bool, typer.Option("--json", help="JSON: one object.")]


def scheduler(context: typer.Context, *, observe: Observe = None) -> None:
    """Say what is due to the workers, deliver, and serve the page; run as many as you like: one is elected.

    It is monitor run without the checking, for PostgreSQL. Ctrl-C or SIGTERM ends it; another takes over.
    """
    import asyncio

    from monitor import wiring

    session = session_of(context)
    cluster = cluster_of(session)
    session.start_logging(LogLevel.INFO)
    settings, config = session.settings(), session.config or DEFAULT_CONFIG
    observed = wiring.observation("scheduler", session.run, observe)
    with session.store() as store:
        asyncio.run(cluster.schedule(settings, config, store, session.database, observed=observed))


def worker(context: typer.Context, *, concurrency: Concurrency = 100, observe: Observe = None) -> None:
    """Check what a scheduler says is due; run as many as you like, on any machine, with the same settings.

    Ctrl-C or SIGTERM ends it within ten seconds; what it leaves undone, another does.
    """
    import asyncio

    from monitor import wiring

    session = session_of(context)
    cluster = cluster_of(session)
    session.start_logging(LogLevel.INFO)
    settings, config = session.settings(), session.config or DEFAULT_CONFIG
    observed = wiring.observation("worker", session.run, observe)
    with session.store() as store:
        work = cluster.work(settings, config, store, session.database, concurrency=concurrency, observed=observed)
        asyncio.run(work)


def cluster(context: typer.Context, *, as_json: OneObject = False) -> None:
    """Show the machines: who is elected, which workers give signs of life, what waits, how late the latest is."""
    import asyncio

    from monitor import wiring

    session = session_of(context)
    rooms = cluster_of(session)
    session.start_logging()
    watched = [source.id for source in session.settings().sources if source.enabled]
    now = wiring.utc_now()

    async def look() -> Standing:
        async with rooms.open_queue(session.database, "question") as queue:
            with session.memory() as store:
                states = store.source_states(watched).values()
            await rooms.prepare(queue)
            found: Standing = await rooms.standing(queue, states, now)
            return found

    found = asyncio.run(look())
    if as_json:
        print_json(found.record())
    else:
        for line in lines_of(found, now):
            say(line)


def cluster_of(session: Session) -> ModuleType:
    """Load what many machines need.

    Raises:
        UsageError: The extra is not installed, or the database is one machine's.
    """
    if find_spec("procrastinate") is None or find_spec("psycopg_pool") is None:
        raise UsageError("many machines need procrastinate; install it with pip install 'monitor[cluster]'")
    from monitor import cluster as rooms

    rooms.address_of(session.database)
    return rooms


def lines_of(found: Standing, now: datetime) -> Iterator[str]:
    """Tell how the machines are, a line each."""
    elected = found.elected
    yield f"elected: {elected.machine}, process {elected.number}" if elected else "elected: nobody, so nothing is due"
    for process in found.processes:
        minutes = (now - process.since).total_seconds() / 60
        yield f"{process.role}: {process.machine}, process {process.number}, for {minutes:.0f} min"
    for one in found.workers:
        seconds = max((now - one.seen_at).total_seconds(), 0)
        yield f"worker {one.id}: asks {counted(one.jobs, 'host')}, gave a sign of life {seconds:.0f} s ago"
    if not found.workers:
        yield "no worker: nothing is checked; start one with `monitor worker`"
    yield f"queue: {counted(found.waiting, 'host')} waiting, {found.under_way} being asked"
    if found.oldest:
        source, late = found.oldest
        yield f"due: {counted(found.due, 'source')}, the latest is {source}, by {late.total_seconds():.0f} s"
    else:
        yield f"due: {counted(found.due, 'source')}"
