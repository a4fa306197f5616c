"""Whether what is the same is found to be the same, and nothing else: one section a question.

Run from the project's root: `python bench/deduplication`. The data lie beside the project in `../shared`; a section
whose data are absent says so.
"""

from __future__ import annotations

import importlib

SECTIONS = ("pages", "texts", "keys", "pairs")


def main() -> int:
    """Run every section; give 1 where one missed a goal."""
    missed = 0
    for section in SECTIONS:
        print(f"\n## {section}", flush=True)
        missed |= importlib.import_module(f"deduplication.{section}").main()
    return missed
