"""How often workers give signs of life, and how soon one without any is taken for dead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps the promise that a dead worker's hosts are asked again within 30 s: silence, rescue, poll and a tick.

    Args:
        beat: Between two signs of life of a worker.
        silence: After which a worker is taken for dead; three beats, since one may come late.
        rescue: Between two looks for dead workers.
        poll: Between two looks of a worker for jobs of which nobody tells it: those whose lock has become free.
        refresh: Between two looks at what workers found of sources that wait or are being checked.
        drain: How long checks under way may take to end when a worker is asked to stop.
    """

    beat: timedelta = timedelta(seconds=5)
    silence: timedelta = timedelta(seconds=15)
    rescue: timedelta = timedelta(seconds=5)
    poll: timedelta = timedelta(seconds=2)
    refresh: timedelta = timedelta(seconds=30)
    drain: timedelta = timedelta(seconds=6)
