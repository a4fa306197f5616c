"""Where a message stands → a word or two and a time, as people read them in lists and headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.cli.output import counted, short_time
from monitor.hours import held_until, next_digest
from monitor.model import MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Alert, Message
    from monitor.settings import Channel

NAMED = 2
"""Launches that a line names; of more it gives the number."""

DECIDED = {
    MessageState.ACCEPTED: "accepted",
    MessageState.PARKED: "refused",
    MessageState.DISMISSED: "dismissed",
}


def standing_of(message: Message, channel: Channel | None, now: datetime) -> tuple[str, str]:
    """Say what became of a message, and when it was accepted or goes out; the clock is this machine's."""
    if message.state is MessageState.ACCEPTED:
        return DECIDED[message.state], short_time(message.accepted_at, now)
    if message.state is not MessageState.PENDING:
        return DECIDED[message.state], "for good" if message.state is MessageState.PARKED else ""
    at = held_until(channel, message, now)
    when = "at once" if at <= now else short_time(at, now)
    return ("refused", f"again {when}") if message.attempts and message.reply else ("waits", when)


def digest_row(channel: Channel, alerts: Sequence[Alert], now: datetime) -> tuple[str, ...]:
    """Give the line of what waits for a channel's next digest."""
    slot = next_digest(channel, now)
    names = [alert.launch.who_and_what for alert in alerts[:NAMED]]
    more = f" and {len(alerts) - NAMED} more" if len(alerts) > NAMED else ""
    subject = f"{counted(len(alerts), 'launch', 'launches')} for the digest: {', '.join(names)}{more}"
    return ("–", channel.name, "waits", short_time(slot.due_at, now) if slot else "", subject, "")
