"""A sentence and the text that it was taken from → the sentence between what stands before and behind it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

AROUND = 120
"""Characters on each side: in Chinese three sentences, in English one and a half. Whoever wants more opens the link."""

_ENDS = re.compile(r"[。！？!?;；]|\.(?=\s)|\n")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence where it stands; an ellipsis tells where more was left out."""

    before: str
    sentence: str
    behind: str


def in_context(sentence: str, text: str) -> Context:
    """Give a sentence with its surroundings within the paragraph; alone where the text does not hold it.

    Blanks may differ: a page's lines are joined before sentences are cut.
    """
    words = sentence.split()
    found = re.search(r"\s*".join(map(re.escape, words)), text) if words else None
    if found is None:
        return Context("", sentence, "")
    start = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    before, behind = text[start : found.start()], text[found.end() : end if end >= 0 else len(text)]
    return Context(_last_part(before), sentence, _first_part(behind))


def _last_part(text: str) -> str:
    """Give the end of what stands before, from the beginning of a sentence on where there is one."""
    text = _BLANKS.sub(" ", text)
    if len(text) <= AROUND:
        return text.lstrip()
    near = text[-AROUND:]
    opening = _ENDS.search(near[:-1])
    return f"…{near[opening.end() :] if opening else near}"


def _first_part(text: str) -> str:
    """Give the beginning of what stands behind, up to the end of a sentence where there is one."""
    text = _BLANKS.sub(" ", text)
    if len(text) <= AROUND:
        return text.rstrip()
    near = text[:AROUND]
    ends = [match.end() for match in _ENDS.finditer(near)]
    return f"{near[: ends[-1]] if ends else near}…"
