"""One article's transaction: what is known of its families, and all that it brings, written together."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, func, or_
from sqlmodel import col, select, update

from monitor.errors import StoreError
from monitor.model import Known, Launch, MessageState, Telling, Tier, VerdictKind, Voice
from monitor.store.aliases import Aliases, entries_waiting_at, write_aliases
from monitor.store.clusters import join_cluster
from monitor.store.search import index
from monitor.store.statements import upsertion
from monitor.store.tables import AlertRow, AnnouncementRow, ArticleRow, EntryRow, EntryState, LaunchRow, MessageRow
from monitor.store.values import announcement_row, article_row, index_key, launch_value, launch_values, stated_key
from monitor.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from monitor.model import Article, MessageDue, Verdict
    from monitor.store.engine import Database

RUMOUR_RANK = -1
NEWS = {VerdictKind.NEW, VerdictKind.ADVANCED}

# Built once: to build a statement costs more than to run it, and these run for every article.
LAUNCHES = select(LaunchRow).order_by(col(LaunchRow.id)).execution_options(populate_existing=True)
OF_FAMILIES = LAUNCHES.where(col(LaunchRow.key_family).in_(bindparam("families")))
OF_KEYS = LAUNCHES.where(col(LaunchRow.key).in_(bindparam("keys")))
NUMBERS = select(LaunchRow.key, LaunchRow.id).where(col(LaunchRow.key).in_(bindparam("keys")))
TOLD = (
    select(AlertRow.channel, LaunchRow.release, MessageRow)
    .distinct()
    .join(LaunchRow, col(LaunchRow.id) == col(AlertRow.launch_id))
    .join(MessageRow, col(MessageRow.id) == col(AlertRow.message_id))
    .where(col(AlertRow.launch_id).in_(bindparam("launches")), col(MessageRow.state) != MessageState.DISMISSED)
    .order_by(col(MessageRow.id))
)
FINISH_ENTRIES = (
    update(EntryRow)
    .where(
        or_(col(EntryRow.id).in_(bindparam("entries")), col(EntryRow.canonical).in_(bindparam("keys"))),
        col(EntryRow.state) != EntryState.READ,
    )
    .values(state=EntryState.READ, article_id=bindparam("article"), next_at=None, reason="")
)
VOICES = (
    select(
        AnnouncementRow.launch_id,
        func.coalesce(ArticleRow.cluster_id, ArticleRow.id),
        AnnouncementRow.confidence,
        ArticleRow.tier,
    )
    .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
    .where(col(AnnouncementRow.launch_id).in_(bindparam("launches")))
)
RAISED = select(AlertRow.launch_id, AlertRow.rank).where(
    col(AlertRow.channel) == bindparam("channel"), col(AlertRow.launch_id).in_(bindparam("launches"))
)
WRITE_LAUNCH = upsertion(LaunchRow, "key")


class Place(NamedTuple):
    """Where an article stands in the store; `cluster` is None where nobody shares its text, or it is too short."""

    article_id: int
    cluster: int | None
    is_new: bool


class SqlReading:
    """Answers `ports.Reading` for one entry, within an open transaction that whoever opened it commits."""

    def __init__(self, database: Database, session: Session, entry: EntryRow, now: datetime) -> None:
        self._database = database
        self._session = session
        self._entry = entry
        self._now = now
        self._placed: Place | None = None

    def known(self, families: Collection[tuple[str, str]]) -> Known:
        """Give the launches of these families, an empty organisation matching every one, and what was told of them."""
        asked = {(clean(organisation), clean(family)) for organisation, family in families}
        with self._whole():
            of_families = self._session.exec(OF_FAMILIES, params={"families": [family for _, family in asked]})
            rows = [row for row in of_families if _is_asked(row, asked)]
            asked_launches = {"launches": [row.id for row in rows]}
            told = self._session.exec(TOLD, params=asked_launches)
            tellings = tuple(
                Telling(channel, release, message.id, message.accepted_at, joinable=_is_joinable(message))
                for channel, release, message in told
            )
            heard = self._session.connection().execute(VOICES, asked_launches)
            voices = tuple(
                Voice(launch_id, cluster, confidence, official=tier is Tier.OFFICIAL)
                for launch_id, cluster, confidence, tier in heard
            )
            return Known(tuple(map(launch_value, rows)), tellings, voices)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Undo the transaction when the database fails, so that nobody who carries on commits a half of it."""
        try:
            with self._database.speaking():
                yield
        except StoreError:
            self._session.rollback()
            raise

    def cluster(self, article: Article) -> int | None:
        """Write the article and give its cluster: what articles of one text share; None where it is too short."""
        with self._whole():
            return self._place(article).cluster

    def save(self, article: Article, verdicts: Sequence[Verdict], messages: Sequence[MessageDue]) -> None:
        """Write the article, its announcements with their verdicts, the launches, and the messages that are due.

        An article that another address led to before keeps its first text; of its announcements only news is added.
        """
        with self._whole():
            place = self._place(article)
            written = [verdict for verdict in verdicts if place.is_new or verdict.kind in NEWS]
            if written:
                launches = self._write_launches([verdict.launch for verdict in written if verdict.launch])
                announcements = self._write_announcements(written, place.article_id, launches)
                index(self._session, article.title, announcements)
                for due in messages:
                    self._write_message(due, announcements)

    def _place(self, article: Article) -> Place:
        """Give the article's place in the store, where it is written at the first call."""
        if self._placed is None:
            self._placed = self._write_article(article)
        return self._placed

    def _write_article(self, article: Article) -> Place:
        """Write an article and finish every entry that leads to it."""
        row, stated = article_row(article, self._now), stated_key(article)
        connection = self._session.connection()
        known = self._known_as(row, stated)
        if known is None:
            self._session.add(row)
            self._session.flush()
            join_cluster(self._session, self._entry.source_id, row)
        article_id = known or row.id
        answered = {row.canonical, self._entry.canonical}
        write_aliases(connection, article_id, answered, stated)
        entries = [self._entry.id]
        if stated is not None:
            entries += entries_waiting_at(connection, stated, row.title, row.published)
        connection.execute(FINISH_ENTRIES, {"entries": entries, "keys": list(answered), "article": article_id})
        return Place(article_id, row.cluster_id, is_new=known is None)

    def _known_as(self, row: ArticleRow, stated: str | None) -> int | None:
        """Give the number of an article that was read before, at this address or at the one it says is its own."""
        aliases = Aliases(self._session.connection(), {row.canonical, stated or row.canonical})
        known = aliases.article_at(row.canonical, row.title, row.published)
        if known is None and stated is not None:
            known = aliases.article_of(stated, row.title, row.published)
        return known

    def _write_launches(self, launches: Sequence[Launch]) -> dict[str, int]:
        """Write launches by key, the last word on each counting; no status falls. Give their numbers by key."""
        if not launches:
            return {}
        told = [(index_key(str(launch.key)), launch) for launch in launches]
        self._rename(told)
        keys = {"keys": [key for key, _ in told]}
        latest = {row.key: launch_value(row) for row in self._session.exec(OF_KEYS, params=keys)}
        for key, launch in told:
            latest[key] = _risen(latest[key], launch) if key in latest else launch
        connection = self._session.connection()
        connection.execute(WRITE_LAUNCH, [launch_values(launch) for launch in latest.values()])
        return dict(connection.execute(NUMBERS, keys).all())

    def _rename(self, told: Sequence[tuple[str, Launch]]) -> None:
        """Give launches whose version is known only now their new key."""
        for key, launch in told:
            if launch.id:
                renamed = update(LaunchRow).where(col(LaunchRow.id) == launch.id, col(LaunchRow.key) != key)
                self._session.exec(renamed.values(key=key))

    def _write_announcements(
        self, verdicts: Sequence[Verdict], article_id: int, launches: dict[str, int]
    ) -> dict[Verdict, AnnouncementRow]:
        rows = {}
        for verdict in verdicts:
            launch_id = launches[index_key(str(verdict.launch.key))] if verdict.launch else None
            rows[verdict] = announcement_row(verdict, article_id, launch_id, self._now)
        self._session.add_all(rows.values())
        self._session.flush()
        return rows

    def _write_message(self, due: MessageDue, announcements: dict[Verdict, AnnouncementRow]) -> None:
        """Write a channel's alerts that are not written yet, into one message; without any, no message."""
        alerts: dict[tuple[int, int], AnnouncementRow] = {}
        for verdict in due.verdicts:
            row = announcements[verdict]
            if verdict.launch and row.launch_id:
                alerts.setdefault((row.launch_id, _rank_of(verdict.launch)), row)
        asked = {"channel": due.channel, "launches": [launch_id for launch_id, _ in alerts]}
        for launch_id, rank in self._session.exec(RAISED, params=asked):
            alerts.pop((launch_id, rank), None)
        if not alerts:
            return
        message_id = self._message_for(due)
        self._session.add_all(
            AlertRow(
                channel=due.channel,
                launch_id=launch_id,
                rank=rank,
                announcement_id=row.id,
                message_id=message_id,
                created_at=self._now,
            )
            for (launch_id, rank), row in alerts.items()
        )
        self._session.flush()

    def _message_for(self, due: MessageDue) -> int:
        """Give the message that takes the alerts up: the one to join while it may be joined, else a new one."""
        joined = self._session.get(MessageRow, due.joins) if due.joins is not None else None
        if joined and _is_joinable(joined):
            joined.next_at = min(joined.next_at, due.due_at)
            return joined.id
        row = MessageRow(channel=due.channel, next_at=due.due_at, created_at=self._now)
        self._session.add(row)
        self._session.flush()
        return row.id


def _rank_of(launch: Launch) -> int:
    """Give the rank that an alert is unique by: a rumour told beside other news must not swallow its confirmation."""
    return RUMOUR_RANK if launch.rumour else launch.status.rank


def _is_asked(row: LaunchRow, asked: set[tuple[str, str]]) -> bool:
    if not row.key_organisation:
        return True
    return not asked.isdisjoint({("", row.key_family), (row.key_organisation, row.key_family)})


def _is_joinable(message: MessageRow) -> bool:
    """Tell whether no attempt was made: what joins a message that is with its provider would never be sent."""
    return message.state == MessageState.PENDING and message.attempts == 0


def _risen(before: Launch, after: Launch) -> Launch:
    """Give what is known from now on, at the higher of two ranks of status."""
    confirmed = before.rumour and not after.rumour  # A rumour lifts nothing: what it claimed is not where it stands.
    if confirmed or after.status.rank >= before.status.rank:
        return after
    return replace(after, status=before.status, status_at=before.status_at, date=before.date)
