"""A read article's transaction, begun again: what a person's word changes of its verdicts, written in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from monitor.errors import StoreError
from monitor.model import Announcement, Article, VerdictKind
from monitor.resolve import TOLD
from monitor.store.reading import Place, SqlReading
from monitor.store.search import index
from monitor.store.tables import AlertRow, AnnouncementRow, ArticleAliasRow, ArticleRow, EntryRow
from monitor.store.values import announcement_row, article_key, article_value, index_key, value_of, verdict_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session

    from monitor.model import MessageDue, Verdict
    from monitor.store.engine import Database


def article_row_at(session: Session, url: str) -> ArticleRow | None:
    """Give the article that an address leads to."""
    there = select(ArticleAliasRow.article_id).where(col(ArticleAliasRow.key) == article_key(url))
    return session.exec(select(ArticleRow).where(col(ArticleRow.id).in_(there))).first()


class SqlRereading(SqlReading):
    """Answers `ports.Rereading`."""

    def __init__(self, database: Database, session: Session, row: ArticleRow, now: datetime) -> None:
        entry = session.exec(select(EntryRow).where(col(EntryRow.article_id) == row.id)).first()
        if entry is None:
            raise StoreError(f"no entry leads to the article {row.url}")
        super().__init__(database, session, entry, now)
        self._placed = Place(row.id, row.cluster_id or row.id, is_new=False)
        self._announced = col(AnnouncementRow.article_id) == row.id
        announced = select(AnnouncementRow).where(self._announced)
        self._rows = list(session.exec(announced.order_by(col(AnnouncementRow.id))))
        self.article = article_value(row)
        self.announcements = tuple(value_of(Announcement, one) for one in self._rows)

    def save(self, article: Article, verdicts: Sequence[Verdict], messages: Sequence[MessageDue]) -> None:
        """Write the verdicts that a lifted or returned doubt changed, the launches, and the messages that are due.

        Verdicts of more than what was announced before are of what the detector finds today, and are added.
        """
        before = dict(zip(verdicts, self._rows, strict=False))
        changed = [one for one, row in before.items() if row.confidence < TOLD and _is_doubt(one) != _is_doubt(row)]
        added = [verdict for verdict in verdicts[len(self._rows) :] if not _is_doubt(verdict)]
        with self._whole():
            numbers = self._numbered([*changed, *added])
            rows = {verdict: before[verdict] for verdict in changed}
            for verdict, row in rows.items():
                # How the launch stood stays with an announcement that is doubted again: messages may have told of it.
                for name, value in verdict_values(verdict).items():
                    if verdict.launch or not name.startswith("launch_"):
                        setattr(row, name, value)
                row.launch_id = numbers[index_key(str(verdict.launch.key))] if verdict.launch else None
            for verdict in added:
                launch_id = numbers[index_key(str(verdict.launch.key))] if verdict.launch else None
                rows[verdict] = announcement_row(verdict, self._place(article).article_id, launch_id, self._now)
                self._session.add(rows[verdict])
            self._session.flush()
            index(self._session, article.title, {verdict: rows[verdict] for verdict in added})
            for due in messages:
                self._write_alerts(due, rows)

    def launch_ids(self) -> set[int]:
        """Give the launches that the article tells of, or told of."""
        announced = select(AnnouncementRow.id).where(self._announced)
        raised = select(AlertRow.launch_id).where(col(AlertRow.announcement_id).in_(announced))
        return {row.launch_id for row in self._rows if row.launch_id} | set(self._session.exec(raised))


def _is_doubt(judged: Verdict | AnnouncementRow) -> bool:
    return judged.kind is VerdictKind.DOUBTED
