"""The settings file as it is delivered: what a person has made of it since is theirs, and no test's business."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def delivered() -> str:
    """Give the text of sources.yaml as it was committed; where there is no history, as it lies there."""
    command = ["git", "-C", str(ROOT), "show", "HEAD:sources.yaml"]
    shown = subprocess.run(command, capture_output=True, check=False)
    return (shown.stdout if shown.returncode == 0 else (ROOT / "sources.yaml").read_bytes()).decode()
