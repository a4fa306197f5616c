"""Answers what is known: launches, and what was announced of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from monitor.model import Article
from monitor.store.engine import DatabaseRoom
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
    ) -> list[Launch]:
        """Give launches, the latest change first.

        Args:
            since: Only those whose status changed then or later.
            organisation: Only those of this organisation, as written in an article or in the key.
            status: Only those at this status.
            search: Only those with this in model, version, organisations or key; case, width, blanks and dashes aside.
        """
        wanted = select(LaunchRow).order_by(col(LaunchRow.status_at).desc(), col(LaunchRow.id).desc())
        if since is not None:
            wanted = wanted.where(col(LaunchRow.status_at) >= since)
        if organisation is not None:
            wanted = wanted.where(col(LaunchRow.names).contains(organisation_line(organisation), autoescape=True))
        if status is not None:
            wanted = wanted.where(col(LaunchRow.status) == status)
        if search is not None:
            wanted = wanted.where(col(LaunchRow.names).contains(compact(search), autoescape=True))
        with self._database.reading() as session:
            return [launch_value(row) for row in session.exec(wanted)]

    def launch(self, launch_id: int) -> Launch | None:
        """Give one launch."""
        with self._database.reading() as session:
            row = session.get(LaunchRow, launch_id)
            return launch_value(row) if row else None

    def waiting(self, launch_id: int) -> list[Waiting]:
        """Give the channels that were not told of a launch at once, and why."""
        of_launch = select(AlertRow).where(col(AlertRow.launch_id) == launch_id, col(AlertRow.message_id).is_(None))
        with self._database.reading() as session:
            return [waiting_value(row) for row in session.exec(of_launch.order_by(col(AlertRow.id)))]

    def history(self, launch_id: int) -> list[tuple[Verdict, Article]]:
        """Give all that was announced of a launch, oldest first: by the article's time, else its reading."""
        leader = aliased(ArticleRow)
        copied = and_(col(leader.id) == col(ArticleRow.cluster_id), col(leader.id) != col(ArticleRow.id))
        told = (
            select(AnnouncementRow, LaunchRow, ArticleRow, col(leader.url))
            .join(LaunchRow, col(LaunchRow.id) == col(AnnouncementRow.launch_id))
            .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
            .outerjoin(leader, copied)
            .where(col(AnnouncementRow.launch_id) == launch_id)
            .order_by(col(ArticleRow.sort_at), col(AnnouncementRow.id))
        )
        with self._database.reading() as session:
            return [
                (verdict_value(announcement, launch), value_of(Article, article, copy_of=copy_of))
                for announcement, launch, article, copy_of in session.exec(told)
            ]
