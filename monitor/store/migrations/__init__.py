"""The schema's history, forward only: one file a step in `versions`, each frozen once it was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "0005"  # The step that this program works with. A test holds it against `versions`.
FIRST_ON_A_SERVER = "0003"
VERSION_TABLE = "monitor_schema"  # A name of our own, so that another program's database is never taken for ours.


def run_script(path: Path) -> None:
    """Run the statements of a step's SQL file in the migration's transaction; each ends with a line's last semicolon.

    A step has a file for each database: `0004_name.sql` in the words of SQLite, `0004_name.postgresql.sql` in
    PostgreSQL's. PostgreSQL was first known at 0003, whose file makes everything: for it there is nothing before.

    Args:
        path: The step's module, beside which they lie.
    """
    from alembic import op

    dialect = op.get_bind().dialect.name
    file = path.with_suffix(".sql" if dialect == "sqlite" else f".{dialect}.sql")
    if dialect != "sqlite" and path.stem < FIRST_ON_A_SERVER:
        return
    # The driver runs one statement at a time within a transaction.
    for statement in file.read_text(encoding="utf-8").rstrip().removesuffix(";").split(";\n"):
        op.execute(statement)
