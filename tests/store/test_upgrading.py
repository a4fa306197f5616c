"""A database of every schema that was ever released, filled to the last column, is brought to this one: all is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import MetaData, create_engine, insert, select
from store.samples import NOW, due, launch, told, verdict
from store.test_processes import assert_sound

from monitor.model import CorrectionKind, MessageState, Status
from monitor.store import open_store
from monitor.store.migrations import FIRST_ON_A_SERVER, HEAD, VERSION_TABLE
from monitor.store.schema import MIGRATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from postgres import Server
    from sqlalchemy import Column, Connection, Table

STEPS = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("0*.py"))
OLDER = [("sqlite", step) for step in STEPS if step < HEAD]
OLDER += [("postgresql", step) for step in STEPS if FIRST_ON_A_SERVER <= step < HEAD]

OTHER_TABLES = (VERSION_TABLE, "announcement_search")
WRITTEN = {
    "status": "released",
    "launch_status": "upcoming",
    "previous": "upcoming",
    "modality": "text",
    "organisations": '["Acme"]',
    "health": "ok",
    "content": "ok",
    "tier": "media",
    "state": "read",
    "published": "2030-07-09T08:00:00+08:00 day",
    "key": "v1:acme/heron/2//",
    "keys": '[["acme", "heron", "2", "", ""]]',
    "waits": "unfollowed",
    "day": "2030-07-09",
}
"""What columns hold that not every text fits."""
OF_TABLES = {
    "message": {"state": "pending", "notice": '{"kind": "settings_refused", "about": "a", "lines": [], "more": 0}'},
    "announcement": {"kind": "new", "reason": "nobody told of it before"},
    "correction": {"kind": "right"},
    "article_alias": {"key": "https://news.example.org/a"},
    "shingle": {"month": 24366},
}


def value_of(column: Column[Any], table: Table) -> object:
    """Give something for every column, so that none is lost unseen."""
    special = OF_TABLES.get(table.name, {}).get(column.name, WRITTEN.get(column.name))
    kinds: dict[type, object] = {str: f"{table.name} {column.name}", int: 1, float: 0.75, bool: False, bytes: b"\x01"}
    kind: type = column.type.python_type
    if column.name == "digest" or (table.name == "message" and column.name == "lease_until"):
        return None
    if special is not None:
        return special
    return NOW if kind is datetime else kinds[kind]


def filled(connection: Connection, step: str) -> dict[str, dict[str, Any]]:
    """Make a database as the program of that step did, with a row in each table; give the rows."""
    on_server = connection.dialect.name == "postgresql"
    for name in STEPS[: STEPS.index(step) + 1]:
        if not on_server or name >= FIRST_ON_A_SERVER:
            for statement in statements_of(name, ".postgresql.sql" if on_server else ".sql"):
                connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)")
    connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES ('{step}')")  # noqa: S608 -- of ours.
    there = MetaData()
    there.reflect(connection)
    tables = [table for table in there.sorted_tables if not table.name.startswith(OTHER_TABLES)]
    for table in tables:
        columns = [column for column in table.columns if column.name != "id"]  # The database numbers from 1.
        connection.execute(insert(table).values({column.name: value_of(column, table) for column in columns}))
    return rows_of(connection, tables)


def statements_of(step: str, ending: str) -> list[str]:
    [file] = [each for each in MIGRATIONS.glob(f"versions/{step}_*") if each.name.partition(".")[2] == ending[1:]]
    return file.read_text(encoding="utf-8").rstrip().removesuffix(";").split(";\n")


def rows_of(connection: Connection, tables: list[Table]) -> dict[str, dict[str, Any]]:
    return {table.name: dict(connection.execute(select(table)).mappings().one()) for table in tables}


@pytest.mark.parametrize(("kind", "step"), OLDER, ids=["-".join(each) for each in OLDER])
def test_what_a_program_of_every_schema_wrote_is_kept_whole_and_goes_on(
    kind: str, step: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        address = driver = f"sqlite:///{tmp_path / 'old.db'}"
    else:
        server: Server = request.getfixturevalue("postgres")
        address = server.address(server.make())
        driver = address.replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(driver)
    with engine.begin() as connection:
        before = filled(connection, step)

    store = open_store(address)

    with engine.begin() as connection:
        there = MetaData()
        there.reflect(connection)
        after = rows_of(connection, [there.tables[name] for name in before])
    engine.dispose()
    assert {name: {column: after[name][column] for column in row} for name, row in before.items()} == before
    [known], [message], [correction] = store.launches(), store.messages(), store.corrections()
    assert (known.model, known.status) == ("launch model", Status.RELEASED)
    assert (message.state, len(message.alerts)) == (MessageState.PENDING, 1)
    assert correction.kind is CorrectionKind.RIGHT
    assert store.source_states(["source_state source_id"])["source_state source_id"].title == "source_state title"
    news = verdict(launch("egret"))
    told(store, "b", [news], due("team", news), now=datetime(2030, 7, 10, tzinfo=UTC))
    assert len(store.launches()) == 2
    store.close()
    assert_sound(address)
