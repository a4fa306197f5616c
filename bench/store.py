"""What the store costs: a check, a changed feed, an article; the check against the same write in bare sqlite3."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.model import Article, Entry, Moment, SourceState
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.store import SqlStore

ROUNDS = 300
ENTRIES = 30
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE state (id TEXT PRIMARY KEY, at TEXT, failures INTEGER)")
        _print("unchanged check, bare sqlite3", lambda number: _bare_check(bare, number))
        bare.close()
        store = open_store(f"sqlite:///{folder}/monitor.db")
        _measure(store)
        store.close()
    return 0


def _measure(store: SqlStore) -> None:
    listed = _entries("known")
    new_guids = [replace(entry, identity=f"new {entry.identity}") for entry in listed]

    def check(source: str, entries: list[Entry]) -> None:
        unseen = [one.entry for one in store.sightings(source, entries) if not one.is_known]
        store.record_check(SourceState(source), unseen, NOW)

    _print("unchanged check", lambda number: store.record_check(SourceState(f"s{number}", failures=1), (), NOW))
    _print(f"{ENTRIES} known entries", lambda _: check("known", listed))
    _print(f"{ENTRIES} known entries, new guids", lambda _: check("known", new_guids))
    _print(f"{ENTRIES} new entries", lambda number: check("new", _entries(number)))
    waiting = iter(store.unread("new", NOW, ROUNDS + 1))

    def read(_number: int) -> None:
        pending = next(waiting)
        with store.reading(pending, NOW) as reading:
            if reading:
                reading.save(Article(pending.entry.url, "Title", "Body. " * 800), (), ())

    _print("article without a launch", read)
    names = [f"s{number}" for number in range(ROUNDS)]
    _print(f"states of {ROUNDS} sources", lambda _: store.source_states(names))


def _entries(name: object) -> list[Entry]:
    return [
        Entry(f"{name}/{number}", f"https://news.example.org/{name}/{number}", "Title", Moment(NOW), "Summary. " * 20)
        for number in range(ENTRIES)
    ]


def _bare_check(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", (f"s{number}", NOW.isoformat(), 1))
    connection.execute("COMMIT")


def _print(what: str, work: Callable[[int], object]) -> None:
    work(0)  # The first time compiles the statements.
    cpu, wall = time.process_time(), time.perf_counter()
    for number in range(1, ROUNDS + 1):
        work(number)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{what:32} {cpu / ROUNDS * 1000:7.3f} ms CPU {wall / ROUNDS * 1000:7.3f} ms")


if __name__ == "__main__":
    sys.exit(main())
