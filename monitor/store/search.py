"""Words → the launches that were announced with them; the only door to the full-text index.

The index holds every announcement once: its names, and the words of its sentence and its article's title. Nothing of
that ever changes, so it is only added to; which launch an announcement belongs to is asked when it is searched, and a
launch that is renamed, merged or corrected stays found. PostgreSQL can hold the same words in two tsvector columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, column, exists, false, func, insert, literal_column, not_, select, table
from sqlmodel import col

from monitor.model import joined_name
from monitor.store.tables import AnnouncementRow, LaunchRow
from monitor.store.values import index_key
from monitor.text.words import phrases_of, words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from monitor.model import Launch, Verdict
    from monitor.text.words import Phrase

INDEX = table("announcement_search", column("rowid"), column("names"), column("words"))
WRITE = insert(INDEX)
KEY_VERSION = "v1:"  # Stands before every key that somebody may paste.
MANY = 5_000  # Launches.


def index(session: Session, title: str, announced: Mapping[Verdict, AnnouncementRow]) -> None:
    """Write the words by which announcements of an article of this title are found."""
    rows = [
        {"rowid": row.id, "names": words_in(_names(row, verdict.launch)), "words": words_in(f"{title}/{row.evidence}")}
        for verdict, row in announced.items()
    ]
    if rows:
        session.connection().execute(WRITE, rows)


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
    asked = list(dict.fromkeys(filter(None, read)))
    if not asked:
        return
    whole, begun = (" OR ".join(_all_of(phrases, write) for phrases in asked) for write in (_whole, _begun))
    keys = [index_key(wording) for wording in wordings if wording.startswith(KEY_VERSION)]
    better: ColumnElement[bool]
    better = keyed = col(LaunchRow.key).in_(keys)
    yield keyed
    for match in (f"names : ({whole})", f"names : ({begun})", begun):
        worse = _announced(session, match, is_limited=is_limited)
        yield and_(worse, not_(better), not_(keyed))
        better = worse


def announcements_named(words: Iterable[str]) -> ColumnElement[bool]:
    """Give the condition of announcements with all of these words in their names."""
    phrases = phrases_of(" ".join(words))
    fits = _fits(f"names : ({_all_of(phrases, _begun)})")
    return col(AnnouncementRow.id).in_(select(INDEX.c.rowid).where(fits)) if phrases else false()


def _announced(session: Session, match: str, *, is_limited: bool) -> ColumnElement[bool]:
    """Give the condition of launches with an announcement that fits an expression of the index.

    Few are looked up; of many, the latest are found sooner by asking each launch in turn: 1 ms against 60 where every
    launch fits, 700 against 1 where one does (bench/search.py).
    """
    told = select(col(AnnouncementRow.launch_id)).join(INDEX, INDEX.c.rowid == col(AnnouncementRow.id))
    told = told.where(_fits(match), col(AnnouncementRow.launch_id).is_not(None))
    some = told.distinct().limit(MANY).subquery()
    if is_limited and session.scalar(select(func.count()).select_from(some)) == MANY:
        indexed = exists().where(INDEX.c.rowid == col(AnnouncementRow.id), _fits(match))
        return exists().where(col(AnnouncementRow.launch_id) == col(LaunchRow.id), indexed)
    return col(LaunchRow.id).in_(told)


def _fits(match: str) -> ColumnElement[bool]:
    return literal_column(INDEX.name).op("MATCH")(match)


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


def _all_of(phrases: Sequence[Phrase], write: Callable[[Phrase], str]) -> str:
    """Write the expression of what holds all phrases, as https://sqlite.org/fts5.html §3 has it."""
    return f"({' AND '.join(map(write, phrases))})"


def _whole(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"' if phrase.words else f'"{phrase.beginning}"*'


def _begun(phrase: Phrase) -> str:
    if not phrase.beginning:
        return _whole(phrase)
    return f'({_whole(phrase)} OR "{" ".join((*phrase.words[:-1], phrase.beginning))}"*)'
