"""Requests that may not be answered → refusals; every answer leaves with the headers that keep a browser safe."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")

# Nothing is loaded but our own files, and nothing that stands in a page runs, whatever a title may hold: what the page
# does without them it does with them, only sooner.
SAFETY = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}
_METHODS = ("GET", "HEAD")


class Guard:
    """Stands before the application.

    Args:
        app: What answers.
        hosts: The names under which the page may be asked for, without port. A foreign page whose name was made to
            point at 127.0.0.1 (DNS rebinding) is told apart by nothing else. None lets any name through.
        writable: The paths that may be posted to.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str] | None, writable: Sequence[str] = ()) -> None:
        self._app = app
        self._hosts = None if hosts is None else frozenset(_name(host) for host in hosts)
        self._writable = frozenset(writable)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFETY.items():
                    headers.setdefault(name, value)
            await send(message)

        await (self._refusal(scope) or self._app)(scope, receive, send_safely)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        asked = Headers(scope=scope).getlist("host")
        if len(asked) != 1 or (self._hosts is not None and _name(asked[0]) not in self._hosts):
            words = "This page does not answer to that name. Ask for it by the address it listens on.\n"
            return PlainTextResponse(words, HTTPStatus.MISDIRECTED_REQUEST)
        methods = ("POST",) if scope["path"] in self._writable else _METHODS
        if scope["method"] not in methods:
            allowed = {"allow": ", ".join(methods)}
            return PlainTextResponse("That cannot be done here.\n", HTTPStatus.METHOD_NOT_ALLOWED, allowed)
        return None


def _name(host: str) -> str:
    """Give a Host header's name without port, brackets, case and final dot; an IPv6 address may stand bare."""
    bare = host.strip().lower()
    if bare.startswith("["):
        return bare[1:].partition("]")[0]
    return bare if bare.count(":") > 1 else bare.partition(":")[0].removesuffix(".")
