"""Many hosts on loopback, each with feeds and articles, told apart by address: the world that `cluster` watches."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

LISTED_FIRST = 1
"""Articles of each source that stand there at the first look; they are read, and told to nobody."""

ANSWER_TAKES = 0.05
"""Seconds, so that two at once are seen as such."""

ASKER = re.compile(r"process (\d+)")
DATE = "Fri, 20 Nov 2026 08:00:00 +0800"
PLAIN = "城北的河边新修了一条步道，傍晚有许多人在那里散步，孩子们在桥下看鱼。"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the world is."""

    sources: int
    hosts: int
    articles: int
    launches: int
    every: int

    @property
    def each(self) -> int:
        """Give the articles of a source."""
        return self.articles // self.sources


@dataclass(slots=True)
class World:
    """Serves the hosts, and takes down who asked what, when, and whom beside.

    Args:
        checks: When each feed was asked for, and by which process.
        overlaps: Requests to one host while another was open.
        broken: When which host's asker went away in the middle.
        asked: When each host was asked.
    """

    size: Size
    port: int = 0
    published: bool = False
    checks: defaultdict[int, list[tuple[float, int]]] = field(default_factory=lambda: defaultdict(list))
    read: Counter[str] = field(default_factory=Counter)
    open: Counter[int] = field(default_factory=Counter)
    overlaps: int = 0
    broken: list[tuple[float, int]] = field(default_factory=list)
    asked: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __enter__(self) -> Self:
        begun: Future[int] = Future()
        threading.Thread(target=self._serve, args=(begun,), daemon=True).start()
        self.port = begun.result(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    def address(self, host: int) -> str:
        """Give a host's address."""
        return f"127.1.{host // 250}.{host % 250 + 1}"

    def host_of(self, source: int) -> int:
        """Give the host of a source."""
        return source % self.size.hosts

    def settings(self, folder: Path, hook: str) -> Path:
        """Write the settings that watch it all, and give their file."""
        hosts = ", ".join(f"{self.address(host)}: {{spacing: 0.01s}}" for host in range(self.size.hosts))
        sources = "".join(
            f"  - {{id: s{number}, url: 'http://{self.address(self.host_of(number))}:{self.port}/feed/{number}', "
            f"kind: feed, every: {self.size.every}s, allow_private: true, robots: ignore}}\n"
            for number in range(self.size.sources)
        )
        file = folder / "sources.yaml"
        file.write_text(
            f"web: off\ndigest: off\nmessages: {{storm: off}}\nhosts: {{{hosts}}}\n"
            f"channels:\n  - {{name: hook, url: '{hook}'}}\nsources:\n{sources}",
            encoding="utf-8",
        )
        return file

    def launch_of(self, source: int, article: int) -> int | None:
        """Give the launch that an article tells of; two sources of different hosts tell of each."""
        if article < LISTED_FIRST:
            return None
        number = (article - LISTED_FIRST) * self.size.sources + source
        return number // 2 if number < 2 * self.size.launches else None

    def _serve(self, begun: Future[int]) -> None:
        asyncio.set_event_loop(self._loop)

        async def start() -> None:
            first = await asyncio.start_server(self._answer, self.address(0), 0, backlog=500)
            port = first.sockets[0].getsockname()[1]
            for host in range(1, self.size.hosts):
                await asyncio.start_server(self._answer, self.address(host), port)
            begun.set_result(port)

        self._loop.run_until_complete(start())
        self._loop.run_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("sockname")[0].split(".")
        host = int(address[2]) * 250 + int(address[3]) - 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._answer_one(host, head.decode("latin-1"), reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer_one(
        self, host: int, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        at = time.monotonic()
        self.overlaps += self.open[host] > 0
        self.open[host] += 1
        self.asked[host].append(at)
        try:
            await asyncio.sleep(ANSWER_TAKES)
        finally:
            self.open[host] -= 1
        gone = reader.at_eof() or writer.is_closing()
        if gone:
            self.broken.append((at, host))
        path, asker = head.split(" ")[1], ASKER.search(head)
        _, kind, *rest = path.split("/")
        if kind == "feed":
            self.checks[int(rest[0])].append((at, int(asker[1]) if asker else 0))
            body, media = self._feed(int(rest[0])), "application/rss+xml"
        else:
            self.read[path] += not gone
            body, media = self._page(int(rest[0]), int(rest[1])), "text/html"
        data = body.encode()
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: {media}; charset=utf-8\r\nContent-Length: {len(data)}\r\n\r\n"
        writer.write(answer.encode() + data)
        await writer.drain()

    def _feed(self, source: int) -> str:
        last = self.size.each if self.published else LISTED_FIRST
        base = f"http://{self.address(self.host_of(source))}:{self.port}/page/{source}"
        items = "".join(
            f"<item><title>{source} {number}</title><link>{base}/{number}</link><pubDate>{DATE}</pubDate></item>"
            for number in range(last)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>s{source}</title>{items}</channel></rss>'

    def _page(self, source: int, article: int) -> str:
        launch = self.launch_of(source, article)
        title = (
            f"河边的步道（{source}之{article}）" if launch is None else f"云岭智能发布青鸾大模型{version_of(launch)}"
        )
        text = PLAIN if launch is None else f"云岭智能今日正式发布青鸾大模型{version_of(launch)}，能读懂很长的文章。"
        lines = "".join(f"<p>{text}第{source}处第{article}天，记者在现场看了{number}遍。</p>" for number in range(6))
        return (
            f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head>'
            f"<body><article><h1>{title}</h1><time>2026-11-20 08:00</time>{lines}</article></body></html>"
        )


def version_of(launch: int) -> str:
    """Give the version of a launch, which is the same in its key; each is a release of its own."""
    return f"{launch // 9 + 2}.{launch % 9 + 1}"
