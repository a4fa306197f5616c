"""Answers what is known: launches, and what was announced of each."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, or_, true
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from monitor.model import LaunchKey, Status, Tier, Witness
from monitor.store.engine import DatabaseRoom
from monitor.store.search import tiers
from monitor.store.standing import IS_TOLD, as_seen, corrected_rows, group_of, grouped, lifted_ids, standing_of
from monitor.store.tables import AlertRow, AnnouncementRow, ArticleRow, LaunchRow
from monitor.store.values import article_value, launch_value, organisation_line, verdict_value, waiting_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session
    from sqlmodel.sql.expression import SelectOfScalar

    from monitor.model import Article, Launch, Modality, Place, Verdict, Waiting
    from monitor.resolve import Standing
    from monitor.store.standing import Group

_PLANNED = (Status.UPCOMING, Status.IN_DEVELOPMENT)


_order = attrgetter("status_at", "id")

_IS_THERE = (col(LaunchRow.named), col(LaunchRow.status).not_in(_PLANNED), ~col(LaunchRow.rumour))
_LATEST = (
    select(LaunchRow.id)
    .where(*_IS_THERE)
    .order_by(col(LaunchRow.status_at).desc())
    .limit(bindparam("limit"))
    .subquery()
)
_TOUCHED = select(AnnouncementRow.launch_id).where(col(AnnouncementRow.id) > bindparam("after"))
_WITNESSES = (
    select_columns(
        *(col(getattr(LaunchRow, f"key_{part.name}")) for part in fields(LaunchKey)),
        col(AnnouncementRow.model),
        col(AnnouncementRow.organisations),
        func.coalesce(ArticleRow.cluster_id, ArticleRow.id),
        col(ArticleRow.tier),
        col(LaunchRow.id),
        col(AnnouncementRow.id),
    )
    .join(AnnouncementRow, col(AnnouncementRow.launch_id) == col(LaunchRow.id))
    .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
    .where(~col(AnnouncementRow.background))
    .order_by(col(AnnouncementRow.id))
)
# Built once, as rows of columns: a whole row of each table costs twenty times as much, and there may be thousands.
WITNESSES = _WITNESSES.where(col(LaunchRow.id).in_(select(_LATEST.c.id)))
WITNESSES_SINCE = _WITNESSES.where(*_IS_THERE, col(LaunchRow.id).in_(_TOUCHED))


class LaunchRoom(DatabaseRoom):
    """Answers `ports.LaunchStore`."""

    def launches(  # noqa: PLR0913 -- each narrows the question.
        self,
        *,
        since: datetime | None = None,
        organisation: str | None = None,
        status: Status | None = None,
        modality: Modality | None = None,
        search: str | None = None,
        aliases: Collection[str] = (),
        after: Place | None = None,
        limit: int | None = None,
        wrong: bool = False,
    ) -> list[Launch]:
        """Give launches, the latest change first.

        Args:
            since: Only those whose status changed then or later.
            organisation: Only those of this organisation, as written in an article or in the key.
            status: Only those at this status.
            modality: Only those that work on this.
            search: Only those whose names, sentences and articles' titles hold all of these words: such names first.
            aliases: Other wordings of `search`, each as good as that.
            after: Only those that stand behind this place.
            limit: No more than so many.
            wrong: Also those that a person called wrong.
        """
        wanted = _wanted(since, organisation, status, modality)
        found: list[Launch] = []
        with self._database.reading() as session:
            asked = (search, *aliases) if search and not search.isspace() else ()
            standing = standing_of(session)
            corrected = corrected_rows(session, standing) if standing.corrections else []
            others = wanted.where(col(LaunchRow.id).not_in([row.id for row in corrected])) if corrected else wanted
            line = organisation_line(organisation) if organisation is not None else ""
            seen = [
                (group, launch)
                for group, launch in _seen(session, corrected, standing)
                if (since is None or launch.status_at >= since) and status in {None, launch.status}
                if any(line in row.names for row in group.rows) and (wrong or not standing.wrong(launch.key))
                if modality in {None, launch.modality}
            ]
            for tier in tiers(session, asked, is_limited=limit is not None) if asked else (true(),):
                here = after if after and (not asked or _stands_in(session, after, seen, tier)) else None
                if after is None or here:
                    after = None
                    found += _members(session, others, seen, tier, here, limit)
                fitting = _fitting(session, [number for group, _ in seen for number in group.ids], tier)
                seen = [each for each in seen if fitting.isdisjoint(each[0].ids)]
                if limit is not None and len(found) >= limit:
                    break
        return found[:limit]

    def launch(self, launch_id: int) -> Launch | None:
        """Give one launch; of one that was merged, the one that it is now."""
        with self._database.reading() as session:
            standing = standing_of(session)
            group = group_of(session, launch_id, standing)
            return as_seen(session, group, standing, lifted_ids(session, standing)) if group else None

    def waiting(self, launch_id: int) -> list[Waiting]:
        """Give the channels that were not told of a launch at once, and why."""
        with self._database.reading() as session:
            group = group_of(session, launch_id, standing_of(session))
            of_launch = select(AlertRow).where(
                col(AlertRow.launch_id).in_(group.ids if group else [launch_id]), col(AlertRow.message_id).is_(None)
            )
            return [waiting_value(row) for row in session.exec(of_launch.order_by(col(AlertRow.id)))]

    def history(self, launch_id: int) -> list[tuple[Verdict, Article]]:
        """Give all that was announced of a launch, and of those merged with it, oldest first: by the article's time."""
        leader = aliased(ArticleRow)
        copied = and_(col(leader.id) == col(ArticleRow.cluster_id), col(leader.id) != col(ArticleRow.id))
        told = (
            select(AnnouncementRow, LaunchRow, ArticleRow, col(leader.url))
            .join(LaunchRow, col(LaunchRow.id) == col(AnnouncementRow.launch_id))
            .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
            .outerjoin(leader, copied)
            .where(col(AnnouncementRow.launch_id).in_(bindparam("launches")))
            .order_by(col(ArticleRow.sort_at), col(AnnouncementRow.id))
        )
        with self._database.reading() as session:
            group = group_of(session, launch_id, standing_of(session))
            return [
                (verdict_value(announcement, launch), article_value(article, copy_of))
                for announcement, launch, article, copy_of in session.exec(
                    told, params={"launches": group.ids if group else []}
                )
            ]

    def witnesses(self, limit: int, after: int = 0) -> list[Witness]:
        """Give who told of the latest launches that are there, what a person called wrong left out.

        Args:
            limit: No more than so many launches.
            after: Only launches that were told of behind the announcement of this number.
        """
        asked = {"after": after, "limit": limit}
        with self._database.reading() as session:
            standing = standing_of(session)
            return [
                Witness(LaunchKey(*key), model, organisations, cluster, tier is Tier.OFFICIAL, launch_id, number)
                for *key, model, organisations, cluster, tier, launch_id, number in session.connection().execute(
                    WITNESSES_SINCE if after else WITNESSES, asked
                )
                if not standing.wrong(LaunchKey(*key))
            ]


def _wanted(
    since: datetime | None, organisation: str | None, status: Status | None, modality: Modality | None
) -> SelectOfScalar[LaunchRow]:
    """Give the query for launches that nothing was corrected of, the latest change first."""
    wanted = select(LaunchRow).where(IS_TOLD).order_by(col(LaunchRow.status_at).desc(), col(LaunchRow.id).desc())
    if since is not None:
        wanted = wanted.where(col(LaunchRow.status_at) >= since)
    if organisation is not None:
        wanted = wanted.where(col(LaunchRow.names).contains(organisation_line(organisation), autoescape=True))
    if modality is not None:
        wanted = wanted.where(col(LaunchRow.modality) == modality)
    return wanted if status is None else wanted.where(col(LaunchRow.status) == status)


def _members(
    session: Session,
    others: SelectOfScalar[LaunchRow],
    seen: Sequence[tuple[Group, Launch]],
    tier: ColumnElement[bool],
    after: Place | None,
    limit: int | None,
) -> list[Launch]:
    """Give the launches that fit a condition, the latest change first, behind a place."""
    behind = _behind(after) if after else true()
    found = [launch_value(row) for row in session.exec(others.where(tier, behind).limit(limit))]
    fitting = _fitting(session, [number for group, _ in seen for number in group.ids], tier)
    corrected = [launch for group, launch in seen if not fitting.isdisjoint(group.ids)]
    found += [one for one in corrected if after is None or _order(one) < (after.changed_at, after.launch_id)]
    return sorted(found, key=_order, reverse=True)


def _behind(place: Place) -> ColumnElement[bool]:
    """Give the condition of what stands behind a place; its first part alone lets the index be entered there."""
    changed_at = col(LaunchRow.status_at)
    earlier = or_(changed_at < place.changed_at, col(LaunchRow.id) < place.launch_id)
    return and_(changed_at <= place.changed_at, earlier)


def _stands_in(session: Session, place: Place, seen: Sequence[tuple[Group, Launch]], tier: ColumnElement[bool]) -> bool:
    """Tell whether the launch of a place fits a condition, with all that was merged into it."""
    merged = (group.ids for group, launch in seen if launch.id == place.launch_id)
    return bool(_fitting(session, next(merged, [place.launch_id]), tier))


def _fitting(session: Session, numbers: Sequence[int], tier: ColumnElement[bool]) -> set[int]:
    """Give those of some launches that fit a condition."""
    return set(session.exec(select(LaunchRow.id).where(col(LaunchRow.id).in_(numbers), tier))) if numbers else set()


def _seen(session: Session, rows: Sequence[LaunchRow], standing: Standing) -> Iterator[tuple[Group, Launch]]:
    """Give corrected launches as people see them, each with the rows that it is made of."""
    lifted = lifted_ids(session, standing) if rows else ()
    for group in grouped(rows, standing):
        yield group, as_seen(session, group, standing, lifted)
