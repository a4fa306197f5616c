"""How fast: every row of the design's table, beside raw libraries and peers, on a news world of this machine's own.

Run from the project's root:

    python -m bench.load                in short, some two minutes: no peer is installed, sizes are small
    python -m bench.load --full         full sizes, every peer, three rounds of each; half an hour on an idle machine
    python -m bench.load --only feed,detector      some cases; nothing is written into docs/benchmarks.md

`world` writes feeds, lists and articles (`texts`, `layouts`), `server` has nginx serve them at hundreds of hosts of
127.0.0.0/8, `limits` takes raw libraries, `ours` and `running` this program, `peers` all others; each case is a process
of its own. `rows` holds what was measured against the goals.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The neighbours are found from wherever this is imported.


def main() -> int:
    """Measure by the arguments of the command line; for `bench/run.py`."""
    from .__main__ import main as measured

    return measured()
