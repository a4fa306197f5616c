"""Adds indices for what was looked for in whole tables. The SQL files beside this one."""

from __future__ import annotations

from pathlib import Path

from monitor.store.migrations import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add indices."""
    run_script(Path(__file__))
