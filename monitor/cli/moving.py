"""From one database to another: the memory moves house."""

from __future__ import annotations

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
