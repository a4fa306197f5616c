"""Adds how articles were read: outlets, damage, selectors in vain. The SQL file beside this one."""

from __future__ import annotations

from pathlib import Path

from monitor.store.migrations import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add columns."""
    run_script(Path(__file__))
