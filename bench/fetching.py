"""What a check costs: an unchanged source against a bare httpx loop, a changed feed against feedparser; on loopback.

Figures are CPU time of this process as ratios within one run; the server is a process of its own.
"""

from __future__ import annotations

import asyncio
import io
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import feedparser
import httpx

from monitor.discover import discover
from monitor.fetch import HttpFetcher, Manners
from monitor.http import HttpClient
from monitor.model import Document, Validators
from monitor.settings import Source

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

REQUESTS = 2_000
CONNECTIONS = 10
ROUNDS = 5
ENTRIES = 30
NOW = datetime(2026, 3, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
ETAG = '"33a64df5"'

# Answers every request, whatever it is, with 304; asyncio's protocols alone, so that it is never the limit.
SERVER = f"""
import asyncio
class Unchanged(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
    def data_received(self, data):
        self.transport.write(b'HTTP/1.1 304 Not Modified\\r\\nETag: {ETAG}\\r\\nServer: bench\\r\\n\\r\\n')
async def main():
    server = await asyncio.get_running_loop().create_server(Unchanged, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def main() -> int:
    """Measure and print."""
    for kept in (CONNECTIONS, 0):
        share_of_bare(kept)
    _print_feed()
    return 0


def share_of_bare(kept: int) -> float:
    """Compare unchanged checks and print; give how many of a bare loop's ours does in the same CPU time.

    Rounds take turns, so that a busy machine slows both alike.
    """
    theirs, own = [], []
    with _unchanged() as url:
        for _ in range(ROUNDS):
            theirs.append(asyncio.run(_bare(url, kept)))
            own.append(asyncio.run(_ours(url, kept)))
    one, other = statistics.median(theirs), statistics.median(own)
    share = statistics.median(b / o for b, o in zip(theirs, own, strict=True))
    named = "kept alive" if kept else "fresh connections"
    print(f"304, {named}: bare httpx {one:.3f} ms, ours {other:.3f} ms of CPU, ours does {share:.0%} of bare's checks")
    return share


@contextmanager
def _unchanged() -> Iterator[str]:
    """Serve a feed that never changes; give its address."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/feed" if server.stdout else ""
    finally:
        server.terminate()
        server.wait()
        if server.stdout:
            server.stdout.close()


async def _bare(url: str, kept: int) -> float:
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=kept)
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:

        async def check() -> None:
            reply = await client.get(url, headers={"If-None-Match": ETAG})
            reply.raise_for_status() if reply.status_code != httpx.codes.NOT_MODIFIED else None

        return await _cost(check)


async def _ours(url: str, kept: int) -> float:
    source = Source(id="bench", name="bench", url=url, zone=ZONE, allow_private=True)
    known = Validators(etag=ETAG)
    client = HttpClient(connections=CONNECTIONS, kept_alive=kept)
    async with HttpFetcher(
        lambda: NOW, client=client, manners=Manners(CONNECTIONS, timedelta(0)), robots=False
    ) as fetcher:

        async def check() -> None:
            await fetcher.fetch(url, source, known)

        return await _cost(check)


async def _cost(check: Callable[[], Awaitable[None]]) -> float:
    """Give the CPU milliseconds of one check."""

    async def work(times: int) -> None:
        for _ in range(times):
            await check()

    await asyncio.gather(*(work(5) for _ in range(CONNECTIONS)))  # Connections, caches, imports.
    before = time.process_time()
    await asyncio.gather(*(work(REQUESTS // CONNECTIONS) for _ in range(CONNECTIONS)))
    return (time.process_time() - before) / REQUESTS * 1000


def _print_feed() -> None:
    body = _feed()
    document = Document("https://news.example/feed", body, "application/rss+xml", "utf-8", Validators(), NOW)
    source = Source(id="bench", name="bench", url=document.url, zone=ZONE)
    ours, peer = [], []
    for _ in range(ROUNDS):
        ours.append(_timed(lambda: discover(document, source), 50))
        peer.append(_timed(lambda: feedparser.parse(io.BytesIO(body)), 3))
    times = statistics.median(p / o for p, o in zip(peer, ours, strict=True))
    print(
        f"feed of {ENTRIES} entries, {len(body) / 1024:.0f} KiB: "
        f"ours {statistics.median(ours):.2f} ms, feedparser {statistics.median(peer):.2f} ms, {times:.1f} x"
    )


def _timed(work: Callable[[], object], times: int) -> float:
    before = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - before) / times * 1000


def _feed() -> bytes:
    item = (
        "<item><title>云岭智能发布青鸾大模型{n}.0，推理速度提升一倍</title><link>https://news.example/2026/03/{n}.html?id={n}"
        '&amp;from=rss</link><guid isPermaLink="false">{n}</guid><pubDate>Sun, 01 Mar 2026 10:{n:02}:00 +0800</pubDate>'
        "<dc:creator>记者 李青</dc:creator><category>人工智能</category><description><![CDATA[<p>"
        + "云岭智能今日介绍了新模型的能力与价格，"
        * 14
        + "</p>"
        '<p><img src="https://img.example/{n}.png" alt=""/><a href="https://news.example/">阅读全文</a></p>]]></description></item>'
    )
    items = "".join(item.format(n=number) for number in range(ENTRIES))
    head = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    )
    return f"{head}<title>新闻</title><link>https://news.example/</link>{items}</channel></rss>".encode()


if __name__ == "__main__":
    raise SystemExit(main())
