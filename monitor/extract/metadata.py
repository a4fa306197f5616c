"""Turns what a page says of itself to machines into metadata: meta elements, JSON-LD, canonical address, language."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import islice
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
_LONGEST_AUTHOR = 40
_LINES_NEAR_TOP = 20
_AUTHOR_LINE = re.compile(r"(?:^|[\s（(])(?:作者|撰文|记者|文)\s*[:：丨|/]\s*([^\s:：,，|｜/()（）]{2,12})")
_NO_AUTHOR = re.compile(r"https?:|^(?:admin|administrator|editor|author|佚名|未知|小编|网络|编辑)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself.

    Args:
        named: Contents of its meta elements by lower-case name, property or itemprop; the first of a name.
        described: The JSON-LD objects in it that describe an article, else all of them.
        canonical: What it names as its own address; empty where it does not, or names a home page.
        language: Of its html element, two letters; may be empty.
        title: Of its title element.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    described: tuple[Mapping[str, Any], ...] = ()
    canonical: str = ""
    language: str = ""
    title: str = ""

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
    title = head.first("title") or root.first("title")
    link = head.first(_CANONICAL) or (root.first(_CANONICAL) if head.first("link") is None else None)
    return Metadata(
        named,
        tuple(item for item in described if _ARTICLE_TYPE.search(_type_of(item))) or described,
        _canonical(link, named, url),
        root.attribute("lang")[:2].lower(),
        title.text if title is not None else "",
    )


def read_author(metadata: Metadata, root: Node, lines: Iterable[str]) -> str | None:
    """Find who wrote a page: by its metadata, a by-line element, or a line near the top that says so."""
    for candidate in _authors(metadata, root):
        if 1 < len(candidate) <= _LONGEST_AUTHOR and not _NO_AUTHOR.search(candidate):
            return candidate
    for line in islice(lines, _LINES_NEAR_TOP):
        if (found := _AUTHOR_LINE.search(line[:120])) is not None:
            return found[1]
    return None


def _authors(metadata: Metadata, root: Node) -> Iterator[str]:
    for item in metadata.described:
        authors = item.get("author")
        names = [_name_of(author) for author in (authors if isinstance(authors, list) else [authors])]
        yield ", ".join(name for name in names if name)
    yield metadata.first_named("author", "article:author", "og:article:author", "byl", "parsely-author")
    for element in root.select('[rel="author"], [itemprop="author"], .author, .byline')[:3]:
        yield re.sub(r"^(?:by|作者|文)\b\s*[:：]?\s*", "", element.text, flags=re.IGNORECASE)


def _name_of(author: object) -> str:
    name = author.get("name") if isinstance(author, dict) else author
    return one_line(name) if isinstance(name, str) else ""


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
        if len(text) > _LONGEST_JSON:
            continue
        try:
            yield from _objects(json.loads(text, strict=False), _DEEPEST_JSON)
        except (ValueError, RecursionError):
            continue


def _objects(value: object, depth: int) -> Iterator[dict[str, Any]]:
    """Give an object, the members of a list, and the members of a graph."""
    if isinstance(value, list) and depth:
        for member in value:
            yield from _objects(member, depth - 1)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth - 1) if depth else ()


def _type_of(item: Mapping[str, Any]) -> str:
    kind = item.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
