"""Turns metadata, by-line elements and the lines around a headline into who wrote an article."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.byline import NEXT_LABEL
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.extract.byline import Surroundings
    from monitor.extract.metadata import Metadata
    from monitor.html import Node

_LONGEST = 60
_NAMED = ("author", "article:author", "og:article:author", "byl", "parsely-author", "dc.creator", "sailthru.author")
_ELEMENTS = '[rel="author"], [itemprop="author"], [class*="author"], [class*="byline"], [id*="author"]'
_MOST_ELEMENTS, _LINES_NEAR_TOP = 8, 20
# No name: a site's address, a number, an account that everybody shares.
_NO_AUTHOR = re.compile(
    r"https?:|^\W*\d+\W*$|^(?:admin|administrator|editor|author|root|staff|guest|unknown|佚名|未知|匿名|小编|网络|编辑|本站|原创)$",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    r"^(?:(?:written |posted )?by\b|authors?(?:\s*:|(?-i:(?=[A-Z])))|von\b|par\b|por\b|"
    r"作者|记者|撰文|文(?=\s*[:：丨|｜/]))\s*[:：丨|｜/]?\s*",
    re.IGNORECASE,
)
_BEHIND_NAME = re.compile(r"\s*[|｜·•]|\s+\d|\d{1,4}[-/年月.:]|\d{4}")
# `作者：林晚`, `文｜林晚`, and what stands behind a name where no blank parts them.
_HAN_NAME = r"([^\s:：,，、;；|｜丨/()（）\[\]【】\d·•]{2,12}?)"
_AUTHOR_LINE = re.compile(
    rf"(?:作者|撰文|撰稿|(?:^|[\s（(])(?:本报|本刊)?记者|(?:^|[\s（(])文(?=\s*[:：丨|｜/]))\s*[:：丨|｜/]\s*{_HAN_NAME}{NEXT_LABEL}"
    # A newspaper's `本报记者 林晚`, Taiwan's `記者林晚／台北報導`.
    rf"|(?:^|[\s（(】])[\u4e00-\u9fff]{{0,8}}记者\s+([\u4e00-\u9fff]{{2,4}}){NEXT_LABEL}"
    r"|記者\s*([\u4e00-\u9fff]{2,4})\s*[／/]"
)
_ENGLISH_LINE = re.compile(
    r"^(?:By|Von|Par|Por)\s+([A-Z][^|•·\d]{2,58}?)(?=$|\s*[|•·]|\s+\d|,?\s+(?:on|published|updated)\b)"
)


def read_author(metadata: Metadata, root: Node, around: Surroundings) -> str | None:
    """Find who wrote a page: by its metadata, a by-line element, or a line near the headline that says so."""
    for candidate in _authors(metadata, root):
        if 1 < len(candidate) <= _LONGEST and not _NO_AUTHOR.search(candidate):
            return candidate
    return next(_from_lines(line for _, line in zip(range(_LINES_NEAR_TOP), around.behind(), strict=False)), None)


def _authors(metadata: Metadata, root: Node) -> Iterator[str]:
    houses = []
    for item in metadata.described:
        stated = item.get("author")
        authors = stated if isinstance(stated, list) else [stated]
        names = list(filter(None, (_name_of(author, metadata) for author in authors if not _is_house(author))))
        publisher = _name_of(item.get("publisher"), metadata)
        people = [name for name in names if not publisher.startswith(name)]
        yield ", ".join(dict.fromkeys(people))
        houses += [name for name in names if name not in people]
        houses += [_name_of(author, metadata) for author in authors if _is_house(author)]
    yield from (metadata.named[name] for name in _NAMED if metadata.named.get(name))
    # Around a name stand pictures and titles, whose words no blank parts from it.
    elements = sorted(root.select(_ELEMENTS)[:_MOST_ELEMENTS], key=lambda one: "name" not in one.attribute("class"))
    for element in elements:
        named = element.first('[itemprop="name"]') or element
        whole = named.attribute("content") or named.text
        parts = [whole] if len(whole) <= _LONGEST else named.pieces
        yield from islice(filter(None, map(_bare, parts)), 1)
    yield from houses


def _bare(text: str) -> str:
    """Take away what stands before a name and behind it."""
    return _BEHIND_NAME.split(_BEFORE_NAME.sub("", text), maxsplit=1)[0].strip()


def _is_house(author: object) -> bool:
    """Tell whether an author is no person: what the page names elsewhere as its author comes first."""
    return isinstance(author, dict) and "Organization" in str(author.get("@type"))


def _name_of(author: object, metadata: Metadata) -> str:
    """Give a person's name, which a graph may keep in another object."""
    name = author.get("name") or metadata.people.get(str(author.get("@id")), "") if isinstance(author, dict) else author
    return one_line(name) if isinstance(name, str) else ""


def _from_lines(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        opening = one_line(line[:160])
        if (found := _AUTHOR_LINE.search(opening) or _ENGLISH_LINE.search(opening)) is not None:
            name = next(filter(None, found.groups()))
            if not _NO_AUTHOR.search(name):
                yield name
