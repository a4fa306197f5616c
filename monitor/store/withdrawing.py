"""What people said of launches → which alerts leave the messages that wait, and which come back to them.

What a provider has, or had, is not touched. A message that holds nothing else is dismissed, and revived when something
comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from monitor.model import MessageState
from monitor.store.standing import group_of, standing_of
from monitor.store.tables import AlertRow, AnnouncementRow, LaunchRow, MessageRow
from monitor.store.values import key_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlmodel import Session

    from monitor.resolve import Standing

WAITING = (MessageState.PENDING, MessageState.PARKED)


def withdraw_of(session: Session, message_ids: Collection[int], now: datetime) -> None:
    """Bring the alerts of some messages to what people said of their launches."""
    standing = standing_of(session)
    if standing.corrections:
        launches = session.exec(select(AlertRow.launch_id).where(col(AlertRow.message_id).in_(message_ids)).distinct())
        withdraw(session, launches.all(), standing, now)


def withdraw(session: Session, launch_ids: Iterable[int], standing: Standing, now: datetime) -> None:
    """Bring the alerts of some launches, and of those merged with them, to what people said of these."""
    done = set[int]()
    for launch_id in launch_ids:
        group = group_of(session, launch_id, standing)
        if launch_id not in done:
            ids = group.ids if group else [launch_id]
            done |= set(ids)
            row = session.get_one(LaunchRow, launch_id)
            _settle(session, ids, now, wrong=standing.wrong(key_value(row)) is not None)


def _settle(session: Session, launch_ids: Collection[int], now: datetime, *, wrong: bool) -> None:
    told = (
        select(AlertRow, AnnouncementRow, MessageRow)
        .join(AnnouncementRow, col(AnnouncementRow.id) == col(AlertRow.announcement_id))
        .join(MessageRow, col(MessageRow.id) == col(AlertRow.message_id))
        .where(col(AlertRow.launch_id).in_(launch_ids))
        .order_by(col(AlertRow.rank).desc(), col(AlertRow.id))
    )
    alerts = session.exec(told).all()
    kept = [alert for alert, _, message in alerts if not _is_open(alert, message, now)]
    for alert, said, message in [each for each in alerts if _is_open(each[0], each[2], now)]:
        gone = wrong or said.launch_id is None or any(_says_as_much(other, alert) for other in kept)
        if not gone:
            kept.append(alert)
        if gone != alert.withdrawn:
            alert.withdrawn = gone
            if not gone:
                _give_back(session, alert, message, now)
    session.flush()
    for message in {message.id: message for _, _, message in alerts}.values():
        if message.state in WAITING and not _holds_anything(session, message):
            message.state = MessageState.DISMISSED
    session.flush()


def _is_open(alert: AlertRow, message: MessageRow, now: datetime) -> bool:
    """Tell whether an alert may still be withdrawn, or is."""
    return alert.withdrawn or (message.state in WAITING and not _is_with_provider(message, now))


def _is_with_provider(message: MessageRow, now: datetime) -> bool:
    return message.lease_until is not None and message.lease_until > now


def _says_as_much(other: AlertRow, alert: AlertRow) -> bool:
    """Tell whether a channel hears as much by another launch that is the same one now."""
    return other.launch_id != alert.launch_id and other.channel == alert.channel and other.rank >= alert.rank


def _give_back(session: Session, alert: AlertRow, message: MessageRow, now: datetime) -> None:
    """Put an alert into the message that it was in; where that went out, into a new one or the next digest."""
    is_gone = message.state not in WAITING or _is_with_provider(message, now)
    if message.state is MessageState.DISMISSED:
        if not _holds_anything(session, message, beside=alert.id):  # Else a person gave it up, with all that it held.
            message.state = MessageState.PENDING
    elif is_gone and message.digest:
        alert.message_id = None
    elif is_gone:
        row = MessageRow(channel=alert.channel, next_at=now, due_at=now, created_at=now)
        session.add(row)
        session.flush()
        alert.message_id = row.id


def _holds_anything(session: Session, message: MessageRow, beside: int = 0) -> bool:
    held = select(AlertRow.id).where(
        col(AlertRow.message_id) == message.id, col(AlertRow.withdrawn).is_(False), col(AlertRow.id) != beside
    )
    says_more = message.notice or (message.digest and message.digest.doubts)
    return bool(says_more) or session.exec(held.limit(1)).first() is not None
