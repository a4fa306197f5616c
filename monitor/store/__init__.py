"""The memory: sources, entries, articles, launches and the outbox in one database. `open_store` is its door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import StoreError
from monitor.store.backing_up import Restored, back_up, restore
from monitor.store.copying import copy
from monitor.store.corrections import CorrectionRoom
from monitor.store.delivering import DeliveryRoom
from monitor.store.digests import DigestRoom
from monitor.store.engine import PATIENCE, open_database
from monitor.store.entries import EntryRoom
from monitor.store.launches import LaunchRoom
from monitor.store.migrations import HEAD
from monitor.store.outbox import OutboxRoom
from monitor.store.overviews import OverviewRoom
from monitor.store.pruning import PruneRoom
from monitor.store.questions import QuestionRoom
from monitor.store.schema import prepare, step_of
from monitor.store.traces import TraceRoom

if TYPE_CHECKING:
    from datetime import timedelta

    from monitor.model import DiskSpace

__all__ = ["Restored", "SqlStore", "back_up", "copy", "open_store", "restore"]


class SqlStore(
    EntryRoom,
    LaunchRoom,
    OverviewRoom,
    TraceRoom,
    OutboxRoom,
    DeliveryRoom,
    DigestRoom,
    CorrectionRoom,
    QuestionRoom,
    PruneRoom,
):
    """Answers `ports.Store` from a database. One thread of a process uses it; several processes may share a file."""

    def schema(self) -> tuple[str, str]:
        """Give the step that the database is at, and the one that this program works with."""
        return step_of(self._database), HEAD

    def space(self) -> DiskSpace | None:
        """Give what is left on the disk that holds it."""
        return self._database.space()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def open_store(address: str, *, patience: timedelta = PATIENCE, is_there: bool = False) -> SqlStore:
    """Open the database at an address, made (a file) and brought up to date where needed.

    Args:
        address: `sqlite:///data/monitor.db` or `postgresql://user@host/monitor`; `sqlite://` alone is a database in
            memory, gone when it is closed.
        patience: How long to wait for another process that is writing.
        is_there: It must exist: who asks what is known mistyped its name otherwise.

    Raises:
        StoreError: It is no database, damaged, read-only, locked, another program's, or newer than this program.
    """
    database = open_database(address, patience, is_there=is_there)
    try:
        prepare(database)
    except StoreError:
        database.close()
        raise
    return SqlStore(database)
