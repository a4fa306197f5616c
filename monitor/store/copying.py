"""Moves house: everything of one database into another, empty one, of whatever kind."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager, nullcontext
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, text
from sqlmodel import SQLModel

from monitor.errors import StoreError
from monitor.store.engine import open_database
from monitor.store.migrations import HEAD
from monitor.store.schema import prepare, refuse_unknown, step_of
from monitor.store.search import index_anew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Table
    from sqlmodel import Session

    from monitor.store.engine import Database

AT_ONCE = 1_000  # Rows.


def copy(
    source: str,
    target: str,
    on_table: Callable[[str, int], None] = lambda _name, _rows: None,
    *,
    though_used: bool = False,
) -> dict[str, int]:
    """Copy all that a database holds into an empty one, in one transaction of each; nobody uses them meanwhile.

    Numbers stay, so that links into the page and the numbers of messages lead where they led; nothing is told again.

    Args:
        source: An address, of a database that exists.
        target: An address; a file is made, a database of a server must exist.
        on_table: Hears of each table that was copied, and how many rows it has.
        though_used: The source may be in use; what is written there after the copy began is not in the target.

    Returns:
        The rows of each table.

    Raises:
        StoreError: A monitor uses one of them, the source is of an older or newer program, the target holds something,
            or what arrived is not what was there.
    """
    if source == target:
        raise StoreError("both addresses are the same; give the database to copy, then an empty one")
    with ExitStack() as stack:
        before = stack.enter_context(_lonely(source, is_there=True, though_used=though_used))
        _refuse_older(before)
        after = stack.enter_context(_lonely(target))
        prepare(after)
        reading, writing = stack.enter_context(before.reading()), stack.enter_context(after.writing())
        if any(writing.execute(select(table).limit(1)).first() for table in SQLModel.metadata.sorted_tables):
            raise StoreError(f"{after.place} is not empty; give one that is")
        return copied_rows(reading, writing, on_table)


def copied_rows(
    reading: Session, writing: Session, on_table: Callable[[str, int], None] = lambda _name, _rows: None
) -> dict[str, int]:
    """Copy all rows of one moment into an empty database, and index them; give how many each table has.

    Raises:
        StoreError: What arrived is not what was there.
    """
    tables = SQLModel.metadata.sorted_tables
    counts = {}
    for table in tables:
        counts[table.name] = _copied(table, reading, writing)
        on_table(table.name, counts[table.name])
    index_anew(writing)
    _count_on(writing, tables)
    return counts


@contextmanager
def _lonely(address: str, *, is_there: bool = False, though_used: bool = False) -> Iterator[Database]:
    """Open a database that no monitor uses, and keep them from it."""
    database = open_database(address, is_there=is_there)
    with closing(database), nullcontext() if though_used else alone(database):
        yield database


def _refuse_older(database: Database) -> None:
    """Refuse what this program would have to change in order to read it: who copies wants it to stay as it is."""
    step = step_of(database)
    if not step:
        raise StoreError(f"{database.place} holds nothing of monitor's; give the one to copy")
    refuse_unknown(step, database.place)
    if step != HEAD:
        words = f"is at schema {step}, and this program reads {HEAD}: `monitor migrate` brings it there, for good"
        raise StoreError(f"{database.place} {words}")


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Keep every monitor from a database.

    Raises:
        StoreError: One uses it.
    """
    with ExitStack() as stack:
        for right in ("watch", "delivery"):
            if not stack.enter_context(database.holding(right)):
                raise StoreError(f"{database.place} is in use by a monitor; stop that first")
        # A worker has neither right: it does what a scheduler left to it, and another may begin to elsewhere.
        if machines := database.machines():
            raise StoreError(f"{database.place} is in use by {machines[0]}; stop all schedulers and workers first")
        yield


def _copied(table: Table, reading: Session, writing: Session) -> int:
    ordered = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    count = 0
    for batch in reading.execute(ordered).mappings().partitions():
        writing.execute(insert(table), [dict(row) for row in batch])
        count += len(batch)
    arrived = writing.scalar(select(func.count()).select_from(table))
    if arrived != count:
        raise StoreError(f"of {count} rows of {table.name} {arrived} arrived; nothing was copied")
    return count


def _count_on(writing: Session, tables: list[Table]) -> None:
    """Let PostgreSQL number new rows behind those that came with their numbers; SQLite does so by itself."""
    if writing.connection().dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.columns:
            last = writing.scalar(select(func.max(table.c.id)))
            if last:
                sequence = {"table": table.name, "last": last}
                writing.execute(text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"), sequence)
