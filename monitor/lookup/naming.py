"""A name as somebody types it → what finds it in titles and texts, however it is spelt there."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Self

from monitor.fingerprint import launch_key
from monitor.text import fold
from monitor.text.words import LONGEST_QUESTION

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge

_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)*|[㐀-鿿]+|[^\W\d_]+")
_NOUN_AT_END = re.compile(r"(?<=.)大?模型$")
_ZEROES = re.compile(r"(?:\.0)+$")
_MOST_WORDS = 12  # A pasted headline has about as many; its first words find it.
# Between two words of a name: a blank or dash, or what is left out as often as not (盘古3.0, 盘古大模型3.0).
_GAP = r"\W{0,2}(?:大?模型)?\W{0,2}"


@dataclass(frozen=True, slots=True)
class AskedName:
    """A name that somebody asks for.

    Args:
        asked: As it was typed.
        words: Every text that holds the name holds these, case and width aside.
        pattern: Finds the name in a folded text; `GPT-5` is not found in `GPT-5.1`.
    """

    asked: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, asked: str) -> Self:
        """Read a name."""
        found = _WORD.findall(fold(asked))[:_MOST_WORDS]
        words = tuple(_ZEROES.sub("", _NOUN_AT_END.sub("", word)) for word in found)
        return cls(asked, words, re.compile(_GAP.join(map(_pattern_of, words)) or r"(?!)"))

    def fits(self, text: str) -> bool:
        """Tell whether a text holds the name."""
        return self.pattern.search(fold(text)) is not None


def wordings(question: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Give other wordings of a question, with the names that stand in launch keys for those that are known.

    `通义千问 医疗` is `qwen 医疗`, 华为盘古3.0 is `huawei pangu 3`.
    """
    asked = fold(question[:LONGEST_QUESTION])
    if not asked:
        return ()
    leading = [name for name in knowledge.organisation_names if asked.startswith(name.casefold())][:1]
    key = astuple(launch_key(asked, None, leading, knowledge))
    keyed = " ".join(_key_name(word, knowledge) for word in asked.split())
    return tuple(dict.fromkeys(filter(None, (" ".join(filter(None, key)), keyed))))


def _key_name(word: str, knowledge: Knowledge) -> str:
    if family := knowledge.family(word):  # First: 通义千问 is Alibaba's name as well.
        return family.key
    return knowledge.organisation_key(word) if knowledge.organisation(word) else word


def _pattern_of(word: str) -> str:
    if word[0].isdigit():
        return rf"(?<![\d.]){re.escape(word)}(?:\.0)*(?!\.?\d)"
    return rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word
