"""An article → whether it can hold an announcement at all: a few substring searches, since most articles hold none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect.sentences import MOST_READ
from monitor.detect.words import chinese, english
from monitor.text import has_han
from monitor.text.characters import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Article

_NOUNS = ("模型", "权重", "model", "Model", "MODEL", "LLM", "checkpoint")
_ENGLISH_NOUNS = ("model", "llm", "checkpoint")  # In small letters.
# One or two words and a version, `Grok-4`, `Claude Opus 4.5`, `Kimi K3`. Products look so, too: one must be known.
_VERSIONED = re.compile(r"([A-Za-z]{2,12}+)((?:[- ][A-Z][A-Za-z]{1,11}+){0,2}+)[-. ]?[A-Za-z]?\d")
_JOINT = re.compile("[- ]")

# A definition announces without any verb of release: “X, a large language model developed by Y”.
_DEFINED = re.compile(r"\b(?:developed|built|created) by\b|\blanguage model", re.IGNORECASE)
# What English texts say of a model that they never call one; each with what stands in every text that it is found in,
# in small letters: to look for fourteen such parts costs a twentieth of the pattern.
_TRAITS = re.compile(
    r"\b(?:parameters|weights|(?:re)?trained|neural|embeddings?|embed|hallucinat\w+|recogni[sz]er)\b|hugging ?face|"
    r"-to-(?:image|video|speech|text|music)\b|\btokens\b|^[^\w\n]{0,9}(?:introducing|announcing|"
    r"meet|say hello to)\b",
    re.IGNORECASE | re.MULTILINE,
)
_PARTS_OF_TRAITS = (
    "parameters", "weights", "trained", "neural", "embed", "hallucinat", "recogni", "hugging", "-to-", "tokens",
    "introducing", "announcing", "meet", "say hello",
)  # fmt: skip
_SIZE = re.compile(r"\d+(?:\.\d+)?B\b", re.IGNORECASE)  # Where no letter stands before it.
# A text's digits as 0, its letters as a, what may join the two as -. To search that for one byte takes a tenth of what
# a pattern takes, and to search is nearly the whole cost of an English text without a model.
_FORM = bytes.maketrans(
    b"0123456789 .ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    b"0000000000--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
)
_A_LETTER = (b"a", b"a-")
_SIZE_FORM = bytes.maketrans(b"0123456789B", b"0000000000b")
_LONGEST_NAME = 40  # Characters of what stands before a version, as `_VERSIONED` has it.
_WORD = re.compile("[A-Za-z]+")
_WORDY = re.compile(r"\w")
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
    letters = text.encode("ascii", "replace")  # A byte for each character.
    if _names_a_family(text, letters, stems):
        return True  # English digests hold so little else that the form of a line may be all that tells.
    if len(text) <= _SHORT and _VERSIONED.search(text):
        return True
    lower = text.lower()
    names_one = any(noun in lower for noun in _ENGLISH_NOUNS) or _has_a_trait(text, lower) or _has_a_size(text, letters)
    return names_one and _tells_in_english(text)


def _names_a_model(text: str, stems: frozenset[str], names: re.Pattern[str]) -> bool:
    if any(noun in text for noun in _NOUNS) or names.search(text) is not None:
        return True
    return _holds_a_family(text, stems)  # Latin letters are few.


def _holds_a_family(text: str, stems: frozenset[str]) -> bool:
    """Tell whether a known family has a version."""
    found = (word for match in _VERSIONED.finditer(text) for word in (match[1], *_JOINT.split(match[2])))
    return any(_is_family(word, stems) for word in found)


def _names_a_family(text: str, letters: bytes, stems: frozenset[str]) -> bool:
    """Tell the same of an English text: from the numbers back, since it is all letters."""
    return any(_versions_a_family(text, start, stems) for start in _versions(letters))


def _versions(letters: bytes) -> Iterator[int]:
    """Give where the numbers begin that stand behind a letter, or one mark away from it."""
    start = -1
    for before in letters.translate(_FORM).split(b"0")[:-1]:
        start += len(before) + 1
        if before.endswith(_A_LETTER):
            yield start


def _versions_a_family(text: str, start: int, stems: frozenset[str]) -> bool:
    """Tell whether the number that begins there is the version of a known family."""
    last = text[text.rfind(" ", 0, start - 1) + 1 : start].rstrip(" -.")
    if last.islower() and last.isalpha() and len(last) > 1:  # Only words with a capital come between the two.
        return _is_family(last, stems)
    before = text[max(start - _LONGEST_NAME, 0) : start]
    if not any(_is_family(word, stems) for word in _WORD.findall(before)[-4:]):
        return False
    return _holds_a_family(text[max(start - 2 * _LONGEST_NAME, 0) : start + 1], stems)


def _is_family(word: str, stems: frozenset[str]) -> bool:
    folded = word.casefold()
    return bool(folded) and (folded in stems or folded.removesuffix("v") in stems)


def _has_a_trait(text: str, lower: str) -> bool:
    return any(part in lower for part in _PARTS_OF_TRAITS) and _TRAITS.search(text) is not None


def _has_a_size(text: str, letters: bytes) -> bool:
    if b"0b" not in letters.translate(_SIZE_FORM):
        return False
    return any(not _WORDY.match(text, max(size.start() - 1, 0), size.start()) for size in _SIZE.finditer(text))


def _tells(text: str) -> bool:
    """Tell whether a verb or predicate stands anywhere: the lexicon's own, so that what the scorer knows gets in."""
    words, view = chinese(), simplified(text)
    if words.verb_kinds.search(view) or words.predicates.search(view):
        return True
    return _ENGLISH_RUN.search(text) is not None and _tells_in_english(text)


def _tells_in_english(text: str) -> bool:
    words = english()
    return any(pattern.search(text) for pattern in (_DEFINED, _TO_BE_HAD, words.verb_kinds, words.predicates))
