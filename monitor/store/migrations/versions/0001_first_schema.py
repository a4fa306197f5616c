"""Makes the first schema: the tables of the SQL file beside this one, in the words of SQLite.

PostgreSQL will want its own for two of them: DATETIME, and an id that counts by itself.
"""

from __future__ import annotations

from pathlib import Path

from monitor.store.migrations import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    run_script(Path(__file__).with_suffix(".sql"))
