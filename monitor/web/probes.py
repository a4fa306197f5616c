"""How a process is → what health checks and Prometheus are answered, on the page or at an address of their own."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.lookup import iso
from monitor.web.guard import LOOPBACK_HOSTS, Guard

if TYPE_CHECKING:
    from starlette.requests import Request

    from monitor.model import Vitals
    from monitor.web.access import Access

CHALLENGE = {"www-authenticate": 'Basic realm="monitor", charset="UTF-8"'}
WANTED = "send the token, as a bearer's or as a password"


class Probes(Protocol):
    """Tells how this process is."""

    def vitals(self) -> Vitals:
        """Tell whether it lives: from what its loops noted, and without asking anything that may hang."""
        ...

    async def readiness(self) -> Vitals:
        """Tell whether it does its work: its settings read, its memory open at the right step, a first pass done."""
        ...

    async def metrics(self) -> tuple[bytes, str]:
        """Give what was counted and what can be read off it now, with its media type."""
        ...


def alive(vitals: Vitals) -> Response:
    """Answer 200 where nobody needs to act, else 503."""
    return _answer(vitals, HTTPStatus.OK if vitals.is_well else HTTPStatus.SERVICE_UNAVAILABLE)


def ready(vitals: Vitals) -> Response:
    """Answer 200 where the process does its work, else 503; one that waits its turn does not."""
    return _answer(vitals, HTTPStatus.OK if vitals.is_at_work else HTTPStatus.SERVICE_UNAVAILABLE)


def _answer(vitals: Vitals, code: HTTPStatus) -> Response:
    """Answer in one line, which says why where the process is not well."""
    said = {"status": vitals.condition.value, "last_pass_at": iso(vitals.last_pass_at)}
    return JSONResponse(said | ({"why": vitals.why} if vitals.why else {}), code)


async def metrics_of(probes: Probes) -> Response:
    """Answer what Prometheus asks for."""
    text, media_type = await probes.metrics()
    return Response(text, headers={"content-type": media_type})


def create_observatory(probes: Probes, access: Access) -> Starlette:
    """Put together what a process answers that serves no page, or none at the moment.

    Args:
        probes: Tell how it is.
        access: Who may read its metrics; how it is, is told to everybody.
    """

    async def healthz(_request: Request) -> Response:
        return alive(probes.vitals())

    async def readyz(_request: Request) -> Response:
        return ready(await probes.readiness())

    async def metrics(request: Request) -> Response:
        if not access.may_read(request):
            return PlainTextResponse(f"{WANTED}\n", HTTPStatus.UNAUTHORIZED, CHALLENGE)
        return await metrics_of(probes)

    answers = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
    # Names guard what is open to this machine alone. Where the token does, a scraper asks by any name or number.
    guard = Middleware(partial(Guard, hosts=LOOPBACK_HOSTS if access.is_open else None))
    app = Starlette(routes=[Route(path, answer) for path, answer in answers.items()], middleware=[guard])
    app.router.redirect_slashes = False
    return app
