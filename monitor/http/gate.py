"""Turns a host's name into a connection to a checked address: resolves once, checks all, dials what it checked.

A check before the request would leave a window: the name may resolve anew, to another address, when it is dialled.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from itertools import zip_longest
from typing import TYPE_CHECKING, Protocol

import httpcore

from monitor.errors import FetchError, FetchReason
from monitor.http.address import is_public

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from httpcore._backends.base import SOCKET_OPTION

    from monitor.http.address import Address

# A name with a dead first address (an IPv6 route that swallows packets) must not cost the whole deadline.
NEXT_ADDRESS_AFTER = 3.0
# The loop's own pool has as few as five threads; so many dead name servers would hold up every healthy host.
LOOKUP_THREADS = 64
IF_OWN = "for a server of your own: `allow_private: true` at its source, --allow-private behind a command"


class Resolver(Protocol):
    """Finds the addresses of a host, best first."""

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Give all addresses as text; an unknown host raises OSError or UnicodeError."""
        ...


class SystemResolver:
    """Asks the operating system."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUP_THREADS, thread_name_prefix="lookup")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Give all addresses of a host."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return [str(address[0]) for *_, address in found]


def _said(error: OSError | UnicodeError) -> str:
    return getattr(error, "strerror", None) or str(error)


class Gate(httpcore.AsyncNetworkBackend):
    """A network that leads to public addresses only.

    Args:
        resolve: Finds addresses.
        inner: Dials them.
        public_only: False opens it to all addresses; for hosts that the operator names.
    """

    def __init__(self, resolve: Resolver, inner: httpcore.AsyncNetworkBackend, *, public_only: bool = True) -> None:
        self._resolve = resolve
        self._inner = inner
        self._public_only = public_only

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature.
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Dial a host at the first of its addresses that answers.

        Raises:
            FetchError: It has no address, or one that is not public.
        """
        *others, last = _by_turns(await self._addresses(host, port))
        for address in others:
            try:
                return await self._inner.connect_tcp(
                    str(address), port, NEXT_ADDRESS_AFTER, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(str(last), port, timeout, local_address, socket_options)

    async def _addresses(self, host: str, port: int) -> list[Address]:
        found = await self._lookup(host, port)
        if self._public_only:
            # One private address among public ones is refused as a whole: that is how a rebinding answer looks.
            for address in found:
                if not is_public(address):
                    raise FetchError(
                        FetchReason.REFUSED_ADDRESS,
                        f"{host}:{port}",
                        f"{address} is not a public address; {IF_OWN}",
                    )
        return found

    async def _lookup(self, host: str, port: int) -> list[Address]:
        try:
            return [ip_address(host)]
        except ValueError:
            pass  # A name, or one of the spellings that only the system reads (0x7f000001, 127.1).
        try:
            found = list(dict.fromkeys(await self._resolve(host, port)))
        except (OSError, UnicodeError) as error:
            raise FetchError(FetchReason.NAME_NOT_FOUND, f"{host}:{port}", _said(error)) from error
        if not found:
            raise FetchError(FetchReason.NAME_NOT_FOUND, f"{host}:{port}", "the name has no address")
        return [ip_address(address) for address in found]


def _by_turns(addresses: list[Address]) -> list[Address]:
    """Let the two kinds of addresses take turns (RFC 8305 §4): where IPv6 is dead, eight of it are not waited for."""
    first = [address for address in addresses if address.version == addresses[0].version]
    if len(first) == len(addresses):
        return addresses
    others = [address for address in addresses if address.version != addresses[0].version]
    return [address for pair in zip_longest(first, others) for address in pair if address]
