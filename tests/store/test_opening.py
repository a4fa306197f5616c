"""Opening a database: made where there is none, refused in one line where it cannot be used."""

from __future__ import annotations

import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel
from store.samples import NOW, article, launch, listed, told, verdict

from monitor.errors import StoreError
from monitor.model import SourceState
from monitor.store import open_store
from monitor.store.engine import Database, open_database
from monitor.store.migrations import HEAD, VERSION_TABLE
from monitor.store.schema import MIGRATIONS


@pytest.fixture
def address(path: Path) -> str:
    """A file that is not there yet."""
    return f"sqlite:///{path}"


def refusal(address: str) -> str:
    with pytest.raises(StoreError) as caught:
        open_store(address, patience=timedelta(0)).record_check(SourceState("alpha"), [], NOW)
    said = str(caught.value)
    assert "\n" not in said
    return said


def run_sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_database_is_made_with_its_folder_and_opened_again(address: str, path: Path) -> None:
    first = open_store(address)
    told(first, "a", [verdict(launch())])
    first.close()

    second = open_store(address)
    launches = second.launches()
    second.close()

    assert path.is_file()
    assert [each.model for each in launches] == ["Heron"]


def test_a_database_in_memory_serves_readers_writers_and_threads() -> None:
    store = open_store("sqlite://")

    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(told, store, "a", [verdict(launch())]).result()
    launches = store.launches()
    store.close()

    assert [each.model for each in launches] == ["Heron"]


def test_the_migrations_make_the_tables_that_the_program_works_with(address: str) -> None:
    open_store(address).close()
    database = open_database(address)

    with database.writing() as session:
        opts = {"version_table": VERSION_TABLE, "include_name": _is_no_part_of_the_index}
        context = MigrationContext.configure(session.connection(), opts=opts)
        differences = compare_metadata(context, SQLModel.metadata)
    database.close()

    assert differences == []


def _is_no_part_of_the_index(name: str | None, *_: object) -> bool:
    """Tell what the program describes as a table from the full-text index, which SQLite keeps in tables of its own."""
    return not (name or "").startswith("announcement_search")


def test_the_newest_migration_is_the_one_that_the_program_names() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_opening_leaves_the_logging_of_the_program_alone(address: str) -> None:
    before = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)

    open_store(address).close()

    assert (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level) == before


def test_a_file_is_written_with_every_safeguard(address: str) -> None:
    store = open_store(address)
    asked = ("journal_mode", "synchronous", "foreign_keys")
    with store._database.writing() as session:
        pragmas = [session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    with store._database.reading() as session:
        query_only = session.connection().exec_driver_sql("PRAGMA query_only").scalar()
    store.close()

    assert (pragmas, query_only) == (["wal", 2, 1], 1)


def test_a_newer_schema_is_refused(address: str, path: Path) -> None:
    open_store(address).close()
    run_sql(path, "UPDATE monitor_schema SET version_num = '9999'")

    said = refusal(address)

    assert "newer monitor (schema 9999" in said


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    run_sql(path, "CREATE TABLE bookmark (id INTEGER)")

    said = refusal(f"sqlite:///{path}")

    assert "belongs to another program" in said
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmark",)]


def test_what_is_not_a_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("sources: []\n" * 200)

    assert "is not a database" in refusal(f"sqlite:///{path}")


def test_a_damaged_database_is_refused(address: str, path: Path) -> None:
    open_store(address).close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))

    assert "is damaged" in refusal(address)


def test_a_read_only_database_is_refused(address: str, path: Path) -> None:
    open_store(address).close()

    assert "is read-only" in refusal(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert not Path("file:").exists()


def test_an_address_written_as_a_uri_leads_to_its_own_file_and_lock(path: Path) -> None:
    store = open_store(f"sqlite:///file:{path}?uri=true")
    with store.delivering():
        files = {file.name for file in path.parent.iterdir()}
    store.close()

    assert {"monitor.db", "monitor.db.delivery"} <= files


def test_a_database_that_another_program_holds_is_refused(address: str, path: Path) -> None:
    open_store(address).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        said = refusal(address)

    assert "is locked by another program" in said


def test_a_full_disk_loses_nothing_and_the_store_goes_on_when_there_is_room(address: str) -> None:
    store = open_store(address)
    [pending] = listed(store, "a")
    _limit(store._database, 60)

    with pytest.raises(StoreError, match="no room left"):
        told(store, "a", [], body="x" * 1_000_000)
    unread = store.unread("alpha", NOW, 9)
    _limit(store._database, 1_000_000)
    told(store, "b", [verdict(launch())])
    store.close()

    assert unread == [pending]


def _limit(database: Database, pages: int) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("data/monitor.db", "sqlite:///data/monitor.db"),
        ("oracle://scott:tiger@host/db", "no database of the kind oracle"),
        ("sqlite:////dev/null/below/monitor.db", "folder"),
        ("sqlite:////proc", "cannot be opened"),
    ],
    ids=["path", "kind", "folder", "directory"],
)
def test_an_address_that_leads_nowhere_is_refused_with_what_to_write(address: str, words: str) -> None:
    said = refusal(address)

    assert words in said
    assert "tiger" not in said


def test_a_failure_inside_a_reading_undoes_all_of_it_even_if_the_caller_goes_on(address: str) -> None:
    store = open_store(address)
    [pending] = listed(store, "a")
    naive = launch(status_at=NOW.replace(tzinfo=None))

    with store.reading(pending, NOW) as reading:
        assert reading is not None
        with pytest.raises(StoreError, match="timezone"):
            reading.save(article("a"), [verdict(naive)], [])
    unread = store.unread("alpha", NOW, 9)
    store.close()

    assert unread == [pending]
