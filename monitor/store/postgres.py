"""A database on a server: PostgreSQL, for many machines (extra `postgres`).

Writers follow each other as they do on SQLite: what an article means depends on all that was read before, so that two
articles settled at once could make one launch two. An advisory lock of the transaction orders them.
"""

from __future__ import annotations

import os
import socket
import zlib
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session, create_engine

from monitor.errors import StoreError
from monitor.store.engine import Database, Right, said_first

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from sqlalchemy import URL, Connection

# Advisory locks are numbers of one database that all programs share: two halves, the first of them ours.
OURS = zlib.crc32(b"monitor") - 2**31
WRITING = 1
# A machine that vanished without a word keeps its locks until its silence is noticed: after some 15 s.
_SILENCE = {"keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 3}
_SILENCE_THERE = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3"

# Classes and codes of https://www.postgresql.org/docs/current/errcodes-appendix.html; the longest that fits counts.
REMEDIES = {
    "08": "does not answer; see that the server runs and that its address is right",
    "28": "does not let this user in; see user, password and pg_hba.conf",
    "3D": "does not exist; make it with createdb",
    "42501": "may not be written by this user; grant it CREATE on the schema, or make it the owner",
    "25006": "is read-only; give the address of the primary server",
    "53100": "has no room left; free some of the disk: what was stored before is kept",
    "53300": "takes no more connections; raise max_connections, or run fewer processes",
    "55P03": "is locked by another program; wait until that is done, or stop it",
    "57P": "was shut down, or is starting; it is tried again",
    "XX001": "is damaged; restore a backup into an empty database: monitor restore PATH",
}
# The queue's connections are named `monitor ROLE MACHINE NUMBER`.
MACHINES = """SELECT DISTINCT application_name FROM pg_stat_activity
    WHERE datname = current_database() AND application_name ~ '^monitor (scheduler|worker) ' ORDER BY 1"""
_PASSING = ("08", "57P")
_UNREACHED = ("connection", "could not translate", "failed to resolve")


class PostgresDatabase(Database):
    """One database of a server and its transactions.

    Args:
        url: Its address; `postgresql://` and `postgresql+psycopg://` are the same.
        patience: How long to wait for another process that is writing.
    """

    def __init__(self, url: URL, patience: timedelta) -> None:
        super().__init__(f"the database {url.database or url.username or ''} on {url.host or 'this machine'}")
        if find_spec("psycopg") is None:
            raise StoreError("PostgreSQL needs psycopg; install it with pip install 'monitor[postgres]'")
        settings = f"-c timezone=UTC -c lock_timeout={int(patience.total_seconds() * 1000)} {_SILENCE_THERE}"
        self._url = url.set(drivername="postgresql+psycopg")
        self._options: dict[str, dict[str, Any]] = {
            "connect_args": {"options": settings, "connect_timeout": 10, **_SILENCE}
        }
        # What the server dropped meanwhile is opened anew before it is used.
        self._engine = create_engine(self._url, pool_pre_ping=True, **self._options)
        self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Session]:
        """Open a transaction that may write, once no other writes."""
        with self.speaking(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            _alone(session.connection(), durable=durable)
            yield session

    @contextmanager
    def writing_rows(self, *, durable: bool = True) -> Iterator[Connection]:
        """Open a transaction that may write, once no other writes, without a session."""
        with self.speaking(), self._engine.begin() as connection:
            _alone(connection, durable=durable)
            yield connection

    @contextmanager
    def holding(self, right: str) -> Iterator[Right]:
        """Hold a right by an advisory lock of a connection of its own, which the server frees when that ends."""
        alone = create_engine(self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT", **self._named(right))
        asked = text(f"SELECT pg_try_advisory_lock({OURS}, :right)")
        with self.speaking():
            connection = alone.connect()
        try:
            with self.speaking():
                sole = bool(connection.scalar(asked, {"right": _number_of(right)}))
            yield Right(partial(_lives, connection), granted=sole)
        finally:
            connection.close()

    def _named(self, right: str) -> dict[str, Any]:
        """Name a connection for those who ask the server who holds what (`monitor cluster`)."""
        name = f"monitor {right} {socket.gethostname()[:40]} {os.getpid()}"
        return {"connect_args": {**self._options["connect_args"], "application_name": name}}

    def machines(self) -> list[str]:
        """Name the schedulers and workers whose queue is connected to this database."""
        with self.reading() as session:
            names = session.connection().execute(text(MACHINES)).scalars().all()
        parts = (name.split(" ", 3) for name in names)
        return [f"{role} on {machine} (process {number})" for _, role, machine, number in parts]

    def shrink(self, *, alone: bool) -> Iterator[int]:  # noqa: ARG002 -- what SQLite needs to know.
        """Give nothing back: the server's autovacuum lets new rows have the room of those that are gone."""
        return iter(())

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def remedy(self, error: Exception) -> str:
        """Say what to do by PostgreSQL's own code."""
        code, said = _code_of(error)
        found = max((known for known in REMEDIES if code.startswith(known)), key=len, default=None)
        return f"{REMEDIES[found]} ({said})" if found else f"cannot be used: {said}"

    def passes(self, error: Exception) -> bool:
        """Tell whether the server does not answer, was shut down, starts, or dropped the connection."""
        code, _ = _code_of(error)
        return code.startswith(_PASSING) or getattr(error, "connection_invalidated", False)


def _alone(connection: Connection, *, durable: bool) -> None:
    """Wait until no other transaction writes; let the end of this one wait for the disk where it is to be durable."""
    if not durable:
        connection.execute(text("SET LOCAL synchronous_commit = off"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({OURS}, {WRITING})"))


def _lives(connection: Connection) -> bool:
    """Tell whether a connection is the same that it was: with it the server lets go of its locks."""
    try:
        return bool(connection.scalar(text("SELECT 1")))
    except SQLAlchemyError:
        return False


def _code_of(error: Exception) -> tuple[str, str]:
    """Give PostgreSQL's code of an error, and what it says; a server that could not be reached gives none itself."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code, said = getattr(cause, "sqlstate", None) or "", said_first(cause)
    return (code if code or not said.startswith(_UNREACHED) else _state_of(said)), said


def _state_of(said: str) -> str:
    """Give the code of a failed connection, which comes in words alone."""
    for code, words in (("28", ("authentication", "role")), ("3D", ("does not exist",)), ("53300", ("too many",))):
        if any(word in said for word in words):
            return code
    return "08"


def _number_of(right: str) -> int:
    return zlib.crc32(right.encode()) - 2**31
