"""How the sources are, and the health answer for whoever looks after the program."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from monitor.model import SourceHealth
from monitor.text import compact, one_line
from monitor.web import probes
from monitor.web.paging import Paged
from monitor.web.question import member_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.lookup import SourceView
    from monitor.web.room import Room

A_PAGE = 60


async def sources(room: Room, request: Request) -> Response:
    """Show how the sources are, those that somebody should look at first."""
    asked = one_line(request.query_params.get("search", ""))
    state = member_in(request.query_params, "state", SourceHealth)
    views = await in_order(room)
    counted = Counter(view.state for view in views)
    states = {kind: counted[kind] for kind in SourceHealth}
    counts = {
        "count": len(views),
        "ailing": sum(view.is_ailing for view in views),
        "unchecked": sum(view.is_unchecked for view in views),
    }
    fitting = [view for view in views if (not state or view.state is state) and (not asked or _is_named(view, asked))]
    paged = Paged.of(fitting, request.query_params.get("page", ""), A_PAGE)
    return room.page(request, "sources", paged=paged, counts=counts, states=states, search=asked, state=state)


async def health(room: Room, _request: Request) -> Response:
    """Answer 200 while the watch goes on, else 503."""
    return probes.alive(room.vitals())


async def ready(room: Room, _request: Request) -> Response:
    """Answer 200 while the program does its work, else 503."""
    asked = room.options.probes
    return probes.ready(await asked.readiness() if asked else room.vitals())


async def metrics(room: Room, _request: Request) -> Response:
    """Answer what Prometheus asks for."""
    if room.options.probes is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "nothing is counted here")
    return await probes.metrics_of(room.options.probes)


async def in_order(room: Room) -> list[SourceView]:
    """Give how the sources are, those that somebody should look at first."""
    return sorted(await room.call(room.sources), key=lambda view: not view.is_ailing)


def _is_named(view: SourceView, asked: str) -> bool:
    return compact(asked) in compact(f"{view.name} {view.id}")
