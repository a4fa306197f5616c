"""An article → whether it can hold an announcement at all: a few substring searches, since most articles hold none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect.sentences import MOST_READ
from monitor.detect.words import chinese, english
from monitor.text import has_han
from monitor.text.characters import simplified

if TYPE_CHECKING:
    from monitor.model import Article

_NOUNS = ("模型", "权重", "model", "Model", "MODEL", "LLM", "checkpoint")
# One or two words and a version, `Grok-4`, `Claude Opus 4.5`, `Kimi K3`. Products look so, too: one must be known.
_VERSIONED = re.compile(r"([A-Za-z]{2,12}+)((?:[- ][A-Z][A-Za-z]{1,11}+){0,2}+)[-. ]?[A-Za-z]?\d")
_JOINT = re.compile("[- ]")

# A definition announces without any verb of release: “X, a large language model developed by Y”.
_DEFINED = re.compile(r"\b(?:developed|built|created) by\b|\blanguage model", re.IGNORECASE)
# What English texts say of a model that they never call one.
_TRAITS = re.compile(
    r"\b(?:parameters|weights|(?:re)?trained|neural|embeddings?|embed|hallucinat\w+|recogni[sz]er)\b|hugging ?face|"
    r"\b\d+(?:\.\d+)?B\b|-to-(?:image|video|speech|text|music)\b|\btokens\b|^[^\w\n]{0,9}(?:introducing|announcing|"
    r"meet|say hello to)\b",
    re.IGNORECASE | re.MULTILINE,
)
# How they say without a verb of release that something is to be had.
_TO_BE_HAD = re.compile(
    r"\b(?:weights|parameters|available|downloads?|downloaded|out|here|open|live|waitlist|added|starting today|"
    r"as of)\b",
    re.IGNORECASE,
)
_ENGLISH_RUN = re.compile(
    r"\b[A-Za-z]{1,20} [a-z]{1,20} [a-z]{2}"
)  # In a Chinese text: an English sentence, not a name.
_SHORT = 300  # Characters of a post, which has no room for the word “model”.
_OPENING = 400  # Characters that say what language a text is in.


def may_announce(article: Article, stems: frozenset[str], names: re.Pattern[str]) -> bool:
    """Tell whether an article is worth reading closely.

    Args:
        article: As extracted.
        stems: Folded Latin names of known families; a version behind one is as good as the noun.
        names: Finds Chinese names of known families.
    """
    text = f"{article.title}\n{article.body[:MOST_READ]}"
    if has_han(text[:_OPENING]):
        return _names_a_model(text, stems, names) and _tells(text)
    if _names_a_family(text, stems):
        return True  # English digests hold so little else that the form of a line may be all that tells.
    if len(text) <= _SHORT and _VERSIONED.search(text):
        return True
    return (any(noun in text for noun in _NOUNS) or _TRAITS.search(text) is not None) and _tells_in_english(text)


def _names_a_model(text: str, stems: frozenset[str], names: re.Pattern[str]) -> bool:
    if any(noun in text for noun in _NOUNS) or names.search(text) is not None:
        return True
    return _names_a_family(text, stems)


def _names_a_family(text: str, stems: frozenset[str]) -> bool:
    return any(
        word.casefold() in stems or word.casefold().removesuffix("v") in stems
        for match in _VERSIONED.finditer(text)
        for word in (match[1], *_JOINT.split(match[2]))
        if word
    )


def _tells(text: str) -> bool:
    """Tell whether a verb or predicate stands anywhere: the lexicon's own, so that what the scorer knows gets in."""
    words, view = chinese(), simplified(text)
    if words.verb_kinds.search(view) or words.predicates.search(view):
        return True
    return _ENGLISH_RUN.search(text) is not None and _tells_in_english(text)


def _tells_in_english(text: str) -> bool:
    words = english()
    return any(pattern.search(text) for pattern in (_DEFINED, _TO_BE_HAD, words.verb_kinds, words.predicates))
