"""Turns what a database complains of into a StoreError of one line that says what to do."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Primary result codes of https://sqlite.org/rescode.html; the low byte of an extended code is its primary code.
REMEDIES = {
    sqlite3.SQLITE_BUSY: "is locked by another program; wait until that is done, or stop it",
    sqlite3.SQLITE_LOCKED: "is locked by another program; wait until that is done, or stop it",
    sqlite3.SQLITE_READONLY: "is read-only; let this user write the file and its folder",
    sqlite3.SQLITE_PERM: "may not be opened; let this user read and write the file",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; see that it is a file, and that this user may write in its folder",
    sqlite3.SQLITE_FULL: "has no room left; free some of the disk: what was stored before is kept",
    sqlite3.SQLITE_IOERR: "cannot be read or written; the disk does not answer",
    sqlite3.SQLITE_CORRUPT: "is damaged; move the file away and restore a backup",
    sqlite3.SQLITE_NOTADB: "is not a database; give another path with --database",
}
PRIMARY = 0xFF


@contextmanager
def as_store_error(place: str) -> Iterator[None]:
    """Let no error of the database library out but as a StoreError about `place`.

    Raises:
        StoreError: The database could not do what was asked.
    """
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"{place} {_remedy(error)}") from error


def _remedy(error: SQLAlchemyError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None and code & PRIMARY in REMEDIES:
        return f"{REMEDIES[code & PRIMARY]} ({cause})"
    return f"cannot be used: {str(cause).strip().partition(chr(10))[0]}"
