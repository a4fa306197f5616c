"""Turns many wishes to ask one server into a queue: so many at a time, so far apart."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

MOST_IDLE_SERVERS = 10_000  # Articles may lead to any number of hosts; those not asked lately are forgotten.

MOST_SILENT = 256
"""Servers without an answer the last time that are asked at a time: any number of them leaves room for others."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server wants to be asked.

    Args:
        parallel: Requests at a time.
        spacing: From the beginning of one to that of the next.
    """

    parallel: int = 1
    spacing: timedelta = timedelta(seconds=1)


@dataclass(slots=True)
class _Server:
    """One server's queue."""

    places: asyncio.Semaphore
    users: int = 0
    free_at: float = field(default=0.0)
    closed_until: float = 0.0
    is_silent: bool = False

    def is_idle(self, now: float) -> bool:
        return not self.users and max(self.free_at, self.closed_until) <= now


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that is held; whoever has it says what came of it.

    Args:
        rest: Seconds that the server asked everybody to wait and that are left: it is not to be asked. 0 for none.
    """

    server: _Server
    rest: float = 0.0

    def answered(self, retry_after: float | None = None) -> None:
        """Take note that the server answered, and how long it asks to be left alone (RFC 9110 §10.2.3)."""
        self.server.is_silent = False
        if retry_after:
            self.server.closed_until = asyncio.get_running_loop().time() + retry_after

    def gave_no_answer(self) -> None:
        """Take note that the server let the deadline pass."""
        self.server.is_silent = True


class Turns:
    """Hands out turns to ask servers.

    Args:
        manners: Of every server that is not named.
        hosts: Of those that are.
        most_silent: Servers without an answer the last time that are asked at a time.
    """

    def __init__(
        self, manners: Manners, hosts: Mapping[str, Manners] | None = None, most_silent: int = MOST_SILENT
    ) -> None:
        self._manners = manners
        self._hosts = dict(hosts or {})
        self._servers: dict[tuple[str, int], _Server] = {}
        self._silent = asyncio.Semaphore(most_silent)

    @asynccontextmanager
    async def turn(self, host: str, port: int) -> AsyncIterator[Turn]:
        """Wait for a turn at a server and hold it; one that asked to be left alone gives it at once, with its rest."""
        manners = self.manners_for(host)
        key = (host, 0 if port in {80, 443} else port)
        server = self._servers.get(key) or self._make_room_for(key, manners)
        server.users += 1
        try:
            async with server.places, self._silent if server.is_silent else nullcontext():
                now = asyncio.get_running_loop().time()
                if server.closed_until > now:
                    yield Turn(server, server.closed_until - now)
                    return
                wait = max(server.free_at - now, 0.0)
                server.free_at = now + wait + manners.spacing.total_seconds()
                if wait:
                    await asyncio.sleep(wait)
                    # A busy loop wakes us late: the next one waits from now on.
                    began_at = asyncio.get_running_loop().time()
                    server.free_at = max(server.free_at, began_at + manners.spacing.total_seconds())
                yield Turn(server)
        finally:
            server.users -= 1

    def manners_for(self, host: str) -> Manners:
        """Give how a host wants to be asked; one's own machine does not mind being asked without a pause."""
        named = self._hosts.get(host)
        if named is not None:
            return named
        return Manners(self._manners.parallel, timedelta(0)) if _is_own_machine(host) else self._manners

    def _make_room_for(self, key: tuple[str, int], manners: Manners) -> _Server:
        if len(self._servers) >= MOST_IDLE_SERVERS:
            now = asyncio.get_running_loop().time()
            self._servers = {known: server for known, server in self._servers.items() if not server.is_idle(now)}
        server = self._servers[key] = _Server(asyncio.Semaphore(manners.parallel))
        return server


@lru_cache(maxsize=4096)
def _is_own_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
