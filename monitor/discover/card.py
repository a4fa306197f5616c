"""Turns one item of a list page, whether `<li>`, card or table row, into its link, title and dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.html import Node

HEADINGS = "h1, h2, h3, h4, h5, h6"
LONGEST_TITLE = 300
# A longer piece of text, or one with marks of sentences, is prose: its dates are dates of what it tells.
LONGEST_DATE = 40
MOST_PIECES = 40  # Cards of real lists have up to a dozen.
_HEADING_TAGS = frozenset(HEADINGS.split(", "))
_CUT = re.compile(r"(?:…|\.{2,})$")
_MAY_BE_DATE = re.compile(r"\d|[今昨前刚]|ago|yesterday|today|just now", re.IGNORECASE)
_PROSE = re.compile(r"[，。；！？]|[a-z]{3}[.!?]$")
_DATE_ATTRIBUTES = ("datetime", "content", "title")


def link_of(item: Node) -> Node | None:
    """Find the link of an item: itself, else the one within that says most, else the one around it."""
    if item.tag == "a" and item.attribute("href"):
        return item
    links = item.select("a[href]")
    if links:
        return max(links, key=lambda link: len(link.text))  # The first of equals.
    return next((node for node in item.ancestors if node.tag == "a" and node.attribute("href")), None)


def title_of(item: Node, link: Node) -> str:
    """Find an item's title: its heading, else the link's text, else what the link or its picture is labelled with."""
    heading = _heading(item, link)
    text = (heading or link).text
    label = link.attribute("title")
    if _CUT.search(text) and label.startswith(_CUT.sub("", text)):
        return label  # Lists cut long titles and keep the whole one here.
    if not text:
        picture = link.first("img[alt]")
        text = label or (picture.attribute("alt") if picture is not None else "")
    return text[:LONGEST_TITLE]


def headings_of(link: Node) -> list[Node]:
    """Give the headings in a link and the one around it."""
    return [*link.select(HEADINGS), *[node for node in link.ancestors if node.tag in _HEADING_TAGS][:1]]


def _heading(item: Node, link: Node) -> Node | None:
    """Find the heading in the link, around it, or beside it (where links say no more than `阅读全文`)."""
    for heading in (*headings_of(link), *item.select(HEADINGS)):
        if 0 < len(heading.text) <= LONGEST_TITLE:
            return heading
    return None


def dates_in(item: Node, title: str) -> Iterator[str]:
    """Give what may be an item's date: its time elements, then its short pieces of text but the title."""
    for element in item.select("time"):
        yield from stated_by(element)
    for piece in item.pieces[:MOST_PIECES]:
        if len(piece) > LONGEST_DATE or piece in title or _PROSE.search(piece):
            continue
        if _MAY_BE_DATE.search(piece):
            yield piece


def stated_by(element: Node) -> Iterator[str]:
    """Give what an element states of a time: to machines, then to people."""
    yield from filter(None, map(element.attribute, _DATE_ATTRIBUTES))
    yield element.text
