"""The stories of `stories.toml` → outlets on loopback that publish them day by day."""

from __future__ import annotations

import threading
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY = datetime(2023, 7, 9, 8, 0, tzinfo=ZONE)


@dataclass(slots=True)
class World:
    """What the outlets serve now.

    Args:
        outlets: As in `stories.toml`.
        articles: As in `stories.toml`.
        address: Where the outlets answer.
        pages: Type and body by path; what is not there is a 404.
    """

    outlets: list[dict[str, Any]]
    articles: list[dict[str, Any]]
    address: str = ""
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    @property
    def days(self) -> list[int]:
        """Give the days on which something is published."""
        return sorted({article["day"] for article in self.articles})

    def publish(self, until: int) -> None:
        """Publish all articles up to a day, and the feeds that list them."""
        for outlet in self.outlets:
            if outlet["id"] == "broken":
                self.pages["/broken/feed.xml"] = (
                    "text/html",
                    b"<html><title>Sorry</title><p>We are moving.</p></html>",
                )
                continue
            told = [
                (number, article)
                for number, article in enumerate(self.articles)
                if outlet["id"] in article["outlets"] and article["day"] <= until
            ]
            for number, article in told:
                self._put(f"/{outlet['id']}/{number}.html", _page(outlet, article), outlet, "text/html")
            items = "".join(self._item(outlet, number, article) for number, article in reversed(told))
            feed = f'<rss version="2.0"><channel><title>{outlet["name"]}</title>{items}</channel></rss>'
            self._put(f"/{outlet['id']}/feed.xml", feed, outlet, "application/rss+xml")

    def _item(self, outlet: dict[str, Any], number: int, article: dict[str, Any]) -> str:
        link = f"{self.address}/{outlet['id']}/{number}.html"
        date = format_datetime(_time_of(article))
        return f"<item><title>{escape(article['title'])}</title><link>{link}</link><pubDate>{date}</pubDate></item>"

    def _put(self, path: str, text: str, outlet: dict[str, Any], media_type: str) -> None:
        encoding = outlet.get("encoding", "utf-8")
        label = "gb2312" if encoding == "gb18030" else encoding  # As such sites label themselves.
        self.pages[path] = (f"{media_type}; charset={label}", text.encode(encoding))


@contextmanager
def open_world() -> Iterator[World]:
    """Serve the world on a free port of loopback for as long as it is needed."""
    stories = tomllib.loads(resources.files(__package__).joinpath("stories.toml").read_text("utf-8"))
    world = World(stories["outlets"], stories["articles"])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # The library's name.
            media_type, body = world.pages.get(self.path, ("text/plain", b""))
            self.send_response(HTTPStatus.OK if self.path in world.pages else HTTPStatus.NOT_FOUND)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the terminal for the messages."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    world.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def time_of_day(day: int) -> datetime:
    """Give the time at which a day of the world is looked at: in the evening, when all of it is published."""
    return FIRST_DAY + timedelta(days=day, hours=12)


def _time_of(article: dict[str, Any]) -> datetime:
    return FIRST_DAY + timedelta(days=article["day"])


def _page(outlet: dict[str, Any], article: dict[str, Any]) -> str:
    date = _time_of(article)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in article["text"].strip().splitlines())
    title, language = escape(article["title"]), outlet.get("language", "zh")
    return (
        f'<!doctype html><html lang="{language}"><head><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1><time datetime='{date.isoformat()}'>{date:%Y-%m-%d}</time>"
        f"{paragraphs}</article></body></html>"
    )
