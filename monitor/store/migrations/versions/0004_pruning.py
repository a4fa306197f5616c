"""Adds the index without which to forget articles would look through all sketches. The SQL file beside this one."""

from __future__ import annotations

from pathlib import Path

from monitor.store.migrations import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add an index."""
    run_script(Path(__file__))
