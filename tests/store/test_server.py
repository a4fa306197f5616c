"""What only a database on a server can do wrong, and do: refusals in one line, rights that die with their holder."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from monitor.errors import StoreError
from monitor.store import open_store
from monitor.store.engine import open_database
from monitor.store.migrations import VERSION_TABLE

if TYPE_CHECKING:
    from postgres import Server

HOLD = """
import sys, time
from monitor.store import open_store
with open_store(sys.argv[1]).watching() as right:
    print(bool(right), flush=True)
    time.sleep(60)
"""


@pytest.fixture
def there(postgres: Server, empty_on_server: str) -> str:
    return postgres.address(postgres.make(empty_on_server))


def test_the_migrations_make_the_tables_that_the_program_works_with(there: str) -> None:
    database = open_database(there)

    with database.writing() as session:
        opts = {
            "version_table": VERSION_TABLE,
            "include_name": lambda name, *_: not (name or "").startswith("announcement_search"),
        }
        differences = compare_metadata(MigrationContext.configure(session.connection(), opts=opts), SQLModel.metadata)
    database.close()

    widened = [each for each in differences if isinstance(each, list)]  # BIGINT for INTEGER: servers live longer.
    assert [each for each in differences if each not in widened] == []
    assert {kind for each in widened for kind, *_ in each} == {"modify_type"}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "postgresql://postgres@/nothing?host={folder}",
            "the database nothing on this machine does not exist; make it",
        ),
        ("postgresql://nobody@/postgres?host={folder}", "does not let this user in"),
        ("postgresql://u:tiger@127.0.0.1:1/x", "the database x on 127.0.0.1 does not answer; see that the server runs"),
    ],
    ids=["database", "user", "server"],
)
def test_a_server_that_cannot_be_used_is_refused_with_what_to_do(postgres: Server, address: str, words: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_store(address.format(folder=postgres.folder))

    assert words in str(refused.value)
    assert "tiger" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_another_programs_database_is_refused_and_left_alone(postgres: Server) -> None:
    address = postgres.address(postgres.make())
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")

    with pytest.raises(StoreError, match="belongs to another program"):
        open_store(address)


def test_a_writer_that_waits_too_long_for_another_says_so(there: str) -> None:
    first, second = open_database(there), open_database(there, timedelta(milliseconds=50))

    with first.writing(), pytest.raises(StoreError, match="is locked by another program"), second.writing():
        pass
    first.close()
    second.close()


def test_a_right_is_free_as_soon_as_its_holder_is_killed(there: str) -> None:
    tree = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(tree)}  # noqa: TID251 -- a child needs its parent's.
    store = open_store(there)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, there], stdout=subprocess.PIPE, text=True, env=environment
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "True\n"
        with store.watching() as meanwhile:
            assert not meanwhile
        holder.kill()
    granted = False
    while not granted:  # The server notices within milliseconds; the suite's own time-out ends what never ends.
        with store.watching() as right:
            granted = bool(right)
    store.close()


def test_a_right_does_not_outlive_its_connection(postgres: Server, there: str) -> None:
    store = open_store(there)

    with store.watching() as right:
        lasted = right.lasts()
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query "
        postgres.run(f"{cut} LIKE '%SELECT 1%'")
        lasts = right.lasts()
        other = open_store(there)
        with other.watching() as theirs:
            taken_over = bool(theirs)

    assert (lasted, lasts, taken_over) == (True, False, True)
    store.close()
    other.close()
