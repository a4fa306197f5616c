"""Turns a sitemap (sitemaps.org, with the namespace of news) into entries, the newest first."""

from __future__ import annotations

import zlib
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree

from monitor.dates import parse_moment
from monitor.discover.document import refuse_other_documents, text_of, xml_root
from monitor.discover.listing import MOST_ENTRIES, Listing, absolute, entries_of
from monitor.errors import DiscoverError, NoMatchError, SitemapIndexError
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from lxml.etree import _Element as Element

    from monitor.model import Document, Entry
    from monitor.settings import Source

NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
GZIP_MARK = b"\x1f\x8b"
GZIP = 16 + zlib.MAX_WBITS
# sitemaps.org allows 50 MB and 50,000 addresses; those of that many are some 10 MB.
MOST_BYTES = 20_000_000
MOST_PARTS = 50  # Of an index that may list 50,000; whoever follows it takes the first few.
_ARTICLE_WORDS = ("news", "post", "blog", "article")


def sitemap_entries(document: Document, source: Source) -> tuple[Entry, ...]:
    """List the articles of a sitemap that its source's glob admits.

    Raises:
        SitemapIndexError: It is an index of others.
        DiscoverError: It is no sitemap, or the glob fits none of its addresses.
    """
    url = document.url
    text = text_of(replace(document, body=_unpacked(document.body, url)), source)
    refuse_other_documents(text, url, "a sitemap")
    root = xml_root(text, url, "sitemap")
    kind = etree.QName(root).localname.lower()
    if kind == "sitemapindex":
        raise _index_error(root, url, source.zone)
    if kind != "urlset":
        raise DiscoverError(url, f"an XML document <{kind}>, not a sitemap")
    listings = [_listing(element, url) for element in root.iterchildren("{*}url")]
    admitted = [listing for listing in listings if source.match is None or _fits(listing.link, source.match)]
    if listings and not admitted:
        said = f"match “{source.match}” fits none of {len(listings)} addresses, such as {listings[-1].link}"
        raise NoMatchError(url, said)
    return entries_of(_newest_first(admitted, source.zone), source.zone)


def _unpacked(body: bytes, url: str) -> bytes:
    """Unpack a file that is gzip in itself (`sitemap.xml.gz`), however the server sent it."""
    if not body.startswith(GZIP_MARK):
        return body
    unpacker = zlib.decompressobj(GZIP)
    try:
        unpacked = unpacker.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise DiscoverError(url, f"a damaged gzip file: {error}") from error
    if not unpacker.eof:
        raise DiscoverError(url, f"a gzip file that is cut, or holds more than {MOST_BYTES} bytes")
    return unpacked


def _index_error(index: Element, url: str, zone: ZoneInfo) -> DiscoverError:
    """Give the parts of an index: those of articles by their names first, then the last changed.

    Those without a date stand as they do in the index, taken from both ends in turn: new ones are added at either.
    """
    parts = [_listing(element, url) for element in index.iterchildren("{*}sitemap")]
    addressed = [(absolute(part.link, url), part) for part in parts]
    known = {address: part for address, part in addressed if address and address != url}
    if not known:
        return DiscoverError(url, "a sitemap index that lists nothing")
    last = len(known) - 1

    def rank(placed: tuple[int, tuple[str, Listing]]) -> tuple[bool, float, int]:
        place, (address, part) = placed
        is_of_articles = any(word in _path(address).lower() for word in _ARTICLE_WORDS)
        return not is_of_articles, -_changed_at(part, zone), min(place, last - place)

    ranked = [named for _, named in sorted(enumerate(known.items()), key=rank)]
    stated = tuple((address, part.dates[0] if part.dates else "") for address, part in ranked[:MOST_PARTS])
    return SitemapIndexError(url, f"an index of {len(known)} sitemaps, not a sitemap", stated)


def _fits(url: str, glob: str) -> bool:
    """Tell whether a glob fits an address whole, or its path, as written or decoded."""
    path = _path(url)
    return any(fnmatchcase(text, glob) for text in (path, unquote(path), url))


def _path(url: str) -> str:
    """Give an address's path; empty where it is no address."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _listing(element: Element, url: str) -> Listing:
    news = element.find(f"{NEWS}news")
    stated = _word(news, f"{NEWS}publication_date") if news is not None else ""
    return Listing(
        guid="",
        link=_word(element, "{*}loc"),
        base=url,
        title=one_line(_word(news, f"{NEWS}title")) if news is not None else "",
        dates=[date for date in (stated, _word(element, "{*}lastmod")) if date],
    )


def _word(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _newest_first(listings: Sequence[Listing], zone: ZoneInfo) -> list[Listing]:
    """Sort by date, and keep no more than a list may have."""
    if len(listings) > 1 and len({tuple(listing.dates) for listing in listings}) == 1:
        # One time for all is when the site was built, and says nothing of any article.
        listings = [replace(listing, dates=()) for listing in listings]
    if not any(listing.dates for listing in listings) and len(listings) > MOST_ENTRIES:
        # Without dates the new ones stand at either end.
        return [*listings[: MOST_ENTRIES // 2], *listings[-MOST_ENTRIES // 2 :]]
    return sorted(listings, key=lambda listing: -_changed_at(listing, zone))[:MOST_ENTRIES]


def _changed_at(listing: Listing, zone: ZoneInfo) -> float:
    """Give the time that a listing states, to sort by; the earliest of all where it states none."""
    moments = (parse_moment(date, zone) for date in listing.dates)
    return next((moment.at.timestamp() for moment in moments if moment), float("-inf"))
