"""The memory moves house, or is brought up to date."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from monitor.cli.output import counted, say
from monitor.cli.session import session_of

From = Annotated[str, typer.Argument(metavar="FROM", help="Its address, sqlite:///data/monitor.db for one.")]
To = Annotated[
    str, typer.Argument(metavar="TO", help="An empty one: postgresql://user@host/monitor, or another file's address.")
]


def copy(context: typer.Context, source: From, target: To) -> None:
    """Copy all that is known and all that waits into an empty database; stop the monitor first.

    Nothing is lost or told again: give TO as --database from then on. FROM stays as it is.
    """
    from monitor import wiring

    session_of(context).start_logging()
    rows = wiring.copy_store(source, target)
    articles, messages = (counted(rows[name], name) for name in ("article", "message"))
    launches = counted(rows["launch"], "launch", "launches")
    say(f"copied: {articles}, {launches}, {messages}, and all that belongs to them")


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
