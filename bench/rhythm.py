"""How late news is found, and for how many requests, by the interval that a source may be asked at: simulated.

`every: 1m` is fixed; within bounds a source's own rhythm decides. To the figures comes what reading and sending take,
under a second (`bench/run.py`); a publication that nobody links to yet cannot be found by anybody.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # The neighbour is found from wherever this is imported.

from newsroom import HABITS, lived_through, made_up

from monitor.log import configure_logging
from monitor.model import Tier

SPANS = {Tier.OFFICIAL: timedelta(days=30), Tier.MEDIA: timedelta(days=5)}
SOURCES = 2  # Of each habit.
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RHYTHMS = {
    "1m": (MINUTE, MINUTE),
    "[1m, 6h]": (MINUTE, 6 * HOUR),
    "5m": (5 * MINUTE, 5 * MINUTE),
    "[5m, 6h]": (5 * MINUTE, 6 * HOUR),
}


def main() -> int:
    """Simulate and print."""
    configure_logging(level="error")
    print(f"{'every':10}{'sources':10}{'found':>6}{'p50':>10}{'p95':>10}{'most':>12}{'requests a day':>16}")
    for name, every in RHYTHMS.items():
        for tier in (Tier.OFFICIAL, Tier.MEDIA):
            _print_tier(name, every, tier)
    return 0


def _print_tier(name: str, every: tuple[timedelta, timedelta], tier: Tier) -> None:
    habits = [habit for _, habit in HABITS if habit.tier is tier]
    span = SPANS[tier]
    lives = [lived_through(made_up(habit, seed, every), span) for habit in habits for seed in range(SOURCES)]
    delays = sorted(delay.total_seconds() for life in lives for delay in life.delays)
    half, most = (delays[int(len(delays) * share)] for share in (0.5, 0.95))
    requests = sum(life.checks for life in lives) / len(lives) / span.days
    row = f"{len(delays):6}{half:8.0f} s{most:8.0f} s{delays[-1]:10.0f} s{requests:16.0f}"
    print(f"{name:10}{tier:10}{row}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
