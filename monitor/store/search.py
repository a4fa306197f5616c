"""Words → the launches that were announced with them; the only door to the full-text index.

The index holds every announcement once: its names, and the words of its sentence and its article's title. Nothing of
that ever changes, so it is only added to; which launch an announcement belongs to is asked when it is searched, and a
launch that is renamed, merged or corrected stays found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, cast, column, exists, false, func, insert, not_, select, table
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import col

from monitor.model import joined_name
from monitor.store.matching import INDEX_NAME, Question, holds, tsvector
from monitor.store.tables import AnnouncementRow, ArticleRow, LaunchRow
from monitor.store.values import index_key, launch_value
from monitor.text.words import phrases_of, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from monitor.model import Launch, Verdict

INDEX = table(INDEX_NAME, column("rowid"), column("names"), column("words"))
WRITE = {
    "sqlite": insert(INDEX),
    "postgresql": insert(INDEX).values(rowid=bindparam("rowid"), words=cast(bindparam("tsvector"), TSVECTOR)),
}
KEY_VERSION = "v1:"  # Stands before every key that somebody may paste.
MANY = 5_000  # Launches.
AT_ONCE = 1_000  # Rows of the index.


def index(session: Session, title: str, announced: Mapping[Verdict, AnnouncementRow]) -> None:
    """Write the words by which announcements of an article of this title are found."""
    _write(session, [_words(row, title, verdict.launch) for verdict, row in announced.items()])


def index_anew(session: Session) -> None:
    """Write the words of all announcements into an index that is empty, with their launches as they are by now."""
    told = (
        select(AnnouncementRow, col(ArticleRow.title), LaunchRow)
        .join(ArticleRow, col(ArticleRow.id) == col(AnnouncementRow.article_id))
        .outerjoin(LaunchRow, col(LaunchRow.id) == col(AnnouncementRow.launch_id))
        .execution_options(yield_per=AT_ONCE)
    )
    for batch in session.execute(told).partitions():
        _write(session, [_words(row, title, launch and launch_value(launch)) for row, title, launch in batch])


def _words(row: AnnouncementRow, title: str, launch: Launch | None) -> tuple[int, str, str]:
    """Give an announcement's number, the words of its names, and the others by which it is found."""
    return row.id, words_in(_names(row, launch)), words_in(f"{title}/{row.evidence}")


def _write(session: Session, rows: Sequence[tuple[int, str, str]]) -> None:
    if not rows:
        return
    connection = session.connection()
    dialect = connection.dialect.name
    values = [
        {"rowid": number, "names": names, "words": words}
        if dialect == "sqlite"
        else {"rowid": number, "tsvector": tsvector(names, words)}
        for number, names, words in rows
    ]
    connection.execute(WRITE[dialect], values)


def tiers(session: Session, wordings: Sequence[str], *, is_limited: bool) -> Iterator[ColumnElement[bool]]:
    """Give conditions of launches that answer a question in one of its wordings, the best first and no launch twice.

    It is the launch of this key; its names hold all words; words of its names begin so; the names, sentence and title
    of one announcement hold them.

    Args:
        session: Of the open transaction.
        wordings: Of the question.
        is_limited: The latest launches are wanted, not all.
    """
    read = (phrases_of(wording.removeprefix(KEY_VERSION)) for wording in wordings)
    asked = tuple(dict.fromkeys(filter(None, read)))
    if not asked:
        return
    keys = [index_key(wording) for wording in wordings if wording.startswith(KEY_VERSION)]
    better: ColumnElement[bool]
    better = keyed = col(LaunchRow.key).in_(keys)
    yield keyed
    for question in (
        Question(asked, begun=False),
        Question(asked),
        Question(asked, in_names=False),
    ):
        worse = _announced(session, question, is_limited=is_limited)
        yield and_(worse, not_(better), not_(keyed))
        better = worse


def announcements_named(words: Iterable[str]) -> ColumnElement[bool]:
    """Give the condition of announcements with all of these words in their names."""
    phrases = phrases_of(" ".join(words))
    if not phrases:
        return false()
    return col(AnnouncementRow.id).in_(select(INDEX.c.rowid).where(holds(Question((phrases,)))))


def _announced(session: Session, question: Question, *, is_limited: bool) -> ColumnElement[bool]:
    """Give the condition of launches with an announcement that answers a question.

    Few are looked up; of many, the latest are found sooner by asking each launch in turn: 1 ms against 60 where every
    launch fits, 700 against 1 where one does (bench/search.py).
    """
    told = select(col(AnnouncementRow.launch_id)).join(INDEX, INDEX.c.rowid == col(AnnouncementRow.id))
    told = told.where(holds(question), col(AnnouncementRow.launch_id).is_not(None))
    some = told.distinct().limit(MANY).subquery()
    if is_limited and session.scalar(select(func.count()).select_from(some)) == MANY:
        indexed = exists().where(INDEX.c.rowid == col(AnnouncementRow.id), holds(question))
        return exists().where(col(AnnouncementRow.launch_id) == col(LaunchRow.id), indexed)
    return col(LaunchRow.id).in_(told)


def _names(row: AnnouncementRow, launch: Launch | None) -> str:
    """Give an announcement's own names and its launch's, in whose key each known name stands under one spelling."""
    names = [joined_name(row.model, row.version), *row.organisations]
    if launch:
        names += [
            joined_name(launch.model, launch.version),
            *launch.organisations,
            str(launch.key).removeprefix(KEY_VERSION),
        ]
    return "/".join(dict.fromkeys(names))
