"""Messages that would come to one channel in a storm → one message, before any of them is sent."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlmodel import col, or_, select, update

from monitor.model import MessageState, message_code
from monitor.resolve import gathered_at
from monitor.store.tables import AlertRow, MessageRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session
    from sqlmodel.sql.expression import SelectOfScalar

    from monitor.settings import Storm


def is_due(session: Session, now: datetime) -> bool:
    """Tell whether anything is due that nobody tried to send yet."""
    return session.exec(_untried(now).where(col(MessageRow.next_at) <= now).limit(1)).first() is not None


def gather(session: Session, storm: Storm, now: datetime) -> None:
    """Make one message of what waits for each channel that would get too many; what was tried stays as it is.

    What is held back already is gathered with what came since: it was due, though its turn has not come.
    """
    waiting = defaultdict[str, list[MessageRow]](list)
    for row in session.exec(_untried(now).order_by(col(MessageRow.id))):
        waiting[row.channel].append(row)
    for channel, rows in waiting.items():
        if any(row.next_at <= now for row in rows):
            accepted = select(MessageRow.accepted_at).where(
                col(MessageRow.channel) == channel,
                col(MessageRow.accepted_at) > now - storm.within,
                col(MessageRow.notice).is_(None),  # A source that fails must not hold a launch back.
            )
            recent = [at for at in session.exec(accepted) if at]
            at = gathered_at(recent, len(rows), storm, now)
            if at is not None:
                _join(session, rows, at)


def _untried(now: datetime) -> SelectOfScalar[MessageRow]:
    """Give the query for news that is due and was never handed to a provider."""
    return select(MessageRow).where(
        col(MessageRow.state) == MessageState.PENDING,
        col(MessageRow.attempts) == 0,
        col(MessageRow.due_at) <= now,
        or_(col(MessageRow.lease_until).is_(None), col(MessageRow.lease_until) <= now),
        col(MessageRow.urgent).is_(False),
        col(MessageRow.notice).is_(None),
        col(MessageRow.digest).is_(None),
    )


def _join(session: Session, rows: Sequence[MessageRow], at: datetime) -> None:
    """Move all alerts into the oldest message; the others are given up, and say where their news went."""
    first, *others = rows
    first.next_at = max(first.next_at, at)
    numbers = [row.id for row in others]
    session.exec(update(AlertRow).where(col(AlertRow.message_id).in_(numbers)).values(message_id=first.id))
    for row in others:
        row.state = MessageState.DISMISSED
        row.reply = f"told together in #{message_code(first.id)}"
    session.flush()
