"""Connections in pools of at most ten: as many pools as are needed at a time, and one for each proxy.

httpcore looks at every connection of a pool for every request: 0.7 ms of CPU a check at 10, 4 ms at 100
(research/performance.md §1). So a client that may have hundreds open has many small pools, made when they are needed.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import httpcore

from monitor.http.gate import Gate
from monitor.http.transport import PoolTransport

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from monitor.http.gate import Resolver

A_POOL = 10
THROUGH_A_PROXY = 100  # A proxy is one address: there is nothing to divide, and few sources need one.
IDLE_AT_MOST = 15.0  # Seconds that a kept connection waits for the next article of its host.


@dataclass(slots=True)
class Pool:
    """One pool, twice: a connection opened for a source that may be private is never found by another that may not.

    Args:
        gated: Leads to public addresses only.
        open: Leads to all.
        busy: Requests that it carries now.
    """

    gated: PoolTransport
    open: PoolTransport
    busy: int = 0


@dataclass(slots=True)
class Pools:
    """Hands out places for requests.

    Args:
        kept_alive: Connections of each pool that stay open between requests.
        tls: What to trust.
        resolve: Finds addresses.
        network: Dials them.
    """

    kept_alive: int
    tls: ssl.SSLContext
    resolve: Resolver
    network: httpcore.AsyncNetworkBackend
    _direct: list[Pool] = field(default_factory=list)
    _proxied: dict[str, Pool] = field(default_factory=dict)

    @contextmanager
    def place(self, proxy: str | None = None) -> Iterator[Pool]:
        """Hold a place for one request: in the first pool that has one, so that few pools are in use."""
        if proxy is not None:
            pool = self._proxied.get(proxy) or self._proxied.setdefault(proxy, self._through(proxy))
        else:
            pool = next((pool for pool in self._direct if pool.busy < A_POOL), None) or self._one_more()
        pool.busy += 1
        try:
            yield pool
        finally:
            pool.busy -= 1

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in (*self._direct, *self._proxied.values()):
            await pool.gated.aclose()
            await pool.open.aclose()

    def _one_more(self) -> Pool:
        self._direct.append(Pool(self._transport(public_only=True), self._transport(public_only=False)))
        return self._direct[-1]

    def _through(self, proxy: str) -> Pool:
        """Make the pool of a proxy. Its own address is the operator's word; those beyond it, the proxy looks up."""
        transport = self._transport(public_only=False, proxy=_proxy_at(proxy), most=THROUGH_A_PROXY)
        return Pool(transport, transport)

    def _transport(
        self, *, public_only: bool, proxy: httpcore.Proxy | None = None, most: int = A_POOL
    ) -> PoolTransport:
        return PoolTransport(
            httpcore.AsyncConnectionPool(
                ssl_context=self.tls,
                proxy=proxy,
                max_connections=most,
                max_keepalive_connections=self.kept_alive,
                keepalive_expiry=IDLE_AT_MOST,
                network_backend=Gate(self.resolve, self.network, public_only=public_only),
            )
        )


def _proxy_at(address: str) -> httpcore.Proxy:
    """Read a proxy's address; user and password in it are sent to the proxy."""
    parts = urlsplit(address)
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return httpcore.Proxy(bare.geturl(), auth=login)
