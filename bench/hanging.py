"""A thousand hosts, half of which take a connection and never answer: are the others still asked on time?

The real watch (ticker, pipeline, store) over loopback, where 127.0.0.0/8 is any number of hosts, for three minutes. The
interval is a minute and the deadline the usual one: what hangs holds its connection for half an interval.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))  # The neighbour is found from wherever this is imported.

from assembled import pipeline_on, watch_on

from monitor import wiring
from monitor.fetch import HttpFetcher
from monitor.log import configure_logging
from monitor.schedule import ticking
from monitor.settings import Source
from monitor.store import open_store

if TYPE_CHECKING:
    from monitor.ports import Store

HEALTHY = HANGING = 500
INTERVAL, DEADLINE = timedelta(seconds=60), timedelta(seconds=30)
LASTS = 200.0
LATEST = 1.1  # Intervals from one look to the next.
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\nConnection: close\r\n\r\n"
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FEED = b"<rss version='2.0'><channel><item><title>t</title><link>/1</link></item></channel></rss>"
LISTED = (
    b"HTTP/1.1 200 OK\r\nETag: 1\r\nContent-Type: text/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
) % (len(FEED), FEED)


class Hosts:
    """All hosts behind one port; 127.1.x.x answer, 127.2.x.x hang."""

    def __init__(self) -> None:
        self.asked: defaultdict[str, list[float]] = defaultdict(list)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, or never."""
        host = writer.get_extra_info("sockname")[0]
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            if host.startswith("127.2."):
                await reader.read()  # Until the client gives up.
            else:
                writer.write(self._answer(host, head))
                await writer.drain()
        writer.close()

    def _answer(self, host: str, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        if path == b"/feed":
            self.asked[host].append(time.monotonic())
            return UNCHANGED if b"If-None-Match" in head else LISTED
        return MISSING


async def measured() -> dict[str, list[float]]:
    """Watch all hosts for a while; give when each healthy one was asked for its feed."""
    hosts = Hosts()
    server = await asyncio.start_server(hosts.converse, "0.0.0.0", 0, backlog=2048)  # noqa: S104 -- all of 127/8.
    port = server.sockets[0].getsockname()[1]
    names = [
        f"127.{kind}.{n // 250}.{n % 250 + 1}" for kind, count in ((1, HEALTHY), (2, HANGING)) for n in range(count)
    ]
    zone = ZoneInfo("UTC")
    sources = {
        name: Source(name, name, f"http://{name}:{port}/feed", zone, every=(INTERVAL, INTERVAL), allow_private=True)
        for name in names
    }
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'monitor.db'}")
        async with server, HttpFetcher(wiring.utc_now, deadline=DEADLINE) as fetcher:
            await _watch(sources, store, fetcher)
        store.close()
    return hosts.asked


async def _watch(sources: dict[str, Source], store: Store, fetcher: HttpFetcher) -> None:
    watch = await watch_on(pipeline_on(store, fetcher, silent_start=True), sources, {})

    def start(group: asyncio.TaskGroup) -> None:
        for source in watch.due():
            watch.checks[source.id] = task = group.create_task(watch.check_guarded(source))
            task.add_done_callback(lambda _, name=source.id: watch.checks.pop(name, None))

    async with asyncio.TaskGroup() as group:
        with ticking(partial(start, group)):
            await asyncio.sleep(LASTS)
        for task in list(watch.checks.values()):
            task.cancel()


def main() -> int:
    """Measure and print; give 1 where a healthy host was asked late."""
    configure_logging(level="critical")
    asked = asyncio.run(measured())
    gaps = sorted(
        (later - earlier) / INTERVAL.total_seconds() for times in asked.values() for earlier, later in pairwise(times)
    )
    late = sum(gap > LATEST for gap in gaps)
    print(f"{HEALTHY} healthy hosts beside {HANGING} that hang: {len(asked)} asked, {len(gaps)} intervals")
    print(f"p50 {gaps[len(gaps) // 2]:.3f}, p99 {gaps[len(gaps) * 99 // 100]:.3f}, most {gaps[-1]:.3f} intervals")
    print(f"later than {LATEST} intervals: {late} of {len(gaps)}")
    return int(late > 0 or len(asked) < HEALTHY)


if __name__ == "__main__":
    sys.exit(main())
