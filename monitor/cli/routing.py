"""`routes test ID`: which channels hear of a launch, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.output import print_json, print_table, say
from monitor.cli.session import session_of
from monitor.errors import UsageError

Which = Annotated[str, typer.Argument(metavar="ID", help="A launch's number or key, or a message's code.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON: one array.")]

routes = typer.Typer(help="Who hears of what.", no_args_is_help=True)


@routes.callback()
def about_routes() -> None:
    """Who hears of what."""


@routes.command("test")
def try_routes(context: typer.Context, which: Which, *, as_json: AsJson = False) -> None:
    """Say which channels hear of a launch by the settings as they are now, and why; nothing is sent."""
    from monitor import lookup, wiring
    from monitor.lookup.routing import decisions

    session = session_of(context)
    session.start_logging()
    settings = session.settings()
    with session.memory() as store:
        found = lookup.look_up(which, store)
    lives = [found] if isinstance(found, lookup.LaunchLife) else found.launches
    if not lives:
        raise UsageError(f"{which} tells of no launch")
    audience, knowledge = wiring.audience_of(settings), wiring.load_knowledge(settings)
    channels, now = {channel.name: channel for channel in wiring.channels_of(settings)}, wiring.utc_now()
    decided = [(life.launch, list(decisions(life.launch, audience, knowledge, channels, now))) for life in lives]
    if as_json:
        print_json([{"launch": str(launch.key), **one.record()} for launch, each in decided for one in each])
        return
    for launch, each in decided:
        sure = f"confidence {launch.confidence:.2f}"
        say(" · ".join([str(launch.key), launch.status, launch.modality, sure]))
        print_table(("channel", "told", "why"), [(one.channel, one.told, one.reason) for one in each])
