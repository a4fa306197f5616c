"""Answers what is known: launches, and what was announced of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, true
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from monitor.model import Article
from monitor.store.engine import DatabaseRoom
from monitor.store.search import tiers
from monitor.store.tables import AnnouncementRow, ArticleRow, LaunchRow
from monitor.store.values import launch_value, organisation_line, value_of, verdict_value

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from monitor.model import Launch, Status, Verdict


class LaunchRoom(DatabaseRoom):
    """Answers `ports.LaunchStore`."""

    def launches(
        self,
        *,
        since: datetime | None = None,
        organisation: str | None = None,
        status: Status | None = None,
        search: str | None = None,
        aliases: Collection[str] = (),
        limit: int | None = None,
    ) -> list[Launch]:
        """Give launches, the latest change first.

        Args:
            since: Only those whose status changed then or later.
            organisation: Only those of this organisation, as written in an article or in the key.
            status: Only those at this status.
            search: Only those whose names, sentences and articles' titles hold all of these words: such names first.
            aliases: Other wordings of `search`, each as good as that.
            limit: No more than so many.
        """
        wanted = select(LaunchRow).order_by(col(LaunchRow.status_at).desc(), col(LaunchRow.id).desc())
        if since is not None:
            wanted = wanted.where(col(LaunchRow.status_at) >= since)
        if organisation is not None:
            wanted = wanted.where(col(LaunchRow.names).contains(organisation_line(organisation), autoescape=True))
        if status is not None:
            wanted = wanted.where(col(LaunchRow.status) == status)
        found: list[Launch] = []
        with self._database.reading() as session:
            asked = (search, *aliases) if search and not search.isspace() else ()
            for tier in tiers(session, asked, is_limited=limit is not None) if asked else (true(),):
                found += map(launch_value, session.exec(wanted.where(tier).limit(limit)))
                if limit is not None and len(found) >= limit:
                    break
        return found[:limit]

    def launch(self, launch_id: int) -> Launch | None:
        """Give one launch."""
        with self._database.reading() as session:
            row = session.get(LaunchRow, launch_id)
            return launch_value(row) if row else None

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
