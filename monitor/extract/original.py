"""Turns what a page says of where its text comes from into the original's address and the name of its outlet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from monitor.extract.byline import NEXT_LABEL
from monitor.extract.headline import letters
from monitor.fingerprint import is_elsewhere
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.extract.metadata import Metadata
    from monitor.html import Line, Node

_NAMED = ("syndication-source", "original-source")
_NAMES = ("contentsource", "source", "article:source", "og:article:source")
# What stands before, or in, a link to the original. A bare `source` credits pictures and figures: on the 411 pages of
# the extraction data it was wrong four times; with these words all four links lead to originals.
_LABEL = re.compile(
    r"(?:转载自|转自|原载|原文(?:链接|地址|网址|来源)?|(?<!图片)(?<!图)(?<!数据)来源|"
    r"\boriginally (?:published|appeared|posted)|\boriginal (?:article|post|story)\b)[^。.!?！？]{0,24}$",
    re.IGNORECASE,
)
# In lower case. A look for each costs a tenth of one pattern for all.
_HINTS = (
    "来源",
    "转载自",
    "转自",
    "摘自",
    "原载",
    "原文",
    "original",
    "republished",
    "first published",
    "via ",
    "source ",
)
_LONGEST_LINE = 160  # A line that credits is short; a paragraph that cites a source is prose.
_MOST_LINKS = 400
_CREDIT = re.compile(
    r"(?:(?<![图片数据资料能的])来源\s*[:：丨|｜]|(?:转载自|转自|摘自|原载于?)\s*[:：]?)\s*[《“「]?"
    rf"(?P<han>[^\s:：,，。、;；|｜丨/()（）\[\]【】《》“”「」]{{2,24}}?)(?:{NEXT_LABEL}|[。:：《》“”「」])"
    r"|^\W*(?i:via|(?:this (?:article|story|post) )?(?:was )?(?:originally |first )(?:published|appeared|posted)"
    r"(?: (?:in|on|at|by))?|republished (?:from|with permission from))"
    r"\s*:?\s+(?P<latin>[A-Z][^.,;:()|]{1,40}?)\s*(?=$|[.,;:()|])"
    r"|^SOURCE:?\s+(?P<wire>[A-Z][^.;:()|]{1,60})$"  # As press releases end.
)
# Words for no outlet, and for the one that says so.
_NOBODY = re.compile(
    r"^(?:本站|本网|本报|原创|网络|互联网|综合|未知|作者|投稿|转载|自媒体|其他|来源)|(?:综合|整理|网友)$"
    r"|^(?:(?:news )?(?:agencies|wires?|staff))$"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s\d|^(?:\w{3,6}day|yesterday)\b",
    re.IGNORECASE,
)
_SHORTEST_LABEL = 4


def read_original(root: Node, credited: Sequence[Line], metadata: Metadata, url: str) -> str | None:
    """Find the address on another host that a page read at `url` names as the original of its text.

    Args:
        root: The page.
        credited: Its lines that may say so, by `credits_in`.
        metadata: What it says to machines.
        url: Its address; where there is none, nothing is elsewhere.
    """
    for stated in _addresses(root, credited, metadata) if url else ():
        try:
            address = urljoin(url, stated)
            here, parts = urlsplit(url), urlsplit(address)
        except ValueError:
            continue
        if parts.netloc == here.netloc or parts.scheme not in {"http", "https"} or not parts.hostname:
            continue
        if is_elsewhere(url, address):
            return address
    return None


def read_outlet(credited: Sequence[Line], metadata: Metadata, url: str) -> str | None:
    """Find the name of the outlet that a page says its text was taken from; None where it is its own.

    Args:
        credited: The page's lines that may say so, by `credits_in`.
        metadata: What it says to machines.
        url: Its address.
    """
    own = letters(f"{metadata.title} {metadata.first_named('og:site_name', 'application-name')}")
    for name in _names(credited, metadata):
        if not _NOBODY.search(name) and letters(name) not in own and not _is_host(name, url):
            return name
    return None


def credits_in(lines: Sequence[Line]) -> list[Line]:
    """Give the lines of a page that may say where its text comes from."""
    short = [line for line in lines if len(line.text) <= _LONGEST_LINE]
    shown = "\n".join([line.text for line in short]).lower()
    hints = [hint for hint in _HINTS if hint in shown]
    return [line for line in short if any(map(line.text.lower().__contains__, hints))] if hints else []


def _is_host(name: str, url: str) -> bool:
    """Tell whether an address is that of an outlet: `Al Jazeera News` at `aljazeera.com`."""
    labels = url.lower().partition("//")[2].partition("/")[0].split(".")
    return any(len(label) >= _SHORTEST_LABEL and label in letters(name) for label in labels)


def _addresses(root: Node, credited: Sequence[Line], metadata: Metadata) -> Iterator[str]:
    yield metadata.canonical
    yield metadata.first_named(*_NAMED)
    if not any(line.linked for line in credited):
        return  # Most pages are spared a look at all their links.
    for link in root.select("a[href^=http]")[:_MOST_LINKS]:
        line, words = link.parent.text if link.parent is not None else "", link.text
        before = line[: line.find(words)].strip() if words else ""
        if len(line) <= _LONGEST_LINE and _LABEL.search(before or words):
            yield link.attribute("href")


def _names(credited: Sequence[Line], metadata: Metadata) -> Iterator[str]:
    """Give the names of outlets that a page credits, in its own words."""
    stated = metadata.first_named(*_NAMES).removeprefix("来源").lstrip("：: ")
    for text in ([f"来源：{stated}"] if stated else []) + [line.text for line in credited]:
        if (found := _CREDIT.search(one_line(text))) is not None:
            yield next(filter(None, found.groups())).strip()
