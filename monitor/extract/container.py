"""Turns a weighed page into the one block that holds its article."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.headline import letters
from monitor.extract.noise import claims_body, names_body
from monitor.extract.weight import Weighed, add_own
from monitor.html import Line

if TYPE_CHECKING:
    from monitor.html import Block

# Shares of weight and numbers of characters in this module: tuned on the dev half of the pages of
# research/extraction.md (98 Chinese, 212 English); its §6 gives what each rule brought.
_MOST_OF_IT = 0.80
_MOST_OF_IT_BY_NAME = 0.55
_HALF = 0.5
_FEWEST_PARAGRAPHS = 3
_LEAST_SHARE_OF_PAGE = 0.15
_TOO_MUCH_TO_BE_AROUND = 0.85
_MOST_LINKED_BODY = 0.4
_LEAST_AFTER_HEADLINE = 60
_ENOUGH_AFTER_HEADLINE = 400
_LINK_RICH = 0.12
_HIGHEST_CLIMB = 12
_LEAST_BEHIND_HEADLINE = 0.15
_FEWEST_TEASERS = 3
_TEASER_LINKS = 0.4
# Where going down ends: these are parts of a text, not containers of one.
_PARAGRAPHS = frozenset({"p", "li", "tr", "h1", "h2", "h3", "blockquote", "dd"})

_SHORTEST_TITLE = 4
_OPENING = re.compile(r"[^\W_]{1,4}")  # A cheap look: what does not hold the title's first letters is not it.
# A headline block may hold a little more than the title, where that is long enough to be told from chance.
_LONG_TITLE = 8
_LONGER_THAN_TITLE = 1.4
_HEADING_RANK = {"h1": 4, "h2": 2, "h3": 2, "li": -2, "td": -2, "p": -2}


def find_container(page: Weighed, headline: Weighed | None) -> Weighed:
    """Find the block that holds the article of a page; its weight is 0 where nothing reads like one.

    Args:
        page: The whole page, weighed.
        headline: The block of its headline: what follows it is the article, rather than what is longest.
    """
    if (named := _named_body(page)) is not None:
        return named
    heaviest = _heaviest(page)
    after = _after_headline(headline, heaviest, page) if headline is not None else None
    return after or heaviest


def _named_body(page: Weighed) -> Weighed | None:
    """Find the block whose name alone tells that it is the body, where there is one, and one only."""
    pending, found = [page], []
    while pending:
        block = pending.pop()
        if block.weight < _LEAST_SHARE_OF_PAGE * page.weight or block.around:
            continue
        if names_body(block.block.marks):
            found.append(block)
        else:
            pending.extend(block.inner)
    return found[0] if len(found) == 1 and found[0].weight > 0 and found[0].link_share < _MOST_LINKED_BODY else None


def _heaviest(block: Weighed) -> Weighed:
    """Go down from a block to the one that holds nearly all of its running text."""
    while True:
        limit = _HALF * block.weight
        eligible = [inner for inner in block.inner if inner.weight >= limit or (inner.weight and not inner.around)]
        heaviest = max(eligible, key=lambda inner: inner.weight, default=None)
        if heaviest is None or heaviest.weight <= 0 or heaviest.tag in _PARAGRAPHS:
            return block
        total = block.own + sum(inner.weight for inner in eligible)
        named = len(heaviest.inner) >= _FEWEST_PARAGRAPHS and _claims(heaviest)
        if heaviest.weight < (_MOST_OF_IT_BY_NAME if named else _MOST_OF_IT) * total:
            return block
        block = heaviest


def find_headline(page: Weighed, title: str) -> Weighed | None:
    """Find the block whose whole text is the title; a heading before others, then the last of the page."""
    opening = _OPENING.search(title.lower())
    title = letters(title)
    best: tuple[int, Weighed] | None = None
    longest = _LONGER_THAN_TITLE * len(title) + 40  # Marks and blanks, which `title` is without.
    pending = [page] if opening is not None and len(title) >= _SHORTEST_TITLE else []
    while pending:
        block = pending.pop()
        if block.chars < len(title):
            continue
        if block.chars <= longest and opening is not None and opening[0] in (text := block.text).lower():
            rank = _headline_rank(block.tag, letters(text), title)
            best = (rank, block) if rank is not None and (best is None or rank > best[0]) else best
        pending.extend(block.inner)
    return best[1] if best else None


def _headline_rank(tag: str, text: str, title: str) -> int | None:
    equal = text == title
    holds = len(title) > _LONG_TITLE and len(text) < len(title) * _LONGER_THAN_TITLE and title in text
    return _HEADING_RANK.get(tag, 0) + equal if equal or holds else None


def _after_headline(headline: Weighed, heaviest: Weighed, page: Weighed) -> Weighed | None:
    """Find the first text of weight behind the headline, where it is to be preferred to the heaviest block.

    A short article beside longer teasers is the commonest failure of all extractors (research/extraction.md §5.1); a
    stand-first before the body is the trap on the other side, hence the conditions.
    """
    limit = _TOO_MUCH_TO_BE_AROUND * page.weight
    suspicious = (
        heaviest.link_share > _LINK_RICH
        or any(block.around and block.weight < limit for block in path_to(heaviest, page))
        or _is_of_teasers(heaviest)
    )
    path = path_to(headline, page)
    for block, parent in islice(zip(reversed(path), reversed(path[:-1]), strict=False), _HIGHEST_CLIMB):
        following = _following(block, parent)
        if following.weight >= _LEAST_AFTER_HEADLINE:
            found = _heaviest(following)
            enough = found.weight >= _ENOUGH_AFTER_HEADLINE or _is_named(found, parent)
            alone = (
                parent.tag == "article" and not parent.block.first <= heaviest.block.first < parent.block.end
            )  # Another <article> is another text.
            if found.link_share <= _HALF and (
                found.weight >= _HALF * heaviest.weight or ((suspicious or alone) and enough)
            ):
                return found
    return None


def path_to(block: Weighed, top: Weighed) -> list[Weighed]:
    """Give the blocks from `top` down to a block; `top` alone where the block is no part of it."""
    path = [top]
    while path[-1] is not block:
        before = [inner for inner in path[-1].inner if inner.block.number <= block.block.number]
        if not before:
            break
        path.append(before[-1])
    return path


def _is_of_teasers(block: Weighed) -> bool:
    """Tell whether a block is a row of teasers: about every other line is a link and nothing else."""
    lines = block.all_lines
    links = sum(line.linked >= len(line.text) for line in lines)
    return links >= _FEWEST_TEASERS and links >= _TEASER_LINKS * len(lines)


def behind_headline(container: Weighed, headline: Weighed) -> Weighed:
    """Leave out what a container holds in front of the headline: banners, consents, the site's own words.

    Where little is left the headline found is that of something else, and all is kept.
    """
    path = path_to(headline, container)
    if path[-1] is not headline or headline is container:
        return container
    levels = [_following(block, around) for block, around in zip(reversed(path), reversed(path[:-1]), strict=False)]
    parts = [part for level in levels for part in level.block.parts]
    found = _joined(container, parts, [inner for level in levels for inner in level.inner], headline.block.end)
    return found if found.weight >= _LEAST_BEHIND_HEADLINE * container.weight else container


def _following(block: Weighed, parent: Weighed) -> Weighed:
    """Put what follows a block in its parent, and does not stand around the article, into one block."""
    start = next(number for number, part in enumerate(parent.block.parts) if part is block.block) + 1
    inner = [sibling for sibling in parent.inner[parent.inner.index(block) + 1 :] if not sibling.around]
    kept = {sibling.block.number for sibling in inner}
    parts = [part for part in parent.block.parts[start:] if isinstance(part, Line) or part.number in kept]
    return _joined(parent, parts, inner, block.block.end)


def _joined(parent: Weighed, parts: list[Line | Block], inner: list[Weighed], first: int) -> Weighed:
    """Make a block of some parts of another, those that are blocks weighed."""
    joined = Weighed(replace(parent.block, tag="", node=None, parts=parts, first=first), parent.lines, inner=inner)
    add_own(joined, [part for part in parts if isinstance(part, Line)])
    for block in inner:
        joined.weight += block.weight
        joined.chars += block.chars
        joined.linked += block.linked
    return joined


def _is_named(found: Weighed, top: Weighed) -> bool:
    """Tell whether a block, its heaviest inner one, or one between it and `top` claims to hold the article."""
    heaviest = max(found.inner, key=lambda inner: inner.weight, default=None)
    if heaviest is not None and heaviest.weight >= _MOST_OF_IT_BY_NAME * found.weight and _claims(heaviest):
        return True
    return any(map(_claims, path_to(found, top)[1:]))


def _claims(block: Weighed) -> bool:
    return block.tag == "article" or claims_body(block.block.marks)
