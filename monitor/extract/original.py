"""Turns what a page says of where its text comes from into the original's address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from monitor.fingerprint import is_elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.extract.metadata import Metadata
    from monitor.html import Line, Node

_NAMED = ("syndication-source", "original-source")
# What stands before, or in, a link to the original. A bare `source` credits pictures and figures: on the 411 pages of
# the extraction data it was wrong four times; with these words all four links lead to originals.
_LABEL = re.compile(
    r"(?:转载自|转自|原载|原文(?:链接|地址|网址|来源)?|(?<!图片)(?<!图)(?<!数据)来源|"
    r"\boriginally (?:published|appeared|posted)|\boriginal (?:article|post|story)\b)[^。.!?！？]{0,24}$",
    re.IGNORECASE,
)
_HINT = re.compile(r"转载自|转自|原载|原文|来源|\boriginal", re.IGNORECASE)
_LONGEST_LINE = 160  # A line that credits is short; a paragraph that cites a source is prose.
_MOST_LINKS = 400


def read_original(root: Node, lines: Sequence[Line], metadata: Metadata, url: str) -> str | None:
    """Find the address on another host that a page read at `url` names as the original of its text.

    Args:
        root: The page.
        lines: All that is read of it.
        metadata: What it says to machines.
        url: Its address; where there is none, nothing is elsewhere.
    """
    for stated in _statements(root, lines, metadata) if url else ():
        try:
            address = urljoin(url, stated)
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname and is_elsewhere(url, address):
            return address
    return None


def _statements(root: Node, lines: Sequence[Line], metadata: Metadata) -> Iterator[str]:
    yield metadata.canonical
    yield metadata.first_named(*_NAMED)
    if not _HINT.search("\n".join([line.text for line in lines if line.linked and len(line.text) <= _LONGEST_LINE])):
        return  # Most pages are spared a look at all their links.
    for link in root.select("a[href^=http]")[:_MOST_LINKS]:
        line, words = link.parent.text if link.parent is not None else "", link.text
        before = line[: line.find(words)].strip() if words else ""
        if len(line) <= _LONGEST_LINE and _LABEL.search(before or words):
            yield link.attribute("href")
