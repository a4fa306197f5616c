"""The outbox: messages wait here until a provider has accepted them, or a person gives them up."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_
from sqlalchemy.orm import defer
from sqlmodel import col, select, update

from monitor.health import notice_due_at
from monitor.model import Message, MessageState
from monitor.store.engine import DatabaseRoom
from monitor.store.gathering import gather, is_due
from monitor.store.standing import group_of, standing_of
from monitor.store.statements import batches
from monitor.store.tables import AlertRow, AnnouncementRow, ArticleRow, LaunchRow, MessageRow
from monitor.store.values import alert_value, value_of
from monitor.store.withdrawing import WAITING, withdraw_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from monitor.model import Alert, Notice
    from monitor.settings import Storm
    from monitor.store.engine import Database, Right

A_DAY = timedelta(days=1)
LONGEST_WAIT = timedelta(hours=13)
"""Beyond what providers may ask for: nothing that was tried waits longer for its next time."""


# Built once: to build this costs more than to run it.
ALERTS = (
    select(AlertRow, AnnouncementRow, LaunchRow, ArticleRow)
    .join(AnnouncementRow, col(AnnouncementRow.id) == col(AlertRow.announcement_id))
    .join(LaunchRow, col(LaunchRow.id) == col(AlertRow.launch_id))
    .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
    .where(col(AlertRow.message_id).in_(bindparam("messages")), col(AlertRow.withdrawn).is_(False))
    .order_by(col(AlertRow.id))
    .options(defer(ArticleRow.body))  # type: ignore[arg-type]  # SQLModel types it as str.
)


class OutboxRoom(DatabaseRoom):
    """Answers `ports.Outbox`.

    Attributes:
        accepted: What providers accepted and the database could not take down, by the message's number.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.accepted: dict[int, dict[str, Any]] = {}

    @contextmanager
    def delivering(self) -> Iterator[Right]:
        """Hold the right to deliver, which one process has at a time; gives False where another has it.

        Whoever gets it frees what a process that died had claimed: a lease that stands under our own lock is nobody's.
        """
        with self._database.holding("delivery") as sole:
            if sole:
                self._free_leases()
            yield sole

    @contextmanager
    def watching(self) -> Iterator[Right]:
        """Hold the right to keep watch, which one process has at a time; gives False where another has it."""
        with self._database.holding("watch") as sole:
            yield sole

    def _free_leases(self) -> None:
        leased = col(MessageRow.lease_until).is_not(None)
        with self._database.reading() as session:  # There is hardly ever one, and a writer waits for the disk.
            if not session.exec(select(MessageRow.id).where(leased).limit(1)).first():
                return
        with self._database.writing() as session:
            session.exec(update(MessageRow).where(leased).values(lease_until=None))

    def claim(self, now: datetime, lease_until: datetime, limit: int, quiet: Collection[str] = ()) -> list[Message]:
        """Take messages that are due, oldest first; nobody else gets them before `lease_until`.

        The channels take turns, so that a channel with a long queue does not keep the others waiting. Of those that are
        `quiet`, only what is urgent is taken. What was written or tried by a clock that ran ahead, and was set right
        since, is due, too.
        """
        set_back = (col(MessageRow.created_at) > now) | (
            (col(MessageRow.attempts) > 0) & (col(MessageRow.next_at) > now + LONGEST_WAIT)
        )
        free = (
            col(MessageRow.state) == MessageState.PENDING,
            (col(MessageRow.next_at) <= now) | set_back,
            or_(col(MessageRow.lease_until).is_(None), col(MessageRow.lease_until) <= now),
            or_(col(MessageRow.channel).not_in(quiet), col(MessageRow.urgent)),
        )
        turn = func.row_number().over(partition_by=col(MessageRow.channel), order_by=col(MessageRow.id))
        in_turn = select(MessageRow.id).where(*free).order_by(turn, col(MessageRow.id)).limit(limit)
        self._record_belated()
        with self._database.writing() as session:
            taken = session.exec(in_turn).all()
            if not taken:
                return []
            withdraw_of(session, taken, now)  # What was with its provider when a person corrected it, and came back.
            pending = (col(MessageRow.id).in_(taken), col(MessageRow.state) == MessageState.PENDING)
            session.exec(
                update(MessageRow)
                .where(*pending)
                .values(attempts=col(MessageRow.attempts) + 1, lease_until=lease_until)
            )
            rows = session.exec(select(MessageRow).where(*pending).order_by(col(MessageRow.id)))
            return _messages(session, rows.all())

    def gather(self, storm: Storm, now: datetime) -> None:
        """Make one message of what is due for a channel that would get too many; what is urgent stays as it is."""
        with self._database.reading() as session:  # A writer waits for the disk, and there is hardly ever anything.
            if not is_due(session, now):
                return
        with self._database.writing() as session:
            gather(session, storm, now)

    def record_notice(self, channel: str, notice: Notice, now: datetime) -> None:
        """Write a message about the system itself, due at once."""
        with self._database.writing() as session:
            session.add(MessageRow(channel=channel, notice=notice, next_at=now, due_at=now, created_at=now))

    def record_accepted(self, message_id: int, reply: str, now: datetime) -> None:
        """Write that the provider accepted a message, in its own words.

        Where the database cannot be written, it is remembered and written before the next claim: a server that was away
        for a while must not make anybody hear of something twice.
        """
        self.accepted[message_id] = {
            "state": MessageState.ACCEPTED,
            "reply": reply,
            "accepted_at": now,
            "lease_until": None,
        }
        self._record_belated()

    def _record_belated(self) -> None:
        for message_id, accepted in list(self.accepted.items()):
            self._change(message_id, tuple(MessageState), accepted)
            del self.accepted[message_id]

    def record_refused(self, message_id: int, reply: str, next_at: datetime | None, unanswered: int = 0) -> None:
        """Write that the provider did not accept a message, or gave no answer; `next_at` None parks it for a person."""
        fate = {"state": MessageState.PARKED} if next_at is None else {"next_at": next_at}
        said = {"reply": reply, "lease_until": None, "unanswered": unanswered}
        self._change(message_id, (MessageState.PENDING,), said | fate)

    def messages(
        self,
        state: MessageState | None = None,
        *,
        launch_id: int | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[Message]:
        """Give messages, newest first: all, those in a state, those that tell of a launch, those before a number."""
        wanted = select(MessageRow).order_by(col(MessageRow.id).desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(col(MessageRow.id) < before)
        if state is not None:
            wanted = wanted.where(col(MessageRow.state) == state)
        with self._database.reading() as session:
            if launch_id is not None:
                wanted = wanted.where(col(MessageRow.id).in_(_telling_of(session, launch_id)))
            return _messages(session, session.exec(wanted).all())

    def message(self, message_id: int) -> Message | None:
        """Give one message."""
        with self._database.reading() as session:
            row = session.get(MessageRow, message_id)
            return _messages(session, [row])[0] if row else None

    def retry(self, message_id: int, now: datetime) -> bool:
        """Make a parked or waiting message due now; False where there is no such message."""
        # The lease stays: a message that is with its provider at this moment must not go out twice.
        return self._change(message_id, WAITING, {"state": MessageState.PENDING, "next_at": now})

    def dismiss(self, message_id: int) -> bool:
        """Give a message up by a person's will; False where there is no such message that still waits."""
        return self._change(message_id, WAITING, {"state": MessageState.DISMISSED})

    def _change(self, message_id: int, states: Collection[MessageState], values: dict[str, Any]) -> bool:
        """Change a message that is in one of these states; tell whether there was one."""
        of_message = update(MessageRow).where(col(MessageRow.id) == message_id, col(MessageRow.state).in_(states))
        with self._database.writing() as session:
            return session.exec(of_message.values(**values)).rowcount > 0


def add_notice(session: Session, channel: str, notice: Notice, now: datetime) -> None:
    """Write a notice of a source, due when its channel may hear of one more; one of its kind that waits takes it up.

    So ten sources that one outage breaks are one message, and what passes before anybody heard of it is none.
    """
    of_channel = select(MessageRow).where(col(MessageRow.channel) == channel, col(MessageRow.notice).is_not(None))
    untried = of_channel.where(col(MessageRow.state) == MessageState.PENDING, col(MessageRow.attempts) == 0)
    for row in session.exec(untried):
        if row.notice and row.notice.kind is notice.kind:
            row.notice = row.notice.joined(notice)
            if row.notice.says_nothing:
                session.delete(row)
            return
    lately = of_channel.where(col(MessageRow.next_at) > now - A_DAY)
    earlier = [row.next_at for row in session.exec(lately) if row.notice and row.notice.kind.is_of_sources]
    due_at = notice_due_at(earlier, now)
    session.add(MessageRow(channel=channel, notice=notice, next_at=due_at, due_at=due_at, created_at=now))


def _telling_of(session: Session, launch_id: int) -> set[int]:
    """Give the messages that tell of a launch, and of those merged with it; step by step, each by its index."""
    group = group_of(session, launch_id, standing_of(session))
    announced = select(AnnouncementRow.id).where(col(AnnouncementRow.launch_id).in_(group.ids if group else []))
    telling = select(AlertRow.message_id).where(col(AlertRow.withdrawn).is_(False))
    found = set[int]()
    for batch in batches(session.exec(announced).all()):
        found |= {number for number in session.exec(telling.where(col(AlertRow.announcement_id).in_(batch))) if number}
    return found


def _messages(session: Session, rows: Sequence[MessageRow]) -> list[Message]:
    """Give messages with their alerts, in the order of the rows."""
    alerts: defaultdict[int | None, list[Alert]] = defaultdict(list)
    for batch in batches(rows):
        asked = {"messages": [row.id for row in batch]}
        for alert, announcement, launch, article in session.exec(ALERTS, params=asked):
            alerts[alert.message_id].append(alert_value(alert, announcement, launch, article))
    return [value_of(Message, row, alerts=tuple(alerts[row.id])) for row in rows]
