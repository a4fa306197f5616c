"""The calendar of what is announced for later."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from monitor.lookup.agenda import Agenda, days_taken, months_from
from monitor.model import Status

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.model import Launch
    from monitor.web.room import Room

MOST = 300
"""Upcoming launches that are looked through, the latest news first; eleven weeks of the archive have some sixty."""
MONTHS = 3


async def calendar(room: Room, request: Request) -> Response:
    """Show what is coming, by month, what is overdue, and what has no date."""
    times = room.times(request)
    today = times.local(times.now).date()
    agenda = Agenda.of(await upcoming(room), today)
    coming = [
        (month, list(group))
        for month, group in groupby(agenda.coming, lambda one: (one.span.last.year, one.span.last.month))  # type: ignore[union-attr]  # What is coming has one.
    ]
    tables, taken = months_from(today, MONTHS), days_taken(agenda.coming)
    return room.page(request, "calendar", agenda=agenda, coming=coming, tables=tables, taken=taken, today=today)


async def upcoming(room: Room) -> list[Launch]:
    """Give the launches that are announced and not there yet, the latest news first."""
    return await room.call(lambda: room.store.launches(status=Status.UPCOMING, limit=MOST))
