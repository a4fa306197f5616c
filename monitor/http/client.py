"""Turns one request into one complete reply, or a FetchError: redirects, deadline, size, secrets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Self

import httpx

from monitor import __version__
from monitor.errors import FetchError, FetchReason
from monitor.http.decoding import ACCEPT_ENCODING
from monitor.http.exchange import REDIRECTS, exchange, request_of
from monitor.http.gate import Gate, SystemResolver
from monitor.http.network import AsyncioNetwork
from monitor.http.proxied import ProxyTransport
from monitor.http.transport import DirectTransport
from monitor.http.url import joined, origin, parsed, refuse_private, shown

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from types import TracebackType

    import httpcore

    from monitor.http.gate import Resolver
    from monitor.http.reply import Reply

DEADLINE = timedelta(seconds=30)
MOST_REDIRECTS = 5
SAFE_METHODS = frozenset({"GET", "HEAD"})
FOR_GOOD = frozenset({301, 308})
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


@dataclass(frozen=True, slots=True)
class _Request:
    """What stays the same over all redirects of one request."""

    method: str
    headers: Mapping[str, str]
    content: bytes | None
    home: Home
    proxy: str | None
    most: int | None


class HttpClient:
    """Makes requests, at most `connections` at a time; close it when done.

    Args:
        connections: How many may be open.
        kept_alive: How many stay open between requests; none where each host is asked once a minute.
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
        tls, lookup, dial = tls or shared_tls(), resolve or SystemResolver(), network or AsyncioNetwork()
        tls.set_alpn_protocols(["http/1.1"])
        everywhere = Gate(lookup, dial, public_only=False)
        # A connection that was opened for a source that may be private is never found by another that may not.
        self._gated = DirectTransport(Gate(lookup, dial), tls, kept_alive)
        self._open = DirectTransport(everywhere, tls, kept_alive)
        self._by_proxy = partial(ProxyTransport, network=everywhere, tls=tls)
        self._slots = asyncio.Semaphore(connections)
        self._headers = {
            "User-Agent": f"monitor/{__version__} ({contact})",
            "Accept": "*/*",
            "Accept-Encoding": ACCEPT_ENCODING,
            "Connection": "keep-alive" if kept_alive else "close",
        }

    @property
    def user_agent(self) -> str:
        """Give how it names itself."""
        return self._headers["User-Agent"]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        for transport in (self._gated, self._open):
            await transport.aclose()

    async def request(  # noqa: PLR0913 -- each is a part of a request, or a bound of its reply.
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        deadline: timedelta = DEADLINE,
        home: Home | None = None,
        proxy: str | None = None,
        most: int | None = None,
    ) -> Reply:
        """Make a request and give the complete reply, whatever its status; GET and HEAD follow redirects.

        Args:
            method: GET, POST…
            url: The address.
            headers: Sent to whichever origin answers.
            content: The request's body.
            deadline: For all of it, from the moment that a connection is free for it.
            home: What holds at one origin alone.
            proxy: Address of the proxy that it goes through, which then looks up the names of hosts.
            most: So many bytes of the reply's body are enough, the rest is left unread; one that cannot be
                decompressed then is empty. Without it, too long a body is an error.

        Raises:
            FetchError: No complete reply came, or none may be asked for.
        """
        target = parsed(url)
        request = _Request(method, headers or {}, content, Home(url) if home is None else home, proxy, most)
        async with self._slots:
            try:
                async with asyncio.timeout(deadline.total_seconds()):
                    return await self._follow(request, target)
            except TimeoutError as error:
                words = f"no complete reply within {deadline.total_seconds():g} s"
                raise FetchError(FetchReason.TIMEOUT, shown(target), words) from error

    async def _follow(self, request: _Request, target: httpx.URL) -> Reply:
        own = origin(parsed(request.home.url))
        moved_to = ""  # As long as every step says that it is for good (RFC 9110 §15.4.2 and §15.4.9).
        for step in range(MOST_REDIRECTS + 1):
            here = origin(target)
            transport = self._way(request, target, is_own=here[1:] == own[1:])
            parts = (self._headers, request.headers, request.home.headers if here == own else {})
            reply = await exchange(transport, request_of(request.method, target, parts, request.content), request.most)
            location = reply.headers.get("location")
            if request.method not in SAFE_METHODS or reply.status not in REDIRECTS or not location:
                return replace(reply, moved_to=moved_to)
            target = joined(target, location)
            moved_to = shown(target) if reply.status in FOR_GOOD and (moved_to or step == 0) else ""
        raise FetchError(FetchReason.TOO_MANY_REDIRECTS, shown(target), f"more than {MOST_REDIRECTS} redirects")

    def _way(self, request: _Request, target: httpx.URL, *, is_own: bool) -> httpx.AsyncBaseTransport:
        """Give the way to a server, which leads to private addresses at the home of the request alone."""
        if request.proxy is None:
            return self._open if is_own and request.home.allow_private else self._gated
        refuse_private(target)
        return self._by_proxy(request.proxy)


@cache
def shared_tls() -> ssl.SSLContext:
    """Give the one context that trusts the packaged certificates: making one costs 20 ms."""
    return httpx.create_ssl_context(trust_env=False)
