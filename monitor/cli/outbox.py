"""`outbox`: messages and where they stand, what waits for a digest, and what a person decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.output import complain, print_json, print_table, say
from monitor.cli.session import session_of
from monitor.errors import UsageError
from monitor.model import message_number

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.cli.session import Session
    from monitor.model import Message
    from monitor.notify import Rendered
    from monitor.ports import Store
    from monitor.settings import Channel

Code = Annotated[str, typer.Argument(metavar="ID", help="A message's code, such as K7F2.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON: one array.")]

COLUMNS = ("id", "channel", "state", "when", "subject", "provider said")

outbox = typer.Typer(help="Messages and what became of them; retry or dismiss those that wait.")


@outbox.callback(invoke_without_command=True)
def list_messages(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all messages, the newest first, and above them what waits for a digest."""
    from monitor import wiring
    from monitor.cli.standing import digest_row
    from monitor.resolve import latest_of

    if context.invoked_subcommand:
        return
    session, now = session_of(context), wiring.utc_now()
    session.start_logging()
    channels = channels_of(session)
    with session.memory() as store:
        messages = store.messages()
        waiting = [(channel, latest_of(store.kept_for_digest(name, now))) for name, channel in channels.items()]
    if as_json:
        print_json([message_record(message, channels.get(message.channel)) for message in messages])
        return
    rows = [digest_row(channel, [one.alert for one in kept], now) for channel, kept in waiting if kept]
    rows += [_row(message, channels.get(message.channel), now) for message in messages]
    if rows:
        print_table(COLUMNS, rows)
    else:
        complain("no message yet: `monitor launches` lists what is known, `monitor why NAME` says why it was not told")


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


def message_record(message: Message, channel: Channel | None) -> dict[str, Any]:
    """Give a message as the record of `outbox --json`; its subject is in its channel's language."""
    from monitor import lookup, wiring
    from monitor.hours import held_until

    return {
        **lookup.message_record(message, held_until(channel, message, wiring.utc_now())),
        "subject": rendered(message, channel).subject,
    }


def rendered(message: Message, channel: Channel | None) -> Rendered:
    """Write a message as its channel would get it as plain text."""
    from monitor import wiring
    from monitor.notify import render

    language, zone = (channel.language, channel.zone) if channel else ("zh", wiring.HOME_ZONE)
    return render(message, language=language, zone=zone)


def _row(message: Message, channel: Channel | None, now: datetime) -> tuple[str, ...]:
    from monitor.cli.standing import standing_of

    state, when = standing_of(message, channel, now)
    return (message.code, message.channel, state, when, rendered(message, channel).subject, message.reply)


def channels_of(session: Session) -> dict[str, Channel]:
    """Give the channels of the settings by name, in whose language and zone messages are written; none without."""
    from monitor import wiring

    settings = session.settings_if_any()
    return {channel.name: channel for channel in wiring.channels_of(settings)} if settings else {}


def _message(code: str, store: Store) -> Message:
    number = message_number(code)
    message = None if number is None else store.message(number)
    if message is None:
        raise UsageError(f"{code} is no message; `monitor outbox` lists them")
    return message
