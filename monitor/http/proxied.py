"""Sends httpx's requests through a proxy: of HTTP, with or without TLS, or SOCKS."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

import httpcore
import httpx

from monitor.http.transport import CONNECT_SECONDS, IDLE_AT_MOST

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterable, AsyncIterator

MOST_CONNECTIONS = 100  # A proxy is one address: there is nothing to divide, and few sources need one.


class ProxyTransport(httpx.AsyncBaseTransport):
    """Sends requests through a proxy, on httpcore's pool.

    Args:
        address: Of the proxy; user and password in it are sent to it.
        network: Dials it: its address is the operator's word. Those beyond it, the proxy looks up.
        tls: What to trust.
        kept_alive: How many connections stay open between requests.
    """

    def __init__(
        self, address: str, network: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext, kept_alive: int
    ) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            proxy=_proxy_at(address),
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=kept_alive,
            keepalive_expiry=IDLE_AT_MOST,
            network_backend=network,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        reply = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=cast("httpx.AsyncByteStream", request.stream),  # Of bytes: both kinds.
                extensions={"timeout": {"connect": CONNECT_SECONDS}},
            )
        )
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply))

    async def aclose(self) -> None:
        """Close the pool."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of a reply that is still on the wire."""

    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(cast("AsyncIterable[bytes]", self._reply.stream))

    async def aclose(self) -> None:
        await self._reply.aclose()


def _proxy_at(address: str) -> httpcore.Proxy:
    """Read a proxy's address; user and password in it are sent to the proxy."""
    parts = urlsplit(address)
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return httpcore.Proxy(bare.geturl(), auth=login)
