"""Answers what is known as a whole: what proves launches, organisations and their families, counts, delays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Text, cast, func, true, type_coerce
from sqlalchemy.orm import defer
from sqlmodel import col, select

from monitor.model import (
    ArticleReference,
    Delay,
    FamilyOverview,
    OrganisationOverview,
    Proof,
    VerdictKind,
)
from monitor.store.engine import DatabaseRoom
from monitor.store.standing import IS_TOLD, as_seen, corrected_rows, group_of, grouped, lifted_ids, standing_of
from monitor.store.statements import batches
from monitor.store.tables import AlertRow, AnnouncementRow, ArticleRow, LaunchRow, MessageRow
from monitor.store.values import index_key, launch_value, value_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Mapped
    from sqlmodel import Session
    from sqlmodel.sql.expression import Select

    from monitor.model import Launch
    from monitor.resolve import Standing

NEWS = (VerdictKind.NEW, VerdictKind.ADVANCED)
AN_HOUR_LONG = len("2030-07-09 16")  # As times are written, so far they are the same within an hour.


class OverviewRoom(DatabaseRoom):
    """Answers `ports.Overviews`."""

    def proofs(self, launch_ids: Collection[int]) -> dict[int, Proof]:
        """Give what proves each of some launches at first sight: what last made it news, and how many tell of it."""
        found: dict[int, Proof] = {}
        with self._database.reading() as session:
            heads = _heads(session, launch_ids)
            for batch in batches(sorted(heads)):
                for row_id, proof in _proofs(session, batch).items():
                    other = found.get(heads[row_id])
                    found[heads[row_id]] = _joined(other, proof) if other else proof
        return found

    def members(self, launch_id: int) -> list[Launch]:
        """Give the launches of one's release, itself aside, the latest change first."""
        with self._database.reading() as session:
            standing = standing_of(session)
            group = group_of(session, launch_id, standing)
            if group is None:
                return []
            same = (
                col(LaunchRow.key_family).in_({row.key_family for row in group.rows}),  # It alone has an index.
                col(LaunchRow.release).in_({row.release for row in group.rows}),
                col(LaunchRow.id).not_in(group.ids),
            )
            rows = session.exec(select(LaunchRow).where(*same, _is_seen(standing), IS_TOLD)).all()
            lifted = lifted_ids(session, standing)
            groups = filter(None, (group_of(session, row.id, standing) for row in rows))
            found = [as_seen(session, one, standing, lifted) for one in groups]
        return sorted(found, key=lambda launch: (launch.status_at, launch.id), reverse=True)

    def organisations(self) -> list[OrganisationOverview]:
        """Give all organisations that announced something, those with the most launches first."""
        with self._database.reading() as session:
            return _organisations(session)

    def families(self, organisation: str) -> list[FamilyOverview]:
        """Give an organisation's lines of models, by its key, the newest first."""
        counts = _counts(col(LaunchRow.key_family)).where(col(LaunchRow.key_organisation) == organisation)
        with self._database.reading() as session:
            rows = session.exec(counts.where(_is_seen(standing_of(session)))).all()
            latest = _latest(session, [number for *_, number in rows])
        found = [FamilyOverview(name, launches, latest[number]) for name, _, launches, number in rows]
        return sorted(found, key=lambda family: family.latest.id, reverse=True)

    def first_seen(self, since: datetime) -> dict[datetime, int]:
        """Give how many launches were first seen in each hour since a time; hours without any are left out."""
        hour = func.substr(cast(type_coerce(col(LaunchRow.first_seen_at), Text), Text), 1, AN_HOUR_LONG)
        counts = select(hour, func.count()).where(col(LaunchRow.first_seen_at) >= since).group_by(hour)
        with self._database.reading() as session:
            rows = session.exec(counts.where(_is_seen(standing_of(session)))).all()
        return {datetime.fromisoformat(f"{written}:00").replace(tzinfo=UTC): count for written, count in rows}

    def busiest(self, since: datetime, limit: int) -> list[OrganisationOverview]:
        """Give the organisations with the most launches first seen since a time; only those launches count."""
        with self._database.reading() as session:
            return _organisations(session, col(LaunchRow.first_seen_at) >= since, limit=limit)

    def delays(self, since: datetime, limit: int) -> list[Delay]:
        """Give how long it took to tell of new launches, the last told first; digests are left out.

        Args:
            since: When messages were accepted.
            limit: The last so many messages are looked at.
        """
        lately = select(MessageRow.id).where(col(MessageRow.accepted_at) >= since)
        lately = lately.order_by(col(MessageRow.accepted_at).desc()).limit(limit)
        told = (
            select(MessageRow.channel, MessageRow.accepted_at, LaunchRow.first_seen_at)
            .join(AlertRow, col(AlertRow.message_id) == col(MessageRow.id))
            .join(AnnouncementRow, col(AnnouncementRow.id) == col(AlertRow.announcement_id))
            .join(LaunchRow, col(LaunchRow.id) == col(AlertRow.launch_id))
            .where(col(MessageRow.id).in_(lately))
            .where(col(AnnouncementRow.kind) == VerdictKind.NEW, col(AlertRow.waits).is_(None))
            .order_by(col(MessageRow.id).desc())
            .limit(limit)
        )
        with self._database.reading() as session:
            rows = session.exec(told).all()
        return [Delay(channel, at, (at - first_at).total_seconds()) for channel, at, first_at in rows if at]


def _counts(name: ColumnElement[str] | Mapped[str]) -> Select[str, int, int, int]:
    return select(
        name.label("name"),
        func.count(func.distinct(LaunchRow.key_family)).label("families"),
        func.count().label("launches"),
        func.max(LaunchRow.id).label("latest"),
    ).group_by(name)


def _organisations(
    session: Session, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[OrganisationOverview]:
    # What is narrowed is gathered by an expression: by the column, SQLite goes through all launches in its order.
    name = col(LaunchRow.key_organisation).concat("") if conditions else col(LaunchRow.key_organisation)
    counts = _counts(name).where(_is_seen(standing_of(session)), *conditions)
    rows = session.exec(counts.order_by(func.count().desc(), name).limit(limit)).all()
    latest = _latest(session, [number for *_, number in rows])
    return [OrganisationOverview(name, families, launches, latest[number]) for name, families, launches, number in rows]


def _is_seen(standing: Standing) -> ColumnElement[bool]:
    """Give the condition of launches that people see: neither called wrong nor gone into another."""
    said = {key for one in standing.corrections for key in one.keys}
    hidden = [index_key(str(key)) for key in said if standing.wrong(key) or standing.head_of(key) != key]
    return col(LaunchRow.key).not_in(hidden) if hidden else true()  # So that an index may hold all that is asked.


def _latest(session: Session, numbers: Sequence[int]) -> dict[int, Launch]:
    rows = (session.exec(select(LaunchRow).where(col(LaunchRow.id).in_(batch))) for batch in batches(numbers))
    return {row.id: launch_value(row) for batch in rows for row in batch}


def _heads(session: Session, launch_ids: Collection[int]) -> dict[int, int]:
    """Give for each row that belongs to some launches, by its number, the number of the launch."""
    heads = {number: number for number in launch_ids}
    standing = standing_of(session)
    corrected = corrected_rows(session, standing) if standing.corrections else []
    for group in grouped(corrected, standing):
        if group.head.id in heads:
            heads |= dict.fromkeys(group.ids, group.head.id)
    return heads


def _proofs(session: Session, row_ids: Sequence[int]) -> dict[int, Proof]:
    counts = (
        select(
            AnnouncementRow.launch_id,
            func.count(func.distinct(AnnouncementRow.article_id)),
            func.max(AnnouncementRow.id).filter(col(AnnouncementRow.kind).in_(NEWS)),
            func.max(AnnouncementRow.id),
        )
        .where(col(AnnouncementRow.launch_id).in_(row_ids))
        .group_by(col(AnnouncementRow.launch_id))
    )
    said = {news or last: (launch_id or 0, articles) for launch_id, articles, news, last in session.exec(counts)}
    proving = (
        select(AnnouncementRow.id, AnnouncementRow.evidence, ArticleRow)
        .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
        .where(col(AnnouncementRow.id).in_(said))
        .options(defer(ArticleRow.body))  # type: ignore[arg-type]  # SQLModel types it as str.
    )
    return {
        said[number][0]: Proof(evidence, value_of(ArticleReference, article), said[number][1])
        for number, evidence, article in session.exec(proving)
    }


def _joined(one: Proof, other: Proof) -> Proof:
    """Give one proof of two launches that a person says are one."""
    return Proof(one.evidence, one.article, one.articles + other.articles)
