"""Sends httpx's requests through a proxy: of HTTP, with or without TLS, or SOCKS."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

import httpcore
import httpx
from socksio.exceptions import SOCKSError

from monitor.http.transport import CONNECT_SECONDS

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterable, AsyncIterator


class ProxyTransport(httpx.AsyncBaseTransport):
    """Sends requests through a proxy, each on a connection of its own, by httpcore.

    A pool that lives on would keep a place for each request that is given up while the proxy is spoken to, for ever:
    httpcore 1.0 takes a cancellation in SOCKS, or in TLS behind CONNECT, for a connection that is still being made.

    Args:
        address: Of the proxy; user and password in it are sent to it.
        network: Dials it: its address is the operator's word. Those beyond it, the proxy looks up.
        tls: What to trust.
    """

    def __init__(self, address: str, network: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext) -> None:
        self._proxy, self._network, self._tls = _proxy_at(address), network, tls

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            httpcore.ConnectError: The proxy lets nothing through, or is none.
            httpcore.NetworkError: No connection came about, or it broke.
            httpcore.TimeoutException: The proxy let nobody in within `CONNECT_SECONDS`.
            httpcore.ProtocolError: Whoever answers does not speak HTTP.
        """
        way = _Way(self._network)
        pool = httpcore.AsyncConnectionPool(ssl_context=self._tls, proxy=self._proxy, network_backend=way)
        try:
            reply = await pool.handle_async_request(_asked(request))
        except (httpcore.ProxyError, SOCKSError) as error:
            await way.aclose()
            raise httpcore.ConnectError(f"the proxy lets nothing through: {error}") from error
        except BaseException:
            await way.aclose()
            raise
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply, way))


class _Way(httpcore.AsyncNetworkBackend):
    """Dials the proxy for one request, and ends what it dialled."""

    def __init__(self, network: httpcore.AsyncNetworkBackend) -> None:
        self._network = network
        self._streams: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(self, *where: object, **how: object) -> httpcore.AsyncNetworkStream:
        """Dial."""
        stream = await self._network.connect_tcp(*where, **how)  # type: ignore[arg-type]
        self._streams.append(stream)
        return stream

    async def aclose(self) -> None:
        """End it, however far it has come."""
        for stream in self._streams:
            await stream.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of a reply that is still on the wire."""

    def __init__(self, reply: httpcore.Response, way: _Way) -> None:
        self._reply, self._way = reply, way

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(cast("AsyncIterable[bytes]", self._reply.stream))

    async def aclose(self) -> None:
        await self._way.aclose()


def _asked(request: httpx.Request) -> httpcore.Request:
    url = httpcore.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    return httpcore.Request(
        request.method,
        url,
        headers=request.headers.raw,
        content=cast("httpx.AsyncByteStream", request.stream),  # Of bytes: both kinds.
        extensions={"timeout": {"connect": CONNECT_SECONDS}},
    )


def _proxy_at(address: str) -> httpcore.Proxy:
    """Read a proxy's address; user and password in it are sent to the proxy."""
    parts = urlsplit(address)
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return httpcore.Proxy(bare.geturl(), auth=login)
