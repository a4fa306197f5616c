"""One digest's transaction: what waits for it, and the message that takes it up, written together or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func
from sqlalchemy.orm import defer
from sqlmodel import col, select, update

from monitor.model import Announcement, ArticleReference, DigestKnown, Kept, VerdictKind, Wait
from monitor.store.engine import DatabaseRoom
from monitor.store.standing import grouped, rows_of, standing_of
from monitor.store.statements import batches
from monitor.store.tables import AlertRow, AnnouncementRow, ArticleRow, DigestRow, EntryRow, LaunchRow, MessageRow
from monitor.store.values import alert_value, key_value, value_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from monitor.model import Digest, DigestDue, Launch

MOST_DOUBTED = 200
"""Doubts that one digest looks through, the surest first; it tells of a handful."""

BEGINNING = ""  # The name under which it stands that a channel has digests from now on.
A_WEEK = timedelta(days=7)
FOR_DIGESTS = (Wait.UNFOLLOWED, Wait.UNSURE, Wait.UNPROMPT, Wait.MOVED, Wait.OVERDUE)
KEPT = (
    select(AlertRow, AnnouncementRow, LaunchRow, ArticleRow)
    .join(AnnouncementRow, col(AnnouncementRow.id) == col(AlertRow.announcement_id))
    .join(LaunchRow, col(LaunchRow.id) == col(AlertRow.launch_id))
    .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
    .where(col(AlertRow.message_id).is_(None), col(AlertRow.waits).in_(FOR_DIGESTS))
    .where(col(AlertRow.withdrawn).is_(False))
    .order_by(col(AlertRow.id))
    .options(defer(ArticleRow.body))  # type: ignore[arg-type]  # SQLModel types it as str.
)


class DigestRoom(DatabaseRoom):
    """Answers `ports.Digests`."""

    def begin_digests(self, channel: str, done: Collection[str], now: datetime) -> None:
        """See to it that a channel has digests from now on: what is older is not theirs, and those named are done."""
        with self._database.reading() as session:
            if _last(session, channel):
                return
        with self._database.writing() as session:
            if not _last(session, channel):
                session.add_all(_done(session, channel, name, now) for name in (BEGINNING, *done))

    def end_digests(self, channel: str) -> None:
        """Forget a channel's digests; if it has some again, it begins anew."""
        with self._database.reading() as session:
            if not _last(session, channel):
                return
        with self._database.writing() as session:
            session.exec(delete(DigestRow).where(col(DigestRow.channel) == channel))

    def has_digest(self, channel: str, name: str) -> bool:
        """Tell whether a digest is done with."""
        with self._database.reading() as session:
            return _has(session, channel, name)

    def kept_for_digest(self, channel: str, now: datetime) -> list[Kept]:
        """Give what waits for a channel's next digest."""
        with self._database.reading() as session:
            return list(SqlDigesting(session, channel, BEGINNING, now).kept())

    @contextmanager
    def digesting(self, channel: str, name: str, now: datetime) -> Iterator[SqlDigesting | None]:
        """Open the transaction of one digest; it commits at the end and rolls back on an error.

        It gives None where somebody wrote it meanwhile.
        """
        with self._database.writing() as session:
            yield None if _has(session, channel, name) else SqlDigesting(session, channel, name, now)


class SqlDigesting:
    """Answers `ports.Digesting` for one digest, within an open transaction that whoever opened it commits."""

    def __init__(self, session: Session, channel: str, name: str, now: datetime) -> None:
        self._session = session
        self._channel = channel
        self._name = name
        self._now = now
        begun = select(DigestRow.last_alert).where(col(DigestRow.channel) == channel, col(DigestRow.name) == BEGINNING)
        self._begun_after = session.exec(begun).first() or 0
        self._last = _last(session, channel)

    def doubted(self) -> list[tuple[Announcement, ArticleReference]]:
        """Give what was doubted since the digest before, the surest first; first listings aside."""
        at_first = select(EntryRow.id).where(col(EntryRow.article_id) == col(ArticleRow.id), col(EntryRow.baseline))
        wanted = (
            select(AnnouncementRow, ArticleRow)
            .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
            .where(col(AnnouncementRow.id) > (self._last.last_announcement if self._last else 0))
            .where(col(AnnouncementRow.kind) == VerdictKind.DOUBTED, ~at_first.exists())
            .order_by(col(AnnouncementRow.confidence).desc(), col(AnnouncementRow.id))
            .options(defer(ArticleRow.body))  # type: ignore[arg-type]  # SQLModel types it as str.
        )
        found = self._session.exec(wanted.limit(MOST_DOUBTED))
        return [(value_of(Announcement, said), value_of(ArticleReference, article)) for said, article in found]

    def known(self, upcoming: Sequence[Launch], families: Collection[tuple[str, str]]) -> DigestKnown:
        """Give what waits for the digest, and what it is held against."""
        said = select(AlertRow.launch_id, AlertRow.lapsed).where(
            col(AlertRow.channel) == self._channel,
            col(AlertRow.launch_id).in_([launch.id for launch in upcoming]),
            col(AlertRow.waits) == Wait.OVERDUE,
        )
        of_families = select(LaunchRow).where(col(LaunchRow.key_family).in_([family for _, family in families]))
        accepted = select(func.count()).where(
            col(MessageRow.channel) == self._channel,
            col(MessageRow.accepted_at) > self._now - A_WEEK,
            col(MessageRow.notice).is_(None),
        )
        return DigestKnown(
            kept=tuple(self.kept()),
            upcoming=tuple(upcoming),
            said_overdue=frozenset((launch_id, lapsed) for launch_id, lapsed in self._session.exec(said)),
            doubted=tuple(self.doubted()),
            keys=frozenset(map(key_value, self._session.exec(of_families))),
            told=self._session.exec(accepted).one(),
        )

    def kept(self) -> Iterator[Kept]:
        """Give the alerts that wait, each with what the channel heard of its launch meanwhile."""
        since_begin = col(AlertRow.id) > self._begun_after
        waiting = self._session.exec(KEPT.where(col(AlertRow.channel) == self._channel, since_begin)).all()
        standing = standing_of(self._session)
        named = rows_of(self._session, {key for one in standing.corrections for key in one.keys})
        launches = {row.id: row for row in (*named, *(launch for _, _, launch, _ in waiting))}
        groups = {row.id: group for group in grouped(launches.values(), standing) for row in group.rows}
        heard = self._heard([number for group in groups.values() for number in group.ids])
        for alert, said, launch, article in waiting:
            if standing.wrong(key_value(launch)) or said.launch_id is None:
                continue
            group = groups[launch.id]
            ranks = [heard[number] for number in group.ids if number in heard]
            yield Kept(
                number=alert.id,
                alert=alert_value(alert, said, launch, article),
                launch_id=group.head.id,
                rank=alert.rank,
                since=alert.created_at,
                heard=max(ranks, default=None),
            )

    def _heard(self, launch_ids: Sequence[int]) -> dict[int, int]:
        """Give the highest rank of each launch that the channel is told of by a message."""
        told = (
            select(AlertRow.launch_id, func.max(col(AlertRow.rank)))
            .where(col(AlertRow.channel) == self._channel)
            .where(col(AlertRow.message_id).is_not(None), col(AlertRow.withdrawn).is_(False))
            .group_by(col(AlertRow.launch_id))
        )
        of = (told.where(col(AlertRow.launch_id).in_(batch)) for batch in batches(launch_ids))
        return dict(each for some in of for each in self._session.exec(some))

    def save(self, due: DigestDue, digest: Digest | None, due_at: datetime) -> None:
        """Write that the digest is done with, what is overtaken, and the message that tells the rest, if any."""
        row = _done(self._session, self._channel, self._name, self._now)
        if digest is None and self._last:  # What was doubted is still to be told, beside other news.
            row.last_announcement = self._last.last_announcement
        self._mark(due.overtaken, waits=Wait.OVERTAKEN)
        if digest:
            message = MessageRow(
                channel=self._channel, digest=digest, next_at=self._now, due_at=due_at, created_at=self._now
            )
            self._session.add(message)
            self._session.flush()
            row.message_id = message.id
            self._mark(due.told, message_id=message.id)
            self._mark(due.sure, waits=None)
            self._session.add_all(self._overdue(launch, message.id) for launch in due.overdue)
        self._session.add(row)
        self._session.flush()

    def _mark(self, numbers: Collection[int], **values: object) -> None:
        for batch in batches(list(numbers)):
            self._session.exec(update(AlertRow).where(col(AlertRow.id).in_(batch)).values(**values))

    def _overdue(self, launch: Launch, message_id: int) -> AlertRow:
        """Make the alert that a launch's date passed; the latest that was said of it is its proof."""
        said = select(AnnouncementRow.id).where(col(AnnouncementRow.launch_id) == launch.id)
        dated = said.where(col(AnnouncementRow.date) == launch.date)
        latest = [
            self._session.exec(one.order_by(col(AnnouncementRow.id).desc()).limit(1)).first() for one in (dated, said)
        ]
        return AlertRow(
            channel=self._channel,
            launch_id=launch.id,
            rank=launch.status.rank,
            lapsed=launch.date or "",
            waits=Wait.OVERDUE,
            announcement_id=next(number for number in latest if number is not None),
            message_id=message_id,
            created_at=self._now,
        )


def _last(session: Session, channel: str) -> DigestRow | None:
    rows = select(DigestRow).where(col(DigestRow.channel) == channel).order_by(col(DigestRow.id).desc())
    return session.exec(rows.limit(1)).first()


def _has(session: Session, channel: str, name: str) -> bool:
    there = select(DigestRow.id).where(col(DigestRow.channel) == channel, col(DigestRow.name) == name)
    return session.exec(there).first() is not None


def _done(session: Session, channel: str, name: str, now: datetime) -> DigestRow:
    return DigestRow(
        channel=channel,
        name=name,
        last_alert=session.exec(select(func.max(col(AlertRow.id)))).one() or 0,
        last_announcement=session.exec(select(func.max(col(AnnouncementRow.id)))).one() or 0,
        written_at=now,
    )
