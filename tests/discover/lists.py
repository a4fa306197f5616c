"""Documents of every kind of list, and what is listed of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discover.feeds import NOW, SHANGHAI

from monitor.discover import discover
from monitor.errors import DiscoverError
from monitor.model import Document, Entry, Validators
from monitor.settings import ListSelectors, Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUND_BY_ITSELF = ListSelectors()
URL = "https://news.example/list/"


def listed_as(
    kind: SourceKind, body: str | bytes, select: ListSelectors = FOUND_BY_ITSELF, match: str | None = None
) -> tuple[Entry, ...]:
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    source = Source(id="one", name="One", url=URL, zone=SHANGHAI, kind=kind, select=select, match=match)
    return discover(Document(URL, raw, "", None, Validators(), NOW), source)


def stated(entries: Sequence[Entry]) -> list[tuple[str, str | None]]:
    """Give the title and date of each entry."""
    return [(entry.title, entry.published.isoformat() if entry.published else None) for entry in entries]


def is_listed_or_refused(kind: SourceKind, body: str | bytes, select: ListSelectors = FOUND_BY_ITSELF) -> bool:
    try:
        entries = listed_as(kind, body, select)
    except DiscoverError:
        return True
    return all(
        entry.url.startswith(("http://", "https://")) and entry.identity and "\x00" not in entry.title
        for entry in entries
    )
