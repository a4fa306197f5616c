"""Turns httpx requests into httpcore requests on a pool of ours: httpx's own transport takes no network backend."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator


class PoolTransport(httpx.AsyncBaseTransport):
    """Sends requests through a pool; httpcore's errors pass as they are.

    It is used without an `httpx.AsyncClient`: of what that adds (cookies, redirects, environment, authentication from
    .netrc) we want none, and a check without it costs a quarter less. respx sees the requests, as it mocks pools.
    """

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool

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
                extensions=request.extensions,
            )
        )
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply), extensions=reply.extensions)

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
