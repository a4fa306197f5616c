"""Makes the first schema: the tables of the SQL files beside this one."""

from __future__ import annotations

from pathlib import Path

from monitor.store.migrations import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    run_script(Path(__file__))
