"""Feeds written by hand, and what is listed of them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.discover import discover
from monitor.model import Document, Entry, Validators
from monitor.settings import Source

URL = "https://news.example/rss/ai.xml"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def listed(
    body: str | bytes, *, charset: str | None = None, encoding: str | None = None, url: str = URL
) -> tuple[Entry, ...]:
    raw = body.encode() if isinstance(body, str) else body
    document = Document(url, raw, "text/xml", charset, Validators(), NOW)
    return discover(document, Source(id="one", name="One", url=url, zone=SHANGHAI, encoding=encoding))


def rss(*items: str, head: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0"><channel><title>AI</title>{inside}</channel></rss>'


def atom(*entries: str, attributes: str = "") -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>AI</title>{inside}</feed>'
