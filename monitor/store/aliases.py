"""Which addresses lead to which article: by what servers answered, and by what pages say of themselves.

Where a fetch ended is believed. What a page names as its own address may be a faulty template's, so it counts only for
an entry or article of the same title and day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from monitor.fingerprint import is_same_story
from monitor.store.statements import batches, insert
from monitor.store.tables import ArticleAliasRow, ArticleRow, EntryRow, EntryState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection, Row

    from monitor.model import Moment

KNOWN = (
    select(ArticleAliasRow, col(ArticleRow.title), col(ArticleRow.published))
    .join(ArticleRow, col(ArticleRow.id) == col(ArticleAliasRow.article_id))
    .where(col(ArticleAliasRow.key).in_(bindparam("keys")))
)
WAITING = select(col(EntryRow.id), col(EntryRow.title), col(EntryRow.published)).where(
    col(EntryRow.canonical) == bindparam("key"), col(EntryRow.state) != EntryState.READ
)
STATE = insert(ArticleAliasRow).on_conflict_do_nothing()
ANSWER = insert(ArticleAliasRow)
ANSWER = ANSWER.on_conflict_do_update(
    index_elements=["key"],
    set_={"article_id": ANSWER.excluded.article_id, "stated": False},
    where=col(ArticleAliasRow.stated).is_(True),
)


class Aliases:
    """What is known of some addresses.

    Args:
        connection: Of the open transaction.
        keys: Their keys.
    """

    def __init__(self, connection: Connection, keys: Collection[str]) -> None:
        self._rows: dict[str, Row[Any]] = {}
        for batch in batches(list(keys)):
            self._rows |= {row.key: row for row in connection.execute(KNOWN, {"keys": batch})}

    def article_at(self, key: str, title: str, published: Moment | None) -> int | None:
        """Give the article that an address leads to; `title` and `published` are those of what is asked for."""
        row = self._rows.get(key)
        return row.article_id if row and not row.stated else self.article_of(key, title, published)

    def article_of(self, key: str, title: str, published: Moment | None) -> int | None:
        """Give the article at an address that a page says is its own, where its title and day are the same."""
        row = self._rows.get(key)
        return row.article_id if row and is_same_story(title, published, row.title, row.published) else None


def write_aliases(connection: Connection, article_id: int, answered: Iterable[str], stated: str | None) -> None:
    """Write which addresses led to an article, and which one its page says is its own."""
    for key in answered:
        connection.execute(ANSWER, {"key": key, "article_id": article_id, "stated": False})
    if stated is not None:
        connection.execute(STATE, {"key": stated, "article_id": article_id, "stated": True})


def entries_waiting_at(connection: Connection, key: str, title: str, published: Moment | None) -> list[int]:
    """Give the unread entries at an address that an article of this title says is its own."""
    rows = connection.execute(WAITING, {"key": key})
    return [row.id for row in rows if is_same_story(title, published, row.title, row.published)]
