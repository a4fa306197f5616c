"""Turns a list page into entries: by its source's selectors, else by the repeated list that it is found to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.discover.card import dates_in, link_of, stated_by, title_of
from monitor.discover.document import BLANK, quoted, text_of
from monitor.discover.listing import Listing, absolute, entries_of
from monitor.discover.repeated import find_repeated
from monitor.errors import DiscoverError, MarkupError, NoMatchError
from monitor.fingerprint import canonical
from monitor.html import parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from monitor.html import Node
    from monitor.model import Document, Entry
    from monitor.settings import ListSelectors, Source

MOST_ITEMS = 2_000  # More than any list shows on one page, so that one that was built to is soon read.


def page_entries(document: Document, source: Source) -> tuple[Entry, ...]:
    """List the articles that a page links to.

    Raises:
        DiscoverError: It is no page, a selector matches nothing, or no list is found where none was selected.
    """
    url = document.url
    text = text_of(document, source)
    if "<" not in text:
        said = f"text that begins “{quoted(text[:200])}”" if text.strip(BLANK) else "an empty document"
        raise DiscoverError(url, f"{said}, not an HTML page")
    try:
        root = parse(text)
        base = _base(root, url)
        if source.select.item:
            listings = _selected(root, source.select, url, base)
        else:
            listings = _found(root, document, source.zone, base)
    except MarkupError as error:
        raise DiscoverError(url, str(error)) from error
    return entries_of(_once(listings), source.zone, document.fetched_at)


def _base(root: Node, url: str) -> str:
    """Give what relative links start from."""
    stated = root.first("base[href]")
    return (absolute(stated.attribute("href"), url) if stated is not None else "") or url


def _found(root: Node, document: Document, zone: ZoneInfo, base: str) -> list[Listing]:
    items = find_repeated(root, document.url, base, zone=zone, now=document.fetched_at)
    if not items:
        raise DiscoverError(document.url, "no list of articles is found by itself: say in select.item where it stands")
    return [_listing(item, link, base) for item, link in items]


def _selected(root: Node, select: ListSelectors, url: str, base: str) -> list[Listing]:
    items = root.select(select.item or "")[:MOST_ITEMS]
    if not items:
        raise NoMatchError(url, f"select.item “{select.item}” matches nothing")
    links = [_link(item, select.link) for item in items]
    if all(link is None for link in links):
        said = f"select.link “{select.link}” matches no link" if select.link else "there is no link"
        raise NoMatchError(url, f"{said} in any of {len(items)} items of select.item “{select.item}”")
    for name, selector in (("title", select.title), ("date", select.date)):
        if selector and all(item.first(selector) is None for item in items):
            raise NoMatchError(url, f"select.{name} “{selector}” matches nothing in any of {len(items)} items")
    return [
        _listing(item, link, base, select.title, select.date)
        for item, link in zip(items, links, strict=True)
        if link is not None
    ]


def _link(item: Node, selector: str | None) -> Node | None:
    if selector is None:
        return link_of(item)
    chosen = item.first(selector)
    return link_of(chosen) if chosen is not None else None


def _listing(
    item: Node, link: Node, base: str, title_selector: str | None = None, date_selector: str | None = None
) -> Listing:
    chosen = item.first(title_selector) if title_selector else None
    title = chosen.text if chosen is not None else title_of(item, link)
    dated = item.first(date_selector) if date_selector else None
    dates = stated_by(dated) if dated is not None else () if date_selector else dates_in(item, title)
    return Listing(guid="", link=link.attribute("href"), base=base, title=title, dates=tuple(dates))


def _once(listings: Sequence[Listing]) -> list[Listing]:
    """Keep one listing of an article that is listed twice: the one with a title, then the first."""
    kept: dict[str, Listing] = {}
    for listing in listings:
        key = canonical(absolute(listing.link, listing.base))
        if key not in kept or (listing.title and not kept[key].title):
            kept[key] = listing
    return list(kept.values())
