"""Words → the launches that were announced with them; the only door to the full-text index.

The index holds every announcement once: its names, and the words of its sentence and its article's title. Nothing of
that ever changes, so it is only added to; which launch an announcement belongs to is asked when it is searched, and a
launch that is renamed, merged or corrected stays found. PostgreSQL can hold the same words in two tsvector columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, column, insert, literal_column, select, table
from sqlmodel import col

from monitor.model import joined_name
from monitor.store.tables import AnnouncementRow, LaunchRow
from monitor.store.values import index_key
from monitor.text.words import phrases_of, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session

    from monitor.model import Launch, Verdict
    from monitor.text.words import Phrase

INDEX = table("announcement_search", column("rowid"), column("names"), column("words"))
WRITE = insert(INDEX)


def index(session: Session, title: str, announced: Mapping[Verdict, AnnouncementRow]) -> None:
    """Write the words by which announcements of an article of this title are found."""
    rows = [
        {"rowid": row.id, "names": words_in(_names(row, verdict.launch)), "words": words_in(f"{title}/{row.evidence}")}
        for verdict, row in announced.items()
    ]
    session.connection().execute(WRITE, rows)


def tiers(wordings: Iterable[str]) -> Iterator[ColumnElement[bool]]:
    """Give the conditions of launches that answer one of these wordings of a question: the best first, none twice.

    A launch of this key, or whose names hold all words; whose names have words that begin so; whose announcements tell
    of them.
    """
    asked = [(wording, phrases) for wording in wordings if (phrases := phrases_of(wording.removeprefix("v1:")))]
    if not asked:
        return
    whole = " OR ".join(_all_of(phrases, whole=True) for _, phrases in asked)
    begun = " OR ".join(_all_of(phrases, whole=False) for _, phrases in asked)
    keyed = select(col(LaunchRow.id)).where(col(LaunchRow.key).in_([index_key(wording) for wording, _ in asked]))
    named, nearly, told = (
        announced_with(f"names : ({whole})"),
        announced_with(f"names : ({begun})"),
        announced_with(begun),
    )
    number = col(LaunchRow.id)
    yield number.in_(keyed.union(named))
    yield and_(number.in_(nearly), number.not_in(keyed.union(named)))
    yield and_(number.in_(told), number.not_in(keyed.union(nearly)))


def announced_with(match: str) -> Select[int | None]:
    """Give the query for the launches with an announcement that fits an expression of the index."""
    found = literal_column(INDEX.name).op("MATCH")(match)
    told = select(col(AnnouncementRow.launch_id)).join(INDEX, INDEX.c.rowid == col(AnnouncementRow.id))
    return told.where(found, col(AnnouncementRow.launch_id).is_not(None))


def _names(row: AnnouncementRow, launch: Launch | None) -> str:
    """Give an announcement's own names and its launch's, in whose key each known name stands under one spelling."""
    names = [joined_name(row.model, row.version), *row.organisations]
    if launch:
        names += [joined_name(launch.model, launch.version), *launch.organisations, str(launch.key).removeprefix("v1:")]
    return "/".join(dict.fromkeys(names))


def _all_of(phrases: Sequence[Phrase], *, whole: bool) -> str:
    """Write the expression of what holds all phrases, as https://sqlite.org/fts5.html §3 has it."""
    return f"({' AND '.join(_whole(phrase) if whole else _begun(phrase) for phrase in phrases)})"


def _whole(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"' if phrase.words else f'"{phrase.beginning}"*'


def _begun(phrase: Phrase) -> str:
    if not phrase.beginning:
        return _whole(phrase)
    return f'({_whole(phrase)} OR "{" ".join((*phrase.words[:-1], phrase.beginning))}"*)'
