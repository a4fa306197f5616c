"""A small world on loopback: outlets that serve feeds and pages, and a webhook receiver."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Outlets:
    """Serves whatever `pages` holds; a path that is not there is a 404."""

    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)
    address: str = ""

    def was_asked(self, path: str, times: int, seconds: float = 60) -> bool:
        """Wait until a path was asked for so often; tell whether it was."""
        with self.came:
            return self.came.wait_for(lambda: self.asked.count(path) >= times, seconds)

    def feed(self, path: str, title: str, entries: list[tuple[str, str, str]]) -> str:
        """Publish an RSS feed of (path, title, date) and give its URL."""
        items = "".join(
            f"<item><title>{name}</title><link>{self.address}{link}</link><guid>{self.address}{link}</guid>"
            f"<pubDate>{date}</pubDate></item>"
            for link, name, date in entries
        )
        head = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
        body = f"{head}{items}</channel></rss>"
        self.pages[path] = ("application/rss+xml; charset=utf-8", body.encode())
        return self.address + path

    def page(self, path: str, title: str, paragraphs: list[str], date: str) -> str:
        """Publish an article and give its URL."""
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        body = (
            f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="article:published_time" content="{date}"></head>'
            f"<body><article><h1>{title}</h1><time datetime='{date}'>{date}</time>{text}</article></body></html>"
        )
        self.pages[path] = ("text/html; charset=utf-8", body.encode())
        return self.address + path


@contextmanager
def outlets() -> Iterator[Outlets]:
    """Open the outlets on a free port of loopback."""
    world = Outlets()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with world.came:
                world.asked.append(self.path)
                world.came.notify_all()
            media_type, body = world.pages.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in world.pages else 404)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the terminal quiet."""

    with _serving(_Server(("127.0.0.1", 0), Handler)) as port:
        world.address = f"http://127.0.0.1:{port}"
        yield world


@dataclass
class Webhook:
    """Remembers what was posted, and tells `on_post` of it; answers with `status`."""

    url: str = ""
    status: int = 200
    answer: bytes = b"ok"
    posts: list[dict[str, Any]] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)
    on_post: Callable[[dict[str, Any]], None] = lambda _: None

    def has(self, count: int, seconds: float = 60) -> bool:
        """Wait until so many posts have come; tell whether they did."""
        with self.came:
            return self.came.wait_for(lambda: len(self.posts) >= count, seconds)


@contextmanager
def webhook() -> Iterator[Webhook]:
    """Open a webhook receiver on a free port of loopback."""
    receiver = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.status)
            self.send_header("Content-Length", str(len(receiver.answer)))
            self.end_headers()
            self.wfile.write(receiver.answer)
            post = json.loads(body)
            with receiver.came:
                receiver.posts.append(post)
                receiver.came.notify_all()
            receiver.on_post(post)

        def log_message(self, *_: object) -> None:
            """Keep the terminal quiet."""

    with _serving(_Server(("127.0.0.1", 0), Handler)) as port:
        receiver.url = f"http://127.0.0.1:{port}/hook"
        yield receiver


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- the library's own.
        if not isinstance(sys.exception(), ConnectionError):  # A client that was killed hangs up.
            super().handle_error(request, client_address)


@contextmanager
def _serving(server: _Server) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
