"""Ways into the network behind the daemon → connections that were opened to an address that must not be asked: none.

    python bench/gate.py

Addresses that must not be asked are written in every form that some system reads, and stand behind names whose answers
change; the vectors of others (`../shared`) are added where they are at hand. Each is tried as a source, behind a
redirect, as robots.txt, as an article that a feed links, as an article's next page, as a part of a sitemap; what leads
there is served by a host that counts as public. The real pipeline goes each way. Counted is every connect() of this
process, seen by Python's audit hook beneath all libraries, and who enters a trap on loopback that stands at the port.
At last both are tried on purpose, since a trap that nobody can enter proves nothing.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))  # The neighbour is found from wherever this is imported.

import httpcore
from assembled import pipeline_on

from monitor import wiring
from monitor.errors import FetchError
from monitor.fetch import HttpFetcher, Manners
from monitor.http import Home, HttpClient
from monitor.http.gate import SystemResolver
from monitor.http.network import AsyncioNetwork
from monitor.log import configure_logging
from monitor.model import SourceState
from monitor.settings import Source, SourceKind
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

VECTORS = Path(__file__).resolve().parents[2] / "shared" / "data" / "hostile" / "ssrf" / "vectors.json"
PUBLIC, OUTLET = "9.9.9.9", "outlet.example"
TARGETS = ("127.0.0.1", "127.8.8.8", "10.0.0.1", "169.254.169.254", "100.64.0.1", "192.168.1.1", "0.0.0.0")  # noqa: S104 -- what is tried.
SIXES = ("::1", "::", "fe80::1", "fd00:ec2::254", "fec0::1", "ff02::1")
AT_ONCE = Manners(8, timedelta(0))
DEADLINE = timedelta(seconds=3)
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９。")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")


def spellings(target: str) -> Iterator[str]:
    """Give the hosts that some reader somewhere takes for this IPv4 address."""
    number = int(IPv4Address(target))
    parts = target.split(".")
    yield target
    yield f"{target}."
    yield from (str(number), hex(number), f"0{number:o}", f"0x{number:08X}", str(number + 2**32))
    yield ".".join(hex(int(part)) for part in parts)
    yield ".".join(f"0{int(part):o}" for part in parts)
    yield ".".join(f"{int(part):03d}" for part in parts)
    yield f"{hex(int(parts[0]))}.{number & 0xFFFFFF}"
    yield f"0{int(parts[0]):o}.{parts[1]}.{number & 0xFFFF}"
    yield f"{parts[0]}.{number & 0xFFFFFF}"
    yield target.translate(FULL_WIDTH)
    yield target.translate(CIRCLED)
    yield "".join(f"%{ord(sign):02x}" for sign in target)
    yield target.replace(".", "。")
    for six in sixes(number):
        yield f"[{six}]"


def sixes(number: int) -> Iterator[str]:
    """Give IPv6 addresses that carry this IPv4 address."""
    short = f"{number >> 16:x}:{number & 0xFFFF:x}"
    yield from (f"::ffff:{short}", f"::ffff:{IPv4Address(number)}", f"::{short}", f"::ffff:0:{short}")
    yield from (f"64:ff9b::{short}", f"64:ff9b:1::{short}", f"2002:{short}::", f"2001:0:{short}::1")
    yield str(IPv6Address((0x2001 << 112) | (number ^ 0xFFFFFFFF)))


def urls(port: int) -> Iterator[str]:
    """Give all addresses that are tried."""
    for target in TARGETS:
        for host in spellings(target):
            yield f"http://{host}:{port}/"
    for six in SIXES:
        yield f"http://[{six}]:{port}/"
        yield f"http://[{six}%25lo]:{port}/"
    for name in ("localhost", "LOCALHOST.", "localhost.localdomain", "ip6-localhost", socket.gethostname()):
        yield f"http://{name}:{port}/"
    yield from (f"http://{name}:{port}/" for name in NAMES)
    yield f"http://{OUTLET}@127.0.0.1:{port}/"
    yield f"http://127.0.0.1:{port}#@{OUTLET}/"
    yield f"http://127.0.0.1:{port}?@{OUTLET}/"
    yield f"http://127.0.0.1:{port}\\@{OUTLET}:{port}/"
    yield f"http:\\\\127.0.0.1:{port}\\"
    yield f"http:///127.0.0.1:{port}/"
    yield f"http://127.0.0.1:{port}\t/"
    yield f"http://\t127.0.0.1:{port}/"
    yield f"ht\ntp://127.0.0.1:{port}/"
    yield from (f"{scheme}://127.0.0.1:{port}/" for scheme in ("ftp", "gopher", "dict", "file", "ldap", "ws"))
    if VECTORS.exists():
        yield from json.loads(VECTORS.read_text(encoding="utf-8"))["refuse"]


NAMES: dict[str, Sequence[Sequence[str]]] = {
    "inside.example": [["127.0.0.1"]],
    "mixed.example": [[PUBLIC, "127.0.0.1"]],
    "mixed6.example": [[PUBLIC, "::1"]],
    "mapped.example": [["::ffff:127.0.0.1"]],
    "nat64.example": [["64:ff9b::7f00:1"]],
    "scoped.example": [["fe80::1%lo"]],
    "127.0.0.1.nip.example": [["127.0.0.1"]],
    "rebinding.example": [[PUBLIC], ["127.0.0.1"]],
    "rebinding6.example": [[PUBLIC], ["::1"]],
}
"""What a name server of the attacker's answers, one answer after the other, and from the start again."""


class Names:
    """A resolver: the attacker's names by the table, outlets as public, all others by the system."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._system = SystemResolver()

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Give the addresses of a host."""
        if host.endswith(OUTLET):
            return [PUBLIC]
        if host not in NAMES:
            return await self._system(host, port)
        self._asked[host] += 1
        return NAMES[host][(self._asked[host] - 1) % len(NAMES[host])]


class Split(httpcore.AsyncNetworkBackend):
    """Dials what it is told; the one public address is the outlet on loopback."""

    def __init__(self, port: int) -> None:
        self._port, self._real = port, AsyncioNetwork()

    async def connect_tcp(self, host: str, port: int, *rest: object, **named: object) -> httpcore.AsyncNetworkStream:
        """Connect."""
        where = ("127.0.0.1", self._port) if host == PUBLIC else (host, port)
        return await self._real.connect_tcp(*where, *rest, **named)  # type: ignore[arg-type]


@dataclass(slots=True)
class Outlets:
    """Public hosts: `p7.outlet.example` leads to the seventh address, by whichever way it is asked."""

    led_to: Sequence[str]
    asked: int = 0

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked += 1
            host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host:"))
            writer.write(self._answer(head.split(" ", 2)[1], host.partition(".")[0]))
            await writer.drain()
        writer.close()

    def _answer(self, path: str, name: str) -> bytes:
        url = self.led_to[int(name[1:])] if name[1:].isdigit() else "http://127.0.0.1/"
        if path in {"/redirect", "/robots.txt"}:
            there = url.encode().replace(b"\r", b"").replace(b"\n", b"")
            missing = path == "/robots.txt" and name.startswith("p")
            return (
                b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                if missing
                else (b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % there)
            )
        return _reply(PAGES[path](escape(url))) if path in PAGES else _reply("<p>nothing</p>")


def _reply(body: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body.encode())}\r\nConnection: close"
    return f"{head}\r\n\r\n{body}".encode()


def _feed(link: str) -> str:
    return (
        f"<rss version='2.0'><channel><title>x</title><item><title>t</title><link>{link}</link></item></channel></rss>"
    )


TEXT = "今天上午，云岭电力公布了新的检修安排，涉及三个片区，预计两周完成。" * 8
PAGES: dict[str, Callable[[str], str]] = {
    "/article": _feed,
    "/next": lambda _: _feed("/page"),
    "/page": lambda url: (
        f"<html lang='zh'><link rel=next href='{url}'><article><h1>检修安排</h1><p>{TEXT}</p></article>"
        f"<p><a rel=next href='{url}'>下一页</a></p></html>"
    ),
    "/parts": lambda url: f"<sitemapindex><sitemap><loc>{url}</loc></sitemap></sitemapindex>",
}


def _source(url: str, kind: SourceKind = SourceKind.FEED, *, private: bool = False) -> Source:
    return Source(url, "x", url, ZoneInfo("UTC"), kind=kind, allow_private=private)


WAYS: dict[str, Callable[[int, str], Source]] = {
    "as the source": lambda _, url: _source(url),
    "behind a redirect": lambda number, _: _source(f"http://p{number}.{OUTLET}/redirect"),
    "behind a redirect of a source that may be private": lambda number, _: _source(
        f"http://p{number}.{OUTLET}/redirect", private=True
    ),
    "as robots.txt": lambda number, _: _source(f"http://r{number}.{OUTLET}/article"),
    "as an article of a feed": lambda number, _: _source(f"http://p{number}.{OUTLET}/article"),
    "as the next page of an article": lambda number, _: _source(f"http://p{number}.{OUTLET}/next"),
    "as a part of a sitemap": lambda number, _: _source(f"http://p{number}.{OUTLET}/parts", SourceKind.SITEMAP),
}


@dataclass(slots=True)
class Seen:
    """Every connect() of this process but those to the outlets, and how often the trap was entered."""

    outlet: int = 0
    connected: list[object] = field(default_factory=list)
    entered: int = 0

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        """Take down a connect(); Python calls this before the system does it."""
        if event == "socket.connect" and self.outlet and arguments[1] != ("127.0.0.1", self.outlet):
            self.connected.append(arguments[1])

    async def trap(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count who enters."""
        self.entered += 1
        writer.close()


async def measured() -> int:
    """Go every way with every address; give how many connections there were that must not be."""
    seen = Seen()
    sys.addaudithook(seen.audit)
    trap = await asyncio.start_server(seen.trap, "0.0.0.0", 0)  # noqa: S104 -- all of 127/8.
    port = trap.sockets[0].getsockname()[1]
    with suppress(OSError):  # A machine without IPv6.
        await asyncio.start_server(seen.trap, "::", port)
    led_to = list(dict.fromkeys(urls(port)))
    outlets = Outlets(led_to)
    server = await asyncio.start_server(outlets.converse, "127.0.0.1", 0, backlog=1024)
    seen.outlet = server.sockets[0].getsockname()[1]
    client = HttpClient(connections=40, resolve=Names(), network=Split(seen.outlet))
    print(f"{len(led_to)} addresses that must not be asked{'' if VECTORS.exists() else ', without those of ../shared'}")
    async with HttpFetcher(wiring.utc_now, client=client, manners=AT_ONCE, deadline=DEADLINE) as fetcher:
        for way, source_of in WAYS.items():
            await _go(way, [source_of(*pair) for pair in enumerate(led_to)], fetcher, seen, outlets)
    wrong = len(seen.connected) + seen.entered
    for address in seen.connected[:10]:
        print(f"  connected to {address}")
    return wrong + await _entered_on_purpose(port, seen)


async def _go(way: str, sources: list[Source], fetcher: HttpFetcher, seen: Seen, outlets: Outlets) -> None:
    before, asked = len(seen.connected) + seen.entered, outlets.asked
    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/monitor.db")) as store:
        pipeline = pipeline_on(store, fetcher)

        async def check(source: Source) -> str | None:
            return (await pipeline.check(source, SourceState(source.id))).error

        failed = sum(map(bool, await asyncio.gather(*map(check, sources))))
    print(
        f"  {way:52} {len(seen.connected) + seen.entered - before} connections (goal 0), "
        f"{outlets.asked - asked} requests to public hosts, {failed} checks failed"
    )


async def _entered_on_purpose(port: int, seen: Seen) -> int:
    """Ask the trap as a source that may be private; give 1 where neither trap nor hook sees it."""
    before = (len(seen.connected), seen.entered)
    url = f"http://127.0.0.1:{port}/"
    async with HttpClient() as client:
        with suppress(FetchError):
            await client.request("GET", url, home=Home(url, allow_private=True))
    is_seen = (len(seen.connected), seen.entered) == (before[0] + 1, before[1] + 1)
    print(f"asked on purpose, the trap and the hook see it: {'yes' if is_seen else 'NO'}")
    return int(not is_seen)


def main() -> int:
    """Measure and print; give 1 where a connection was opened that must not be."""
    configure_logging(level="critical")
    began = time.perf_counter()
    wrong = asyncio.run(measured())
    print(f"{time.perf_counter() - began:.0f} s")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
