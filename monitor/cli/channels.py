"""`channels`: who is told, how that goes, and what a provider answers to a test."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.completing import channel_names
from monitor.cli.output import complain, print_json, print_table, say, short_time
from monitor.cli.session import FAILED, LogLevel, session_of
from monitor.errors import DeliveryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import Undelivered
    from monitor.ports import Sender
    from monitor.settings import Channel, Settings

AsJson = Annotated[bool, typer.Option("--json", help="JSON: one array.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A channel of sources.yaml.", autocompletion=channel_names)]

COLUMNS = ("name", "provider", "state", "waiting", "refused", "last accepted", "provider said")

channels = typer.Typer(help="Who is told, and how that goes; test one.")


@channels.callback(invoke_without_command=True)
def list_channels(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the channels, and those that are gone but have messages left.

    What waits and was refused for now is sent again by itself; what was refused for good waits for a person.
    """
    import asyncio

    from monitor import wiring

    if context.invoked_subcommand:
        return
    session = session_of(context)
    session.start_logging()
    records = asyncio.run(_records(session.settings(), session))
    if as_json:
        print_json(records)
        return
    now = wiring.utc_now()
    print_table(COLUMNS, [_row(record, now) for record in records])


@channels.command("test")
def try_one(context: typer.Context, name: Name) -> None:
    """Send a channel a test message; print the provider's own answer and how to mend a refusal."""
    import asyncio

    session = session_of(context)
    settings = session.settings()
    session.start_logging(LogLevel.ERROR)
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
    from monitor.lookup import iso

    held = stuck.get(name)
    troubles = (
        ("gone", name not in providers),
        ("failing", held is not None and is_failing(held, now)),
        ("refused", held is not None and held.tried),
    )
    state = next((trouble for trouble, is_so in troubles if is_so), "ok")
    return {
        "name": name,
        "provider": providers.get(name, ""),
        "state": state,
        "pending": held.waiting if held else 0,
        "parked": held.parked if held else 0,
        "accepted_at": iso(last.get(name)),
        "reply": held.reply if held else "",
    }


def _row(record: Mapping[str, Any], now: datetime) -> tuple[str, ...]:
    at = datetime.fromisoformat(record["accepted_at"]) if record["accepted_at"] else None
    counts = (str(record[count] or "") for count in ("pending", "parked"))
    return (record["name"], record["provider"], record["state"], *counts, short_time(at, now), record["reply"])
