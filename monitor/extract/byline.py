"""Turns the lines of a page into those around its headline: who wrote it, when, and where it was taken from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.headline import letters
from monitor.text import has_han

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.extract.weight import Weighed
    from monitor.html import Line

# Lines that may lie between a headline and its by-line, stand-firsts and buttons of networks among them.
_MOST_BEHIND, _MOST_BEFORE = 16, 4
# What is longer is prose. A Han character says as much as two letters.
_LONGEST, _LONGEST_HAN = 140, 70
NEXT_LABEL = (
    r"(?=$|[\s,，、;；|｜丨/()（）\[\]【】\d·•]|来源|作者|责编|责任|编辑|浏览|阅读|点击|发布|时间|日期|字体|字号|评论|关注|出处|摄影|"
    r"通讯员|校对)"
)
"""Where a name in a Chinese by-line ends: elements side by side have no blank between them."""

_SENTENCE_END = re.compile(r"[。；！？]")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The lines of a page by where its headline stands.

    Args:
        lines: All lines of the page.
        headline: The number of the headline's line; -1 where it is not found.
    """

    lines: Sequence[Line]
    headline: int

    def behind(self) -> Iterator[str]:
        """Give all lines from the headline on; the whole page's where it is not found."""
        for line in islice(self.lines, max(self.headline, 0), None):
            yield line.text

    def near(self) -> list[str]:
        """Give what may be the by-line: short lines behind the headline that are no sentences."""
        start = self.headline + 1
        return (
            list(filter(_is_short, (line.text for line in self.lines[start : start + _MOST_BEHIND]))) if start else []
        )

    def before(self) -> list[str]:
        """Give the like in front of the headline, the nearest first."""
        start = max(self.headline - _MOST_BEFORE, 0)
        return list(filter(_is_short, (line.text for line in reversed(self.lines[start : max(self.headline, 0)]))))


def around_headline(page: Weighed, title: str) -> Surroundings:
    """Find the headline among the lines of a weighed page."""
    headline = letters(title)
    lengths = range(len(headline), 2 * len(title) + 1)
    lines = page.all_lines
    alike = (
        number for number, line in enumerate(lines) if len(line.text) in lengths and letters(line.text) == headline
    )
    return Surroundings(lines, next(alike, -1) if headline else -1)


def _is_short(line: str) -> bool:
    return len(line) <= (_LONGEST_HAN if has_han(line) else _LONGEST) and not _SENTENCE_END.search(line)
