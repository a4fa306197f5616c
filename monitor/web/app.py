"""Requests → what is known, as pages for people and JSON for programs.

/                 launches           /api/launches
/launches/{id}    one, with its life /api/launches/{id}
/sources          how sources are    /api/sources
/healthz          200 while the watch goes on, else 503
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from functools import partial
from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.errors import StoreError
from monitor.log import get_logger
from monitor.lookup import LaunchLife, iso, launch_record
from monitor.web.guard import SAFETY, Guard
from monitor.web.question import MOST, PAGE, Question, number_in
from monitor.web.reader import Times, words_for
from monitor.web.rendering import asset, make_environment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence
    from datetime import datetime

    from jinja2 import Environment
    from starlette.requests import Request

    from monitor.lookup import SourceView
    from monitor.ports import Clock, Store

    Result = TypeVar("Result")

    class Call(Protocol):
        """Runs a function in the store's thread."""

        def __call__(self, function: Callable[..., Result], *arguments: object) -> Awaitable[Result]:
            """Give the function's result."""
            ...


log = get_logger(__name__)

_HOME_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How the page tells times by the clocks of `zone`, how old the last completed pass may be, what means the same.

    `wordings` gives other wordings of a question, by names that are known.
    """

    zone: tzinfo = _HOME_ZONE
    pass_limit: timedelta = timedelta(minutes=15)
    wordings: Callable[[str], Collection[str]] = field(default=lambda _question: ())


def create_app(
    store: Store,
    *,
    sources: Callable[[], Sequence[SourceView]],
    hosts: Sequence[str],
    last_pass: Callable[[], datetime | None],
    clock: Clock,
    call: Call,
    options: PageOptions = PageOptions(),
) -> Starlette:
    """Put the page together.

    Args:
        store: What is known; only read.
        sources: Gives how the sources are; run through `call`, so that it may ask the store.
        hosts: Names under which the page may be asked for, as `LOOPBACK_HOSTS`.
        last_pass: Gives when the last pass over the sources was completed.
        clock: Tells the time.
        call: Runs a function in the store's thread.
        options: How times are shown, and when the watch counts as late.
    """
    rooms = _Rooms(store, sources, last_pass, clock, call, options, make_environment())
    routes = [Route("/healthz", rooms.health)]
    routes += [Route(path, rooms.launches) for path in ("/", "/api/launches")]
    routes += [Route(f"{root}/launches/{{number}}", rooms.launch) for root in ("", "/api")]
    routes += [Route(f"{root}/sources", rooms.source_list) for root in ("", "/api")]
    routes += [Route(f"/{name}", _asset(name, kind)) for name, kind in ASSETS.items()]
    faults = {HTTPException: rooms.refused, StoreError: rooms.store_failed, Exception: _broken}
    app = Starlette(routes=routes, middleware=[Middleware(Guard, hosts=hosts)], exception_handlers=faults)
    app.router.redirect_slashes = False  # It would answer with the address that the client claims.
    return app


ASSETS = {"page.css": "text/css", "icon.svg": "image/svg+xml"}


def _asset(name: str, media_type: str) -> Callable[[Request], Response]:
    kept = {"cache-control": "max-age=31536000, immutable"}  # Its address bears a version.
    return lambda _request: Response(asset(name), media_type=media_type, headers=kept)


@dataclass(frozen=True, slots=True)
class _Rooms:
    """One answer for each route."""

    store: Store
    sources: Callable[[], Sequence[SourceView]]
    last_pass: Callable[[], datetime | None]
    clock: Clock
    call: Call
    options: PageOptions
    environment: Environment

    async def launches(self, request: Request) -> Response:
        asked = Question.read(request.query_params)
        aliases = self.options.wordings(asked.search)
        narrowed = partial(self.store.launches, **asked.filters(), aliases=aliases, limit=asked.limit + 1)
        found = await self.call(narrowed)
        shown = found[: asked.limit]
        if _for_programs(request):
            return JSONResponse([launch_record(launch) for launch in shown])
        local = self._times(request).local
        days = [list(day) for _, day in groupby(shown, lambda launch: local(launch.status_at).date())]
        wider = min(asked.limit + PAGE, MOST)
        return self._page(request, "launches", question=asked, days=days, more=len(found) > len(shown), wider=wider)

    async def launch(self, request: Request) -> Response:
        number = number_in(request.path_params["number"])
        launch = None if number is None else await self.call(self.store.launch, number)
        if launch is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such launch")
        life = await self.call(LaunchLife.of, launch, self.store)
        if _for_programs(request):
            return JSONResponse(life.record())
        return self._page(request, "launch", launch=launch, history=life.history, messages=life.messages)

    async def source_list(self, request: Request) -> Response:
        views = sorted(await self.call(self.sources), key=lambda view: not view.is_ailing)
        if _for_programs(request):
            return JSONResponse([view.record() for view in views])
        counts = {
            "ailing": sum(view.is_ailing for view in views),
            "unchecked": sum(view.is_unchecked for view in views),
        }
        return self._page(request, "sources", views=views, **counts)

    async def health(self, _request: Request) -> Response:
        state = self._watch_state()
        code = HTTPStatus.OK if state == "ok" else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"status": state, "last_pass_at": iso(self.last_pass())}, code)

    async def refused(self, request: Request, error: Exception) -> Response:
        code, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
        if _for_programs(request):
            return JSONResponse({"error": detail}, code)
        page = self._page(request, "fault", code=code, detail=detail)
        page.status_code = code
        return page

    async def store_failed(self, request: Request, error: Exception) -> Response:
        log.warning("page not answered", stage="web", path=request.url.path, error=str(error))
        return await self.refused(request, HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "the store cannot be read"))

    def _watch_state(self) -> str:
        last_at = self.last_pass()
        if last_at is None:
            return "starting"
        return "ok" if self.clock() - last_at < self.options.pass_limit else "late"

    def _times(self, request: Request) -> Times:
        return Times(words_for(request.headers.get("accept-language", "")), self.options.zone, self.clock())

    def _page(self, request: Request, template: str, **values: Any) -> Response:  # noqa: ANN401 -- a template's.
        times = self._times(request)
        watch = {"state": self._watch_state(), "last_at": self.last_pass()}
        shown = {"times": times, "words": times.words, "watch": watch, "path": request.url.path}
        html = self.environment.get_template(f"{template}.html").render(shown | values)
        return HTMLResponse(html, headers={"vary": "accept-language"})


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/")


async def _broken(_request: Request, _error: Exception) -> Response:
    """Answer for a fault of our own; Starlette raises it again, so that it is logged."""
    return PlainTextResponse("Something is wrong with this page.\n", HTTPStatus.INTERNAL_SERVER_ERROR, SAFETY)
