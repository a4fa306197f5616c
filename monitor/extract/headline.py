"""Turns a page's headings and titles into the headline that its readers see."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.metadata import Metadata
    from monitor.html import Node, Outline

_MARKS = re.compile(r"[\W_]+")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_NAMED_TITLES = "[class*=title], [id*=title], [class*=Title]"
_MOST_NAMED = 80
_SHORTEST, _LONGEST = 4, 160
# A heading of fewer letters may open the title by chance; one inside the title needs more.
_PREFIX_LETTERS, _INNER_LETTERS = 6, 12
# A word of Latin letters, or a Han character.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_FEWEST_SHARED, _SHARED = 3, 0.55
# What parts the headline from the outlet's name. A bare dash does so only behind Han characters and quotes.
_OUTLET = re.compile(
    r"\s*[_|｜]\s*|\s+[-–—·»]\s+|\s*--+\s*|(?<=[\u4e00-\u9fff”？！】）])-(?=[\u4e00-\u9fffA-Z])",
)


def letters(text: str) -> str:
    """Give the letters and digits of a text, lower-case: what is equal where only marks and blanks differ."""
    return _MARKS.sub("", text).lower()


def read_headline(root: Node, page: Outline, metadata: Metadata) -> str:
    """Find the headline of a page; empty where it has none.

    What its readers see comes before what it tells machines: search engines and networks are given another wording.

    Args:
        root: The page.
        page: What is read of it.
        metadata: What it says of itself.
    """
    social = metadata.first_named("og:title", "twitter:title", "articletitle")
    described = _described_headline(metadata)
    stated = [title for title in (metadata.title, social, described) if title]
    titles = list(map(letters, stated))
    headings = list(_headings(page))
    main = [heading for heading, tag in headings if tag == "h1"]
    if (same := next((heading for heading in main if letters(heading) in titles), "")) and _is_long(same):
        return same
    if len(main) == 1 and any(_are_alike(main[0], _without_outlet(title)) for title in stated):
        return main[0]
    for alike in ([heading for heading, _ in headings], _named_titles(root)):
        confirmed = [heading for heading in alike if _is_confirmed(letters(heading), titles)]
        if confirmed:
            return max(confirmed, key=lambda heading: len(letters(heading)))
    first = next((heading for heading in main if len(heading) > 2 * _SHORTEST), "")
    told = _without_outlet(social or metadata.title) or described
    return first if first and (len(told) < _PREFIX_LETTERS or not told[0].isalnum()) else told


def _described_headline(metadata: Metadata) -> str:
    stated = (item.get("headline") for item in metadata.described)
    return next((one_line(unescape(text)) for text in stated if isinstance(text, str) and text.strip()), "")


def _is_long(heading: str) -> bool:
    return len(letters(heading)) >= _PREFIX_LETTERS


def _are_alike(heading: str, title: str) -> bool:
    """Tell whether two wordings of a headline share most words of the shorter one, and enough of them."""
    words, others = _words(heading), _words(title)
    return len(words & others) >= max(_FEWEST_SHARED, _SHARED * min(len(words), len(others)))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _headings(page: Outline) -> Iterator[tuple[str, str]]:
    for block in page.blocks:
        if block.tag in _HEADINGS:
            text = one_line(" ".join([line.text for line in page.lines[block.first : block.end]]))
            if _SHORTEST <= len(text) <= _LONGEST:
                yield text, block.tag


def _named_titles(root: Node) -> Iterator[str]:
    """Give the texts of elements whose names alone say that they are titles."""
    for element in root.select(_NAMED_TITLES)[:_MOST_NAMED]:
        text = element.text
        if _SHORTEST <= len(text) <= _LONGEST:
            yield text


def _is_confirmed(heading: str, titles: list[str]) -> bool:
    """Tell whether the page's own titles begin with a heading, or hold a long one."""
    if len(heading) < _PREFIX_LETTERS:
        return False
    return any(title.startswith(heading) or (len(heading) > _INNER_LETTERS and heading in title) for title in titles)


def _without_outlet(title: str) -> str:
    parts = [part for part in _OUTLET.split(title) if part]
    return max(parts[:2], key=len).strip() if parts else title
