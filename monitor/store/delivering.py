"""The outbox as deliverers and those who watch over them ask it: what waits, what was accepted, what is stuck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func
from sqlmodel import col, select, update

from monitor.model import MessageState, Undelivered
from monitor.store.engine import DatabaseRoom
from monitor.store.tables import MessageRow

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Notice

_PENDING = col(MessageRow.state) == MessageState.PENDING
# What was claimed and not sent was no attempt; `attempts` counts a claim as one.
_NOT_TRIED = case(
    (col(MessageRow.lease_until).is_not(None), col(MessageRow.attempts) - 1), else_=col(MessageRow.attempts)
)


class DeliveryRoom(DatabaseRoom):
    """Answers the rest of `ports.Outbox`."""

    def give_back(self, message_id: int, next_at: datetime) -> None:
        """Write that a message was claimed and not sent: no attempt was made."""
        given = {"attempts": _NOT_TRIED, "lease_until": None, "next_at": next_at}
        self._update(col(MessageRow.id) == message_id, given)

    def postpone(self, channel: str, until: datetime, reply: str) -> None:
        """Let all messages of a channel wait together; those that were claimed were not sent.

        `reply` says why, where a message has no words of its provider's own.
        """
        untried = case((_NOT_TRIED == 0, reply), else_=col(MessageRow.reply))
        waits = {"attempts": _NOT_TRIED, "lease_until": None, "next_at": until, "reply": untried}
        self._update((col(MessageRow.channel) == channel) & (col(MessageRow.next_at) < until), waits)

    def accepted_since(self, moment: datetime) -> list[tuple[str, datetime]]:
        """Give channel and time of each message that was accepted after a moment."""
        accepted = select(MessageRow.channel, MessageRow.accepted_at).where(col(MessageRow.accepted_at) > moment)
        with self._database.reading() as session:
            return [(channel, at) for channel, at in session.exec(accepted) if at]

    def last_accepted(self) -> dict[str, datetime]:
        """Give by channel when its provider last accepted a message."""
        last = select(MessageRow.channel, func.max(MessageRow.accepted_at)).group_by(col(MessageRow.channel))
        with self._database.reading() as session:
            return {channel: at for channel, at in session.exec(last) if at}

    def undelivered(self, now: datetime) -> list[Undelivered]:
        """Give what providers did not take so far, by channel; what is not due yet and was never tried is not it."""
        due = _PENDING & ((col(MessageRow.attempts) > 0) | (col(MessageRow.next_at) <= now))
        stuck = select(MessageRow).where(due | (col(MessageRow.state) == MessageState.PARKED))
        found: dict[str, Undelivered] = {}
        with self._database.reading() as session:
            for row in session.exec(stuck.order_by(col(MessageRow.id))):
                before = found.get(row.channel, Undelivered(row.channel))
                parked = row.state is MessageState.PARKED
                found[row.channel] = Undelivered(
                    row.channel,
                    waiting=before.waiting + (not parked),
                    parked=before.parked + parked,
                    since=before.since if parked else before.since or row.due_at,
                    reply=row.reply or before.reply,
                    tried=before.tried or (row.attempts > 0 and not parked),
                )
        return list(found.values())

    def notices_since(self, moment: datetime) -> list[tuple[Notice, datetime]]:
        """Give the notices that were written after a moment, the oldest first, each with its time."""
        written = select(MessageRow).where(col(MessageRow.notice).is_not(None), col(MessageRow.created_at) > moment)
        with self._database.reading() as session:
            rows = session.exec(written.order_by(col(MessageRow.created_at), col(MessageRow.id)))  # By their index.
            return [(row.notice, row.created_at) for row in rows if row.notice]

    def _update(self, which: Any, values: dict[str, Any]) -> None:  # noqa: ANN401 -- a condition in SQL.
        with self._database.writing() as session:
            session.exec(update(MessageRow).where(_PENDING, which).values(**values))
