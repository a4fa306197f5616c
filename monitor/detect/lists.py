"""Lines without verbs → where their models stand: by the heading above or a field of their own (“公司：名称，开源”)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.detect.words import headings
from monitor.model import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.sentences import Sentence

_NUMBERED = re.compile(r"^[\s·|#>+\-]*(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?[.、)]\s*)?")
_FIELD = re.compile(r"\s{2,}|[,;|:()]")
_DATE = re.compile(
    r"^(?:(?:\d{4}\s?年\s?)?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?前?)?\s?(?:今日|即日|近日|近期|起|已|已经|全面|正式)*"
)
_LONGEST_HEADING, _LONGEST_ITEM = 20, 70  # Characters; longer lines are prose.
_SAME_SHAPE = 2  # One line of fields may be chance; two support each other.


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list.

    Args:
        status: Of the models that it names.
        fields: Where its parts begin and end.
    """

    status: Status
    fields: tuple[tuple[int, int], ...]


def items_of(sentences: Sequence[Sentence]) -> tuple[Item | None, ...]:
    """Give for each sentence the line of a list that it is, or None.

    Args:
        sentences: Of an article, the title first.
    """
    lines = _whole_lines(sentences)
    own = {place: status for place in lines if (status := _own_status(sentences[place].text))}
    supported = len(own) >= _SAME_SHAPE
    found: list[Item | None] = []
    heading: Status | None = None
    for place, sentence in enumerate(sentences):
        if place not in lines:
            heading = None
        elif said := _heading(sentence.text):
            heading = said
            found.append(None)
            continue
        status = own.get(place) if supported else None
        status = status or (heading if place in lines else None)
        found.append(Item(status, _fields(sentence.text)) if status else None)
    return tuple(found)


def _whole_lines(sentences: Sequence[Sentence]) -> set[int]:
    """Give the places of sentences that fill a short line of the body by themselves."""
    of_line: dict[int, list[int]] = {}
    for place, sentence in enumerate(sentences):
        of_line.setdefault(sentence.paragraph, []).append(place)
    return {
        places[0]
        for paragraph, places in of_line.items()
        if paragraph and len(places) == 1 and len(sentences[places[0]].text) <= _LONGEST_ITEM
    }


def _heading(text: str) -> Status | None:
    """Give the status that a heading carries: “一、已面世”, “尚在研发：”."""
    said = _NUMBERED.sub("", text, count=1).strip(" :。")
    if len(said) > _LONGEST_HEADING:
        return None
    found = headings().fullmatch(re.sub(r"(?:的?(?:大?模型|产品|名单|一览))+$", "", said))
    return Status(found.lastgroup) if found and found.lastgroup else None


def _own_status(text: str) -> Status | None:
    """Give the status that a field behind the first says."""
    for start, end in _fields(text)[1:]:
        said = text[start:end].strip(" 。")
        found = headings().fullmatch(said) or headings().fullmatch(_DATE.sub("", said))
        if found and found.lastgroup:
            return Status(found.lastgroup)
    return None


def _fields(text: str) -> tuple[tuple[int, int], ...]:
    opening = _NUMBERED.match(text)
    start, found = opening.end() if opening else 0, []
    for cut in (*_FIELD.finditer(text, start), None):
        end = cut.start() if cut else len(text)
        if text[start:end].strip():
            found.append((start, end))
        start = cut.end() if cut else end
    return tuple(found)
