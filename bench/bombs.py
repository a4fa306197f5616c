"""Replies built to exhaust whoever fetches them: bodies of 1 GiB under every coding, and servers that drip.

    python bench/bombs.py

Each case is a process of its own that takes the way of `monitor check`: fetch, then list. Failed is a bomb that takes
150 MiB at the process's highest, or 2 s of the processor's time, its worker's included, from the question to the answer
(the clock's time is told beside it, since other work may keep the machine busy); a drip that outlasts the deadline by
more than a second; a socket that is left. A process that fetched a plain feed stands beside them: what nothing costs.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import resource
import sys
import time
import zlib
from asyncio.subprocess import PIPE
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))  # The neighbour is found from wherever this is imported.

import brotli
import zstandard
from hostile import living_worker

from monitor.cli.trial import list_source
from monitor.errors import DiscoverError, FetchError
from monitor.fetch import HttpFetcher
from monitor.settings import Source, SourceKind
from monitor.wiring import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GIBIBYTE = 1 << 30
PIECE = bytes(1 << 20)
MOST_MEBIBYTES, MOST_SECONDS = 150, 2.0
DRIPS = 200
DEADLINE = timedelta(seconds=5)
PATIENCE = 1.0
"""Seconds beyond the deadline."""
A_DROP = 0.5
"""Seconds between two bytes: a time-out of reading never comes."""

FEED = b"<rss version='2.0'><channel><item><title>t</title><link>/1</link></item></channel></rss>"


def _pieces() -> Iterator[bytes]:
    return (PIECE for _ in range(GIBIBYTE // len(PIECE)))


def deflated(window: int, level: int = 6) -> bytes:
    """Compress a gibibyte of zeros: as zlib (15), gzip (31) or bare (-15)."""
    packer = zlib.compressobj(level, zlib.DEFLATED, window)
    return b"".join([*map(packer.compress, _pieces()), packer.flush()])


def brotlied() -> bytes:
    """Compress a gibibyte of zeros by brotli."""
    packer = brotli.Compressor(quality=3)
    return b"".join([*map(packer.process, _pieces()), packer.finish()])


def zstandardised() -> bytes:
    """Compress a gibibyte of zeros by zstd."""
    packer = zstandard.ZstdCompressor().compressobj()
    return b"".join([*map(packer.compress, _pieces()), packer.flush()])


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a plain feed": ("", lambda: FEED),
    "gzip": ("gzip", lambda: deflated(31)),
    "deflate": ("deflate", lambda: deflated(15)),
    "deflate, bare": ("deflate", lambda: deflated(-15)),
    "br": ("br", brotlied),
    "zstd": ("zstd", zstandardised),
    "gzip in gzip, said": ("gzip, gzip", lambda: gzip.compress(deflated(31))),
    "gzip in br, the file itself": ("br", lambda: brotli.compress(deflated(31), quality=3)),
    "gzip, the file itself": ("", lambda: deflated(31)),
    "gzip in gzip in gzip": ("gzip", lambda: gzip.compress(gzip.compress(deflated(31)))),
    "not compressed": ("identity", lambda: b""),  # Sent piece by piece, see `_Hosts`.
}
"""By name: the Content-Encoding and the body."""


class _Hosts:
    """All servers behind one port: a path is a bomb's number; 127.3.x.x drips."""

    def __init__(self) -> None:
        self.bodies = {f"/{number}": (coding, make()) for number, (coding, make) in enumerate(BOMBS.values())}

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
            host = writer.get_extra_info("sockname")[0]
            if host.startswith("127.3."):
                await self._drip(writer, in_head=int(host.rpartition(".")[2]) % 2 == 0)
            elif path in self.bodies:
                await self._send(writer, *self.bodies[path])
            else:
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    @staticmethod
    async def _drip(writer: asyncio.StreamWriter, *, in_head: bool) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Long: " if in_head else b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
        while True:
            await writer.drain()
            await asyncio.sleep(A_DROP)
            writer.write(b"a")

    @staticmethod
    async def _send(writer: asyncio.StreamWriter, coding: str, body: bytes) -> None:
        named = f"Content-Encoding: {coding}\r\n" if coding else ""
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n{named}Connection: close\r\n\r\n".encode())
        for piece in [body] if body else _pieces():
            writer.write(piece)
            await writer.drain()


async def fetched(url: str) -> dict[str, object]:
    """Take one bomb, in this process; say what came of it and what it cost."""
    kind = SourceKind.SITEMAP if "file" in url else SourceKind.FEED
    source = Source("bomb", "bomb", url.partition("?")[0], ZoneInfo("UTC"), kind=kind, allow_private=True)
    async with HttpFetcher(utc_now) as fetcher:
        started, busy = time.perf_counter(), _busy()
        try:
            said = (await list_source(source, fetcher)).summary()
        except (FetchError, DiscoverError) as error:
            said = str(error).partition(": http")[0]
        took = time.perf_counter() - started
    peaks = [resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {"said": said, "seconds": _busy() - busy, "took": took, "peak": max(peaks)}


def _busy() -> float:
    """Give the seconds that this process and its workers, dead or alive, have computed."""
    return living_worker()[1] + sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


async def dripped(port: int) -> dict[str, object]:
    """Ask all servers that drip at once, in this process; say when the last was given up and what is left."""
    sources = [
        Source(str(n), str(n), f"http://127.3.0.{n + 1}:{port}/feed", ZoneInfo("UTC"), allow_private=True)
        for n in range(DRIPS)
    ]
    before, started = _sockets(), time.perf_counter()
    async with HttpFetcher(utc_now, deadline=DEADLINE, robots=False) as fetcher:

        async def ended(source: Source) -> float:
            with suppress(FetchError):
                await fetcher.fetch(source.url, source)
                return float("inf")  # A document came: nobody sent one.
            return time.perf_counter() - started

        seconds = await asyncio.gather(*map(ended, sources))
        await asyncio.sleep(0)
        left = _sockets() - before
    return {"seconds": max(seconds), "left": left}


def _sockets() -> int:
    """Give how many sockets this process holds."""
    links = []
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            links.append(str(entry.readlink()))
    return sum(link.startswith("socket:") for link in links)


async def _in_a_process(*arguments: str) -> dict[str, object]:
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, *arguments, stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate()
    if process.returncode:
        return {"said": f"DIED: {err.decode()[-200:]}", "seconds": float("inf"), "took": 0.0, "peak": 0, "left": 0}
    found: dict[str, object] = json.loads(out)
    return found


async def measured() -> int:
    """Run every case and print; give how many failed."""
    failed = 0
    server = await asyncio.start_server(_Hosts(), "0.0.0.0", 0, backlog=1024)  # noqa: S104 -- all of 127/8.
    port = server.sockets[0].getsockname()[1]
    try:
        print(f"{'1 GiB as':30} {'CPU s':>8} {'clock s':>8} {'peak MiB':>9}  what came of it")
        for number, name in enumerate(BOMBS):
            mark = "?file" if "file" in name else ""
            found = await _in_a_process(f"http://127.0.0.1:{port}/{number}{mark}")
            bad = float(str(found["seconds"])) > MOST_SECONDS or int(str(found["peak"])) > MOST_MEBIBYTES
            failed += bad
            cost = f"{found['seconds']:>8.2f} {found['took']:>8.2f} {found['peak']:>9}"
            print(f"{name:30} {cost}  {found['said']}{'  FAILED' if bad else ''}")
        found = await _in_a_process("drip", str(port))
        late = float(str(found["seconds"])) > DEADLINE.total_seconds() + PATIENCE or found["left"] != 0
        print(
            f"{DRIPS} servers that drip, deadline {DEADLINE.total_seconds():g} s: the last was given up after "
            f"{found['seconds']:.2f} s, {found['left']} sockets left{'  FAILED' if late else ''}"
        )
        failed += late
    finally:
        server.close()
    print(f"failed: {failed} of {len(BOMBS) + 1}")
    return failed


def main() -> int:
    """Measure; 1 where a case failed."""
    if len(sys.argv) > 1:
        case = dripped(int(sys.argv[2])) if sys.argv[1] == "drip" else fetched(sys.argv[1])
        print(json.dumps(asyncio.run(case)))
        return 0
    return int(asyncio.run(measured()) > 0)


if __name__ == "__main__":
    sys.exit(main())
