"""The memory moves house, or is brought up to date."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.output import counted, say
from monitor.cli.session import session_of

if TYPE_CHECKING:
    from collections.abc import Mapping

From = Annotated[str, typer.Argument(metavar="FROM", help="Its address, sqlite:///data/monitor.db for one.")]
To = Annotated[
    str, typer.Argument(metavar="TO", help="An empty one: postgresql://user@host/monitor, or another file's address.")
]


ThoughUsed = Annotated[
    bool, typer.Option("--though-used", help="Though FROM is in use; what is written there later is not in TO.")
]


def copy(context: typer.Context, source: From, target: To, *, though_used: ThoughUsed = False) -> None:
    """Copy all that is known and all that waits into an empty database; stop the monitor first, workers, too.

    Nothing is lost or told again: give TO as --database from then on. FROM stays as it is.
    """
    from monitor import wiring

    session_of(context).start_logging()
    rows = wiring.copy_store(source, target, though_used=though_used)
    say(f"copied: {holding(rows)}, and all that belongs to them")


def holding(rows: Mapping[str, int]) -> str:
    """Say what a database holds, by the rows of its tables."""
    launches = counted(rows["launch"], "launch", "launches")
    return f"{counted(rows['article'], 'article')}, {launches}, {counted(rows['message'], 'message')}"


def migrate(context: typer.Context) -> None:
    """Bring the database to this program's schema, and on PostgreSQL the queue of many machines, too.

    Every command that writes does so by itself; this one is for whoever updates several machines: stop them, migrate
    once, start them.
    """
    import asyncio

    session = session_of(context)
    session.start_logging()
    with session.store():
        pass
    steps = asyncio.run(_queue_prepared(session.database)) if has_queue(session.database) else []
    say("the database is up to date" + (f"; the queue took {counted(len(steps), 'step')}" if steps else ""))


async def _queue_prepared(database: str) -> list[str]:
    from monitor import cluster

    async with cluster.open_queue(database, "migrate") as queue:
        return await cluster.prepare(queue)


def has_queue(database: str) -> bool:
    """Tell whether a database is one that many machines may share, and this one can be one of them."""
    return database.startswith("postgresql") and find_spec("procrastinate") is not None
