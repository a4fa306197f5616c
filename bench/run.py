"""Run every benchmark of this folder, one after the other; each prints its own table.

`handing`, `killing`, `living`, `sharing`, `rebuilt`, `digests` and `telling` are short ones here; their whole proofs
take from one to thirty minutes: `python bench/living.py`.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from monitor.log import configure_logging

BENCHES = (
    "detection",
    "deduplication",
    "interruptions",
    "extraction",
    "feeds",
    "hostile",
    "bombs",
    "checking",
    "fetching",
    "store",
    "lookup",
    "page",
    "hidden",
    "search",
    "settings",
    "starting",
    "bodies",
    "heads",
    "telling",
    "rhythm",
    "bursts",
    "silence",
    "gate",
    "charsets",
    "rebuilt",
    "hanging",
    "handing",
    "killing",
    "sharing",
    "living",
    "digests",
)


def main() -> int:
    """Give 1 where a benchmark failed."""
    configure_logging(level="error")
    here = Path(__file__).resolve().parent
    sys.path[:0] = [str(here), str(here.parent)]
    failed = 0
    for name in BENCHES:
        print(f"\n# {name}", flush=True)
        failed |= importlib.import_module(name).main()
    return failed


if __name__ == "__main__":
    sys.exit(main())
