"""Brings a database to this program's schema; refuses one that is newer, or not ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from monitor.errors import StoreError
from monitor.log import get_logger
from monitor.store.migrations import HEAD, VERSION_TABLE

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.store.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"

log = get_logger(__name__)


def prepare(database: Database) -> None:
    """Bring the schema to the newest step, in one transaction; do nothing where it is there.

    Raises:
        StoreError: The schema is newer than this program, or the database is another program's.
    """
    with database.writing() as session:  # The writer's lock: of two processes that start at once, one migrates.
        connection = session.connection()
        step = _step(connection, database.place)
        if step != HEAD:
            _upgrade(connection, database.place, step)
            log.debug("schema upgraded", before=step, now=HEAD)


def refuse_unknown(step: str, place: str) -> None:
    """Refuse a schema of which this program knows no step.

    Raises:
        StoreError: It is newer than this program.
    """
    from alembic.script import ScriptDirectory

    steps = {revision.revision for revision in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if step not in steps:
        raise StoreError(
            f"{place} was written by a newer monitor (schema {step}, this one knows {HEAD}); "
            "update this program, or give another path with --database"
        )


def step_of(database: Database) -> str:
    """Give the step that a database is at; empty where it has no schema of ours.

    Raises:
        StoreError: It does not answer.
    """
    with database.reading() as session:
        return _step(session.connection(), database.place) or ""


def _step(connection: Connection, place: str) -> str | None:
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 -- a constant.
    if tables:
        raise StoreError(f"{place} belongs to another program; give another path with --database")
    return None


def _upgrade(connection: Connection, place: str, step: str | None) -> None:
    # Imported here: only a database that is new or old needs alembic, which takes 55 ms and 7 MB to load.
    from alembic import command
    from alembic.config import Config

    if step is not None:
        refuse_unknown(step, place)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
