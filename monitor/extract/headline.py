"""Turns a page's headings and titles into the headline that its readers see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.metadata import Metadata
    from monitor.html import Node

_MARKS = re.compile(r"[\W_]+")
_HEADINGS = "h1, h2, h3, h4, [class*=title], [id*=title], [class*=Title]"
_MOST_HEADINGS = 80
_SHORTEST, _LONGEST = 4, 160
# A heading of fewer letters may open the title by chance; one inside the title needs more.
_PREFIX_LETTERS, _INNER_LETTERS = 6, 12
# What parts the headline from the outlet's name. A bare dash does so only behind Han characters and quotes.
_OUTLET = re.compile(
    r"\s*[_|｜]\s*|\s+[-–—·»]\s+|\s*--+\s*|(?<=[\u4e00-\u9fff”？！】）])-(?=[\u4e00-\u9fffA-Z])",
)


def letters(text: str) -> str:
    """Give the letters and digits of a text, lower-case: what is equal where only marks and blanks differ."""
    return _MARKS.sub("", text).lower()


def read_headline(root: Node, metadata: Metadata) -> str:
    """Find the headline of a page; empty where it has none."""
    social = metadata.first_named("og:title", "twitter:title", "articletitle")
    titles = [letters(title) for title in (metadata.title, social) if title]
    headings = list(_headings(root))
    confirmed = [heading for heading, _ in headings if _is_confirmed(letters(heading), titles)]
    if confirmed:
        return max(confirmed, key=lambda heading: len(letters(heading)))
    main = next((heading for heading, tag in headings if tag == "h1" and len(heading) > 2 * _SHORTEST), "")
    stated = _without_outlet(social or metadata.title)
    return main if len(stated) < _PREFIX_LETTERS and main else stated


def _headings(root: Node) -> Iterator[tuple[str, str]]:
    for element in root.select(_HEADINGS)[:_MOST_HEADINGS]:
        text = element.text
        if _SHORTEST <= len(text) <= _LONGEST:
            yield text, element.tag


def _is_confirmed(heading: str, titles: list[str]) -> bool:
    """Tell whether the page's own titles begin with a heading, or hold a long one."""
    if len(heading) < _PREFIX_LETTERS:
        return False
    return any(title.startswith(heading) or (len(heading) > _INNER_LETTERS and heading in title) for title in titles)


def _without_outlet(title: str) -> str:
    parts = [part for part in _OUTLET.split(title) if part]
    return max(parts[:2], key=len).strip() if parts else title
