"""Statements that several tables need; PostgreSQL's INSERT has the same ON CONFLICT, under another import."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.dialects.sqlite import Insert, insert

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlmodel import SQLModel

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
