"""Turns a listing, held against what its source listed before, into the rhythm in which the source publishes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import Precision
from monitor.rhythm import Rhythm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Sighting, SourceState

A_DAY = timedelta(days=1)


def with_arrivals(before: SourceState, sightings: Sequence[Sighting], now: datetime, *, is_rebuilt: bool) -> bytes:
    """Give a source's rhythm with what a listing adds: of the first all dates, of later ones what is new.

    What is new without a date, or with one that it should have been listed under before, came when it was seen.

    Args:
        before: What is remembered from the listing before.
        sightings: What is listed now.
        now: When it was listed.
        is_rebuilt: Most of it is new at a stroke: that counts as one entry.
    """
    rhythm = Rhythm.read(before.rhythm)
    is_first = before.listed_at is None
    earliest = before.listed_at - A_DAY if before.listed_at else None
    new = [one.entry for one in sightings if is_first or not one.is_known]
    if is_rebuilt:
        return rhythm.with_arrivals([(now, True)], now).written()
    times = [
        (entry.published.at, entry.published.precision is Precision.TIME)
        if entry.published and (earliest is None or earliest <= entry.published.at <= now)
        else (now, True)
        for entry in new
        if entry.published or not is_first
    ]
    return rhythm.with_arrivals(times, now).since(now).written()
