"""Sends httpx's requests, each server's on connections of its own: httpx's transport takes no network of ours.

It is used without an `httpx.AsyncClient`: of what that adds (cookies, redirects, environment, authentication from
.netrc) we want none. Errors are httpcore's, as they come from the network.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from monitor.http.conversation import Conversation
from monitor.http.url import PORTS

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    import httpcore

    from monitor.http.url import Origin

CONNECT_SECONDS = 10.0
"""A host that lets nobody in is known as such before a deadline ends, after which nobody knows what arrived."""
IDLE_AT_MOST = 15.0
"""Seconds that a kept connection waits for the next article of its host."""


@dataclass(eq=False, slots=True)
class DirectTransport(httpx.AsyncBaseTransport):
    """Asks each server on a connection of its own.

    httpcore's pool looks at all its connections for every request, and goes through locks and scopes of anyio at every
    step: a check by a new connection costs a quarter without it (`python -m bench.load`).

    Args:
        network: Dials.
        tls: What to trust.
        kept_alive: How many connections stay open between requests; the one that waited longest ends first.
    """

    network: httpcore.AsyncNetworkBackend
    tls: ssl.SSLContext
    kept_alive: int = 0
    _idle: deque[_Idle] = field(default_factory=deque)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; give its reply, whose body is read from the wire and must be closed.

        Raises:
            httpcore.NetworkError: No connection came about, or it broke.
            httpcore.TimeoutException: Nobody let us in within `CONNECT_SECONDS`.
            httpcore.ProtocolError: The server does not speak HTTP.
            FetchError: From a gate: the address is refused, or the name has none.
        """
        home = _home_of(request.url)
        conversation = self._kept(home) or await self._dialled(home)
        try:
            status, headers = await conversation.ask(request)
        except BaseException:
            await conversation.stream.aclose()
            raise
        return httpx.Response(status, headers=headers, stream=_Body(self, home, conversation))

    async def aclose(self) -> None:
        """Close what waits."""
        while self._idle:
            await self._idle.popleft().conversation.stream.aclose()

    async def done(self, home: Origin, conversation: Conversation) -> None:
        """Take back a connection on which nobody reads any further, for the next request where there may be one."""
        if not self.kept_alive or conversation.is_over():
            await conversation.stream.aclose()
            return
        self._idle.append(_Idle(home, conversation, _now() + IDLE_AT_MOST))
        while len(self._idle) > self.kept_alive or self._idle[0].until < _now():
            await self._idle.popleft().conversation.stream.aclose()

    def _kept(self, home: Origin) -> Conversation | None:
        """Take a connection that waits for this server, the newest first."""
        for idle in reversed(self._idle):
            if idle.home == home and idle.until >= _now() and not idle.conversation.is_closed:
                self._idle.remove(idle)
                return idle.conversation
        return None

    async def _dialled(self, home: Origin) -> Conversation:
        scheme, host, port = home
        stream = await self.network.connect_tcp(host, port, CONNECT_SECONDS)
        if scheme == "https":
            stream = await stream.start_tls(self.tls, host, CONNECT_SECONDS)
        return Conversation(stream)


@dataclass(frozen=True, eq=False, slots=True)
class _Idle:
    home: Origin
    conversation: Conversation
    until: float


class _Body(httpx.AsyncByteStream):
    """The body of a reply that is still on the wire."""

    def __init__(self, transport: DirectTransport, home: Origin, conversation: Conversation) -> None:
        self._transport, self._home, self._conversation = transport, home, conversation

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._conversation.body()

    async def aclose(self) -> None:
        await self._transport.done(self._home, self._conversation)


def _home_of(url: httpx.URL) -> Origin:
    """Give what names a server on the wire, where names with other letters than ASCII's are written in such."""
    return url.scheme, url.raw_host.decode("ascii"), url.port or PORTS[url.scheme]


def _now() -> float:
    return asyncio.get_running_loop().time()
