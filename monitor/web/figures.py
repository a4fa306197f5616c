"""Charts: launches a week, by organisation, and how long it took until people were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.lookup.figures import name_of
from monitor.web.charts import columns, scale_of, shares

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.web.room import Room

HEIGHT = 176.0
"""Pixels of the columns; their names stand below."""


async def figures(room: Room, request: Request) -> Response:
    """Show the charts."""
    found = await room.call(room.counts.figures)
    weekly = [week.launches for week in found.weeks]
    weeks = list(zip(found.weeks, columns(weekly, HEIGHT), strict=True))
    counts = [one.launches for one in found.organisations]
    named = [room.options.known(one.key) for one in found.organisations]
    names = [known.name if known else name_of(one) for one, known in zip(found.organisations, named, strict=True)]
    delays = found.delays
    words = room.times(request).words["delays"]["classes"]
    return room.page(
        request,
        "figures",
        weeks=weeks,
        scale=scale_of(weekly, HEIGHT),
        height=HEIGHT,
        total=sum(weekly),
        organisations=list(zip(found.organisations, names, shares(counts), strict=True)),
        delays=delays,
        classes=list(zip(words, delays.classes, shares(delays.classes), strict=True)),
        told=sum(delays.classes),
    )
