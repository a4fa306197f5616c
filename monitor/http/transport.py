"""Sends httpx's requests, each server's on connections of its own: httpx's transport takes no network of ours.

It is used without an `httpx.AsyncClient`: of what that adds (cookies, redirects, environment, authentication from
.netrc) we want none. Errors are httpcore's, as they come from the network.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpcore
import httpx

from monitor.http.conversation import Conversation
from monitor.http.url import PORTS

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    from monitor.http.url import Origin

CONNECT_SECONDS = 10.0
"""For the host's name, its address and TLS together. A host that lets nobody in is known as such before a deadline
ends, after which nobody knows what arrived."""
IDLE_AT_MOST = 15.0
"""Seconds that a kept connection waits for the next article of its host."""

REPEATABLE = frozenset({"GET", "HEAD"})
"""What may be asked once more where a kept connection broke (RFC 9110 §9.2.2)."""


@dataclass(eq=False, slots=True)
class DirectTransport(httpx.AsyncBaseTransport):
    """Asks each server on a connection of its own.

    httpcore's pool looks at all its connections for every request, and goes through locks and scopes of anyio at every
    step: a check by a new connection costs a quarter without it (`python -m bench.load`).

    Args:
        network: Dials.
        tls: What to trust.
        kept_alive: How many connections stay open between requests; the one that waited longest ends first.
        patience: Seconds until a connection must stand.
    """

    network: httpcore.AsyncNetworkBackend
    tls: ssl.SSLContext
    kept_alive: int = 0
    patience: float = CONNECT_SECONDS
    _idle: deque[_Idle] = field(default_factory=deque)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; give its reply, whose body is read from the wire and must be closed.

        Raises:
            httpcore.NetworkError: No connection came about, or it broke.
            httpcore.ConnectTimeout: Nobody let us in while there was patience.
            httpcore.ProtocolError: The server does not speak HTTP.
            FetchError: From a gate: the address is refused, or the name has none.
        """
        home = _home_of(request.url)
        kept = self._kept(home)
        if kept is not None:
            try:
                return await self._asked(home, kept, request)
            except (httpcore.NetworkError, httpcore.RemoteProtocolError):
                if request.method not in REPEATABLE:
                    raise  # Else its server ended it just as it was used again (RFC 9112 §9.3.1).
        return await self._asked(home, await self._dialled(home), request)

    async def _asked(self, home: Origin, conversation: Conversation, request: httpx.Request) -> httpx.Response:
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
        try:
            async with asyncio.timeout(self.patience):
                stream = await self.network.connect_tcp(host, port)
                if scheme == "https":
                    stream = await stream.start_tls(self.tls, host)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no connection within {self.patience:g} s") from error
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
