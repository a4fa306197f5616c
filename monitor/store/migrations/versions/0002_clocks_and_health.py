"""Adds what the clock and the health of sources need: the SQL file beside this one."""

from __future__ import annotations

from pathlib import Path

from monitor.store.migrations import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns and tables; alerts move into a table that tells a lapsed date from a status."""
    run_script(Path(__file__))
