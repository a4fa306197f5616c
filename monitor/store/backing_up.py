"""A database → a file that is known to hold all of it, and such a file → the database again.

The copy is taken within one snapshot and compared with it before it gets its name: what cannot be read back is no
backup. Whoever writes meanwhile is not kept waiting.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import StoreError
from monitor.store.copying import alone, copied_rows, copy
from monitor.store.engine import open_database
from monitor.store.migrations import VERSION_TABLE
from monitor.store.schema import prepare, refuse_unknown
from monitor.store.sqlite import SqliteDatabase, belong_as, remedy_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.store.engine import Database

OF_THE_INDEX = "announcement_search"
"""Its shadow tables hold what the others say once more."""

COMPANIONS = ("", "-wal", "-shm")
"""A file of SQLite, and what may lie beside it while it is open or after a kill."""


OF_WRITING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restoring.

    Args:
        rows: By table.
        before: Where what was there before is kept; None where nothing was.
    """

    rows: dict[str, int]
    before: Path | None


def back_up(address: str, target: Path) -> dict[str, int]:
    """Write all that a database holds into a file of SQLite, while others write; give the rows of each table.

    A backup that has this name already is replaced once the new one is complete.

    Raises:
        StoreError: The database cannot be read or is damaged, or the file cannot be written; none was then.
    """
    database = open_database(address, is_there=True)
    with closing(database), _beside(target) as part:
        if not isinstance(database, SqliteDatabase):
            return _from_server(database, part)
        if database.file is None:
            raise StoreError("a database in memory has nothing to back up")
        if target.exists() and target.samefile(database.file):
            raise StoreError(f"{target} is the database itself; give another file")
        return _cloned(database.file, part)


def restore(file: Path, address: str, now: datetime) -> Restored:
    """Put a backup in a database's place, and keep what was there beside it.

    A file is replaced at one stroke; a database of a server must be empty, since none can be kept beside it.

    Raises:
        StoreError: It is no sound backup, of a newer program, or somebody uses the database; nothing was changed then.
    """
    if not file.is_file():
        raise StoreError(f"there is no backup {file}")
    database = open_database(address)
    with closing(database):
        if not isinstance(database, SqliteDatabase):
            return _to_server(file, address)
        place = database.file
        if place is None:
            raise StoreError("a database in memory is gone with its program; give a file with --database")
        if place.exists() and place.samefile(file):
            raise StoreError(f"{file} is the database itself; give a backup of it")
        with alone(database), _beside(place, may_be_anything=True) as part:
            rows = _cloned(file, part)
            _brought_up_to_date(part)
            _usable_as(place, part)
            before = _set_aside(place, f"{now.astimezone():%Y%m%d-%H%M%S}")
        return Restored(rows, before)


@contextmanager
def _beside(target: Path, *, may_be_anything: bool = False) -> Iterator[Path]:
    """Give a name beside a file; what is written there gets the file's name at one stroke, unless something fails."""
    if target.exists() and not may_be_anything and not _is_ours(target):
        raise StoreError(f"{target} is there, and no backup; give another name")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".monitor-", dir=target.parent) as folder:
            part = Path(folder) / target.name
            yield part
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(target)
            _sync_folder(target.parent)
    except OSError as error:
        raise StoreError(f"{target} cannot be written ({error.strerror}); give a place with room") from error


def _sync_folder(folder: Path) -> None:
    """Let the power take no name back."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cloned(file: Path, target: Path) -> dict[str, int]:
    """Copy one moment of a file, and see that all of it arrived; give the rows of each table."""
    with _speaking(file, target), closing(sqlite3.connect(file)) as source:
        source.execute("BEGIN")  # All that is read here, the copy among it, is of one moment.
        step = _step(source, file)
        rows = _rows(source)
        with closing(sqlite3.connect(target)) as copied:
            source.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")  # One file alone, whatever it was written with.
            found = [said for (said,) in copied.execute("PRAGMA integrity_check(1)")]
            astray = copied.execute("PRAGMA foreign_key_check").fetchone()
            if found != ["ok"] or astray:
                raise StoreError(f"{file} is damaged ({found[0] if found != ['ok'] else 'rows are missing'})")
            if _rows(copied) != rows or _step(copied, target) != step:
                raise StoreError(f"what arrived in {target.name} is not what {file} holds; nothing was written")
    shutil.copymode(file, target)
    return rows


def _from_server(database: Database, target: Path) -> dict[str, int]:
    with ExitStack() as stack:
        prepare(database)
        file = open_database(f"sqlite:///{target}")
        stack.callback(file.close)
        prepare(file)
        rows = copied_rows(stack.enter_context(database.reading()), stack.enter_context(file.writing()))
    with closing(sqlite3.connect(target)) as written:
        written.execute("PRAGMA journal_mode=DELETE")
    target.chmod(0o600)
    return rows


def _to_server(file: Path, address: str) -> Restored:
    with tempfile.TemporaryDirectory(prefix="monitor-") as folder:  # The backup itself stays as it is.
        part = Path(folder) / file.name
        _cloned(file, part)
        _brought_up_to_date(part)
        return Restored(copy(f"sqlite:///{part}", address), None)


def _brought_up_to_date(file: Path) -> None:
    """Bring a copy to this program's schema, and write it without holes."""
    database = open_database(f"sqlite:///{file}")
    with closing(database):
        prepare(database)
        for _ in database.shrink(alone=True):
            pass
    with _speaking(file, file), closing(sqlite3.connect(file)) as written:
        written.execute("PRAGMA journal_mode=DELETE")


def _usable_as(place: Path, part: Path) -> None:
    """Let who used the database until now use what comes in its place; a new one is its folder's owner's."""
    belong_as(place if place.exists() else place.parent, part)
    if place.exists():
        shutil.copymode(place, part)


def _set_aside(place: Path, at: str) -> Path | None:
    """Let what is there be found under another name; give that.

    Raises:
        StoreError: Another program has it open: it would go on writing into what nobody reads any more.
    """
    if not place.exists():
        return None
    before = place.with_name(f"{place.name}.before-{at}")
    try:
        with closing(sqlite3.connect(place, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # It is one file then, which nobody else may have open.
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise StoreError(f"{place} is in use by another program, maybe `monitor web`; stop that first") from error
    except sqlite3.DatabaseError:
        pass  # It is damaged, and kept as it is.
    for companion in COMPANIONS[1:]:
        beside = place.with_name(place.name + companion)
        if beside.exists():
            beside.rename(before.with_name(before.name + companion))
    try:
        before.hardlink_to(place)  # The name itself is never without a database.
    except OSError:  # Some file systems know no second name.
        place.rename(before)
    return before


def _is_ours(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return _version(connection) is not None
    except sqlite3.Error:
        return False


def _step(connection: sqlite3.Connection, file: Path) -> str:
    """Give the schema's step.

    Raises:
        StoreError: It is none of this program's, or of a newer one.
    """
    step = _version(connection)
    if step is None:
        raise StoreError(f"{file} is no database of monitor's; give one")
    refuse_unknown(step, str(file))
    return step


def _version(connection: sqlite3.Connection) -> str | None:
    named = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (VERSION_TABLE,)).fetchone()
    found = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone() if named else None  # noqa: S608
    return str(found[0]) if found else None


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    names = [name for (name,) in tables if not name.startswith((OF_THE_INDEX, "sqlite_"))]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


@contextmanager
def _speaking(read: Path, written: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        raise StoreError(f"{written if code in OF_WRITING else read} {remedy_of(error)}") from error
