"""Turns the container of an article into its paragraphs, without what editors and sites write around it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from monitor.extract.headline import letters
from monitor.extract.noise import is_end, is_notice, without_tail
from monitor.html import Line
from monitor.text import has_han, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.extract.weight import Weighed

# Shares and lengths in this module: tuned on the dev half of the pages of research/extraction.md.
_HALF = 0.5
_LINK_LIST = 0.55
_LINKED_PARAGRAPH = 0.9
_LINK_LABELS = 25
_LISTS = frozenset({"ul", "ol", "table", "div", "dl", "li"})
_LEADING_LINES = 4
# Teasers are shorter than paragraphs; a Han character says as much as three letters.
_TEASER, _TEASER_HAN = 300, 100
_SENTENCE_END = re.compile(r"[。；]")
_DATED = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|(?<=\D)\d{1,2}:\d\d"
    # Nothing but a day, or a name with one; what says more may be a heading.
    r"|^\W*(?:(?:By\s)?[A-Z][^,|·.]{2,40}[,|·—–\s]+)?(?:\w+day,?\s)?(?:\d{1,2}\.?\s\w{3,9}\.?|[A-Z]\w{2,8}\.?\s\d{1,2}),?\s20\d\d\W*$"
    r"|^\W*\d{1,2}[/.]\d{1,2}[/.]20\d\d\b"
    r"|^(?:\d{1,2}\s)?(?:Jan|Febr|Aug|Sept|Octo|Novem|Decem)\w{0,6}\.?(?:\s\d{1,2})?$"
)
_WRITTEN_BY = re.compile(r"^\W*(?:文字?|作者|撰文|撰稿|记者|采写|编译|By)\s*[/丨|｜:：]")
_LABEL = re.compile(r"^\W*(?:first )?(?:published|posted|updated|created)\b", re.IGNORECASE)
_BYLINE_LENGTH, _LABELLED_LENGTH = 60, 120
_CAPTIONS = 0.5
_FEWEST_CELLS, _LINES_OF_CELL, _LONGEST_CELL, _CELL_BORDER = 2, 3, 120, " | "
_REPEATED, _TOO_OFTEN = 40, 3


def read_body(container: Weighed, title: str) -> str:
    """Read the article in a block, one paragraph a line; empty where there is no running text.

    Args:
        container: The block that holds the article.
        title: The headline, which the body does not repeat.
    """
    if container.weight <= 0:
        return ""
    paragraphs = _without_repeats(
        list(_paragraphs(container, _HALF * container.weight, captions=_is_gallery(container)))
    )
    lines = list(_without_noise(paragraphs, letters(title)))
    return "\n".join(lines[: _end(lines)])


def _is_gallery(container: Weighed) -> bool:
    """Tell whether what stands below pictures is a good part of the text: galleries, and news of one photograph."""
    captions = sum(block.chars for block in _captions(container))
    return captions >= _CAPTIONS * (container.chars - captions)


def _captions(block: Weighed) -> Iterator[Weighed]:
    if block.tag == "figcaption":
        yield block
    else:
        for inner in block.inner:
            yield from _captions(inner)


def _paragraphs(container: Weighed, limit: float, *, captions: bool) -> Iterator[str]:
    """Give the lines of a container.

    Args:
        container: The block that holds the article.
        limit: Below this weight what stands around the article is passed over.
        captions: Whether what stands below pictures is part of it.
    """
    inner, before = iter(container.inner), ""
    for part in container.block.parts:
        if isinstance(part, Line):
            before = part.text
            yield part.text
        elif _is_introduced(block := next(inner), before):
            yield from (line.text for line in block.all_lines)
        elif _is_passed_over(block, limit, captions=captions):
            continue
        elif cells := _cells(block):
            yield _CELL_BORDER.join(cells)
        else:
            yield from _paragraphs(block, limit, captions=captions)
            before = block.all_lines[-1].text


def _cells(block: Weighed) -> list[str]:
    """Give the cells of a table's row, which is read as one line; none where the table is there for its layout."""
    if block.tag != "tr" or len(block.inner) < _FEWEST_CELLS:
        return []
    cells = [cell.text for cell in block.inner if cell.tag in {"td", "th"} and len(cell.all_lines) <= _LINES_OF_CELL]
    return cells if len(cells) == len(block.inner) and max(map(len, cells)) <= _LONGEST_CELL else []


def _is_introduced(block: Weighed, before: str) -> bool:
    """Tell whether a list, even of links, is part of the text: the line in front of it ends with a colon."""
    if before[-1:] not in {":", "："} or block.around or is_notice(before):
        return False
    while block.tag == "div" and len(block.block.parts) == len(block.inner) == 1:  # AsciiDoc's lists are wrapped.
        block = block.inner[0]
    return block.tag in {"ul", "ol"}


def _is_passed_over(block: Weighed, limit: float, *, captions: bool) -> bool:
    if (block.tag == "figcaption" and not captions) or (block.around and block.weight < limit):
        return True
    if block.link_share <= _LINK_LIST:
        return False
    unlinked = block.chars - block.linked
    if block.tag == "p" and unlinked > 0 and block.link_share < _LINKED_PARAGRAPH:
        return False
    return unlinked < _LINK_LABELS or block.tag in _LISTS


def _without_repeats(lines: list[str]) -> list[str]:
    """Keep a long line once: captions of galleries, and what asks to subscribe, stand in a page many times."""
    counts = Counter(line for line in lines if len(line) >= _REPEATED and not has_han(line))
    seen: set[str] = set()
    kept = []
    for line in lines:
        if counts[line] < _TOO_OFTEN and line not in seen:
            kept.append(line)
        if counts[line]:
            seen.add(line)
    return kept


def _without_noise(lines: list[str], title: str) -> Iterator[str]:
    for number, raw in enumerate(lines):
        line = without_tail(raw if raw.isprintable() else one_line(raw))
        if not line or is_notice(line):
            continue
        if number < _LEADING_LINES and (letters(line) == title or is_byline(line)):
            continue
        yield line


def is_byline(line: str) -> bool:
    """Tell whether a line in front of a text is a by-line: short, no sentence, with a date, a time or a writer."""
    if _SENTENCE_END.search(line) or len(line) >= (_LABELLED_LENGTH if _LABEL.match(line) else _BYLINE_LENGTH):
        return False
    return bool(_DATED.search(line) or _WRITTEN_BY.match(line))


def _end(lines: list[str]) -> int:
    """Give the number of the line that begins what follows the article: behind it is less text, and no paragraph."""
    end = len(lines)
    behind, total = 0, sum(map(len, lines))
    for number in range(len(lines) - 1, 0, -1):
        behind += len(lines[number])
        if len(lines[number]) > (_TEASER_HAN if has_han(lines[number]) else _TEASER) or behind > _HALF * total:
            break
        if is_end(lines[number]):
            end = number
    return end
