"""Turns a document into the entries that it lists, by the kind of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.discover.arrivals import with_arrivals
from monitor.discover.article import article_itself
from monitor.discover.feed import feed_entries
from monitor.discover.json_list import json_entries
from monitor.discover.listing import MOST_ENTRIES
from monitor.discover.page import page_entries
from monitor.discover.sitemap import sitemap_entries
from monitor.discover.title import title_of
from monitor.discover.window import archive_among, with_listing
from monitor.settings import SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.model import Document, Entry
    from monitor.settings import Source

__all__ = ["KINDS", "MOST_ENTRIES", "archive_among", "discover", "title_of", "with_arrivals", "with_listing"]

KINDS: Mapping[SourceKind, Callable[[Document, Source], tuple[Entry, ...]]] = {
    SourceKind.FEED: feed_entries,
    SourceKind.PAGE: page_entries,
    SourceKind.SITEMAP: sitemap_entries,
    SourceKind.JSON: json_entries,
    SourceKind.ARTICLE: article_itself,
}


def discover(document: Document, source: Source, *, mends: bool = True) -> tuple[Entry, ...]:
    """List a document's entries in its own order; none where it is what it should be and holds nothing.

    Args:
        document: What its source's address brought.
        source: Who lists it.
        mends: A damaged feed is read as well as can be, which may take seconds on a hostile one.

    Raises:
        DamagedFeedError: It is a damaged feed, and not to be mended.
        DiscoverError: It is not what its source says it is.
    """
    if source.kind is SourceKind.FEED:
        return feed_entries(document, source, mends=mends)
    return KINDS[source.kind](document, source)
