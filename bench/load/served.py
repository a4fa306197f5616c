"""Serves a folder by nginx's rules where there is no nginx: validators, 304, keep-alive, plain and TLS in one process.

    python -m bench.load.served FOLDER PORT TLS_PORT LOG CERTIFICATE KEY

By asyncio's protocols alone and from memory; 0.05 ms a request, so that Python's clients wait for themselves.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TextIO

from .world import etag_of, modified_of

TYPES = {".xml": "application/rss+xml", ".html": "text/html", ".txt": "text/plain"}
BACKLOG = 2048


class Files:
    """The files of a folder; each is read again when its time or length is another."""

    def __init__(self, root: Path, log: TextIO) -> None:
        self._root, self._log = root, log
        self._held: dict[str, tuple[str, bytes]] = {}

    def reply(self, path: str, head: bytes) -> bytes:
        """Answer a request."""
        file = self._root / path.lstrip("/")
        try:
            facts = file.stat()
        except OSError:
            return self._said(404, path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        etag, modified = etag_of(facts), modified_of(facts)
        said = f"ETag: {etag}\r\nLast-Modified: {modified}\r\n"
        if is_known(head, etag, modified):
            return self._said(304, path, f"HTTP/1.1 304 Not Modified\r\n{said}\r\n".encode())
        held, body = self._held.get(path, ("", b""))
        if held != etag:
            body = file.read_bytes()
            self._held[path] = etag, body
        kind = TYPES.get(file.suffix, "application/octet-stream")
        line = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{said}\r\n"
        return self._said(200, path, line.encode() + body)

    def _said(self, status: int, path: str, reply: bytes) -> bytes:
        self._log.write(f"{time.time():.3f} {status} {path}\n")
        return reply


def is_known(head: bytes, etag: str, modified: str) -> bool:
    """Tell whether a client has a version, by nginx's rules: a date of the client's own is no match."""
    known = re.search(rb"(?i)\r\nif-none-match: *([^\r]*)", head)
    since = re.search(rb"(?i)\r\nif-modified-since: *([^\r]*)", head)
    if not (known or since):
        return False
    is_date = since is None or since[1].decode("latin-1") == modified
    return is_date and (known is None or etag in known[1].decode("latin-1"))


class Conversation(asyncio.Protocol):
    """One connection; only requests without a body are asked here."""

    def __init__(self, files: Files) -> None:
        self._files, self._buffer, self._transport = files, b"", asyncio.Transport()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport  # type: ignore[assignment] # Of a server it is one.

    def data_received(self, data: bytes) -> None:
        """Answer every complete request."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("latin-1").partition("?")[0]
            self._transport.write(self._files.reply(path, head))
            if b"\nconnection: close" in head.lower():
                self._transport.close()


async def serve(root: str, port: int, tls_port: int, log: str, certificate: str, key: str) -> None:
    """Serve at every address of loopback until the process is ended."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with await asyncio.to_thread(Path(log).open, "a", buffering=1, encoding="utf-8") as lines:
        files, loop = Files(Path(root), lines), asyncio.get_running_loop()
        async with AsyncExitStack() as servers:
            for number, trust in ((port, None), (tls_port, context)):
                at = "0.0.0.0"  # noqa: S104 -- all of 127/8.
                server = loop.create_server(lambda: Conversation(files), at, number, backlog=BACKLOG, ssl=trust)
                await servers.enter_async_context(await server)
            await asyncio.Event().wait()


if __name__ == "__main__":
    folder, plain, secure, *others = sys.argv[1:]
    asyncio.run(serve(folder, int(plain), int(secure), *others))
