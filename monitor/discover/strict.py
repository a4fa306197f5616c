"""Turns well-formed RSS 0.9x to 2.0, RDF and Atom into listings: the common case, and the fast one.

What is not well-formed is refused whole: a parser that mends would drop text and entries without a word.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from monitor.discover.document import xml_root
from monitor.discover.listing import Listing
from monitor.errors import DiscoverError
from monitor.html import plain_text
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.etree import _Element as Element

    Children = Mapping[str, Element]

DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
DUBLIN_CORE_TERMS = "{http://purl.org/dc/terms/}"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"

MEDIA = "{http://search.yahoo.com/mrss/}"
PODCASTS = ("{http://www.itunes.com/dtds/podcast-1.0.dtd}", "{http://www.itunes.com/DTDs/Podcast-1.0.dtd}")

OTHER_TITLES = (f"{DUBLIN_CORE}title", f"{MEDIA}title")
OTHER_TEXTS = (
    f"{DUBLIN_CORE}description",
    "body",
    "{http://www.w3.org/1999/xhtml}body",
    "fullitem",
    *(f"{podcast}summary" for podcast in PODCASTS),
    f"{MEDIA}description",
)
"""Where items of RSS say it that have no description of their own; feedparser reads these, too."""

RSS_DATES = ("pubDate", "published", "updated")
EXTENSION_DATES = (
    f"{DUBLIN_CORE_TERMS}issued",
    f"{ATOM}published",
    f"{DUBLIN_CORE}date",
    f"{DUBLIN_CORE_TERMS}created",
    f"{ATOM}updated",
    f"{DUBLIN_CORE_TERMS}modified",
)
ATOM_DATES = ("published", "issued", "created", "updated", "modified")  # Issued, created and modified are Atom 0.3.
# RFC 4287 §4.2.7.2: a link without `rel` is an alternate one, and the registered name may be written in full.
ALTERNATE = frozenset({"", "alternate", "http://www.iana.org/assignments/relation/alternate"})


def read_strictly(text: str, url: str) -> list[Listing]:
    """Read a feed's entries.

    Args:
        text: The document, decoded.
        url: Where it came from: what relative links start from.

    Raises:
        DiscoverError: It is not well-formed, or no feed.
    """
    root = xml_root(text, url, "feed")
    kind = etree.QName(root).localname.lower()
    if kind == "feed":
        return [_from_atom(entry, url) for entry in root.findall("{*}entry")]
    items = [*root.findall("{*}channel/{*}item"), *root.findall("{*}item")]
    if kind == "rss" or (kind == "rdf" and (items or root.find("{*}channel") is not None)):
        return [_from_rss(item, url) for item in items]
    raise DiscoverError(url, f"an XML document <{kind}>, not a feed")


def _from_rss(item: Element, url: str) -> Listing:
    space = _namespace(item)
    children: Children = {child.tag: child for child in reversed(item)}  # The first of a name counts.
    guid = _text(children.get(f"{space}guid"))
    about = item.get(f"{RDF}about", "").strip()
    link, base = _rss_link(item, children, space)
    titles, texts, dates = _rss_tags(space)
    return Listing(
        guid=guid or about,
        link=link or about,
        base=base or url,
        title=plain_text(next((text for tag in titles if (text := _text(children.get(tag)))), "")),
        dates=_texts(children, dates),
        summary=next((text for tag in texts if (text := _markup(children.get(tag)))), ""),
    )


@lru_cache(maxsize=16)  # To write them anew for each item was a tenth of reading a feed.
def _rss_tags(space: str) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Give where items of a namespace say their title, their text and their date, the best first."""
    return (
        (f"{space}title", *OTHER_TITLES),
        (f"{space}description", f"{CONTENT}encoded", *OTHER_TEXTS),
        (*(f"{space}{name}" for name in RSS_DATES), *EXTENSION_DATES),
    )


def _rss_link(item: Element, children: Children, space: str) -> tuple[str, str]:
    """Give an item's link and what it starts from."""
    own = children.get(f"{space}link")
    if own is not None and (link := _text(own) or own.get("href", "").strip()):
        return link, own.base or ""
    link, base = _alternate(item.findall(f"{ATOM}link"))
    guid = children.get(f"{space}guid")
    if not link and guid is not None and guid.get("isPermaLink", "true").strip().lower() != "false":
        return _text(guid), guid.base or ""
    return link, base


def _from_atom(entry: Element, url: str) -> Listing:
    space = _namespace(entry)
    children: Children = {child.tag: child for child in reversed(entry)}
    link, base = _alternate(entry.findall(f"{space}link"))
    summary, content = children.get(f"{space}summary"), children.get(f"{space}content")
    return Listing(
        guid=_text(children.get(f"{space}id")),
        link=link or (content.get("src", "") if content is not None else ""),
        base=base or url,
        title=_atom_plain(children.get(f"{space}title")),
        dates=_texts(children, [f"{space}{name}" for name in ATOM_DATES]),
        summary=_markup(summary) or _markup(content),
    )


def _alternate(links: Iterable[Element]) -> tuple[str, str]:
    """Give the link to the article itself, to a page rather than to data, and what it starts from."""
    found = [link for link in links if link.get("rel", "").strip().lower() in ALTERNATE and link.get("href")]
    found.sort(key=lambda link: "html" not in link.get("type", "html"))
    return (found[0].get("href", ""), found[0].base or "") if found else ("", "")


def _atom_plain(title: Element | None) -> str:
    """Give a title as plain text; Atom says whether it is markup, where RSS leaves one to guess (RFC 4287 §3.1.1)."""
    if title is None:
        return ""
    is_markup = len(title) or "html" in title.get("type", "") or title.get("mode") == "escaped"
    return plain_text(_markup(title)) if is_markup else one_line(_text(title))


def _namespace(element: Element) -> str:
    """Give the `{…}` part of an element's tag, which its own children share and extensions do not."""
    return element.tag[: element.tag.find("}") + 1]


def _texts(children: Children, tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for tag in tags if tag in children and (text := _text(children[tag])))


def _text(element: Element | None) -> str:
    """Give an element's text, stripped; empty where there is no element."""
    return (element.text or "").strip() if element is not None else ""


def _markup(element: Element | None) -> str:
    """Give an element's text as markup: what was escaped in the feed, or the elements themselves (Atom's XHTML)."""
    if element is None or not len(element):
        return _text(element)
    return str(etree.tostring(element, encoding="unicode", with_tail=False))
