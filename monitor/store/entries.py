"""Remembers sources, and entries until their articles are read."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col, select, update

from monitor.model import SourceState
from monitor.store.aliases import Aliases
from monitor.store.engine import DatabaseRoom
from monitor.store.reading import SqlReading
from monitor.store.statements import batches, upsertion
from monitor.store.tables import EntryRow, EntryState, SourceStateRow
from monitor.store.values import entry_values, index_key, pending_entry, source_state, state_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Entry, PendingEntry


# Built once: to build a statement costs more than to run it, and these run at every check of every source.
STATES = select(SourceStateRow).where(col(SourceStateRow.source_id).in_(bindparam("source_ids")))
HELD = select(EntryRow.identity).where(
    col(EntryRow.source_id) == bindparam("source_id"), col(EntryRow.identity).in_(bindparam("identities"))
)
DUE = (
    select(EntryRow)
    .where(col(EntryRow.source_id) == bindparam("source_id"), col(EntryRow.next_at) <= bindparam("now"))
    .order_by(col(EntryRow.sort_at), col(EntryRow.id))
    .limit(bindparam("limit"))
)
WRITE_STATE = upsertion(SourceStateRow, "source_id")
WRITE_ENTRIES = insert(EntryRow).on_conflict_do_nothing()


class EntryRoom(DatabaseRoom):
    """Answers `ports.EntryStore`."""

    def source_states(self, source_ids: Iterable[str]) -> dict[str, SourceState]:
        """Give what is remembered of each source; a source never seen has a fresh state."""
        states = {source_id: SourceState(source_id) for source_id in source_ids}
        with self._database.reading() as session:
            for batch in batches(list(states)):
                rows = session.connection().execute(STATES, {"source_ids": batch})
                states |= {row.source_id: source_state(row) for row in rows}
        return states

    def record_check(
        self, state: SourceState, entries: Sequence[Entry], now: datetime, *, baseline: bool = False
    ) -> int:
        """Write a source's new state, validators and unseen entries together; give the number of unseen ones.

        The articles of a `baseline` raise no messages.

        A state without entries that the power takes back costs one more check, so it need not be durable.
        """
        with self._database.writing(durable=bool(entries)) as session:
            connection = session.connection()
            connection.execute(WRITE_STATE, state_values(state))
            unseen = _unseen(connection, state.source_id, entries)
            if unseen:
                rows = [entry_values(state.source_id, identity, entry, now) for identity, entry in unseen.items()]
                aliases = Aliases(connection, {row["canonical"] for row in rows})
                for row in rows:
                    row["baseline"] = baseline
                    article = aliases.article_at(row["canonical"], row["title"], row["published"])
                    if article is not None:
                        row |= {"state": EntryState.READ, "next_at": None, "article_id": article}
                connection.execute(WRITE_ENTRIES, rows)
        return len(unseen)

    def unread(self, source_id: str, now: datetime, limit: int) -> list[PendingEntry]:
        """Give entries whose article is to be read now, oldest first; the undated by when they were first seen."""
        asked = {"source_id": source_id, "now": now, "limit": limit}
        with self._database.reading() as session:
            return [pending_entry(row) for row in session.exec(DUE, params=asked)]

    def record_unreadable(self, entry_id: int, reason: str, retry_at: datetime | None) -> None:
        """Keep an entry as unreadable, to be tried again at `retry_at` (None: not by itself)."""
        with self._database.writing() as session:
            session.exec(
                update(EntryRow)
                .where(col(EntryRow.id) == entry_id, col(EntryRow.state) != EntryState.READ)
                .values(
                    state=EntryState.UNREADABLE,
                    attempts=col(EntryRow.attempts) + 1,
                    reason=reason,
                    next_at=retry_at,
                )
            )

    @contextmanager
    def reading(self, entry: PendingEntry, now: datetime) -> Iterator[SqlReading | None]:
        """Open the transaction of one article; it commits at the end and rolls back on an error.

        It gives None where the article was read through another entry meanwhile: `save` finishes all entries of its
        article, and `record_check` those that come later, so that an entry's own state tells.
        """
        with self._database.writing() as session:
            row = session.get(EntryRow, entry.id)
            waits = row is not None and row.state != EntryState.READ
            yield SqlReading(self._database, session, row, now) if row and waits else None


def _unseen(connection: Connection, source_id: str, entries: Sequence[Entry]) -> dict[str, Entry]:
    """Give the entries of one check that the store does not hold, by identity; the first of equal ones counts."""
    listed: dict[str, Entry] = {}
    for entry in entries:
        listed.setdefault(index_key(entry.identity), entry)
    for batch in batches(list(listed)):
        for identity in connection.execute(HELD, {"source_id": source_id, "identities": batch}).scalars():
            del listed[identity]
    return listed
