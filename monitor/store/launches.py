"""Answers what is known: launches, and what was announced of each."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from monitor.model import Article
from monitor.store.engine import DatabaseRoom
from monitor.store.standing import IS_TOLD, as_seen, corrected_rows, group_of, grouped, lifted_ids, standing_of
from monitor.store.tables import AlertRow, AnnouncementRow, ArticleRow, LaunchRow
from monitor.store.values import launch_value, organisation_line, value_of, verdict_value, waiting_value
from monitor.text import compact

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Launch, Status, Verdict, Waiting


class LaunchRoom(DatabaseRoom):
    """Answers `ports.LaunchStore`."""

    def launches(
        self,
        *,
        since: datetime | None = None,
        organisation: str | None = None,
        status: Status | None = None,
        search: str | None = None,
        wrong: bool = False,
    ) -> list[Launch]:
        """Give launches, the latest change first.

        Args:
            since: Only those whose status changed then or later.
            organisation: Only those of this organisation, as written in an article or in the key.
            status: Only those at this status.
            search: Only those with this in model, version, organisations or key; case, width, blanks and dashes aside.
            wrong: Also those that a person called wrong.
        """
        wanted = select(LaunchRow).where(IS_TOLD).order_by(col(LaunchRow.status_at).desc(), col(LaunchRow.id).desc())
        if since is not None:
            wanted = wanted.where(col(LaunchRow.status_at) >= since)
        if organisation is not None:
            wanted = wanted.where(col(LaunchRow.names).contains(organisation_line(organisation), autoescape=True))
        if status is not None:
            wanted = wanted.where(col(LaunchRow.status) == status)
        if search is not None:
            wanted = wanted.where(col(LaunchRow.names).contains(compact(search), autoescape=True))
        with self._database.reading() as session:
            standing = standing_of(session)
            if not standing.corrections:
                return [launch_value(row) for row in session.exec(wanted)]
            corrected = corrected_rows(session, standing)
            others = wanted.where(col(LaunchRow.id).not_in([row.id for row in corrected]))
            found = [launch_value(row) for row in session.exec(others)]
            lifted = lifted_ids(session, standing)
            parts = [part for part in (organisation and organisation_line(organisation), compact(search or "")) if part]
            for group in grouped(corrected, standing):
                launch = as_seen(session, group, standing, lifted)
                named = all(any(part in row.names for row in group.rows) for part in parts)
                changed = (since is None or launch.status_at >= since) and status in {None, launch.status}
                if named and changed and (wrong or not standing.wrong(launch.key)):
                    found.append(launch)
            return sorted(found, key=attrgetter("status_at", "id"), reverse=True)

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
                (verdict_value(announcement, launch), value_of(Article, article, copy_of=copy_of))
                for announcement, launch, article, copy_of in session.exec(
                    told, params={"launches": group.ids if group else []}
                )
            ]
