"""Turns a feed into entries: strictly where it is well-formed, else leniently; JSON Feed, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.discover.document import BLANK, quoted, refuse_other_documents, text_of
from monitor.discover.json_feed import is_json_feed, read_json_feed
from monitor.discover.json_tree import json_value
from monitor.discover.listing import entries_of
from monitor.discover.strict import read_strictly
from monitor.errors import DamagedFeedError, DiscoverError

if TYPE_CHECKING:
    from monitor.discover.listing import Listing
    from monitor.model import Document, Entry
    from monitor.settings import Source


def feed_entries(document: Document, source: Source, *, mends: bool = True) -> tuple[Entry, ...]:
    """List a feed's entries.

    Args:
        document: The feed.
        source: Who lists it.
        mends: A damaged feed is read as well as can be.

    Raises:
        DamagedFeedError: It is damaged, and not to be mended.
        DiscoverError: It is no feed, or damaged so that no entry can be read.
    """
    text, url = text_of(document, source), document.url
    if text.lstrip(BLANK).startswith("{"):
        return entries_of(_from_json(text, url), source.zone)
    refuse_other_documents(text, url, "a feed")
    try:
        listings = read_strictly(text, url)
    except DiscoverError as damage:
        if not mends:
            raise DamagedFeedError(url, damage.reason) from damage
        # Imported here: a daemon that has damaged feeds mended by a worker does without feedparser.
        from monitor.discover.lenient import read_leniently

        listings = read_leniently(text, url)
        if not listings:
            raise DiscoverError(url, damage.reason) from damage
    return entries_of(listings, source.zone)


def _from_json(text: str, url: str) -> list[Listing]:
    value = json_value(text, url)
    if not is_json_feed(value):
        said = f"JSON that begins “{quoted(text[:200])}”, not a feed"
        raise DiscoverError(url, f"{said} (where it lists articles, say `kind: json` and `select`)")
    return read_json_feed(value, url)
