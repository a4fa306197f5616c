"""Turns what stands between a headline and the body into the lead: stand-firsts that pages keep outside the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.body import is_byline
from monitor.extract.headline import letters
from monitor.extract.noise import is_notice, is_picture
from monitor.text import has_han, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.weight import Weighed

# What is shorter is a label or a by-line; what is longer is an article of its own. A Han character counts three.
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
    span = range(headline.block.end, container.block.first)
    lines = [one_line(block.text) for block in _between(page, span)] if span else []
    if not lines:
        return ""
    told = letters(body)
    lead = "\n".join(
        line for line in lines if letters(line) not in told and not is_byline(line) and not is_notice(line)
    )
    return lead if len(lead) < _LARGEST_SHARE * len(body) else ""


def _between(block: Weighed, span: range) -> Iterator[Weighed]:
    """Give the paragraphs that stand in these lines of the page."""
    for inner in block.inner:
        first, end = inner.block.first, inner.block.end
        if first >= span.start and end <= span.stop:
            yield from _paragraphs(inner)
        elif first < span.stop and end > span.start:
            yield from _between(inner, span)


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
