"""Turns one request into one complete reply, or a FetchError: redirects, deadline, size, secrets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Self

import httpcore
import httpx

from monitor import __version__
from monitor.errors import FetchError, FetchReason
from monitor.http.decoding import ACCEPT_ENCODING
from monitor.http.exchange import REDIRECTS, exchange, request_of
from monitor.http.gate import Gate, SystemResolver
from monitor.http.transport import PoolTransport
from monitor.http.url import joined, origin, parsed, shown

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from types import TracebackType

    from monitor.http.gate import Resolver
    from monitor.http.reply import Reply

DEADLINE = timedelta(seconds=30)
MOST_REDIRECTS = 5
SAFE_METHODS = frozenset({"GET", "HEAD"})
# httpcore looks at every connection of its pool for every request: 0.7 ms of CPU a check at 10, 4 ms at 100
# (research/performance.md §1). Who needs more takes a second client.
CONNECTIONS = 10
CONTACT = "news watcher; asks seldom and conditionally; its operator named no contact page"


@dataclass(frozen=True, slots=True)
class Home:
    """What holds at one origin alone and nowhere a redirect may lead.

    Args:
        url: Any address of that origin.
        headers: Sent to it only; here belong secrets.
        allow_private: Its own host and port may be a private address.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    allow_private: bool = False


class HttpClient:
    """Makes requests, at most `connections` at a time; close it when done.

    Args:
        connections: How many may be open.
        kept_alive: How many of them stay open between requests; none where each host is asked once a minute.
        contact: Tells a site's owner who asks, `+https://…` or a few words; part of the User-Agent.
        tls: What to trust; the packaged certificates unless given.
        resolve: Finds addresses.
        network: Dials them.
    """

    def __init__(
        self,
        *,
        connections: int = CONNECTIONS,
        kept_alive: int = 0,
        contact: str = CONTACT,
        tls: ssl.SSLContext | None = None,
        resolve: Resolver | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        resolve = resolve or SystemResolver()
        network = network or httpcore.AnyIOBackend()
        # Two pools: a connection opened for a source that may be private is never found by another that may not.
        self._gated, self._open = (
            PoolTransport(
                httpcore.AsyncConnectionPool(
                    ssl_context=tls or shared_tls(),
                    max_connections=connections,
                    max_keepalive_connections=kept_alive,
                    network_backend=Gate(resolve, network, public_only=public_only),
                )
            )
            for public_only in (True, False)
        )
        self._slots = asyncio.Semaphore(connections)
        self._headers = {
            "User-Agent": f"monitor/{__version__} ({contact})",
            "Accept": "*/*",
            "Accept-Encoding": ACCEPT_ENCODING,
            "Connection": "keep-alive" if kept_alive else "close",
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._gated.aclose()
        await self._open.aclose()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        deadline: timedelta = DEADLINE,
        home: Home | None = None,
    ) -> Reply:
        """Make a request and give the complete reply, whatever its status; GET and HEAD follow redirects.

        Args:
            method: GET, POST…
            url: The address.
            headers: Sent to whichever origin answers.
            content: The request's body.
            deadline: For all of it, from the moment that a connection is free for it.
            home: What holds at one origin alone.

        Raises:
            FetchError: No complete reply came, or none may be asked for.
        """
        target = parsed(url)
        own = Home(url) if home is None else home
        async with self._slots:
            try:
                async with asyncio.timeout(deadline.total_seconds()):
                    return await self._follow(method, target, headers or {}, content, own)
            except TimeoutError as error:
                words = f"no complete reply within {deadline.total_seconds():g} s"
                raise FetchError(FetchReason.TIMEOUT, shown(target), words) from error

    async def _follow(
        self, method: str, target: httpx.URL, headers: Mapping[str, str], content: bytes | None, home: Home
    ) -> Reply:
        own = origin(parsed(home.url))
        for _ in range(MOST_REDIRECTS + 1):
            here = origin(target)
            transport = self._open if home.allow_private and here[1:] == own[1:] else self._gated
            parts = (self._headers, headers, home.headers if here == own else {})
            reply = await exchange(transport, request_of(method, target, parts, content))
            location = reply.headers.get("location")
            if method not in SAFE_METHODS or reply.status not in REDIRECTS or not location:
                return reply
            target = joined(target, location)
        raise FetchError(FetchReason.TOO_MANY_REDIRECTS, shown(target), f"more than {MOST_REDIRECTS}")


@cache
def shared_tls() -> ssl.SSLContext:
    """Give the one context that trusts the packaged certificates: making one costs 20 ms."""
    return httpx.create_ssl_context(trust_env=False)
