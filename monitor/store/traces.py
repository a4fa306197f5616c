"""Answers what became of what was listed: entries, articles and announcements, by address or by the words of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, union
from sqlmodel import col, select

from monitor.model import Article, ReadArticle
from monitor.store.engine import DatabaseRoom
from monitor.store.search import announcements_named
from monitor.store.tables import AnnouncementRow, ArticleAliasRow, ArticleRow, EntryRow, LaunchRow
from monitor.store.values import article_key, article_value, listed_entry, verdict_value

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Mapped
    from sqlmodel.sql.expression import SelectOfScalar

    from monitor.model import ListedEntry, Verdict

# ！ to ～ are ! to ~ in the width of Han characters (Unicode's block FF00).
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


class TraceRoom(DatabaseRoom):
    """Answers `ports.Traces`."""

    def entries_at(self, url: str) -> list[ListedEntry]:
        """Give the entries that lead to the article at an address, the first seen first."""
        key = article_key(url)
        here = select(EntryRow.id).where(col(EntryRow.canonical) == key)
        leading = select(EntryRow.id).where(col(EntryRow.article_id).in_(_articles_at(key)))
        wanted = (
            select(EntryRow)
            .where(col(EntryRow.id).in_(union(here, leading)))
            .order_by(col(EntryRow.first_seen_at), col(EntryRow.id))
        )
        with self._database.reading() as session:
            return [listed_entry(row) for row in session.exec(wanted)]

    def entries_titled(self, words: Collection[str], limit: int) -> list[ListedEntry]:
        """Give entries with all of these words in their title, the last seen first."""
        wanted = select(EntryRow).where(_holds(col(EntryRow.title), words)).order_by(col(EntryRow.id).desc())
        with self._database.reading() as session:
            return [listed_entry(row) for row in session.exec(wanted.limit(limit))]

    def sources_listing(self, host: str) -> list[str]:
        """Give the sources that ever listed an article of this host, written as canonical addresses write it."""
        there = (col(EntryRow.canonical) >= f"{host}/", col(EntryRow.canonical) < f"{host}0")  # 0 comes after /.
        with self._database.reading() as session:
            return list(session.exec(select(EntryRow.source_id).distinct().where(*there)))

    def article_at(self, url: str) -> ReadArticle | None:
        """Give the article at an address, or the one that an entry with this address led to."""
        key = article_key(url)
        led = select(EntryRow.article_id).where(col(EntryRow.canonical) == key)
        wanted = select(ArticleRow).where(col(ArticleRow.id).in_(union(_articles_at(key), led)))
        with self._database.reading() as session:
            row = session.exec(wanted.limit(1)).first()
            if row is None:
                return None
            announced = (
                select(AnnouncementRow, LaunchRow)
                .join(LaunchRow, col(LaunchRow.id) == col(AnnouncementRow.launch_id), isouter=True)
                .where(col(AnnouncementRow.article_id) == row.id)
                .order_by(col(AnnouncementRow.id))
            )
            verdicts = tuple(verdict_value(announcement, launch) for announcement, launch in session.exec(announced))
            return ReadArticle(article_value(row), row.read_at, verdicts)

    def articles_naming(self, words: Collection[str], since: datetime, limit: int) -> list[Article]:
        """Give articles since a time with all of these words in title and body, the latest first."""
        text = col(ArticleRow.title).concat("\n").concat(col(ArticleRow.body))
        wanted = select(ArticleRow).where(col(ArticleRow.sort_at) >= since, _holds(text, words))
        with self._database.reading() as session:
            rows = session.exec(wanted.order_by(col(ArticleRow.sort_at).desc()).limit(limit))
            return [article_value(row) for row in rows]

    def announced_in_vain(self, words: Collection[str], limit: int) -> list[tuple[Verdict, Article]]:
        """Give announcements that made no launch, with all of these words in the model's name, the latest first."""
        wanted = (
            select(AnnouncementRow, ArticleRow)
            .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
            .where(col(AnnouncementRow.launch_id).is_(None), announcements_named(words))
            .order_by(col(AnnouncementRow.id).desc())
        )
        with self._database.reading() as session:
            found = session.exec(wanted.limit(limit))
            return [(verdict_value(said, None), article_value(article)) for said, article in found]


def _articles_at(key: str) -> SelectOfScalar[int]:
    """Give the query for the articles known by this address."""
    return select(ArticleAliasRow.article_id).where(col(ArticleAliasRow.key) == key)


def _holds(text: ColumnElement[str] | Mapped[str], words: Collection[str]) -> ColumnElement[bool]:
    """Give the condition that a text holds all words; case is folded by the database, width by asking for both."""
    spellings = [{word, *(cased.translate(_WIDE) for cased in (word, word.upper(), word.title()))} for word in words]
    return and_(*(or_(*(text.icontains(one, autoescape=True) for one in sorted(ways))) for ways in spellings))
