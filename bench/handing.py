"""2,000 sources due in one minute → seconds from an article's reply to the message in its channel's hands.

The real watch (ticker, fetcher, pipeline, store, outbox, webhook) over loopback, where 127.0.0.0/8 is any number of
hosts. All sources are due at once, and again a minute later; then some of them list a launch, one after the other. The
hosts and the channel are a process of their own, and note when they have sent an article and when a message came.

    python bench/handing.py [--sources 2000] [--every 60] [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))  # The neighbours are found from wherever this is imported.

from assembled import pipeline_on, watch_on
from pydantic import SecretStr
from stories import stories

from monitor import wiring
from monitor.detect import detect
from monitor.fetch import HttpFetcher
from monitor.log import configure_logging
from monitor.model import Article, Status
from monitor.schedule import ticking
from monitor.settings import Channel, Settings, Source
from monitor.store import open_store

if TYPE_CHECKING:
    from monitor.daemon.watch import Watch
    from monitor.knowledge import Knowledge

WHOLE, SHORT = 2_000, 100
SHARE = 0.05
"""Of the sources: so many list a launch when they are asked again."""

INTERVAL = 60.0
LASTS, PATIENCE = 600.0, 10.0
"""Seconds that both rounds take at the very most, and that the hosts take for their report."""

GOAL = 0.25
ZONE = ZoneInfo("Asia/Shanghai")
SERVE = "--serve"


@dataclass(slots=True)
class Hosts:
    """All hosts, and the channel at `/hook`: what they say, and when they said it.

    Args:
        launches: Title and text of what a host tells, by its name, from the second time on that it is asked.
        known: Title and text of a launch that one host lists from the start: it is read and not told.
        sent: When each article had been sent.
        came: When the message that tells of it came.
    """

    launches: dict[str, tuple[str, str]]
    known: tuple[str, str]
    asked: Counter[str] = field(default_factory=Counter)
    sent: dict[str, float] = field(default_factory=dict)
    came: dict[str, float] = field(default_factory=dict)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        host = writer.get_extra_info("sockname")[0]
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            method, path, _ = head.decode("latin-1").split(" ", 2)
            if method == "POST":
                length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
                self._take(await reader.readexactly(int(length.partition(b":")[2])))
            writer.write(self._answer(host, path, b"if-none-match: 1" in head.lower()))
            await writer.drain()
            if path == "/launch.html":
                self.sent[host] = time.monotonic()
        writer.close()

    def _take(self, body: bytes) -> None:
        for launch in json.loads(body).get("launches", ()):
            self.came.setdefault(launch["url"].split("/")[2].partition(":")[0], time.monotonic())

    def _answer(self, host: str, path: str, is_known: bool) -> bytes:  # noqa: FBT001 -- the one header that counts.
        if path == "/feed":
            self.asked[host] += 1
            tells = host in self.launches and self.asked[host] > 1
            if is_known and not tells:
                return b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\nConnection: close\r\n\r\n"
            links = ("launch", "old") if tells else ("old",)
            items = "".join(f"<item><title>{link}</title><link>/{link}.html</link></item>" for link in links)
            return _reply(f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>", "text/xml")
        if path == "/launch.html":
            title, text = self.launches[host]
            return _reply(_page(title, text), "text/html")
        if path == "/old.html" and host == names_of(1)[0]:
            return _reply(_page(*self.known), "text/html")
        if path == "/old.html":
            return _reply(_page("天气", "今天上午，云岭电力公布了新的检修安排，涉及三个片区。" * 6), "text/html")
        return _reply("", "text/plain", "200 OK" if path == "/hook" else "404 Not Found")

    def report(self) -> str:
        """Give the seconds from each article's reply to its message, and how many never came."""
        delays = [self.came[host] - at for host, at in self.sent.items() if host in self.came]
        feeds = sum(self.asked.values())
        return json.dumps({"delays": delays, "lost": len(self.launches) - len(delays), "feeds": feeds})


def _page(title: str, text: str) -> str:
    date = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S+00:00}"  # noqa: TID251 -- a page of today.
    body = "".join(f"<p>{line}</p>" for line in text.splitlines() * 3)
    head = f"<title>{title}</title><meta property='article:published_time' content='{date}'>"
    return f"<!doctype html><html lang='zh'><head>{head}</head><article><h1>{title}</h1>{body}</article></html>"


def _reply(body: str, media_type: str, status: str = "200 OK") -> bytes:
    data = body.encode()
    head = f"HTTP/1.1 {status}\r\nETag: 1\r\nContent-Type: {media_type}; charset=utf-8\r\nContent-Length: {len(data)}"
    return f"{head}\r\nConnection: close\r\n\r\n".encode() + data


def names_of(sources: int) -> list[str]:
    """Give the addresses of so many hosts."""
    return [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(sources)]


def serve(sources: int) -> None:
    """Be the hosts until a line comes in, then print what there is to report."""
    dice = random.Random(5)  # noqa: S311 -- the same launches in each run.
    telling = dice.sample(names_of(sources), max(int(sources * SHARE), 1))
    launches, made = {}, stories(dice)
    for host in ("", *telling):
        told = next(made).article(Status.RELEASED, "", 0, dice)
        launches[host] = (told["title"], told["text"])
    hosts = Hosts(launches, known=launches.pop(""))

    async def until_asked() -> None:
        server = await asyncio.start_server(hosts.converse, "0.0.0.0", 0, backlog=4096)  # noqa: S104 -- all of 127/8.
        async with server:
            print(server.sockets[0].getsockname()[1], flush=True)
            await asyncio.to_thread(sys.stdin.readline)

    asyncio.run(until_asked())
    print(hosts.report(), flush=True)


async def watch(sources: int, port: int, every: float) -> None:
    """Watch all hosts for two rounds, and until what the second brought is told."""
    interval = timedelta(seconds=every)
    watched = {
        name: Source(name, name, f"http://{name}:{port}/feed", ZONE, every=(interval, interval), allow_private=True)
        for name in names_of(sources)
    }
    hook = Channel("hook", SecretStr(f"http://127.0.0.1:{port}/hook"), ZONE)
    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/monitor.db")) as store:
        async with HttpFetcher(wiring.utc_now) as fetcher, wiring.open_senders(Settings((), (hook,))) as senders:
            pipeline = pipeline_on(store, fetcher, ("hook",), silent_start=True, keeps_time=True)
            _read_before(pipeline.knowledge)
            await _two_rounds(await watch_on(pipeline, watched, senders))


def _read_before(knowledge: Knowledge) -> None:
    """Read launches of other days: the detector loads a second's worth at the first phrase that needs it."""
    dice = random.Random(7)  # noqa: S311
    for story in islice(stories(dice), 40):
        told = story.article(Status.RELEASED, "", 0, dice)
        detect(Article("http://127.0.0.1/", told["title"], told["text"]), knowledge)


async def _two_rounds(watched: Watch) -> None:
    """Check every source twice, when it is due, and deliver beside; then what lies in the outbox is delivered, too."""
    checked: Counter[str] = Counter()
    twice, finished = asyncio.Event(), asyncio.Event()

    async def check(source: Source) -> None:
        await watched.check_guarded(source)
        checked[source.id] += 1
        if len(checked) == len(watched.sources) and min(checked.values()) > 1:
            twice.set()

    def start(group: asyncio.TaskGroup) -> None:
        for source in watched.due():
            watched.checks[source.id] = task = group.create_task(check(source))
            task.add_done_callback(lambda _, name=source.id: watched.checks.pop(name, None))

    async with asyncio.TaskGroup() as group:
        group.create_task(watched.deliver_until(finished))
        with ticking(partial(start, group)):
            await asyncio.wait_for(twice.wait(), LASTS)
        await asyncio.gather(*watched.checks.values())
        finished.set()
        watched.news.set()


def measured(sources: int, every: float = INTERVAL) -> dict[str, Any]:
    """Measure; give the seconds from each article's reply to its message, how many never came, and what was asked."""
    command = [sys.executable, __file__, SERVE, "--sources", str(sources)]
    began = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            port = int(server.stdout.readline()) if server.stdout else 0
            asyncio.run(watch(sources, port, every))
            said, _ = server.communicate("\n", timeout=PATIENCE)
        finally:
            server.kill()
    found: dict[str, Any] = json.loads(said)
    of_20 = quantiles(found["delays"], n=20, method="inclusive")
    return found | {"p50": of_20[9], "p95": of_20[18], "seconds": time.monotonic() - began}


def main(sources: int = SHORT, every: float = INTERVAL, *, as_json: bool = False) -> int:
    """Measure and print; give 1 where it took too long, or something never came."""
    configure_logging(level="critical")
    found = measured(sources, every)
    if as_json:
        print(json.dumps(found))
        return 0
    told, most = len(found["delays"]), max(found["delays"])
    print(f"{sources:,} sources due in one minute, {found['feeds']:,} checks, {told} launches told, ", end="")
    print(f"{found['seconds']:.0f} s\n  article sent → message received: p50 {found['p50']:.3f} s, ", end="")
    print(f"p95 {found['p95']:.3f} s (goal ≤ {GOAL:g} s), most {most:.3f} s; never came {found['lost']}")
    return int(found["p95"] > GOAL or found["lost"] > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=WHOLE)
    parser.add_argument("--every", type=float, default=INTERVAL, help="seconds between two checks of a source")
    parser.add_argument("--json", action="store_true", help="print the figures alone")
    parser.add_argument(SERVE, action="store_true", help=argparse.SUPPRESS)
    asked_for = parser.parse_args()
    if asked_for.serve:
        serve(asked_for.sources)
        sys.exit(0)
    sys.exit(main(asked_for.sources, asked_for.every, as_json=asked_for.json))
