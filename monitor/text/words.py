"""A text → the words by which it is found; a question → the phrases of a text that answers it.

Chinese is not cut into words: each two neighbouring characters are one, so that whatever stands in a text is found.
Letters and digits are words of their own (GPT5 is GPT 5), a version is one (4.5), and 3.0 is 3.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from monitor.text import fold

LONGEST_QUESTION = 300  # Characters; a pasted headline has fewer.

# Han, and kana, which has no blanks either.
_HAN = "々〇\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<digits>\d+(?:\.\d+)*)|[^\W\d_{_HAN}]+")
_GAP = re.compile(rf"(?<=[{_HAN}])[ -](?=[{_HAN}])")  # 盘古 大模型 is 盘古大模型.
_ASKED_TOGETHER = re.compile(rf"[{_HAN}]+|[^ {_HAN}]+")
_ZEROES = re.compile(r"(?:\.0)+$")


class Phrase(NamedTuple):
    """Words that follow each other in a text that answers a question: 盘古 as it is, GPT-5, GLM4.5V.

    The last one may also begin so: `gpt` begins `gpts`, `5.` begins 5.1, and 书 begins each pair of it and another.
    """

    words: tuple[str, ...]
    beginning: str = ""


def words_in(text: str) -> str:
    """Give the words by which a text is found, a blank between them."""
    return " ".join(_written(word) for word in _WORD.finditer(_GAP.sub("", fold(text))))


def phrases_of(question: str) -> tuple[Phrase, ...]:
    """Give the phrases that a text holds in which a question's words stand; none where it has no words."""
    together = _ASKED_TOGETHER.findall(fold(question[:LONGEST_QUESTION]))
    asked = (list(_WORD.finditer(words)) for words in together)
    return tuple(dict.fromkeys(_phrase(words) for words in asked if words))


def _phrase(found: list[re.Match[str]]) -> Phrase:
    last = found[-1]
    if han := last["han"]:
        return Phrase(tuple(_pairs(han)), "" if _pairs(han) else han)
    return Phrase(tuple(map(_written, found)), f"{last[0]}." if last["digits"] else last[0])


def _written(word: re.Match[str]) -> str:
    if han := word["han"]:
        return " ".join((*_pairs(han), han[-1]))  # With the last, each character begins a word and is found alone.
    return _ZEROES.sub("", word[0]) if word["digits"] else word[0]


def _pairs(han: str) -> list[str]:
    return [han[start : start + 2] for start in range(len(han) - 1)]
