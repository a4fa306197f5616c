"""One article's transaction: what is known of its families, and all that it brings, written together."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select, update

from monitor.errors import StoreError
from monitor.model import Known, Launch, MessageState, Telling, Tier, VerdictKind, Voice, Wait
from monitor.resolve import TOLD, Standing
from monitor.store.aliases import Aliases, entries_waiting_at, write_aliases
from monitor.store.clusters import join_cluster
from monitor.store.search import index
from monitor.store.standing import IS_TOLD, as_seen, grouped, lifted_ids, standing_of
from monitor.store.statements import upsertion
from monitor.store.tables import (
    AlertRow,
    AnnouncementRow,
    ArticleAliasRow,
    ArticleRow,
    EntryRow,
    EntryState,
    LaunchRow,
    MessageRow,
)
from monitor.store.values import (
    announcement_row,
    article_key,
    article_row,
    index_key,
    launch_value,
    launch_values,
    stated_key,
    waiting_value,
)
from monitor.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlmodel import Session

    from monitor.model import Article, MessageDue, Recall, Verdict
    from monitor.store.engine import Database

RUMOUR_RANK = -1
LONG_AGO = datetime.min.replace(tzinfo=UTC)
NEWS = {VerdictKind.NEW, VerdictKind.ADVANCED}

# Built once: to build a statement costs more than to run it, and these run for every article.
LAUNCHES = select(LaunchRow).where(IS_TOLD).order_by(col(LaunchRow.id)).execution_options(populate_existing=True)
OF_FAMILIES = col(LaunchRow.key_family).in_(bindparam("families"))
# Each half has an index of its own, and begins with the family: what a family was in other years is not looked at.
RECALLED = LAUNCHES.where(
    or_(
        and_(OF_FAMILIES, col(LaunchRow.seen_at) >= bindparam("since")),
        and_(OF_FAMILIES, col(LaunchRow.key_version).in_(bindparam("versions"))),
    )
)
OF_KEYS = LAUNCHES.where(col(LaunchRow.key).in_(bindparam("keys")))
NUMBERS = select(LaunchRow.key, LaunchRow.id).where(col(LaunchRow.key).in_(bindparam("keys")))
TELLINGS = (
    select_columns(
        col(AlertRow.channel),
        col(LaunchRow.release),
        col(MessageRow.id),
        col(MessageRow.accepted_at),
        col(MessageRow.state),
        col(MessageRow.attempts),
    )
    .distinct()
    .join(LaunchRow, col(LaunchRow.id) == col(AlertRow.launch_id))
    .join(MessageRow, col(MessageRow.id) == col(AlertRow.message_id))
    .where(col(AlertRow.launch_id).in_(bindparam("launches")), col(AlertRow.withdrawn).is_(False))
    .where(col(MessageRow.state) != MessageState.DISMISSED, col(MessageRow.digest).is_(None))
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
RAISED = select(AlertRow).where(
    col(AlertRow.channel) == bindparam("channel"), col(AlertRow.launch_id).in_(bindparam("launches"))
)
WAITING = select(AlertRow).where(col(AlertRow.launch_id).in_(bindparam("launches")), col(AlertRow.message_id).is_(None))
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

    def known(self, recall: Recall) -> Known:
        """Give the launches that are to be recalled, and what was told of them."""
        asked = {(clean(organisation), clean(family)) for organisation, family in recall.families}
        with self._whole():
            standing = self._standing({family for _, family in asked})
            corrected = [key for one in standing.corrections for key in one.keys]
            asked |= {(key.organisation, key.family) for key in corrected}
            wanted = {
                "families": [family for _, family in asked],
                "versions": [*recall.versions, *(key.version for key in corrected)],
                "since": recall.since or LONG_AGO,
            }
            rows = [row for row in self._session.exec(RECALLED, params=wanted) if _is_asked(row, asked)]
            launches, numbers = self._seen(rows, standing)
            of_launches = {"launches": [row.id for row in rows]}
            connection = self._session.connection()
            tellings = tuple(
                Telling(channel, release, number, accepted_at, joinable=_is_joinable(state, attempts))
                for channel, release, number, accepted_at, state, attempts in connection.execute(TELLINGS, of_launches)
            )
            voices = tuple(
                Voice(numbers[launch_id], cluster, confidence, official=tier is Tier.OFFICIAL)
                for launch_id, cluster, confidence, tier in connection.execute(VOICES, of_launches)
            )
            waiting = tuple(map(waiting_value, self._session.exec(WAITING, params=of_launches)))
            return Known(launches, tellings, voices, waiting, standing.corrections)

    def _standing(self, families: Collection[str]) -> Standing:
        """Give the corrections that concern some families or this very article."""
        holding = standing_of(self._session)
        if not holding.corrections:
            return holding
        here = {self._entry.canonical}
        if self._placed:
            aliases = select(ArticleAliasRow.key).where(col(ArticleAliasRow.article_id) == self._placed.article_id)
            here |= set(self._session.exec(aliases))
        of_launches = [one for one in holding.concerning(families) if not one.url]
        of_article = [one for one in holding.corrections if one.url and article_key(one.url) in here]
        return Standing((*of_launches, *of_article))

    def _seen(self, rows: Sequence[LaunchRow], standing: Standing) -> tuple[tuple[Launch, ...], dict[int, int]]:
        """Give launches as they are seen, those that were merged into others beside them, and whose number counts."""
        lifted = lifted_ids(self._session, standing_of(self._session)) if standing.corrections else ()
        launches, numbers = [], dict[int, int]()
        for group in grouped(rows, standing):
            launches.append(as_seen(self._session, group, standing, lifted))
            launches += [launch_value(row) for row in group.rows if row is not group.head]
            numbers |= dict.fromkeys(group.ids, group.head.id)
        return tuple(launches), numbers

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
                launches = self._numbered(written)
                announcements = self._write_announcements(written, place.article_id, launches)
                index(self._session, article.title, announcements)
                for due in messages:
                    self._write_alerts(due, announcements)

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

    def _numbered(self, verdicts: Sequence[Verdict]) -> dict[str, int]:
        """Write the launches of verdicts, and give their numbers by key.

        A launch that was known is not changed by what only a person believes, so that it is undone by taking that away.
        """
        launches = [verdict.launch for verdict in verdicts if verdict.launch]
        lifted = [verdict.launch for verdict in verdicts if verdict.launch and verdict.announcement.confidence < TOLD]
        known = {index_key(str(launch.key)): launch.id for launch in lifted if launch.id}
        return known | self._write_launches([one for one in launches if not (one.id and one in lifted)])

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

    def _write_alerts(self, due: MessageDue, announcements: dict[Verdict, AnnouncementRow]) -> None:
        """Write what a channel is told, in one message, and what it is not told at once; what it heard is left out."""
        spoken_of: list[tuple[Verdict, Wait | None]] = [*((verdict, None) for verdict in due.verdicts), *due.kept]
        written = [(verdict, announcements[verdict], wait) for verdict, wait in spoken_of if verdict in announcements]
        asked = {"channel": due.channel, "launches": [said.launch_id for _, said, _ in written]}
        raised = {(row.launch_id, row.rank, row.lapsed): row for row in self._session.exec(RAISED, params=asked)}
        message_id = None
        for verdict, said, wait in written:
            if verdict.launch is None or said.launch_id is None:
                continue
            key = (said.launch_id, _rank_of(verdict.launch), (wait is Wait.MOVED and verdict.moved_from) or "")
            # What was withdrawn told of something that was taken back; now another tells it.
            heard = key in raised and not raised[key].withdrawn
            if heard and (wait or raised[key].message_id is not None):
                continue
            if wait is None:
                message_id = message_id or self._message_for(due)
            alert = raised.get(key) or self._new_alert(due.channel, key, said)
            alert.message_id, alert.waits, alert.announcement_id = message_id if wait is None else None, wait, said.id
            alert.withdrawn = False
            self._session.add(alert)
            raised[key] = alert
        self._session.flush()

    def _new_alert(self, channel: str, key: tuple[int, int, str], said: AnnouncementRow) -> AlertRow:
        launch_id, rank, lapsed = key
        return AlertRow(
            channel=channel,
            launch_id=launch_id,
            rank=rank,
            lapsed=lapsed,
            announcement_id=said.id,
            created_at=self._now,
        )

    def _message_for(self, due: MessageDue) -> int:
        """Give the message that takes the alerts up: the one to join while it may be joined, else a new one."""
        joined = self._session.get(MessageRow, due.joins) if due.joins is not None else None
        if joined and _is_joinable(joined.state, joined.attempts):
            if not joined.reply:  # Else it waits for its provider, which asked for patience.
                joined.next_at = min(joined.next_at, due.due_at)
            joined.due_at = min(joined.due_at, due.expected_at or due.due_at)
            joined.urgent |= due.urgent
            return joined.id
        expected_at = min(due.expected_at or due.due_at, due.due_at)
        row = MessageRow(
            channel=due.channel, next_at=due.due_at, due_at=expected_at, created_at=self._now, urgent=due.urgent
        )
        self._session.add(row)
        self._session.flush()
        return row.id


def _rank_of(launch: Launch) -> int:
    """Give the rank that an alert is unique by: a rumour told beside other news must not swallow its confirmation."""
    return RUMOUR_RANK if launch.rumour else launch.status.rank


def _is_asked(row: LaunchRow, asked: set[tuple[str, str]]) -> bool:
    """Tell whether a launch of a family that is asked for may be meant; of several makers any may be."""
    if not row.key_organisation or len(row.organisations) > 1:
        return True
    return not asked.isdisjoint({("", row.key_family), (row.key_organisation, row.key_family)})


def _is_joinable(state: MessageState, attempts: int) -> bool:
    """Tell whether no attempt was made: what joins a message that is with its provider would never be sent."""
    return state is MessageState.PENDING and attempts == 0


def _risen(before: Launch, after: Launch) -> Launch:
    """Give what is known from now on, at the higher of two ranks of status."""
    confirmed = before.rumour and not after.rumour  # A rumour lifts nothing: what it claimed is not where it stands.
    if confirmed or after.status.rank >= before.status.rank:
        return after
    return replace(after, status=before.status, status_at=before.status_at, date=before.date)
