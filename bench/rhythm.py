"""How late news is found, and for how many requests, by the interval that a source may be asked at: simulated.

No source is asked more than once a minute. Bounds are those that hold where nobody says others: within them a source's
own rhythm decides. To the figures comes what reading and sending take, under a second (`bench/run.py`); a publication
that nobody links to yet cannot be found by anybody. Takes two minutes; 1 where a goal is missed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # The neighbour is found from wherever this is imported.

from newsroom import HABITS, lived_through, made_up

from monitor.log import configure_logging
from monitor.model import Tier
from monitor.settings import OFFICIAL_EVERY, USUAL_EVERY

Bounds = tuple[timedelta, timedelta]

SPANS = {Tier.OFFICIAL: (timedelta(days=60), 5), Tier.MEDIA: (timedelta(days=5), 2)}
"""How long, and how many sources of each habit: makers publish seldom."""

MINUTE = timedelta(minutes=1)
ROWS: tuple[tuple[str, Tier, Bounds, tuple[float, float] | None], ...] = (
    ("1m", Tier.OFFICIAL, (MINUTE, MINUTE), None),
    ("[1m, 6h], unsaid", Tier.OFFICIAL, OFFICIAL_EVERY, (45, 120)),
    ("5m", Tier.MEDIA, (5 * MINUTE, 5 * MINUTE), None),
    ("[5m, 6h], unsaid", Tier.MEDIA, USUAL_EVERY, (300, 300)),
)
"""What is said, of which tier, the bounds, and the goals of p50 and p95 in seconds (DESIGN §5)."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late news of a tier was found.

    Args:
        half: Half of all was found within so many seconds; `most` is that of 95 of 100.
        requests: Of one source a day.
    """

    found: int
    half: float
    most: float
    last: float
    requests: float


def lateness(tier: Tier, every: Bounds, part: float = 1.0) -> Lateness:
    """Simulate the sources of a tier, for their whole span or a part of it."""
    whole, sources = SPANS[tier]
    span = timedelta(days=max(round(whole.days * part), 1))
    habits = [habit for _, habit in HABITS if habit.tier is tier]
    lives = [lived_through(made_up(habit, seed, every), span) for habit in habits for seed in range(sources)]
    delays = sorted(delay.total_seconds() for life in lives for delay in life.delays)
    half, most = (delays[int(len(delays) * share)] for share in (0.5, 0.95))
    return Lateness(len(delays), half, most, delays[-1], sum(life.checks for life in lives) / len(lives) / span.days)


def main() -> int:
    """Simulate and print."""
    configure_logging(level="error")
    print(f"{'every':18}{'sources':10}{'found':>6}{'p50':>10}{'p95':>10}{'most':>12}{'requests a day':>16}")
    return int(sum(_missed(*row) for row in ROWS) > 0)


def _missed(said: str, tier: Tier, every: Bounds, goals: tuple[float, float] | None) -> bool:
    """Simulate a tier and print its row; tell whether it is later than its goals."""
    late = lateness(tier, every)
    missed = goals is not None and (late.half > goals[0] or late.most > goals[1])
    row = f"{late.found:6}{late.half:8.0f} s{late.most:8.0f} s{late.last:10.0f} s{late.requests:16.0f}"
    print(f"{said:18}{tier:10}{row}{'  MISSED' if missed else ''}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main())
