"""A database that cannot be used ends every command with exit code 3 and one line that says what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.conftest import Program

SETTINGS = "web: off\nsources: [https://example.org/feed.xml]\n"


def newer(program: Program) -> str:
    run_sql(program, "UPDATE monitor_schema SET version_num = '9999'")
    return program.database


def damaged(program: Program) -> str:
    path = program.folder / "monitor.db"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    return program.database


def no_database(program: Program) -> str:
    (program.folder / "monitor.db").write_text("sources: []\n" * 400, encoding="utf-8")
    return program.database


def anothers(program: Program) -> str:
    with closing(sqlite3.connect(program.folder / "other.db")) as connection:
        connection.execute("CREATE TABLE bookmark (id INTEGER)")
    return f"sqlite:///{program.folder / 'other.db'}"


def read_only(program: Program) -> str:
    return f"sqlite:///file:{program.folder / 'monitor.db'}?mode=ro&uri=true"


def nowhere(_program: Program) -> str:
    return "sqlite:////dev/null/below/monitor.db"


def run_sql(program: Program, statement: str) -> None:
    with closing(sqlite3.connect(program.folder / "monitor.db")) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("command", ["run", "once", "migrate", "launches", "prune"])
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (newer, "was written by a newer monitor (schema 9999, this one knows"),
        (damaged, "is damaged; stop the monitor and put a backup in its place: monitor restore PATH"),
        (no_database, "is not a database; give another path with --database"),
        (anothers, "belongs to another program; give another path with --database"),
        (read_only, "is read-only; let this user write the file and its folder"),
        (nowhere, "folder"),
    ],
    ids=["newer", "damaged", "no database", "another program's", "read-only", "nowhere"],
)
def test_a_database_that_cannot_be_used_is_one_line_and_exit_code_3(
    empty: Program, spoil: Callable[[Program], str], words: str, command: str
) -> None:
    empty.write("sources.yaml", SETTINGS)
    address = spoil(empty)

    said = empty.run("--database", address, command)

    assert said.code == 3
    assert said.err.count("\n") == 1
    assert said.err.startswith("monitor: ")
    assert words in said.err or (spoil is nowhere and "there is no database" in said.err)
