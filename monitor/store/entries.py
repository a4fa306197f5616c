"""Remembers sources, and entries until their articles are read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlmodel import col, select, update

from monitor.model import Sighting, SourceState
from monitor.store.aliases import Aliases
from monitor.store.engine import DatabaseRoom
from monitor.store.outbox import add_notice
from monitor.store.reading import SqlReading
from monitor.store.statements import among, insert, upsertion
from monitor.store.tables import EntryRow, EntryState, SourceStateRow
from monitor.store.values import article_key, entry_values, index_key, pending_entry, source_state, state_values
from monitor.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Executable, Row

    from monitor.model import Entry, Notice, PendingEntry


# Built once: to build a statement costs more than to run it, and these run at every check of every source.
STATES = select(SourceStateRow).where(among(col(SourceStateRow.source_id), "source_ids"))
OF_SOURCE = select(EntryRow.identity, EntryRow.canonical, EntryRow.title).where(
    col(EntryRow.source_id) == bindparam("source_id")
)
HELD = OF_SOURCE.where(among(col(EntryRow.identity), "keys"))
HELD_AT = OF_SOURCE.where(among(col(EntryRow.canonical), "keys"))
DUE = (
    select(EntryRow)
    .where(col(EntryRow.source_id) == bindparam("source_id"), col(EntryRow.next_at) <= bindparam("now"))
    .order_by(col(EntryRow.sort_at), col(EntryRow.id))
    .limit(bindparam("limit"))
)
WAITING = (
    select(EntryRow.source_id)
    .where(among(col(EntryRow.source_id), "source_ids"), col(EntryRow.next_at) <= bindparam("now"))
    .distinct()
)
WRITE_STATE = upsertion(SourceStateRow, "source_id")
TIMES = ("checked_at", "next_at", "listed_at")
"""What alone differs after most checks: to write three columns, not 28, is a third of the work."""
ALL_BUT_TIMES = attrgetter(*(field.name for field in fields(SourceState) if field.name not in TIMES))
WRITE_TIMES = (
    update(SourceStateRow)
    .where(col(SourceStateRow.source_id) == bindparam("of"))
    .values({name: bindparam(name) for name in TIMES})
)
WRITE_ENTRIES = insert(EntryRow).on_conflict_do_nothing()


class EntryRoom(DatabaseRoom):
    """Answers `ports.EntryStore`."""

    def source_states(self, source_ids: Iterable[str]) -> dict[str, SourceState]:
        """Give what is remembered of each source; a source never seen has a fresh state."""
        states = {source_id: SourceState(source_id) for source_id in source_ids}
        with self._database.reading_rows() as connection:
            rows = connection.execute(STATES, {"source_ids": states})
            states |= {row.source_id: source_state(row) for row in rows}
        return states

    def sightings(self, source_id: str, entries: Sequence[Entry]) -> list[Sighting]:
        """Hold a listing against all that its source listed before; entries of one identity are one.

        A guid may be made anew at every fetch, or be the same for one entry after the other. So title and address
        decide where they contradict it: what has both of an entry that is held is that entry, what has neither is not.
        """
        listed = _by_identity(entries)
        with self._database.reading_rows() as connection:
            held = {row.identity: row for row in _held(connection, HELD, source_id, listed)}
            # To make 30 addresses canonical takes 0.2 ms, and most identities need no second look.
            keys = {
                identity: article_key(entry.url)
                for identity, entry in listed.items()
                if not _is_settled(entry, held.get(identity))
            }
            there = {(row.canonical, row.title) for row in _held(connection, HELD_AT, source_id, keys.values())}
        addresses = {address for address, _ in there}
        return [
            Sighting(entry, held[identity].canonical, is_known=True, at_known_address=True)
            if identity not in keys
            else _sighting(entry, keys[identity], held.get(identity), there, addresses)
            for identity, entry in listed.items()
        ]

    def record_check(
        self,
        state: SourceState,
        entries: Sequence[Entry],
        now: datetime,
        *,
        baseline: Collection[str] = (),
        notices: Sequence[tuple[str, Notice]] = (),
        away_since: datetime | None = None,
    ) -> int:
        """Write a source's new state, validators and unseen entries together; give the number of unseen ones.

        Articles of entries whose identity is in the `baseline` raise no messages. `notices` are written with them, each
        for a channel. What was published `away_since` then is late.

        A state without entries that the power takes back costs one more check, so it need not be durable.
        """
        with self._database.writing(durable=bool(entries or notices)) as session:
            connection = session.connection()
            connection.execute(WRITE_STATE, state_values(state))
            unseen = _unseen(connection, state.source_id, entries)
            if unseen:
                rows = [
                    entry_values(state.source_id, identity, entry, now, away_since)
                    for identity, entry in unseen.items()
                ]
                untold = set(map(index_key, baseline))
                aliases = Aliases(connection, {row["canonical"] for row in rows})
                for row in rows:
                    row["baseline"] = row["identity"] in untold
                    article = aliases.article_at(row["canonical"], row["title"], row["published"])
                    if article is not None:
                        row |= {"state": EntryState.READ, "next_at": None, "article_id": article}
                connection.execute(WRITE_ENTRIES, rows)
            for channel, notice in notices:
                add_notice(session, channel, notice, now)
        return len(unseen)

    def record_unchanged(self, steps: Sequence[tuple[SourceState, SourceState]], now: datetime) -> set[str]:
        """Write states of sources that list nothing new, together; give those that have something to read.

        States that the power takes back cost one more check each, so they need not be durable.

        Args:
            steps: Each the state that was written before, and the one that is to be written.
            now: What is to be read by then.
        """
        with self._database.writing_rows(durable=False) as connection:
            routine, others = _divided(steps)
            if routine:
                connection.execute(WRITE_TIMES, [_times(state) for state in routine])
            if others:
                connection.execute(WRITE_STATE, [state_values(state) for state in others])
            asked = {"source_ids": [state.source_id for _, state in steps], "now": now}
            return set(connection.execute(WAITING, asked).scalars())

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
    """Give the entries of one check whose identity the store does not hold."""
    listed = _by_identity(entries)
    for row in _held(connection, HELD, source_id, listed):
        del listed[row.identity]
    return listed


def _by_identity(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Give entries by identity; the first of equal ones counts."""
    listed: dict[str, Entry] = {}
    for entry in entries:
        listed.setdefault(index_key(entry.identity), entry)
    return listed


def _held(connection: Connection, statement: Executable, source_id: str, keys: Collection[str]) -> Sequence[Row[Any]]:
    """Give what a source's entries with these keys are held as."""
    return connection.execute(statement, {"source_id": source_id, "keys": keys}).all() if keys else ()


def _is_settled(entry: Entry, held: Row[Any] | None) -> bool:
    """Tell whether an identity is held beyond doubt: it is the address itself, or the title confirms the guid."""
    if held is None:
        return False
    return held.identity == held.canonical or bool(entry.title and clean(entry.title) == held.title)


def _sighting(
    entry: Entry, address: str, held: Row[Any] | None, there: set[tuple[str, str]], addresses: set[str]
) -> Sighting:
    """Say whether an entry is known whose identity does not settle it alone."""
    is_known = (held is not None and held.canonical == address) or (address, clean(entry.title)) in there
    if held is not None and not is_known:
        entry = replace(entry, identity=address)
    return Sighting(entry, address, is_known=is_known, at_known_address=address in addresses)


def _divided(steps: Sequence[tuple[SourceState, SourceState]]) -> tuple[list[SourceState], list[SourceState]]:
    """Give states of which only times differ from what was written, and all others."""
    divided: tuple[list[SourceState], list[SourceState]] = ([], [])
    for before, after in steps:
        is_routine = before.checked_at is not None and ALL_BUT_TIMES(before) == ALL_BUT_TIMES(after)
        divided[not is_routine].append(after)
    return divided


def _times(state: SourceState) -> dict[str, Any]:
    return {"of": state.source_id} | {name: getattr(state, name) for name in TIMES}
