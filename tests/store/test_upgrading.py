"""A database of an earlier schema is brought to this one with all that it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from store.samples import NOW, due, launch, told, verdict

from monitor.model import MessageState
from monitor.store import open_store
from monitor.store.migrations import VERSION_TABLE
from monitor.store.schema import MIGRATIONS

if TYPE_CHECKING:
    from pathlib import Path

FIRST = MIGRATIONS / "versions" / "0001_first_schema.sql"
TIME = "2030-07-09 08:00:00.000000"
PLAIN = {"TEXT": "", "INTEGER": 1, "FLOAT": 0.9, "BOOLEAN": 0, "BLOB": b"", "DATETIME": TIME}
NOTICE = '{"kind": "settings_refused", "about": "sources.yaml", "lines": [], "more": 0}'


def write_row(connection: sqlite3.Connection, table: str, **values: object) -> None:
    """Write a row; columns that must hold something get something plain."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    row = {name: PLAIN[kind] for _, name, kind, is_needed, _, is_key in columns if is_needed or is_key} | values
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


def a_database_of_the_first_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
        connection.execute(f"CREATE TABLE {VERSION_TABLE} (version_num TEXT NOT NULL)")
        write_row(connection, VERSION_TABLE, version_num="0001")
        write_row(connection, "source_state", source_id="alpha", title="Alpha", health="ok")
        write_row(connection, "message", id=1, channel="team", state="pending", notice=NOTICE)
        for table in ("article", "launch", "announcement"):
            write_row(connection, table, id=1)
        write_row(connection, "alert", id=7, channel="team", waits="unfollowed")
        connection.commit()


def test_what_an_earlier_program_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    a_database_of_the_first_schema(path)

    store = open_store(f"sqlite:///{path}")

    (message,) = store.messages()
    state = store.source_states(["alpha"])["alpha"]
    store.close()
    assert (message.state, message.created_at, message.due_at) == (MessageState.PENDING, NOW, NOW)
    assert (state.title, state.rhythm, state.unwell, state.unmatched) == ("Alpha", b"", 0, 0)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id, waits, lapsed FROM alert").fetchall() == [(7, "unfollowed", "")]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_upgraded_database_takes_news_as_a_new_one_does(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    a_database_of_the_first_schema(path)
    store = open_store(f"sqlite:///{path}")
    news = verdict(launch())

    told(store, "a", [news], due("team", news))

    (latest, _) = store.messages()
    store.close()
    assert [alert.launch.model for alert in latest.alerts] == ["Heron"]
