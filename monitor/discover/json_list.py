"""Turns JSON into entries: where the list stands and what an item's parts are called is said by dotted paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from monitor.discover.document import text_of
from monitor.discover.json_feed import is_json_feed, read_json_feed
from monitor.discover.json_tree import at_path, json_value, keys_of, word_at
from monitor.discover.listing import Listing, entries_of
from monitor.errors import NoMatchError
from monitor.html import plain_text

if TYPE_CHECKING:
    from monitor.model import Document, Entry
    from monitor.settings import ListSelectors, Source

_PLACE = re.compile(r"\{([^{}]*)\}")
# What may stand in a path or query as it is; `Qwen/Qwen3` must stay two segments.
_URL_SAFE = "/:@!$'()*,;~"
_LINKS, _TITLES = ("url", "link"), ("title", "name")


def json_entries(document: Document, source: Source) -> tuple[Entry, ...]:
    """List the entries of a JSON document: by the source's paths, or as JSON Feed where it is one.

    Raises:
        DiscoverError: It is no JSON, or a path leads to nothing.
    """
    url, select = document.url, source.select
    value = json_value(text_of(document, source), url)
    if select.item is None and select.link is None and is_json_feed(value):
        return entries_of(read_json_feed(value, url), source.zone)
    items = _items(value, select.item or "", url)
    listings = [_listing(item, select, url) for item in items]
    if items and not any(listing.link for listing in listings):
        wanted = f"select.link “{select.link}” leads to nothing" if select.link else "select.link is missing"
        raise NoMatchError(url, f"{wanted}: in an item {keys_of(items[0])}")
    for name, path in (("title", select.title), ("date", select.date)):
        if path and items and not any(word_at(item, path) for item in items):
            raise NoMatchError(url, f"select.{name} “{path}” leads to nothing: in an item {keys_of(items[0])}")
    return entries_of(listings, source.zone, document.fetched_at)


def _items(value: object, path: str, url: str) -> list[Any]:
    """Give the list at a path; say how far the path leads where there is none."""
    found = at_path(value, path)
    if isinstance(found, list):
        return found
    if not path:
        raise NoMatchError(url, f"JSON that is no list, and select.item is missing: {keys_of(value)}")
    if found is not None:
        raise NoMatchError(url, f"select.item “{path}” leads to no list: {keys_of(found)}")
    reached, place = "", value
    for step in path.split("."):
        if (inner := at_path(place, step)) is None:
            break
        reached, place = f"{reached}.{step}".lstrip("."), inner
    below = f"below “{reached}” " if reached else ""
    raise NoMatchError(url, f"select.item “{path}” leads to nothing: {below}{keys_of(place)}")


def _listing(item: object, select: ListSelectors, url: str) -> Listing:
    titles = (select.title,) if select.title else _TITLES
    return Listing(
        guid="",
        link=_link(item, select.link),
        base=url,
        title=plain_text(next((title for path in titles if (title := word_at(item, path))), "")),
        dates=[word_at(item, select.date)],
    )


def _link(item: object, written: str | None) -> str:
    """Give an item's link: what stands at a path, or a template with paths in braces filled in."""
    if written is None:
        return next((link for path in _LINKS if (link := word_at(item, path))), "")
    if "{" not in written:
        return word_at(item, written)
    words = {path: quote(word_at(item, path), safe=_URL_SAFE) for path in _PLACE.findall(written)}
    return _PLACE.sub(lambda found: words[found[1]], written) if all(words.values()) else ""
