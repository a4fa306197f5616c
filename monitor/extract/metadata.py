"""Turns what a page says of itself to machines into metadata: meta elements, JSON-LD, canonical address, language."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitor.html import Node

# A page's own description is a few kilobytes; what is longer is the page's data.
_LONGEST_JSON = 200_000
_DEEPEST_JSON = 6
_ANYWHERE = 'meta[content], script[type="application/ld+json"]'
_CANONICAL = 'link[rel="canonical"]'
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report$")
# What programs of servers wrap JSON into, and a comma too many: browsers do not read it, search engines do.
_WRAPPED = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$")
_TRAILING = re.compile(r",\s*(?=[}\]])")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself.

    Args:
        named: Contents of its meta elements by lower-case name, property or itemprop; the first of a name.
        described: The JSON-LD objects in it that describe an article, this one first; else all of them.
        canonical: What it names as its own address; empty where it does not, or names a home page.
        language: Of its html element, two letters; may be empty.
        title: Of its title element.
        people: Names of JSON-LD objects by their `@id`, which others refer to.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    described: tuple[Mapping[str, Any], ...] = ()
    canonical: str = ""
    language: str = ""
    title: str = ""
    people: Mapping[str, str] = field(default_factory=dict)

    def first_named(self, *names: str) -> str:
        """Give the content of the first of these meta elements that has one."""
        return next((self.named[name] for name in names if self.named.get(name)), "")


def read_metadata(root: Node, url: str) -> Metadata:
    """Gather what a page that was read at `url` says of itself.

    A selector costs five times as much on a whole page as on its head, so only what may stand anywhere is looked for
    anywhere, and at once.
    """
    head = next((child for child in root.children if child.tag == "head"), root)
    named: dict[str, str] = {}
    scripts = []
    for element in root.select(_ANYWHERE):
        if element.tag == "script":
            scripts.append(element)
            continue
        stated = element.attributes
        name = stated.get("property") or stated.get("name") or stated.get("itemprop")
        if name and (content := one_line(stated.get("content") or "")):
            named.setdefault(name.strip().lower(), content)
    described = tuple(_described(scripts))
    heading = head.first("title") or root.first("title")
    title = heading.text if heading is not None else ""
    link = head.first(_CANONICAL) or (root.first(_CANONICAL) if head.first("link") is None else None)
    canonical = _canonical(link, named, url)
    articles = [item for item in described if _ARTICLE_TYPE.search(_type_of(item))]
    if len(articles) > 1:
        articles.sort(key=lambda item: not _is_of_page(item, title, {url, canonical}))
    return Metadata(
        named,
        tuple(articles) or described,
        canonical,
        root.attribute("lang")[:2].lower(),
        title,
        {str(item["@id"]): str(item["name"]) for item in described if item.get("@id") and item.get("name")},
    )


def _is_of_page(item: Mapping[str, Any], title: str, addresses: set[str]) -> bool:
    """Tell whether an object describes this page: others may be of its teasers."""
    entity = item.get("mainEntityOfPage")
    stated = (item.get("url"), item.get("@id"), entity.get("@id") if isinstance(entity, dict) else entity)
    headline = item.get("headline")
    return any(isinstance(address, str) and address in addresses for address in stated) or (
        isinstance(headline, str) and bool(headline.strip()) and one_line(unescape(headline)) in title
    )


def _canonical(link: Node | None, named: Mapping[str, str], url: str) -> str:
    stated = (link.attribute("href") if link is not None else "") or named.get("og:url", "")
    try:
        canonical = urljoin(url, stated) if stated else ""
        parts = urlsplit(canonical)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    # A template that names the home page on every page would make all articles one.
    return canonical if parts.path.strip("/") or parts.query else ""


def _described(scripts: Iterable[Node]) -> Iterator[dict[str, Any]]:
    for script in scripts:
        text = script.raw_text.strip()
        if len(text) <= _LONGEST_JSON:
            yield from _objects(_read_json(text), _DEEPEST_JSON)


def _read_json(text: str) -> object:
    """Read JSON as pages have it; None where it cannot be read."""
    for written in (text, _TRAILING.sub("", _WRAPPED.sub("", text))):
        try:
            return json.loads(written, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: object, depth: int) -> Iterator[dict[str, Any]]:
    """Give an object, the members of a list and of a graph, and what a page names as what it is about."""
    if isinstance(value, list) and depth:
        for member in value:
            yield from _objects(member, depth - 1)
    elif isinstance(value, dict):
        yield value
        if depth:
            yield from _objects(value.get("@graph"), depth - 1)
            yield from _objects(value.get("mainEntity"), depth - 1)


def _type_of(item: Mapping[str, Any]) -> str:
    kind = item.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
