"""Turns blocks into weighed blocks: how much running text each holds, in itself and below."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.extract.noise import stands_around
from monitor.html import Line

if TYPE_CHECKING:
    from monitor.html import Block, Outline

_NARROW_MARKS = ",.!?;"
_MARKS = "，。！？；：、" + _NARROW_MARKS
# A block's own text counts as running text from here on; the second number holds where it has no punctuation at all.
_SHORTEST_SENTENCE = 12
_SHORTEST_UNPUNCTUATED = 40
# What a mark of punctuation adds, in characters, and how many characters must carry it (research/extraction.md §6.1).
_PUNCTUATION_WEIGHT = 8
_MOST_LINKED = 0.5
# The classes of these tell of the site's state, or of looks.
_UNTOLD = frozenset({"html", "body", "main", "article", "td"})


@dataclass(slots=True, eq=False)
class Weighed:
    """A block with what it holds.

    Args:
        lines: All lines of the page.
        weight: Running text within, in characters, punctuation counting extra.
        chars: All text within.
        linked: Text of links within.
        own: The part of `weight` that stands in no inner block.
    """

    block: Block
    lines: list[Line]
    weight: float = 0.0
    chars: int = 0
    linked: int = 0
    own: float = 0.0
    inner: list[Weighed] = field(default_factory=list)

    @property
    def around(self) -> bool:
        """Tell whether its class or id says that it is not the article."""
        marks = self.block.marks
        return bool(marks) and self.block.tag not in _UNTOLD and stands_around(marks)

    @property
    def tag(self) -> str:
        """Give the name of the block's element."""
        return self.block.tag

    @property
    def link_share(self) -> float:
        """Give the share of linked text."""
        return self.linked / self.chars if self.chars else 0.0

    @property
    def text(self) -> str:
        """Give all its text on one line."""
        return " ".join(line.text for line in self.all_lines)

    @property
    def all_lines(self) -> list[Line]:
        """Give all its lines, in reading order."""
        return self.lines[self.block.first : self.block.end]


def weigh(outline: Outline) -> Weighed:
    """Weigh all blocks of a page; give the outermost."""
    lines = outline.lines
    weighed = [Weighed(block, lines) for block in outline.blocks]
    for one in reversed(weighed):
        block = one.block
        if own := [part for part in block.parts if type(part) is Line]:
            add_own(one, own)
        if block.number:
            around = weighed[block.around]
            around.inner.append(one)
            around.weight += one.weight
            around.chars += one.chars
            around.linked += one.linked
        if len(one.inner) > 1:  # All of them are there: inner blocks have higher numbers.
            one.inner.reverse()
    return weighed[0]


def add_own(one: Weighed, lines: list[Line]) -> None:
    """Add to what a block holds the lines that stand in it, and in no inner block."""
    chars = linked = 0
    for line in lines:
        chars += len(line.text)
        linked += line.linked
    one.own = _running_text(lines, chars, linked)
    one.weight += one.own
    one.chars += chars
    one.linked += linked


def _running_text(lines: list[Line], chars: int, linked: int) -> float:
    unlinked = chars - linked
    if unlinked < _SHORTEST_SENTENCE or linked >= _MOST_LINKED * chars:
        return 0.0
    punctuation = sum(_marks_in(line.text) for line in lines if line.linked < len(line.text))
    if not punctuation and unlinked < _SHORTEST_UNPUNCTUATED:
        return 0.0
    return unlinked + _PUNCTUATION_WEIGHT * min(punctuation, unlinked // _PUNCTUATION_WEIGHT)


def _marks_in(text: str) -> int:
    """Count marks of punctuation; one look for each costs half of a pattern for all."""
    return sum(map(text.count, _NARROW_MARKS if text.isascii() else _MARKS))
