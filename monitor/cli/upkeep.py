"""Upkeep: messages that wait for a provider, and what a person decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.output import as_json, print_json, print_table, say
from monitor.cli.session import session_of
from monitor.errors import UsageError
from monitor.model import message_number

if TYPE_CHECKING:
    from monitor.model import Message
    from monitor.ports import Store
    from monitor.settings import Channel, Settings

Code = Annotated[str, typer.Argument(metavar="ID", help="A message's code, such as K7F2.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON: one array.")]

outbox = typer.Typer(help="Messages and what became of them; retry or dismiss those that wait.")


@outbox.callback(invoke_without_command=True)
def list_messages(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all messages, the newest first."""
    if context.invoked_subcommand:
        return
    session = session_of(context)
    session.start_logging()
    settings = session.settings_if_any()
    with session.memory() as store:
        records = [message_record(message, _channel_of(message, settings)) for message in store.messages()]
    if as_json:
        print_json(records)
        return
    columns = ("id", "channel", "state", "attempts", "next_at", "subject", "reply")
    rows = [["" if record[column] is None else str(record[column]) for column in columns] for record in records]
    print_table(columns, rows)


@outbox.command()
def retry(context: typer.Context, code: Code) -> None:
    """Send a message at the next pass, although it waits or was parked."""
    from monitor import wiring

    session = session_of(context)
    session.start_logging()
    with session.memory() as store:
        message = _message(code, store)
        if not store.retry(message.id, wiring.utc_now()):
            raise UsageError(f"{message.code} is {message.state}: it cannot be sent again")
    say(f"{message.code} goes out at the next pass")


@outbox.command()
def dismiss(context: typer.Context, code: Code) -> None:
    """Give a message up: it will not be sent."""
    session = session_of(context)
    session.start_logging()
    with session.memory() as store:
        message = _message(code, store)
        if not store.dismiss(message.id):
            raise UsageError(f"{message.code} is {message.state}: there is nothing to dismiss")
    say(f"{message.code} is dismissed")


def schema() -> None:
    """Print the schema of the settings file, for editors: monitor schema > sources.schema.json."""
    from monitor import config

    say(as_json(config.schema(), indent=2))


def message_record(message: Message, channel: Channel | None) -> dict[str, Any]:
    """Give a message as the record of `outbox --json`; its subject is in its channel's language."""
    from monitor import lookup, wiring
    from monitor.hours import held_until
    from monitor.notify import render

    language, zone = (channel.language, channel.zone) if channel else ("zh", wiring.HOME_ZONE)
    return {
        **lookup.message_record(message, held_until(channel, message, wiring.utc_now())),
        "subject": render(message, language=language, zone=zone).subject,
    }


def _channel_of(message: Message, settings: Settings | None) -> Channel | None:
    channels = settings.channels if settings else ()
    return next((channel for channel in channels if channel.name == message.channel), None)


def _message(code: str, store: Store) -> Message:
    number = message_number(code)
    message = None if number is None else store.message(number)
    if message is None:
        raise UsageError(f"{code} is no message; `monitor outbox` lists them")
    return message
