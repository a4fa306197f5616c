"""The schema's history, forward only: one file a step in `versions`, each frozen once it was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "0003"  # The step that this program works with. A test holds it against `versions`.
VERSION_TABLE = "monitor_schema"  # A name of our own, so that another program's database is never taken for ours.


def run_script(path: Path) -> None:
    """Run the statements of an SQL file in the migration's transaction; each ends with a line's last semicolon."""
    from alembic import op

    script = path.read_text(encoding="utf-8")
    for statement in script.removesuffix(";\n").split(";\n"):  # The driver runs one at a time within a transaction.
        op.execute(statement)
