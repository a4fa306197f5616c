"""Turns blocks into weighed blocks: how much running text each holds, in itself and below."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.extract.noise import stands_around
from monitor.html import Block, Line

if TYPE_CHECKING:
    from collections.abc import Iterator

_PUNCTUATION = re.compile(r"[，。！？；：、,.!?;]")
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
        weight: Running text within, in characters, punctuation counting extra.
        chars: All text within.
        linked: Text of links within.
        own: The part of `weight` that stands in no inner block.
        around: Its class or id says that it is not the article.
    """

    block: Block
    weight: float = 0.0
    chars: int = 0
    linked: int = 0
    own: float = 0.0
    around: bool = False
    parent: Weighed | None = None
    inner: list[Weighed] = field(default_factory=list)

    @property
    def tag(self) -> str:
        """Give the name of the block's element."""
        return self.block.tag

    @property
    def link_share(self) -> float:
        """Give the share of linked text."""
        return self.linked / self.chars if self.chars else 0.0

    def is_around(self, limit: float) -> bool:
        """Tell whether it, or what it stands in, is lighter than `limit` and by class or id not the article."""
        if self.around and self.weight < limit:
            return True
        return self.parent is not None and self.parent.is_around(limit)

    @property
    def text(self) -> str:
        """Give all its text on one line."""
        return " ".join(line.text for line in self.all_lines())

    def all_lines(self) -> Iterator[Line]:
        """Give all its lines, in reading order."""
        inner = iter(self.inner)
        for part in self.block.parts:
            if isinstance(part, Line):
                yield part
            else:
                yield from next(inner).all_lines()

    def take_in(self, inner: list[Weighed]) -> None:
        """Add blocks, with what they hold."""
        self.inner = inner
        for block in inner:
            self.weight += block.weight
            self.chars += block.chars
            self.linked += block.linked


def weigh(block: Block, parent: Weighed | None = None) -> Weighed:
    """Weigh a block and all blocks within."""
    weighed = Weighed(block, parent=parent)
    lines = [part for part in block.parts if isinstance(part, Line)]
    weighed.chars = sum(len(line.text) for line in lines)
    weighed.linked = sum(line.linked for line in lines)
    weighed.weight = weighed.own = _running_text(lines, weighed.chars, weighed.linked)
    weighed.take_in([weigh(part, weighed) for part in block.parts if isinstance(part, Block)])
    if block.marks and block.tag not in _UNTOLD:
        weighed.around = stands_around(block.marks)
    return weighed


def _running_text(lines: list[Line], chars: int, linked: int) -> float:
    unlinked = chars - linked
    if unlinked < _SHORTEST_SENTENCE or linked >= _MOST_LINKED * chars:
        return 0.0
    punctuation = sum(len(_PUNCTUATION.findall(line.text)) for line in lines if line.linked < len(line.text))
    if not punctuation and unlinked < _SHORTEST_UNPUNCTUATED:
        return 0.0
    return unlinked + _PUNCTUATION_WEIGHT * min(punctuation, unlinked // _PUNCTUATION_WEIGHT)
