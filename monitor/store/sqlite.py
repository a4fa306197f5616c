"""A database in one file, or in memory: SQLite, for one machine."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session, create_engine
from sqlmodel.pool import StaticPool

from monitor.errors import StoreError
from monitor.model import DiskSpace
from monitor.store.engine import Database, Right, said_first

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection

# Primary result codes of https://sqlite.org/rescode.html; the low byte of an extended code is its primary code.
REMEDIES = {
    sqlite3.SQLITE_BUSY: "is locked by another program; wait until that is done, or stop it",
    sqlite3.SQLITE_LOCKED: "is locked by another program; wait until that is done, or stop it",
    sqlite3.SQLITE_READONLY: "is read-only; let this user write the file and its folder",
    sqlite3.SQLITE_PERM: "may not be opened; let this user read and write the file",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; see that it is a file, and that this user may write in its folder",
    sqlite3.SQLITE_FULL: "has no room left; free some of the disk: what was stored before is kept",
    sqlite3.SQLITE_IOERR: "cannot be read or written; the disk does not answer",
    sqlite3.SQLITE_CORRUPT: "is damaged; stop the monitor and put a backup in its place: monitor restore PATH",
    sqlite3.SQLITE_NOTADB: "is not a database; give another path with --database",
}
PRIMARY = 0xFF
PAGES = 250  # Of 4 KiB, given back in one transaction: some 10 ms.
ALL_PAGES = "PRAGMA page_count"


class SqliteDatabase(Database):
    """One file and its transactions.

    SQLite needs BEGIN IMMEDIATE: a plain BEGIN that reads before it writes fails in spite of the busy time-out where
    another process wrote meanwhile (research/trust.md §3: 441 of 600 read-modify-writes, against none).
    """

    faults = (SQLAlchemyError, sqlite3.Error)

    def __init__(self, url: URL, patience: timedelta, *, is_there: bool = False) -> None:
        super().__init__(f"the database {url.database or 'in memory'}")
        self.file = _file_of(url)
        if is_there and self.file:
            _must_be_there(self.file)
        self._patience = patience
        if self.file is None:
            # The only connection to a database in memory is the database: readers, writers and threads share it.
            shared = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
            self._writer = self._brisk = self._reader = self._engine(url, "BEGIN IMMEDIATE", **shared)
        else:
            _make_folder(self.file.parent)
            # Room can be given back a little at a time, which SQLite must know before the first table is there.
            # WAL: readers and the writer do not wait for each other. With anything less than FULL, a transaction may
            # be gone when the power fails, though never a half of it.
            self._writer = self._engine(
                url, "BEGIN IMMEDIATE", "auto_vacuum=INCREMENTAL", "journal_mode=WAL", "synchronous=FULL"
            )
            self._brisk = self._engine(url, "BEGIN IMMEDIATE", "synchronous=NORMAL")
            self._reader = self._engine(url, "BEGIN", "query_only=ON")

    def _engine(self, url: URL, begin: str, *pragmas: str, **options: Any) -> Engine:  # noqa: ANN401 -- SQLAlchemy's own.
        engine = create_engine(url, **options)

        def connect(connection: DBAPIConnection, _record: object) -> None:
            connection.isolation_level = None  # Else the driver begins transactions by its own rules.
            for pragma in (f"busy_timeout={int(self._patience.total_seconds() * 1000)}", "foreign_keys=ON", *pragmas):
                connection.execute(f"PRAGMA {pragma}")

        def start(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        event.listen(engine, "connect", connect)
        event.listen(engine, "begin", start)
        return engine

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Session]:
        """Open a transaction that may write."""
        engine = self._writer if durable else self._brisk
        with self.speaking(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing_rows(self, *, durable: bool = True) -> Iterator[Connection]:
        """Open a transaction that may write, without a session."""
        with self.speaking(), (self._writer if durable else self._brisk).begin() as connection:
            yield connection

    @contextmanager
    def holding(self, right: str) -> Iterator[Right]:
        """Hold a right by the lock of a file, which the system frees however its holder dies."""
        if self.file is None:  # What lives in memory has no other process.
            yield Right(lambda: True)
            return
        path = self.file.with_name(f"{self.file.name}.{right}")
        try:
            lock = path.open("ab")
        except OSError as error:
            raise StoreError(f"the file {path} cannot be opened ({error.strerror}); let this user write it") from error
        with lock:
            belong_as(self.file.parent, path)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield Right(lambda: False, granted=False)
            else:
                yield Right(lambda: True)

    def shrink(self, *, alone: bool) -> Iterator[int]:
        """Give room back some pages at a time; a file of before schema 0004 has to be written anew once for that."""
        with self.speaking(), self._brisk.connect() as connection:
            asked = "PRAGMA auto_vacuum", "PRAGMA page_size"
            step_by_step, page = (connection.exec_driver_sql(pragma).scalar() or 0 for pragma in asked)
        if not step_by_step and alone:
            yield self._written_anew() * page
        while step_by_step and (pages := self._given_back()):
            yield pages * page

    def _given_back(self) -> int:
        """Give some pages back, and how many."""
        with self.writing(durable=False) as session:
            connection: Any = session.connection().connection.dbapi_connection
            [(before,)] = connection.execute(ALL_PAGES)
            # Each page is a row without columns: unless all are fetched, which SQLAlchemy does not, it gives one back.
            connection.execute(f"PRAGMA incremental_vacuum({PAGES})").fetchall()
            [(after,)] = connection.execute(ALL_PAGES)
            return int(before - after)

    def _written_anew(self) -> int:
        """Write the whole file anew, and give how many pages it has less; nobody else can write meanwhile."""
        with self.speaking(), closing(self._writer.raw_connection()) as connection:
            cursor = connection.cursor()
            (before,) = cursor.execute(ALL_PAGES).fetchone()
            cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")
            cursor.execute("VACUUM")
            return int(before - cursor.execute(ALL_PAGES).fetchone()[0])

    def space(self) -> DiskSpace | None:
        """Give what is left on the disk that holds the file."""
        if self.file is None:
            return None
        try:
            disk = disk_usage(self.file.parent)
        except OSError:
            return None
        return DiskSpace(disk.free, disk.total)

    def close(self) -> None:
        """Close all connections."""
        for engine in (self._writer, self._brisk, self._reader):
            engine.dispose()

    def remedy(self, error: Exception) -> str:
        """Say what to do by SQLite's own code."""
        return remedy_of(error)


def remedy_of(error: Exception) -> str:
    """Say what is wrong with a file, and what to do, by SQLite's own code; it follows the file's name."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None and code & PRIMARY in REMEDIES:
        return f"{REMEDIES[code & PRIMARY]} ({cause})"
    return f"cannot be used: {said_first(cause)}"


def _file_of(url: URL) -> Path | None:
    """Give the file that holds the database; None where it lives in memory."""
    if url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database).removeprefix("file:"))  # So begin the URIs that SQLite reads, `file:a.db?mode=ro`.


def belong_as(known: Path, file: Path) -> None:
    """Let a file belong to whom another file or its folder does: what root makes, a service is to use."""
    owner = known.stat()
    with suppress(PermissionError):
        os.chown(file, owner.st_uid, owner.st_gid)


def _must_be_there(file: Path) -> None:
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreError(f"there is no database {file}; give its path with --database") from error
    except OSError as error:
        raise StoreError(f"the database {file} cannot be looked at ({error.strerror}); let this user do so") from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {folder} cannot be made ({error.strerror}); give another path") from error
