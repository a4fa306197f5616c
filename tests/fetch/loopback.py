"""A server on loopback that says, byte for byte, what a test wants said, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Server:
    url: str
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0


if TYPE_CHECKING:
    Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
    Answer = bytes | Handler


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Write a reply; `content_type="text/xml"` becomes a header."""
    named = {"content_length": str(len(body)), **headers}
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in named.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return reply(b"moved", status, location=location)


async def never(_request: Request, _writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def serving(*answers: Answer, tls: tuple[Path, Path] | None = None, **paths: Answer) -> AsyncIterator[Server]:
    """Serve on a free port: the path `/name` gets that name's answer, others the next positional one, or the last.

    With a certificate and its key it is served over TLS, to `localhost`.
    """
    queue = list(answers)
    tasks: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                request = await _read(reader)
                server.requests.append(request)
                server.open += 1
                server.most_open = max(server.most_open, server.open)
                answer = paths.get(request.path.lstrip("/")) or (queue.pop(0) if len(queue) > 1 else queue[0])
                try:
                    if isinstance(answer, bytes):
                        writer.write(answer)
                    else:
                        await answer(request, writer)
                    await writer.drain()
                finally:
                    server.open -= 1
                if not isinstance(answer, bytes):
                    return

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await converse(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            tasks.discard(task)
            writer.close()

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=_context(tls) if tls else None)
    port = listener.sockets[0].getsockname()[1]
    server = Server(f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}")
    try:
        yield server
    finally:
        listener.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listener.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip(" \t") for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)


def _context(tls: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    return context
