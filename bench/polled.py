"""The server that `polling` polls: feeds of our own making under any number of hosts and paths, as nginx would serve.

    python bench/polled.py [CERTIFICATE KEY]

prints its port, then serves until it is stopped. `/feed/7` is a feed of 30 entries that does not change unless somebody
asks for `/publish/7`, which gives it one entry more; `/article/…` is a page, `/hook` takes messages, `/times` gives as
JSON when each article was sent and when each message came, by the model's version that both name.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import sys
import time
from collections import defaultdict

ENTRIES = 30
ETAG = "5f1-2f"
MODIFIED = "Sun, 01 Mar 2026 02:00:00 GMT"
LEAD = "云岭智能今日介绍了新一代产品的能力与价格，并且说明了面向企业的安排。"

ITEM = (
    "<item><title>云岭日报第{n}版</title><link>{at}/article/{feed}/{n}</link>"
    '<guid isPermaLink="false">{feed}-{n}</guid>'
    "<pubDate>Sun, 01 Mar 2026 10:{minute:02}:00 +0800</pubDate><category>新闻</category>"
    "<description><![CDATA[<p>{text}</p>]]></description></item>"
)
PAGE = (
    "<!doctype html><html lang='zh'><head><meta charset='utf-8'><title>{title}</title>"
    "<meta property='article:published_time' content='2026-03-01T10:00:00+08:00'></head><body><nav>{links}</nav>"
    "<article><h1>{title}</h1><time>2026-03-01 10:00</time>{text}</article><footer>{links}</footer></body></html>"
)
LINKS = "".join(f"<a href='/section/{n}'>栏目{n}</a>" for n in range(40))


class World:
    """What is published, and when it was asked for."""

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme
        self.more: defaultdict[str, int] = defaultdict(int)
        self.sent: dict[str, float] = {}
        self.told: dict[str, float] = {}

    def feed(self, name: str, at: str) -> bytes:
        """Write a feed: the newest of its entries, `more` of which came since the beginning, with links to its host."""
        last = ENTRIES + self.more[name]
        items = "".join(
            ITEM.format(n=number, at=at, feed=name, minute=number % 60, text=LEAD * 8)
            for number in range(last - 1, last - 1 - ENTRIES, -1)
        )
        return f"<rss version='2.0'><channel><title>云岭日报</title>{items}</channel></rss>".encode()

    def article(self, path: str) -> bytes:
        """Write a page of 20 KB; what was published later announces a model."""
        name, number = path.split("/")[2:4]
        is_news = int(number) >= ENTRIES
        self.sent.setdefault(name, time.time()) if is_news else None
        title = f"云岭智能发布青鸾大模型{int(name)}.0" if is_news else f"云岭日报第{number}版"
        text = f"<p>{title}，面向开发者开放。</p>" if is_news else ""
        body = text + "".join(f"<p>第{n}段。{LEAD * 3}</p>" for n in range(14))
        return PAGE.format(title=title, links=LINKS, text=body).encode()

    def take(self, body: bytes) -> None:
        """Take a message."""
        for version in re.findall(r"青鸾大模型(\d+)\.0", json.dumps(json.loads(body), ensure_ascii=False)):
            self.told.setdefault(version, time.time())

    def reply(self, method: str, path: str, head: bytes, body: bytes) -> bytes:
        """Answer a request."""
        name = path.rpartition("/")[2]
        if method == "POST":
            self.take(body)
            return _reply(b"ok", "text/plain")
        if path.startswith("/feed/"):
            etag = f'"{ETAG}-{self.more[name]}"'
            if _is_known(head, etag):
                return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\nLast-Modified: {MODIFIED}\r\n\r\n".encode()
            host = re.search(rb"(?i)\r\nhost: *([^\r]*)", head)
            at = f"{self.scheme}://{host[1].decode('latin-1')}" if host else ""
            return _reply(self.feed(name, at), "application/rss+xml", f"ETag: {etag}\r\nLast-Modified: {MODIFIED}\r\n")
        if path.startswith("/article/"):
            return _reply(self.article(path), "text/html; charset=utf-8")
        if path.startswith("/publish/"):
            self.more[name] += 1
            return _reply(b"", "text/plain")
        if path == "/times":
            return _reply(json.dumps({"sent": self.sent, "told": self.told}).encode(), "application/json")
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def _is_known(head: bytes, etag: str) -> bool:
    """Tell whether a client has the document, by nginx's rules: a date of its own, not the server's, is no match."""
    known = re.search(rb"(?i)\r\nif-none-match: *([^\r]*)", head)
    since = re.search(rb"(?i)\r\nif-modified-since: *([^\r]*)", head)
    if not (known or since):
        return False
    is_date = since is None or since[1].decode("latin-1") == MODIFIED
    return is_date and (known is None or etag in known[1].decode("latin-1"))


def _reply(body: bytes, media_type: str, more: str = "") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


class Conversation(asyncio.Protocol):
    """One connection, by asyncio's protocols alone, so that the server is never the limit."""

    def __init__(self, world: World) -> None:
        self.world, self.buffer, self.transport = world, b"", asyncio.Transport()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = transport  # type: ignore[assignment] # Of a server it is one.

    def data_received(self, data: bytes) -> None:
        """Answer every complete request."""
        self.buffer += data
        while True:
            head, gap, rest = self.buffer.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            size = int(length[1]) if length else 0
            if not gap or len(rest) < size:
                return
            body, self.buffer = rest[:size], rest[size:]
            method, path = head.split(b" ", 2)[:2]
            self.transport.write(self.world.reply(method.decode(), path.decode().partition("?")[0], head, body))
            if b"connection: close" in head.lower():
                self.transport.close()


async def served(certificate: str = "", key: str = "") -> None:
    """Serve at every address of loopback."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    world, loop = World("https" if certificate else "http"), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Conversation(world),
        "0.0.0.0",  # noqa: S104 -- all of 127/8.
        0,
        backlog=2048,
        ssl=context,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(served(*sys.argv[1:]))
