"""Turns what stands between a headline and the body into the lead: stand-firsts that pages keep outside the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.container import path_to
from monitor.extract.headline import letters
from monitor.extract.noise import is_picture
from monitor.text import has_han, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.weight import Weighed

# What is shorter is a label or a by-line; what is longer is an article of its own. A Han character says as much as three letters.
_SHORTEST, _LONGEST = 60, 700
_MOST_LINKED = 0.3
_LARGEST_SHARE = 0.5


def read_lead(page: Weighed, container: Weighed, headline: Weighed, body: str) -> str:
    """Read the paragraphs between a headline and the block of the body; empty where there are none.

    Args:
        page: The whole page, weighed.
        container: The block of the body.
        headline: The block of the headline.
        body: What was read of the container, which the lead does not repeat.
    """
    told = letters(body)
    lines = [one_line(block.text) for block in _between(page, container, headline)]
    lead = "\n".join(line for line in lines if letters(line) not in told)
    return lead if len(lead) < _LARGEST_SHARE * len(body) else ""


def _between(page: Weighed, container: Weighed, headline: Weighed) -> Iterator[Weighed]:
    start, end = headline.block.end, container.block.first
    for outer in path_to(container, page):
        for block in outer.inner:
            if block.block.first >= start and block.block.end <= end:
                yield from _paragraphs(block)


def _paragraphs(block: Weighed) -> Iterator[Weighed]:
    if block.around or block.link_share > _MOST_LINKED or block.tag == "figure" or is_picture(block.block.marks):
        return
    if block.tag == "p" and not block.inner:
        length = block.chars * (3 if has_han(block.text) else 1)
        if block.weight > 0 and _SHORTEST <= length <= _LONGEST:
            yield block
        return
    for inner in block.inner:
        yield from _paragraphs(inner)
