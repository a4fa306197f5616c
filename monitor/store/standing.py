"""Rows and what people said of them → the launches as people see them: merged, split, sure, or none.

A correction changes no launch's row: what is seen is worked out when it is asked for, so that undoing restores all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlmodel import col, select

from monitor.model import Announcement, Correction, Tier, Voice
from monitor.resolve import TOLD, Saying, Standing, retold
from monitor.store.tables import AnnouncementRow, ArticleAliasRow, ArticleRow, CorrectionRow, LaunchRow
from monitor.store.values import article_key, index_key, key_value, launch_value, value_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlmodel import Session

    from monitor.model import Launch, LaunchKey

# Built once: to build a statement costs more than to run it, and these run for every article.
HOLDING = select(CorrectionRow).where(col(CorrectionRow.undone_at).is_(None)).order_by(col(CorrectionRow.id))
_ONE_OF_ITS_OWN = (
    select(AnnouncementRow.id)
    .where(col(AnnouncementRow.launch_id) == col(LaunchRow.id))
    .limit(1)
    .correlate(LaunchRow)
    .scalar_subquery()
)
IS_TOLD = _ONE_OF_ITS_OWN.is_not(None)
"""A launch whose announcements were all taken from it is none, until it is told again.

Looked up for each launch: of EXISTS, PostgreSQL may make a join with all announcements that there are.
"""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that a person says are one launch; most are alone. `head` is the one whose name and number stand."""

    head: LaunchRow
    rows: tuple[LaunchRow, ...]

    @property
    def ids(self) -> list[int]:
        """Give the numbers of all rows."""
        return [row.id for row in self.rows]


def standing_of(session: Session) -> Standing:
    """Give the corrections that hold."""
    return Standing(tuple(value_of(Correction, row) for row in session.exec(HOLDING)))


def grouped(rows: Iterable[LaunchRow], standing: Standing) -> list[Group]:
    """Gather rows by launch, in the order of the first of each."""
    by_head: defaultdict[LaunchKey, list[LaunchRow]] = defaultdict(list)
    for row in rows:
        by_head[standing.head_of(key_value(row))].append(row)
    return [
        Group(next((row for row in members if key_value(row) == head), members[0]), tuple(members))
        for head, members in by_head.items()
    ]


def group_of(session: Session, launch_id: int, standing: Standing) -> Group | None:
    """Give the group of a launch; None where there is no such launch."""
    row = session.exec(select(LaunchRow).where(col(LaunchRow.id) == launch_id, IS_TOLD)).first()
    if row is None:
        return None
    others = [other for other in rows_of(session, _named(standing)) if other.id != row.id]
    return next(group for group in grouped([row, *others], standing) if row in group.rows)


def rows_of(session: Session, keys: Collection[LaunchKey]) -> list[LaunchRow]:
    """Give the launches of these keys."""
    wanted = [index_key(str(key)) for key in keys]
    return list(session.exec(select(LaunchRow).where(col(LaunchRow.key).in_(wanted), IS_TOLD))) if wanted else []


def corrected_rows(session: Session, standing: Standing) -> list[LaunchRow]:
    """Give all launches that a correction may show otherwise than their row does."""
    rows = {row.id: row for row in rows_of(session, _named(standing))}
    lifted = lifted_ids(session, standing)
    if lifted:
        rows |= {row.id: row for row in session.exec(select(LaunchRow).where(col(LaunchRow.id).in_(lifted)))}
    return list(rows.values())


def lifted_ids(session: Session, standing: Standing) -> set[int]:
    """Give the launches that hold announcements of which a person lifted the doubt."""
    addresses = [article_key(one.url) for one in standing.corrections if one.url]
    if not addresses:
        return set()
    lifted = (
        select(AnnouncementRow.launch_id)
        .join(ArticleAliasRow, col(ArticleAliasRow.article_id) == col(AnnouncementRow.article_id))
        .where(col(ArticleAliasRow.key).in_(addresses), col(AnnouncementRow.confidence) < TOLD)
    )
    return {launch_id for launch_id in session.exec(lifted) if launch_id is not None}


def as_seen(session: Session, group: Group, standing: Standing, lifted: Collection[int] = ()) -> Launch:
    """Give a launch as people see it."""
    launch = launch_value(group.head)
    if len(group.rows) > 1 or standing.is_retold(launch.key) or launch.id in lifted:
        launch = retold(launch, sayings(session, group.ids, launch.id))
    return replace(launch, confidence=1.0) if standing.right(launch.key) else launch


def sayings(session: Session, launch_ids: Collection[int], launch_id: int) -> list[Saying]:
    """Give what was announced of some launches, as it was read, each with the number of the launch that they are."""
    cluster = func.coalesce(ArticleRow.cluster_id, ArticleRow.id)
    told = (
        select(AnnouncementRow, col(ArticleRow.published), cluster, col(ArticleRow.tier))
        .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
        .where(col(AnnouncementRow.launch_id).in_(launch_ids))
        .order_by(col(AnnouncementRow.id))
    )
    return [
        Saying(
            value_of(Announcement, row),
            min(published.at, row.created_at) if published else row.created_at,
            Voice(launch_id, text, row.confidence, official=tier is Tier.OFFICIAL),
        )
        for row, published, text, tier in session.exec(told)
    ]


def _named(standing: Standing) -> set[LaunchKey]:
    return {key for one in standing.corrections for key in one.keys}
