"""Dials and speaks over asyncio's own streams, as a network backend of httpcore's kind.

httpcore's own backend goes through anyio, which for a request that needs a new connection costs three times as much
(`python -m bench.load`): scopes, checkpoints, and the question which library runs, at every step.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import httpcore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Iterator

    from httpcore._backends.base import SOCKET_OPTION

Done = TypeVar("Done")


class AsyncioNetwork(httpcore.AsyncNetworkBackend):
    """Leads anywhere."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature.
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncioStream:
        """Dial an address.

        Raises:
            httpcore.ConnectError: Nobody answers there.
            httpcore.ConnectTimeout: Nobody did in time.
        """
        bound = (local_address, 0) if local_address else None
        with _failing_as(httpcore.ConnectError, httpcore.ConnectTimeout):
            reader, writer = await _within(timeout, asyncio.open_connection(host, port, local_addr=bound))
        for option in socket_options or ():
            writer.get_extra_info("socket").setsockopt(*option)
        return AsyncioStream(reader, writer)


class AsyncioStream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 -- as above.
        """Give what has come, nothing at the end.

        Raises:
            httpcore.ReadError: The connection broke.
            httpcore.ReadTimeout: Nothing came in time.
        """
        with _failing_as(httpcore.ReadError, httpcore.ReadTimeout):
            return await _within(timeout, self._reader.read(max_bytes))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 -- as above.
        """Send.

        Raises:
            httpcore.WriteError: The connection broke.
            httpcore.WriteTimeout: It was not taken in time.
        """
        with _failing_as(httpcore.WriteError, httpcore.WriteTimeout):
            self._writer.write(buffer)
            await _within(timeout, self._writer.drain())

    async def aclose(self) -> None:
        """End at once: who closes has read all that he wants, and a farewell over TLS may wait for half a minute."""
        self._writer.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 -- as above.
    ) -> AsyncioStream:
        """Go on encrypted.

        Raises:
            httpcore.ConnectError: The server is not whom it says, or does not speak TLS.
            httpcore.ConnectTimeout: It did not in time.
        """
        try:
            with _failing_as(httpcore.ConnectError, httpcore.ConnectTimeout):
                await _within(timeout, self._writer.start_tls(ssl_context, server_hostname=server_hostname))
        except BaseException:
            self._writer.transport.abort()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 -- httpcore's signature.
        """Tell whether something came, or the end, though nobody asked: such a connection is of no use any more."""
        if info == "is_readable":
            is_over = self._writer.is_closing() or self._reader.at_eof()  # The former where it was reset.
            return is_over or bool(self._reader._buffer)  # type: ignore[attr-defined]  # noqa: SLF001
        return self._writer.get_extra_info(info)


async def _within(seconds: float | None, step: Awaitable[Done]) -> Done:
    """Take a step; without a scope where it has no limit of its own: a check takes few steps, and each scope counts."""
    if seconds is None:
        return await step
    async with asyncio.timeout(seconds):
        return await step


@contextmanager
def _failing_as(kind: type[httpcore.NetworkError], late: type[httpcore.TimeoutException]) -> Iterator[None]:
    """Tell failures of the system in httpcore's words."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:  # TLS's among them, which says more than its number does.
        raise kind(
            str(error) if isinstance(error, ssl.SSLError) or not error.errno else os.strerror(error.errno)
        ) from error
