"""Runs the sections as a script; the folder's parent is where the package is found."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

from deduplication import main  # noqa: E402 -- a script finds the package beside itself first.

sys.exit(main())
