"""What every database has: transactions, rights that one process has at a time, and complaints in one line.

What the database complains of leaves here as a StoreError of one line that says what to do.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import URL, Connection, Engine

    from monitor.model import DiskSpace

PATIENCE = timedelta(seconds=30)  # For the lock of another writer; writers hold it for some milliseconds.
KINDS = "write sqlite:///data/monitor.db or postgresql://user@host/monitor"


class Right:
    """That this process may do what one alone may at a time; false where another may.

    Args:
        is_held: Asks whether it still is so.
    """

    def __init__(self, is_held: Callable[[], bool], *, granted: bool = True) -> None:
        self._granted, self._is_held = granted, is_held

    def __bool__(self) -> bool:
        return self._granted

    def lasts(self) -> bool:
        """Tell whether it still is held; a server that was gone meanwhile may have given it to another."""
        return self._granted and self._is_held()


class Database(ABC):
    """One database and its transactions: writers one after the other, readers beside them.

    Args:
        place: Names it in messages, without a password.
    """

    faults: tuple[type[Exception], ...] = (SQLAlchemyError,)
    """What the database library and its driver raise."""

    _reader: Engine

    def __init__(self, place: str) -> None:
        self.place = place

    @abstractmethod
    def writing(self, *, durable: bool = True) -> AbstractContextManager[Session]:
        """Open a transaction that may write; it commits at the end and rolls back on any error.

        Args:
            durable: False where a failure of the power may take it back: it need not wait for the disk, which is 10 ms.

        Raises:
            StoreError: The database cannot be used; nothing was written.
        """

    @abstractmethod
    def writing_rows(self, *, durable: bool = True) -> AbstractContextManager[Connection]:
        """Do what `writing` does, without a session: that is half of what a transaction costs, and every check asks."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that sees one moment of the database and cannot write.

        Raises:
            StoreError: The database cannot be used.
        """
        with self.speaking(), Session(self._reader) as session, session.begin():
            yield session

    @contextmanager
    def reading_rows(self) -> Iterator[Connection]:
        """Do what `reading` does, without a session."""
        with self.speaking(), self._reader.begin() as connection:
            yield connection

    @abstractmethod
    def holding(self, right: str) -> AbstractContextManager[Right]:
        """Hold a right that one process has at a time; what it gives is false where another process has it.

        However the holder dies, the right is free again.

        Raises:
            StoreError: The right cannot be asked for.
        """

    def machines(self) -> list[str]:
        """Name the schedulers and workers that use this database, `worker on alpha (process 4212)`; of a file, none."""
        return []

    @abstractmethod
    def shrink(self, *, alone: bool) -> Iterator[int]:
        """Give room that nothing needs any more back to the disk, a transaction a step; give the bytes of each.

        Args:
            alone: Nobody else uses the database: it may be written anew as a whole, if need be.
        """

    @abstractmethod
    def close(self) -> None:
        """Close all connections."""

    def space(self) -> DiskSpace | None:
        """Give what is left on the disk that holds it; None where that is not this machine's, or cannot be told."""
        return None

    @abstractmethod
    def remedy(self, error: Exception) -> str:
        """Say what is wrong with this database and what to do, to follow its name."""

    def passes(self, error: Exception) -> bool:  # noqa: ARG002 -- of a file nothing does.
        """Tell whether it is a server that was gone: what was tried may be tried again."""
        return False

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Let no error of the database library out but as a StoreError about this database."""
        try:
            yield
        except self.faults as error:
            raise StoreError(f"{self.place} {self.remedy(error)}", passes=self.passes(error)) from error


class DatabaseRoom:
    """What the parts of the store have in common: their database."""

    def __init__(self, database: Database) -> None:
        self._database = database


def open_database(address: str, patience: timedelta = PATIENCE, *, is_there: bool = False) -> Database:
    """Open the database at an address; `is_there` where it must exist already.

    Raises:
        StoreError: It is no address, of no kind that is known, or nothing is there.
    """
    url = _url(address)
    if url.get_backend_name() == "postgresql":
        from monitor.store.postgres import PostgresDatabase

        return PostgresDatabase(url, patience)
    from monitor.store.sqlite import SqliteDatabase

    return SqliteDatabase(url, patience, is_there=is_there)


def said_first(error: BaseException | None) -> str:
    """Give the first line of what a database library says."""
    return str(error).strip().partition("\n")[0]


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except SQLAlchemyError as error:
        raise StoreError(f"the database's address is not one; {KINDS}") from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(f"no database of the kind {url.get_backend_name()} is known; {KINDS}")
    return url
