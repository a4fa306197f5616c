"""Turns what a feed or list says into entries: identity, absolute addresses, clean text, dates in the right zone.

All readers end here, so that an entry is the same by whichever it was read.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from monitor.dates import parse_moment
from monitor.fingerprint import canonical
from monitor.html import plain_text
from monitor.log import get_logger
from monitor.model import Entry
from monitor.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.model import Moment

# Feeds list 10 to 100 entries; one that lists its whole archive (some have 5,000) would otherwise make its first check
# the dearest of all, for articles that are no news.
log = get_logger(__name__)

MOST_ENTRIES = 500
LONGEST_URL = 2_048  # The limit of sitemaps.org; longer ones are data, and no index takes them.
LONGEST_IDENTITY = 512  # PostgreSQL refuses index rows above 2,704 bytes; what is longer is hashed.
LONGEST_SUMMARY = 2_000  # In characters of markup; some feeds carry the whole article, which extraction reads better.
CLOCKS_DIFFER = timedelta(days=1)
SCHEMES = ("http://", "https://")
PLAIN_URL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?![^/?#])")
"""Surely has a host: nearly every link is such, and to split 30 addresses is a fifth of what reading a feed costs."""
PLAIN_PATH = re.compile(r"/[^/.#?;\s][^#;\s]*[^?#;\s]")
"""Begins at its host's root; without `/.` in it there is nothing in it to resolve."""
AS_BROWSERS_READ_LINKS = str.maketrans({"\n": None, "\t": None, " ": "%20"})


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed or list says of one entry, as it stands there.

    Args:
        guid: Its identifier; empty where there is none.
        link: Its address, perhaps relative to `base`.
        title: Plain text, clean.
        dates: Statements of when it was published, the best first.
        summary: Markup.
    """

    guid: str
    link: str
    base: str
    title: str
    dates: Sequence[str] = ()
    summary: str = ""


def entries_of(listings: Sequence[Listing], zone: ZoneInfo, now: datetime | None = None) -> tuple[Entry, ...]:
    """Make entries of listings in their order; those that lead nowhere, or repeat another, are left out.

    Args:
        listings: What the document says.
        zone: Of its dates, where they name none.
        now: When it was fetched, for lists that people read: `3小时前` is told from it, and what is a day later is the
            date of an event, not of a publication.
    """
    urls = [_address_of(listing) for listing in listings]
    # Counted without repetitions: an entry that a feed lists twice keeps its identity.
    told = {(listing.guid, url, listing.title) for listing, url in zip(listings, urls, strict=True)}
    guids = Counter(guid for guid, _, _ in told)
    links = Counter(url for url, _ in {(url, title) for _, url, title in told})
    entries: dict[str, Entry] = {}
    for listing, url in zip(listings, urls, strict=True):
        if not url:
            continue
        # A guid that several entries share (a template's constant, the site's own address) tells none from another.
        own_guid = listing.guid if guids[listing.guid] == 1 else ""
        identity = _bounded(own_guid or (canonical(url) if links[url] == 1 else f"{listing.title} {url}"))
        if identity not in entries:
            published = _first_moment(listing.dates, zone, now)
            entries[identity] = Entry(identity, url, listing.title, published, plain_text(_opening(listing.summary)))
    return _newest(tuple(entries.values()))


def absolute(link: str, base: str) -> str:
    """Give the absolute address that a link leads to; empty where there is none to ask for."""
    if not link:
        return ""
    if PLAIN_URL.match(link) and link.isprintable() and " " not in link and len(link) <= LONGEST_URL:
        return link
    if PLAIN_PATH.fullmatch(link) and "/." not in link and link.isprintable() and (origin := _origin_of(base)):
        link = f"{origin}{link}"
        return link if len(link) <= LONGEST_URL else ""
    if not link.isprintable() or " " in link:
        link = clean(link).strip().translate(AS_BROWSERS_READ_LINKS)
    try:
        url = link if link.startswith(SCHEMES) else urljoin(base, link)
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    return url if host and url.startswith(SCHEMES) and len(url) <= LONGEST_URL else ""


@lru_cache(maxsize=64)
def _origin_of(base: str) -> str:
    """Give the scheme and the host of an address; empty where it is not surely one."""
    found = PLAIN_URL.match(base)
    return found[0] if found else ""


def _address_of(listing: Listing) -> str:
    return absolute(listing.link or (listing.guid if listing.guid.startswith(SCHEMES) else ""), listing.base)


def _bounded(identity: str) -> str:
    """Keep an identity short enough for an index."""
    if len(identity) <= LONGEST_IDENTITY:
        return identity
    return blake2b(identity.encode("utf-8", "replace"), digest_size=32).hexdigest()


def _first_moment(statements: Iterable[str], zone: ZoneInfo, now: datetime | None) -> Moment | None:
    """Read the first date that can be read."""
    for statement in statements:
        moment = parse_moment(statement, zone, now)
        if moment is not None and (now is None or moment.at <= now + CLOCKS_DIFFER):
            return moment
    return None


def _opening(markup: str) -> str:
    """Give the first part of a text's markup, without a tag that the cut would leave open."""
    if len(markup) <= LONGEST_SUMMARY:
        return markup
    start = markup[:LONGEST_SUMMARY]
    opened = start.rfind("<")
    return start[:opened] if opened > start.rfind(">") else start


def _newest(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Keep the newest where there are too many: by date where all have one, else the first."""
    if len(entries) <= MOST_ENTRIES:
        return entries
    log.warning("list is longer than is read", stage="discover", entries=len(entries), read=MOST_ENTRIES)
    dates = [entry.published.at for entry in entries if entry.published]
    if len(dates) < len(entries):
        return entries[:MOST_ENTRIES]
    oldest_kept = sorted(dates, reverse=True)[MOST_ENTRIES - 1]
    return tuple(entry for entry in entries if entry.published and entry.published.at >= oldest_kept)[:MOST_ENTRIES]
