"""Statements that every table needs, in the words that SQLite and PostgreSQL share."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlmodel import SQLModel

# The dialects that know ON CONFLICT.
INSERTS: dict[str, type[sqlite.Insert | postgresql.Insert]] = {"sqlite": sqlite.Insert, "postgresql": postgresql.Insert}
BATCH = 500  # Values of one IN list; SQLite takes 32,766 parameters a statement, PostgreSQL 65,535.


@cache
def insertion(dialect: str, row: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """Give the INSERT of a table that leaves rows alone whose unique key is there."""
    return INSERTS[dialect](row).on_conflict_do_nothing()


@cache
def upsertion(dialect: str, row: type[SQLModel], key: str) -> sqlite.Insert | postgresql.Insert:
    """Give the INSERT of a table that rewrites the row of the same unique key, its number aside.

    Kept, since to build one costs 0.7 ms: four times as much as to run it.
    """
    insert = INSERTS[dialect](row)
    others = {column.name: column for column in insert.excluded if column.name not in {"id", key}}
    return insert.on_conflict_do_update(index_elements=[key], set_=others)


def batches(values: Sequence[str], size: int = BATCH) -> Iterator[Sequence[str]]:
    """Cut values into lists that fit one IN."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
