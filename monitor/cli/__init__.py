"""The command line: what a person types, turned into calls of the parts. Heavy imports wait inside the commands."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli import (
    channels,
    cluster,
    everyday,
    exchanging,
    feedback,
    looking,
    moving,
    outbox,
    reading,
    reasons,
    replaying,
    routing,
    setting_up,
    upkeep,
    workbench,
)
from monitor.cli.session import DEFAULT_DATABASE, FAILED, WRONG_USE, ErrorGroup, LogFormat, LogLevel, Session

EVERYDAY, WORKBENCH, UPKEEP, MANY = "everyday", "workbench", "upkeep", "many machines"

app = typer.Typer(
    cls=ErrorGroup,
    help="Tells people of every new AI model once, with proof, in Chinese and English.",
    epilog="Begin with: monitor demo. Then monitor run watches what sources.yaml names, and monitor connect says whom "
    "to tell. Each command explains itself: monitor run --help.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(rich_help_panel=EVERYDAY)(everyday.run)
app.command(rich_help_panel=EVERYDAY)(everyday.once)
app.command(rich_help_panel=EVERYDAY)(everyday.demo)
app.command(rich_help_panel=EVERYDAY)(setting_up.connect)
app.command(rich_help_panel=EVERYDAY)(setting_up.add)
app.command("test", rich_help_panel=EVERYDAY)(looking.try_out)
app.command(rich_help_panel=EVERYDAY)(looking.check)
app.command(rich_help_panel=EVERYDAY)(everyday.launches)
app.command(rich_help_panel=EVERYDAY)(everyday.show)
app.command(rich_help_panel=EVERYDAY)(reasons.why)
app.command(rich_help_panel=EVERYDAY)(reading.read)
app.command(rich_help_panel=EVERYDAY)(feedback.feedback)
app.command(rich_help_panel=EVERYDAY)(looking.sources)
app.command(rich_help_panel=WORKBENCH)(workbench.extract)
app.command(rich_help_panel=WORKBENCH)(workbench.detect)
app.command(rich_help_panel=WORKBENCH)(replaying.replay)
app.add_typer(outbox.outbox, name="outbox", rich_help_panel=UPKEEP)
app.add_typer(channels.channels, name="channels", rich_help_panel=UPKEEP)
app.add_typer(routing.routes, name="routes", rich_help_panel=UPKEEP)
app.command("import", rich_help_panel=UPKEEP)(exchanging.import_)
app.command(rich_help_panel=UPKEEP)(exchanging.export)
app.command(rich_help_panel=UPKEEP)(exchanging.schema)
app.command(rich_help_panel=UPKEEP)(upkeep.backup)
app.command(rich_help_panel=UPKEEP)(upkeep.restore)
app.command(rich_help_panel=UPKEEP)(moving.migrate)
app.command(rich_help_panel=UPKEEP)(upkeep.prune)
app.command(rich_help_panel=MANY)(cluster.scheduler)
app.command(rich_help_panel=MANY)(cluster.worker)
app.command(rich_help_panel=MANY)(everyday.web)
app.command(rich_help_panel=MANY)(cluster.cluster)
app.command(rich_help_panel=MANY)(moving.copy)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 -- the signature of a typer callback.
    if wanted:
        typer.echo(f"monitor {__version__}")
        raise typer.Exit


Config = Annotated[
    Path | None, typer.Option(metavar="FILE", help="What to watch, whom to tell.", show_default="sources.yaml")
]
Database = Annotated[
    str, typer.Option(metavar="URL", envvar="MONITOR_DATABASE_URL", help="Where all that is known is kept.")
]
Level = Annotated[
    LogLevel | None,
    typer.Option(
        metavar="LEVEL", help="How much to log: debug, info, warning, error.", show_default="run: info, else warning"
    ),
]
Form = Annotated[LogFormat, typer.Option(metavar="FORM", help="How to log: text or json.")]
Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
]


@app.callback()
def _remember(
    context: typer.Context,
    *,
    config: Config = None,
    database: Database = DEFAULT_DATABASE,
    log_level: Level = None,
    log_format: Form = LogFormat.TEXT,
    version: Version = False,  # noqa: ARG001 -- its callback does the work.
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(WRONG_USE)
    context.obj = Session(config, database, log_level, log_format)


def main() -> None:
    """Run the command that the process was started with; exit with its code."""
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 -- lives as long as the process.
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere  # A service may have closed them.
    for stream in (sys.stdout, sys.stderr):
        if not stream.isatty() and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # What is piped is read by programs: one encoding on every machine.
    try:
        app()
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.stderr.write("monitor: the output cannot be written: the disk is full\n")
        os._exit(FAILED)  # Python would try once more to write what is left, and complain with a traceback.
