"""Requests → what is known, as pages for people, JSON for programs, feeds for readers.

The tables below are the page's whole surface; docs/page.md describes it.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.errors import StoreError
from monitor.log import get_logger
from monitor.web import agenda, api, correcting, feeds, figures, launches, organisations, outbox, signing, watching
from monitor.web.access import Access
from monitor.web.counts import Counts
from monitor.web.guard import SAFETY, Guard
from monitor.web.keys import Keys
from monitor.web.options import PageOptions
from monitor.web.probes import CHALLENGE, WANTED
from monitor.web.rendering import ASSETS, asset, make_environment
from monitor.web.room import Room

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from starlette.requests import Request

    from monitor.lookup import SourceView
    from monitor.ports import Clock, Store
    from monitor.web.room import Call

    Answer = Callable[[Room, Request], Awaitable[Response]]

log = get_logger(__name__)

AS_USUAL = PageOptions()

PAGES: dict[str, Answer] = {
    "/": launches.board,
    "/launches/{number}": launches.launch,
    "/calendar": agenda.calendar,
    "/organisations": organisations.organisations,
    "/organisations/{key:path}": organisations.organisation,
    "/sources": watching.sources,
    "/messages": outbox.messages,
    "/messages/{code}": outbox.message,
    "/figures": figures.figures,
    "/launches.atom": feeds.atom,
    "/launches.json": feeds.json_feed,
    "/calendar.ics": feeds.calendar,
    "/api/launches": api.launches,
    "/api/launches/{number}": api.launch,
    "/api/calendar": api.calendar,
    "/api/organisations": api.organisations,
    "/api/sources": api.sources,
    "/api/messages": api.messages,
    "/api/messages/{code}": api.message,
    "/api/figures": api.figures,
    "/api/corrections": api.corrections,
    "/metrics": watching.metrics,
}
OPEN: dict[str, Answer] = {
    "/healthz": watching.health,
    "/readyz": watching.ready,
    "/sign-in": signing.sign_in,
    "/preferences": signing.preferences,
}
"""What everybody who reaches the page may ask for."""
FOR_PROGRAMS = {"/launches.atom", "/launches.json", "/calendar.ics", "/metrics"}
"""What only programs ask for, beside the API: they are told what is wrong, not led to a form."""
FORMS: dict[str, Answer] = {
    "/do/sign-in": signing.signed_in,
    "/do/sign-out": signing.signed_out,
    "/do/correct": correcting.correct,
}
"""What is posted; the guard lets no other path through. Each says itself who may."""


def create_app(
    store: Store,
    *,
    sources: Callable[[], Sequence[SourceView]],
    hosts: Sequence[str],
    last_pass: Callable[[], datetime | None],
    clock: Clock,
    call: Call,
    options: PageOptions = AS_USUAL,
) -> Starlette:
    """Put the page together.

    Args:
        store: What is known.
        sources: Gives how the sources are; run through `call`, so that it may ask the store.
        hosts: Names under which the page may be asked for, as `LOOPBACK_HOSTS`.
        last_pass: Gives when the last pass over the sources was completed.
        clock: Tells the time.
        call: Runs a function in the store's thread.
        options: How the page behaves.
    """
    keys = Keys(options.token.get_secret_value()) if options.token else None
    access = Access(keys, options.is_open, clock)
    counts = Counts.of(store, clock, options.zone)
    room = Room(store, sources, last_pass, clock, call, options, access, make_environment(), counts)
    routes = [Route(path, partial(_read, room, answer)) for path, answer in PAGES.items()]
    routes += [Route(path, partial(answer, room)) for path, answer in OPEN.items()]
    routes += [Route(path, partial(answer, room), methods=["POST"]) for path, answer in FORMS.items()]
    routes += [Route(f"/{name}", partial(_asset, name, kind)) for name, kind in ASSETS.items()]
    faults: Mapping[Any, Any] = {
        HTTPException: partial(_refused, room),
        StoreError: partial(_store_failed, room),
        Exception: _broken,
    }
    guard = Middleware(Guard, hosts=hosts, writable=tuple(FORMS))
    app = Starlette(routes=routes, middleware=[guard], exception_handlers=faults)
    app.router.redirect_slashes = False  # It would answer with the address that the client claims.
    return app


async def _read(room: Room, answer: Answer, request: Request) -> Response:
    """Answer who may read; a browser is asked for the token, a program told that it lacks."""
    if room.access.may_read(request):
        return await answer(room, request)
    if _for_programs(request):
        raise HTTPException(HTTPStatus.UNAUTHORIZED, WANTED, CHALLENGE)
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?back={quote(back, safe='')}", HTTPStatus.SEE_OTHER)


async def _asset(name: str, media_type: str, _request: Request) -> Response:
    kept = {"cache-control": "max-age=31536000, immutable"}  # Its address bears a version.
    return Response(asset(name), media_type=media_type, headers=kept)


async def _refused(room: Room, request: Request, error: Exception) -> Response:
    code, detail, headers = 500, "", None
    if isinstance(error, HTTPException):
        code, detail, headers = error.status_code, error.detail, error.headers
    if _for_programs(request):
        return JSONResponse({"error": detail}, code, headers)
    return room.page(request, "fault", code, code=code, detail=detail)


async def _store_failed(room: Room, request: Request, error: Exception) -> Response:
    log.warning("page not answered", stage="web", path=request.url.path, error=str(error))
    return await _refused(room, request, HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "the store cannot be read"))


async def _broken(_request: Request, _error: Exception) -> Response:
    """Answer for a fault of our own; Starlette raises it again, so that it is logged."""
    return PlainTextResponse("Something is wrong with this page.\n", HTTPStatus.INTERNAL_SERVER_ERROR, SAFETY)


def _for_programs(request: Request) -> bool:
    path = request.url.path
    asks = "application/json" in request.headers.get("accept", "")
    return asks or path.startswith("/api/") or path in FOR_PROGRAMS
