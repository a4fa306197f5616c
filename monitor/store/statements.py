"""Statements that several tables need, in words that SQLite and PostgreSQL share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

# Both have the same ON CONFLICT, and SQLAlchemy compiles this one for SQLite, too (not the other way round).
from sqlalchemy.dialects.postgresql import Insert, insert

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlmodel import SQLModel

__all__ = ["batches", "insert", "upsertion"]

T = TypeVar("T")

BATCH = 500  # Values of one IN list; SQLite takes 32,766 parameters a statement.


def upsertion(row: type[SQLModel], *key: str) -> Insert:
    """Give the INSERT of a table that rewrites the row of the same unique key, its number aside."""
    statement = insert(row)
    others = {column.name: column for column in statement.excluded if column.name not in {"id", *key}}
    return statement.on_conflict_do_update(index_elements=key, set_=others)


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut values into lists that fit one IN."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
