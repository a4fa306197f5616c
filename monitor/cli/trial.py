"""A source, or a strange address, turned into what it lists and what its articles say; nothing is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from monitor.cli.output import counted, local_time
from monitor.errors import DiscoverError, ExtractError, FetchError, FetchReason, MarkupError, UsageError
from monitor.model import Precision
from monitor.settings import Source, SourceKind
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from monitor.model import Article, Document, Entry, Moment
    from monitor.ports import Fetcher

SHOWN = 3
"""Entries that a person is shown, enough to see whether titles and dates are read rightly."""

MOST_FEEDS = 4
"""A page links to its feed, that of its comments and that of its section; more are of other sites."""

USUAL_FEEDS = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss")
"""Where WordPress, Hugo, Jekyll, Ghost and most others put theirs."""

_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(https?://\S+)", re.IGNORECASE | re.MULTILINE)

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})


@dataclass(frozen=True, slots=True)
class Listed:
    """What a source lists now; `source` has the kind and the address that were found."""

    source: Source
    document: Document
    entries: tuple[Entry, ...]

    def newest(self) -> Moment | None:
        """Give the time of the newest entry, if any states one."""
        moments = [entry.published for entry in self.entries if entry.published]
        return max(moments, key=lambda moment: moment.at, default=None)

    def summary(self) -> str:
        """Say in a few words what it lists."""
        if self.source.kind is SourceKind.ARTICLE:  # Its title and date stand in the article itself.
            return f"{self.source.kind} · 1 entry"
        newest = self.newest()
        dated = f"newest {_told_at(newest, self.source.zone)}" if newest else "undated"
        return f"{self.source.kind} · {counted(len(self.entries), 'entry', 'entries')}" + (
            f" · {dated}" if self.entries else ""
        )

    def lines(self) -> Iterator[str]:
        """Show the first entries, each with its date as stated and as understood."""
        if self.source.kind is SourceKind.ARTICLE:
            return
        stated = _stated_dates(self)
        for entry in self.entries[:SHOWN]:
            yield f"- {one_line(entry.title) or '(no title)'}"
            yield f"    {entry.url}"
            raw = stated.get(entry.url, "")
            if entry.published:
                read = understood(entry.published, self.source.zone)
                yield f"    {one_line(raw) or entry.published.isoformat()} → {read}"
            else:
                yield f"    {f'{one_line(raw)} → not understood' if raw else 'no date'}"


def understood(moment: Moment, zone: ZoneInfo) -> str:
    """Write a moment as it is understood: by a source's clock, in whatever zone it was stated, and by the one here.

    What a feed states in GMT and its page by the clock on its wall is seen to be the same.
    """
    also = f"{local_time(moment.at)} here" if moment.precision is Precision.TIME else moment.precision
    return f"{_told_at(moment, zone)} ({also})"


def _told_at(moment: Moment, zone: ZoneInfo) -> str:
    is_exact = moment.precision is Precision.TIME
    return (replace(moment, at=moment.at.astimezone(zone)) if is_exact else moment).isoformat()


def strange_source(url: str, *, allow_private: bool = False, kind: SourceKind = SourceKind.FEED) -> Source:
    """Make a source of an address that the settings do not name.

    Raises:
        UsageError: It is no web address.
    """
    from monitor import wiring
    from monitor.config.sources import source_id
    from monitor.config.values import web_address

    try:
        host = urlsplit(web_address(url)).hostname or ""
    except ValueError as error:
        raise UsageError(f"{one_line(url)} {error}") from error
    return Source(source_id(url), host, url, wiring.HOME_ZONE, kind=kind, allow_private=allow_private)


async def list_source(source: Source, fetcher: Fetcher) -> Listed:
    """Bring a source's document and list its entries.

    Raises:
        FetchError: It could not be had.
        DiscoverError: It is not what its source says it is.
    """
    return await _listed(await _brought(source.url, source, fetcher), source, fetcher)


async def find_out(source: Source, fetcher: Fetcher) -> Listed:
    """Bring the document at a source's address, and list its entries by what it turns out to be.

    Raises:
        FetchError: It could not be had.
        DiscoverError: It is nothing that can be watched or read.
    """
    return await _identified(await _brought(source.url, source, fetcher), source, fetcher)


async def find_list(source: Source, fetcher: Fetcher) -> Listed:
    """Find what can be watched at an address: itself, or better the feed that the page there links to.

    Where the page neither is a list nor links to a feed, usual addresses of feeds are tried, then the sitemaps that
    the site's robots.txt names.

    Raises:
        FetchError: It could not be had.
        DiscoverError: There is nothing that lists articles.
    """
    document = await _brought(source.url, source, fetcher)
    try:
        listed = await _identified(document, source, fetcher)
    except DiscoverError as error:
        found = await _linked_feed(document, source, fetcher) or await _unlinked_list(source, fetcher)
        if found is None:
            raise DiscoverError(source.url, f"no list of articles, and no link to a feed: {error.reason}") from error
        return found
    if listed.source.kind in {SourceKind.PAGE, SourceKind.ARTICLE}:
        listed = await _linked_feed(document, source, fetcher) or listed
    if listed.source.kind is SourceKind.ARTICLE:
        raise DiscoverError(source.url, "a single article, no list: `monitor read` reads it once")
    return listed


async def read_entry(entry: Entry, source: Source, fetcher: Fetcher) -> Article:
    """Bring and read one article.

    Raises:
        FetchError: It could not be had.
        ExtractError: It holds no readable article.
    """
    from monitor.following import all_pages
    from monitor.guard import Guard
    from monitor.sheltered import article_of

    guard = Guard()
    document = await _brought(entry.url, source, fetcher)
    article = await article_of((document,), source, entry, guard)
    if article.next_url is None:
        return article
    pages = await all_pages(document, article.next_url, source, fetcher, guard)
    return await article_of(pages, source, entry, guard)


async def _brought(url: str, source: Source, fetcher: Fetcher) -> Document:
    document = await fetcher.fetch(url, source)
    if document is None:
        raise FetchError(FetchReason.BAD_PROTOCOL, url, "unchanged, says the server, though nobody asked that")
    return document


async def _listed(document: Document, source: Source, fetcher: Fetcher) -> Listed:
    from monitor.checks import Question
    from monitor.following import followed
    from monitor.guard import Guard
    from monitor.model import SourceState

    question = Question.of(source, SourceState(source.id), document.fetched_at)
    found = await followed(document, source, question, fetcher, Guard())
    return Listed(source, document, found.entries or ())


async def _identified(document: Document, source: Source, fetcher: Fetcher) -> Listed:
    """List a document's entries as the first of these kinds that it is: feed, sitemap, page, article."""
    not_a_feed: DiscoverError | None = None
    for kind in (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.PAGE):
        tried = replace(source, kind=kind)
        try:
            listed = await _listed(document, tried, fetcher)
        except DiscoverError as error:
            not_a_feed = not_a_feed or error
            continue
        if kind is not SourceKind.PAGE or not await _reads_as_article(listed):
            return listed
    if not await _article_length(document, source):
        raise not_a_feed or DiscoverError(document.url, "neither a list nor an article")
    tried = replace(source, kind=SourceKind.ARTICLE)
    return await _listed(document, tried, fetcher)


async def _reads_as_article(listed: Listed) -> bool:
    """Tell an article beside teasers from a list: it says more in its body than the teasers in their titles."""
    return await _article_length(listed.document, listed.source) > sum(len(entry.title) for entry in listed.entries)


async def _article_length(document: Document, source: Source) -> int:
    from monitor.guard import Guard
    from monitor.sheltered import article_of

    try:
        return len((await article_of((document,), source, None, Guard())).body)
    except ExtractError:
        return 0


async def _linked_feed(document: Document, source: Source, fetcher: Fetcher) -> Listed | None:
    """Find a feed that a page links to and that lists something; the first in the page's order counts."""
    for url in islice(_linked_feeds(document), MOST_FEEDS):
        try:
            feed = await list_source(replace(source, url=url, kind=SourceKind.FEED), fetcher)
        except (FetchError, DiscoverError):  # The page itself is still there.
            continue
        if feed.entries:
            return feed
    return None


async def _unlinked_list(source: Source, fetcher: Fetcher) -> Listed | None:
    """Find a feed at a usual address, else a sitemap that robots.txt names; the first that lists something counts."""
    tried = [(urljoin(source.url, path), SourceKind.FEED) for path in USUAL_FEEDS]
    tried += [(url, SourceKind.SITEMAP) for url in await _named_sitemaps(source, fetcher)]
    for url, kind in tried:
        try:
            found = await list_source(replace(source, url=url, kind=kind), fetcher)
        except (FetchError, DiscoverError):
            continue
        if found.entries:
            return found
    return None


async def _named_sitemaps(source: Source, fetcher: Fetcher) -> list[str]:
    try:
        robots = await _brought(urljoin(source.url, "/robots.txt"), source, fetcher)
    except FetchError:
        return []
    return _SITEMAP.findall(robots.body.decode("utf-8", "replace"))[:MOST_FEEDS]


def _linked_feeds(document: Document) -> Iterator[str]:
    """Give the addresses of feeds that a page names in its head; those of comments last, for they list no articles."""
    from monitor.charset import decode
    from monitor.discover.listing import absolute
    from monitor.html import parse

    try:
        links = parse(decode(document.body, document.charset)).select("link[rel~=alternate i][href]")
    except MarkupError:
        return
    addresses = [
        absolute(link.attribute("href"), document.url)
        for link in links
        if link.attribute("type").strip().lower() in FEED_TYPES
    ]
    yield from dict.fromkeys(sorted(filter(None, addresses), key=lambda address: "comment" in address))


def _stated_dates(listed: Listed) -> dict[str, str]:
    """Give the dates of a feed's entries as they stand in it, by address; none for other kinds."""
    from monitor.discover.document import text_of
    from monitor.discover.lenient import read_leniently
    from monitor.discover.listing import absolute
    from monitor.discover.strict import read_strictly

    text, url = text_of(listed.document, listed.source), listed.document.url
    if listed.source.kind is not SourceKind.FEED or "<" not in text[:100]:
        return {}
    try:
        listings = read_strictly(text, url)
    except DiscoverError:
        listings = read_leniently(text, url)
    return {absolute(listing.link, listing.base): listing.dates[0] for listing in listings if listing.dates}
