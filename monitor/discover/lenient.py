"""Turns damaged feeds into listings as well as can be, through feedparser; the only door to it."""

from __future__ import annotations

import io
import re
from typing import Any

import feedparser

from monitor.discover.listing import Listing
from monitor.errors import DiscoverError
from monitor.html import plain_text
from monitor.text import clean, one_line

# feedparser 6.0.14 takes up to 5 µs a character on hostile text, and grows with the square of a tag's attributes:
# 44,000 of them 17 s, 2,000 less than 0.1 s (measured here). Feeds begin with their newest entries.
MOST_CHARACTERS = 300_000
MOST_ATTRIBUTES = 2_000
_LONG_TAG = re.compile(r"<\w[^<>]{8192,}")
_FEED_TAG = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
DATES = ("published", "updated", "created")


def read_leniently(text: str, url: str) -> list[Listing]:
    """Read what can be read of a feed's entries; none where nothing looks like one.

    Args:
        text: The document, decoded.
        url: Where it came from: what relative links start from.

    Raises:
        DiscoverError: It is built to keep a parser busy, or feedparser fails on it.
    """
    if not _FEED_TAG.search(text):
        return []
    text = clean(text[:MOST_CHARACTERS])
    if any(len(tag.split()) > MOST_ATTRIBUTES for tag in _LONG_TAG.findall(text)):
        raise DiscoverError(url, f"a damaged feed with a tag of more than {MOST_ATTRIBUTES} attributes")
    return [_listing(entry, url) for entry in _entries(text, url)]


def _entries(text: str, url: str) -> list[dict[str, Any]]:
    try:
        # As a stream: of a string feedparser would open the address or file that it names.
        found = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise DiscoverError(url, f"a feed damaged beyond repair: {error}") from error
    entries: list[dict[str, Any]] = found.entries
    return entries


def _listing(entry: dict[str, Any], url: str) -> Listing:
    """Take a feedparser entry's raw words; its own dates are guesses (zone-less ones are read as UTC)."""

    def word(name: str) -> str:
        # Asked as a dict: feedparser's own look-up answers with other fields and warns of it.
        return clean(str(dict.get(entry, name) or "")).strip()  # Character references hid from the first cleaning.

    title = word("title")
    said = dict.get(entry, "title_detail") or {}
    contents = dict.get(entry, "content") or []
    return Listing(
        guid=word("id"),
        link=word("link"),
        base=url,
        title=one_line(title) if said.get("type") == "text/plain" else plain_text(title),
        dates=[date for name in DATES if (date := word(name))],
        summary=word("summary") or (str(contents[0].get("value", "")) if contents else ""),
    )
