"""Organisations and their lines of models."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from monitor.lookup.figures import name_of
from monitor.text import compact, one_line
from monitor.web.paging import Paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.model import Launch, OrganisationOverview
    from monitor.web.options import PageOptions
    from monitor.web.room import Room

A_PAGE = 60
MOST_LAUNCHES = 120
"""Of one organisation; older ones are found by its name on the timeline."""


async def organisations(room: Room, request: Request) -> Response:
    """Show who announced models, those with the most first."""
    asked = one_line(request.query_params.get("search", ""))
    every = await room.call(room.counts.organisations)
    fitting = [one for one in every if fits(one, asked, room.options)]
    paged = Paged.of(fitting, request.query_params.get("page", ""), A_PAGE)
    return room.page(request, "organisations", paged=paged, search=asked, known=room.options.known)


async def organisation(room: Room, request: Request) -> Response:
    """Show one organisation's lines of models, each with its launches."""
    key = request.path_params["key"]
    families, launches = await room.call(lambda: (room.store.families(key), _of(room, key)))
    if not families:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such organisation")
    lines = [(family, [one for one in launches if one.key.family == family.key]) for family in families]
    known = room.options.known(key)
    names = [*families[0].latest.organisations[:1], key]
    name = known.name if known else names[0]
    total = sum(family.launches for family in families)
    shown: dict[str, Any] = {
        "key": key,
        "name": name,
        "known": known,
        "lines": lines,
        "total": total,
        "shown": len(launches),
    }
    return room.page(request, "organisation", **shown)


def fits(one: OrganisationOverview, asked: str, options: PageOptions) -> bool:
    """Tell whether an organisation bears a name, or one that begins or ends so."""
    known = options.known(one.key)
    names = (one.key, name_of(one), *((known.name, *known.aliases) if known else ()))
    return not asked or any(compact(asked) in compact(name) for name in names)


def _of(room: Room, key: str) -> Sequence[Launch]:
    found = room.store.launches(organisation=key, limit=MOST_LAUNCHES)
    return [launch for launch in found if launch.key.organisation == key]
