"""A candidate → the words right beside its name, as readable features: `before:名为`, `behind:平台`, `idle_behind:,`.

Nothing here judges: the weights, learned from labelled articles, say what a word means. Chinese words are pairs of
characters; titles, ruling verbs, counts and dates were tried as well and earned nothing (docs/decisions.md).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.text import has_han

if TYPE_CHECKING:
    from monitor.detect.candidates import Candidate
    from monitor.detect.lore import Lore

_WORD = re.compile(r"[a-z][a-z'-]*|[A-Z][\w.-]*|[一-鿿]+|[,.。;:!?、\d□]")
_NOUN = re.compile(r"(?:系列)?\s?(?:AI\s?)?(?:大语言|语言)?(?:大?模型|models?\b)\s?(?:系列)?")
_CLOSING = " ”“\"'’()[]"
_ORGANISATION = "某"  # Stands for every known one: which of them it is must not be learned.
_NAME = "X"  # Likewise for every other Latin name.
_NOTHING = "|"
_REACH = 24  # Characters around a name.


def words_beside(one: Candidate, lore: Lore) -> frozenset[str]:
    """Give the word before a name and the one behind it; behind its noun, too, where 模型 or model follows.

    Args:
        one: Where the name stands.
        lore: Knows the organisations, of which a feature never says which one it is.
    """
    text, name = one.sentence.text, one.name
    before = _words(text[max(0, name.start - _REACH) : name.start], lore)
    right = text[name.end : name.end + _REACH].lstrip(_CLOSING)
    # A comma behind what a verb rules ends the news; behind what none rules it says nothing.
    idle = "idle_" if "no_verb" in one.features else ""
    found = {f"{idle}before:{_end(before[-1]) if before else _NOTHING}", f"{idle}behind:{_first(right, lore)}"}
    noun = _NOUN.match(right)
    found |= {f"behind_noun:{_first(right[noun.end() :], lore)}"} if noun else set()
    # A comma behind a name says one thing in Chinese and another in English.
    return frozenset(found if has_han(text) else (one.replace(":", "_in_english:", 1) for one in found))


def in_english(one: Candidate) -> frozenset[str]:
    """Give each feature of an English candidate once more, as `en:subject`: what it is worth more or less there."""
    if has_han(one.sentence.text):
        return frozenset()
    return frozenset({"en:any", *(f"en:{feature}" for feature in one.features if ":" not in feature)})


def _words(text: str, lore: Lore) -> list[str]:
    return _WORD.findall(lore.organisations.sub(_ORGANISATION, text))


def _first(text: str, lore: Lore) -> str:
    words = _words(text, lore)
    return _folded(words[0][:2] if has_han(words[0]) else words[0]) if words else _NOTHING


def _end(word: str) -> str:
    return _folded(word[-2:] if has_han(word) else word)


def _folded(word: str) -> str:
    """Fold digits into one and names into another, so that weights are learned of words alone."""
    return "0" if word.isdigit() else _NAME if word[0].isupper() and word.isascii() else word
