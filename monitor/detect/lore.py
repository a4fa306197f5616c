"""The knowledge base → the look-ups and patterns that reading names and organisations needs, built once for each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.detect.segmentation import Segmenter
from monitor.detect.words import chinese
from monitor.text import compact, has_han
from monitor.text.alternation import any_of

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge

_NOUN_AT_END = re.compile(r"\s?(?:通用|行业)?(?:大语言模型|语言大模型|多模态大模型|大模型|模型)(?:体系|系列|家族)?$")
_PLAIN_VERSION = re.compile(r"^[vV](?=[0-9])|(?:(?<=^\d)|(?<=^[vV]\d))\.0(?![\d.])")  # V4 is 4, and 4.0 is, too.
_LONGEST_ORGANISATION = 4  # Words of a Latin name.
_PREFIX = range(2, 7)  # Characters of a Chinese one before a family's name.
# Single characters that are words before a name: “由豆包”. Any other that stands alone begins another word: “红豆包”.
_WORDS_OF_ONE = frozenset(
    "的了在更和将由其可含但据及是向除让把被与对从给用为到新旧老大全超原前曝传称或该此这那也又还都已仅只等以因如若于跟自有"
    "使令叫名即并而款个版问说看同随各另至比像连靠携继把"
)
_WIDEST_VERB = 6  # Characters of a Chinese verb before such a character.


class Lore:
    """Answers what the knowledge base says of the words of a sentence.

    Args:
        knowledge: Names, aliases and owners.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        latin = [name for name in knowledge.family_names if name.strip() and not has_han(name)]
        mixed = re.compile("[A-Za-z]")
        self.han_names = tuple(
            name for name in knowledge.family_names if has_han(name) and len(name) > 1 and not mixed.search(name)
        )
        self.stems = frozenset(name.casefold() for name in latin)
        self.han_families = re.compile(any_of(self.han_names))
        self.organisations = _organisation_pattern(knowledge.organisation_names)
        self.segmenter = Segmenter(knowledge.before.organisation_names, knowledge.before.family_names)
        self.owners = lru_cache(maxsize=4096)(self._owners)
        self._families = {compact(name) for name in knowledge.family_names}
        self._first_words = {name.split()[0] for name in latin}
        self._folded_first_words = {word.casefold() for word in self._first_words}
        self._organisation_words = {
            tuple(name.casefold().split()) for name in knowledge.organisation_names if not has_han(name)
        }

    def is_family(self, name: str) -> bool:
        """Tell whether a name is a known family's."""
        return compact(name) in self._families

    def belongs_to_family(self, model: str) -> bool:
        """Tell whether a Latin name begins with a known family's: Claude Opus, Qwen-Image."""
        words = re.split(r"[ -]", model)
        return any(self.is_family(" ".join(words[:end])) for end in range(1, len(words) + 1))

    def is_organisation(self, name: str) -> bool:
        """Tell whether a name is a known organisation's."""
        return self.knowledge.organisation(name) is not None

    def is_learned(self, model: str) -> bool:
        """Tell whether a name is known from articles alone, and so may be a word of other things."""
        if self.knowledge.before is self.knowledge:
            return False  # Nothing was learned, and every known name of every article asks.
        names = (model, re.split(r"[ -]", model)[0])
        return any(family.is_learned for name in names for family in self.knowledge.families(name))

    def is_family_word(self, word: str) -> bool:
        """Tell whether a Latin word, maybe with a version glued to it, begins a known family's name.

        A word in small letters alone must be written so in the knowledge base: “a step closer” is no Step.
        """
        if word.isalpha() and word.islower():
            return word in self._first_words
        stem = re.match(r"[A-Za-z]+", word)
        return stem is not None and not {word.casefold(), stem[0].casefold()}.isdisjoint(self._folded_first_words)

    def _owners(self, model: str) -> tuple[str, ...]:
        """Give every written form of whoever owns a family of this name; empty where that is not known."""
        words = re.split(r"[ -]", _NOUN_AT_END.sub("", model) or model)
        for end in range(len(words), 0, -1):
            families = self.knowledge.families(" ".join(words[:end]))
            known = [owner for family in families if (owner := self.knowledge.organisation(family.owner))]
            if known:
                return tuple(form for owner in known for form in (owner.name, *owner.aliases))
        return ()

    def is_part_of_word(self, text: str, start: int) -> bool:
        """Tell whether what begins there only ends another Chinese word: 豆包 in “发布红豆包”.

        No word is cut for that: a character that is no word by itself and stands alone between a name and what ends a
        phrase (a mark, 的, a verb, an organisation) can only belong to the name.
        """
        before = text[start - 1 : start]
        if not has_han(before) or before in _WORDS_OF_ONE:
            return False
        left = max(0, start - 1 - _WIDEST_VERB)
        if start == 1 or text[start - 2] == "的" or not has_han(text[start - 2]):
            return True
        ends = (role.end() for role in chinese().roles.finditer(text, left, start) if role["verb"])
        owners = (owner.end() for owner in self.organisations.finditer(text, left, start))
        return start - 1 in (*ends, *owners)

    def leading_organisation(self, words: list[str]) -> tuple[str | None, int]:
        """Give the organisation that a run of words begins with, and how many words it takes."""
        for length in range(min(_LONGEST_ORGANISATION, len(words)), 0, -1):
            if tuple(word.casefold() for word in words[:length]) in self._organisation_words:
                return " ".join(words[:length]), length
        return None, 0

    def without_organisation(self, name: str) -> tuple[str | None, str]:
        """Take an organisation off the front of a Chinese name where a family's name remains: 腾讯混元 → 混元."""
        if (family := self.knowledge.family(name)) and family.name == name:
            return None, name
        for length in _PREFIX:
            if self.is_organisation(name[:length]) and self.han_families.match(name[length:]):
                return name[:length], name[length:]
        return None, name

    def key_of(self, model: str, version: str | None) -> str:
        """Give what all spellings of one model share: 混元大模型 3.0, HY 3.0 and Hunyuan-3.0 are one."""
        stem = _NOUN_AT_END.sub("", model) or model
        words = re.split(r"(?<=[A-Za-z])[ -]", stem)
        for end in range(len(words), 0, -1):
            if family := self.knowledge.family("".join(words[:end])):
                stem = "".join((family.key, *words[end:]))
                break
        return compact(f"{stem}{_PLAIN_VERSION.sub('', version or '')}")


@lru_cache(maxsize=4)
def lore_of(knowledge: Knowledge) -> Lore:
    """Give the look-ups of a knowledge base; it is never changed, so they are kept."""
    return Lore(knowledge)


def _organisation_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Build one pattern of all names, longest first: Latin ones as whole words in their own case, Chinese anywhere.

    大 before 模型 may belong to that word or end a maker's name. It ends one where nothing stands before that name that
    it could be a part of: 北大 in “由北大模型”, but no 人大 in “机器人大模型”.
    """
    latin = any_of(name for name in names if not has_han(name) and len(name) > 1)
    han = any_of(filter(has_han, names))
    ending = any_of(name for name in names if has_han(name) and name.endswith("大"))
    alone = rf"(?:(?<![一-鿿])|(?<=[{''.join(sorted(_WORDS_OF_ONE))}]))"
    return re.compile(rf"{han}(?!(?<=大)模型)|{alone}{ending}(?=模型)|(?<![A-Za-z0-9-]){latin}(?![A-Za-z0-9])")
