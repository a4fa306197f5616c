"""`channels`: who is told, how that goes, and what a provider answers to a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.output import complain, local_time, print_json, print_table, say
from monitor.cli.session import FAILED, LogLevel, session_of
from monitor.errors import DeliveryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model import Undelivered
    from monitor.ports import Sender
    from monitor.settings import Channel, Settings

AsJson = Annotated[bool, typer.Option("--json", help="JSON: one array.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A channel of sources.yaml.")]

COLUMNS = ("name", "provider", "state", "pending", "parked", "accepted_at", "reply")

channels = typer.Typer(help="Who is told, and how that goes; test one.")


@channels.callback(invoke_without_command=True)
def list_channels(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the channels, and those that are gone but have messages left."""
    import asyncio

    if context.invoked_subcommand:
        return
    session = session_of(context)
    session.start_logging()
    records = asyncio.run(_records(session.settings(), session))
    if as_json:
        print_json(records)
        return
    print_table(
        COLUMNS, [["" if record[column] is None else str(record[column]) for column in COLUMNS] for record in records]
    )


@channels.command("test")
def try_one(context: typer.Context, name: Name) -> None:
    """Send a channel a test message; print the provider's own answer and how to mend a refusal."""
    import asyncio

    session = session_of(context)
    settings = session.settings()
    session.start_logging(LogLevel.ERROR, settings)
    if not asyncio.run(_test(name, settings)):
        raise typer.Exit(FAILED)


async def try_channel(channel: Channel, sender: Sender) -> bool:
    """Send a test message, print what the provider says and how to mend it, and tell whether it was accepted."""
    from monitor import wiring
    from monitor.cli.connecting import trial
    from monitor.cli.mending import how_to_mend
    from monitor.notify import provider_of

    try:
        reply = await sender.send(trial(channel.name, wiring.utc_now()))
    except DeliveryError as error:
        complain(f"channel {channel.name}: refused: {error.reply}")
        for line in how_to_mend(error.reply, provider_of(sender), error.code):
            complain(line)
        return False
    say(f"channel {channel.name}: accepted a test: {reply}")
    return True


async def _test(name: str, settings: Settings) -> bool:
    from monitor import wiring

    known = {channel.name: channel for channel in wiring.channels_of(settings)}
    if name not in known:
        raise UsageError(f"{name} is no channel: write one of {', '.join(known)}")
    async with wiring.open_senders(settings) as senders:
        return await try_channel(known[name], senders[name])


async def _records(settings: Settings, session: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- as typer hands it on.
    from monitor import wiring
    from monitor.notify import provider_of

    now = wiring.utc_now()
    with session.memory() as store:
        stuck = {each.channel: each for each in store.undelivered(now)}
        last = store.last_accepted()
    async with wiring.open_senders(settings) as senders:
        providers = {name: provider_of(sender) for name, sender in senders.items()}
    names = [*providers, *(name for name in stuck if name not in providers)]
    return [_record(name, providers, stuck, last, now) for name in names]


def _record(
    name: str,
    providers: Mapping[str, str],
    stuck: Mapping[str, Undelivered],
    last: Mapping[str, datetime],
    now: datetime,
) -> dict[str, Any]:
    from monitor.daemon.self_watch import is_failing

    held = stuck.get(name)
    state = "gone" if name not in providers else "failing" if held and is_failing(held, now) else "ok"
    return {
        "name": name,
        "provider": providers.get(name, ""),
        "state": state,
        "pending": held.waiting if held else 0,
        "parked": held.parked if held else 0,
        "accepted_at": local_time(last.get(name)) or None,
        "reply": held.reply if held else "",
    }
