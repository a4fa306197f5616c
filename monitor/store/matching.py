"""What a question asks of the full-text index, in the words of the database at hand: FTS5's MATCH, or a tsquery.

Both hold the words of `monitor.text.words` as they were cut there; none of the databases cuts, folds or stems a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.sql.compiler import SQLCompiler

    from monitor.text.words import Phrase

INDEX_NAME = "announcement_search"
_GAP = 10  # Places between names and other words, which no phrase bridges.
_LAST_PLACE = 16_000  # A tsvector's places end at 16,383; what stands behind is found, though not as a phrase.


@dataclass(frozen=True, slots=True)
class Question:
    """Phrases that an announcement holds.

    Args:
        wordings: Alternatives; all phrases of one must be held.
        in_names: By its names alone, not by its sentence and its article's title.
        begun: The last word of a phrase may go on.
    """

    wordings: tuple[tuple[Phrase, ...], ...]
    in_names: bool = True
    begun: bool = True


class _Holds(FunctionElement[Any]):
    """The condition of rows of the index that answer a question."""

    type = NullType()  # A Boolean would be compared with 1 for SQLite, and MATCH must stand alone.
    inherit_cache = True


@compiles(_Holds, "sqlite")
def _in_sqlite(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's own.
    match, _ = element.clauses
    return f"{INDEX_NAME} MATCH {compiler.process(match, **options)}"


@compiles(_Holds, "postgresql")
def _in_postgresql(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's own.
    _, query = element.clauses
    return f"{INDEX_NAME}.words @@ CAST({compiler.process(query, **options)} AS tsquery)"


def holds(question: Question) -> FunctionElement[Any]:
    """Give the condition of rows of the index that answer a question."""
    return _Holds(bindparam(None, _match(question), unique=True), bindparam(None, _tsquery(question), unique=True))


def tsvector(names: str, words: str) -> str:
    """Write words, a blank between them, for PostgreSQL: each with its place, those of the names with an A."""
    written = [f"{_quoted(word)}:{place}A" for place, word in enumerate(names.split(), start=1)]
    first = len(written) + _GAP
    written += [f"{_quoted(word)}:{min(place, _LAST_PLACE)}" for place, word in enumerate(words.split(), start=first)]
    return " ".join(written)


def _match(question: Question) -> str:
    """Write a question as https://sqlite.org/fts5.html §3 has it."""

    def phrase(asked: Phrase) -> str:
        whole = f'"{" ".join(asked.words)}"' if asked.words else f'"{asked.beginning}"*'
        if not (question.begun and asked.beginning):
            return whole
        return f'({whole} OR "{" ".join((*asked.words[:-1], asked.beginning))}"*)'

    match = " OR ".join(f"({' AND '.join(map(phrase, phrases))})" for phrases in question.wordings)
    return f"names : ({match})" if question.in_names else match


def _tsquery(question: Question) -> str:
    """Write a question as https://www.postgresql.org/docs/current/datatype-textsearch.html has it."""
    weight = "A" if question.in_names else ""

    def row(words: Iterable[str], last: str | None = None) -> str:
        whole = [_quoted(word) + (f":{weight}" if weight else "") for word in words]
        whole += [f"{_quoted(last)}:*{weight}"] if last else []
        return f"({' <-> '.join(whole)})"

    def phrase(asked: Phrase) -> str:
        whole = row(asked.words) if asked.words else row((), asked.beginning)
        if not (question.begun and asked.beginning):
            return whole
        return f"({whole} | {row(asked.words[:-1], asked.beginning)})"

    return " | ".join(f"({' & '.join(map(phrase, phrases))})" for phrases in question.wordings)


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
