"""Turns JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) into listings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from monitor.discover.json_tree import word_at
from monitor.discover.listing import Listing
from monitor.errors import DiscoverError
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATES = ("date_published", "date_modified")
_SUMMARIES = ("summary", "content_html", "content_text")


def is_json_feed(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a JSON value says that it is a JSON Feed."""
    return isinstance(value, dict) and "jsonfeed.org/version/" in str(value.get("version"))


def read_json_feed(feed: Mapping[str, Any], url: str) -> list[Listing]:
    """Read a JSON Feed's entries; relative links start from `url`.

    Raises:
        DiscoverError: It has no list of items.
    """
    items = feed.get("items")
    if not isinstance(items, list):
        raise DiscoverError(url, "a JSON Feed without a list of items")
    return [_listing(item, url) for item in items if isinstance(item, dict)]


def _listing(item: Mapping[str, Any], url: str) -> Listing:
    # The external address is what a link blog talks about; the article is its own.
    return Listing(
        guid=word_at(item, "id"),
        link=word_at(item, "url") or word_at(item, "external_url"),
        base=url,
        title=one_line(word_at(item, "title")),
        dates=[date for name in _DATES if (date := word_at(item, name))],
        summary=next((text for name in _SUMMARIES if (text := word_at(item, name))), ""),
    )
