"""The scripts of `.ci`, as modules: they are run as scripts, and are no package."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".ci"
sys.path.append(str(FOLDER))  # Last, so that nothing of it hides a module of the same name.
