"""A sentence's view → the names in it that are written in Latin letters."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.detect.grammar import (
    LETTERED,
    MEASURE,
    VERSION_WORD,
    WORD,
    Kind,
    Name,
    bumped_version,
    is_product,
    is_stop,
    is_suffix,
    split_version,
)
from monitor.detect.words import english
from monitor.text import has_han

if TYPE_CHECKING:
    from monitor.detect.lore import Lore

    Words = list[re.Match[str]]

_AI_VERSION = re.compile(r"(?: AI (?=[vV]?\d)| (?=v\d))([vV]?\d+(?:\.\d+)*)(?![\w.]*\w)")
_SIZE_BEHIND = re.compile(r"(?<=[A-Za-z])\s\d+(?:\.\d+)?T$")  # “V9-Medium 1.5T”: the size is no part of the name.
_RISES = re.compile(
    r"\s?(?:大?模型)?[^,。;:\s]{0,4}?(?:更新|升级|迭代|进化|跃升)[到至为]"
)  # Of a name that nobody knows.
_IN_CAPITALS = re.compile(r"[A-Z]{1,3}")  # “DeepRoute IO 3.0”: too short to be a name without its maker's.
_EDITION = re.compile(r"\s?(\[[a-z]{2,10}\])")
_NOUN_AND_VERSION = re.compile(r"\s?([一-鿿]{0,6}模型)\s?([Vv]?\d+(?:\.\d+)+)")
_LOWER_CASE_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*-v?\d|o\d(?:\.\d)?-[a-z]+")
_BEFORE_VERSION = frozenset({"Open"})  # A word of prose elsewhere: “Solar Open 100B”.
_SIZE_WORD = re.compile(r"\d+(?:\.\d+)?B")
_SHORTEST = 2  # Characters of a word before a size in letters.
_SCORE = re.compile(r"[2-9]\d\.\d")  # “Foo 87.4” in a row of results; no version is as high.
_SIZES = frozenset({"S", "M", "L", "X", "XS", "XL"})
_SMALL_VARIANTS = frozenset({"mini", "nano", "pro", "flash", "lite", "turbo", "ultra", "max"})
_GERUND = re.compile(r"(?:[A-Z][a-z]{3,}|[A-Z][a-z]+-[a-z]+)ing(?= [A-Z])")
_NUMBERED = re.compile(r"\d[a-z]?\s$")  # “GPT-9 mini”, “GPT-9o mini”.
_LONGEST = 7  # Words; longer runs are sentences in title case.
_LONGEST_ORGANISATION = 4


def latin_names(text: str, lore: Lore) -> list[Name]:
    """Give the Latin names of a sentence; an organisation before a name becomes its owner."""
    found: list[Name] = []
    words = list(WORD.finditer(text))
    index, owner = 0, None
    while index < len(words):
        run = words[index:]
        organisation, taken = lore.leading_organisation([word[0] for word in run[:_LONGEST_ORGANISATION]])
        if organisation and (name := _organisations_own(text, run[0], run[taken - 1], organisation)):
            found.append(name)
            index += sum(word.start() < name.end for word in run)
        elif organisation and not lore.is_family(organisation) and not _is_named_after(run[taken:]):
            index, owner = index + taken, (organisation, run[taken - 1].end())
        else:
            length = _length(text, run, lore)
            name = _name(text, run[:length], lore) if length else None
            if name:
                found.append(_owned(name, owner, text))
            index += max(length, 1)
    return found


def _organisations_own(text: str, first: re.Match[str], last: re.Match[str], organisation: str) -> Name | None:
    """Read “Rakuten AI 3.0”: an organisation's name, AI and a version are a model's name."""
    own = _AI_VERSION.match(text, last.end())
    if not own:
        return None
    return Name(first.start(), own.end(), text[first.start() : own.start(1)].rstrip(), own[1], Kind.LATIN, organisation)


def _owned(name: Name, owner: tuple[str, int] | None, text: str) -> Name:
    beside = owner is not None and text[owner[1] : name.start] in {" ", "", "的"}
    if owner and beside and not name.known and name.version and _IN_CAPITALS.fullmatch(name.model):
        start = owner[1] - len(owner[0])
        return replace(name, start=start, model=text[start : name.start + len(name.model)], owner=owner[0])
    return replace(name, owner=owner[0]) if owner and beside and not name.owner else name


def _length(text: str, words: Words, lore: Lore) -> int:
    """Count the words that make one name from the first on; 0 where none begins here."""
    if not _can_begin(words[0], text, lore):
        return 0
    length = 1
    for place, (before, word) in enumerate(pairwise(words[:_LONGEST]), start=2):
        # “Foo IO 3.0”: what is in capitals right before a version belongs to the name.
        numbered = (
            place < len(words)
            and VERSION_WORD.fullmatch(words[place][0])
            and (word[0].isupper() or word[0] in _BEFORE_VERSION)
        )
        in_capitals = (
            before[0].isupper() and word[0].isupper() and word[0].isalpha() and not is_stop(word[0]) and has_han(text)
        )
        if text[before.end() : word.start()] != " " or not (in_capitals or numbered or _can_continue(word, text, lore)):
            break
        length += 1
    return length


def _can_begin(word: re.Match[str], text: str, lore: Lore) -> bool:
    said = word[0]
    if is_stop(said) or said[0].isdigit() or _is_verb(said, text) or _is_gerund(word, text):
        return False
    if LETTERED.fullmatch(said):
        return not MEASURE.match(text, word.end())
    return said != said.lower() or lore.is_family_word(said) or _LOWER_CASE_NAME.match(said) is not None


def _is_verb(said: str, text: str) -> bool:
    """Tell whether a word of an English headline is what is done, and so no part of a name: “Acme Releases Foo 3”."""
    return said[0].isupper() and not has_han(text) and english().roles.fullmatch(said) is not None


def _is_gerund(word: re.Match[str], text: str) -> bool:
    """Tell whether an English title or sentence begins with what is done to the name: “Welcoming Foo 3”."""
    before = text[: word.start()]
    opens = not before.strip(" “") or before.rstrip().endswith((".", "!", "?", ":"))
    return opens and _GERUND.match(text, word.start()) is not None


def _can_continue(word: re.Match[str], text: str, lore: Lore) -> bool:
    said = word[0]
    if VERSION_WORD.fullmatch(re.split("[-/]", said)[0]):
        return not (MEASURE.match(text, word.end()) or _SCORE.fullmatch(said))
    beside_version = said in _SMALL_VARIANTS and _NUMBERED.search(text, 0, word.start()) is not None
    if said in _SIZES and not has_han(text) and len(text[: word.start()].rsplit(maxsplit=1)[-1]) > _SHORTEST:
        return True  # “Foo S answers”.
    if is_suffix(said) and (has_han(text) or not said.islower() or beside_version):
        return True  # In English prose “next” and “high” in small letters are words like others.
    if is_suffix(said) or is_stop(said) or _is_verb(said, text):
        return False
    return (said[0].isupper() and not said.isupper()) or lore.is_family_word(said)


def _name(text: str, words: Words, lore: Lore) -> Name | None:
    """Turn a run of words into a name, its organisation taken off."""
    owner, skipped = lore.leading_organisation([word[0] for word in words])
    rest = words[skipped:]
    number_first = rest and VERSION_WORD.fullmatch(rest[0][0]) and not LETTERED.fullmatch(rest[0][0])
    if not rest or number_first:
        rest, owner = (words, None) if number_first or lore.is_family_word(words[-1][0]) else ([], None)
    if not rest:
        return None
    if owner and is_suffix(rest[0][0]) and (lore.is_family(owner) or _is_named_after(rest)):
        rest, owner = words, None  # “Mistral Large 5”: the organisation's name is the model's.
    product = next((place for place, word in enumerate(rest) if _makes_product(word[0], place)), None)
    if product is not None and any(_is_member(word[0]) for word in rest[product:]):
        product = None  # “Grok Code Fast 1”, “Nemotron Guard 3”
    if product is not None:
        rest = rest[: product + 1]
    said = text[rest[0].start() : rest[-1].end()]
    if LETTERED.fullmatch(rest[0][0].split("-")[0]):
        return _bare(rest, said, owner, words[0].start(), lore)
    blank = Name(rest[0].start(), rest[-1].end(), "", None, Kind.LATIN, owner=owner, product=product is not None)
    return _versioned(text, said, blank, lore)


def _is_named_after(behind: Words) -> bool:
    """Tell whether a member's word and a version stand behind an organisation: “Acme Flash 4”."""
    return len(behind) > 1 and is_suffix(behind[0][0]) and VERSION_WORD.fullmatch(behind[1][0]) is not None


def _makes_product(said: str, place: int) -> bool:
    """Tell whether a word behind others, or behind a hyphen, makes the name a product's: Claude Code, Foo-Memory."""
    stem, _, last = said.rpartition("-")
    return bool(place or stem) and is_product(last)


def _is_member(said: str) -> bool:
    """Tell whether a word only stands in the names of models: a suffix, or a size."""
    return is_suffix(said) or _SIZE_WORD.fullmatch(said) is not None


def _blank(words: Words) -> Name:
    return Name(words[0].start(), words[-1].end(), "", None, Kind.LATIN)


def _versioned(text: str, said: str, name: Name, lore: Lore) -> Name | None:
    """Cut what was said into model and version, with the edition or the noun and version behind it."""
    model, version = split_version(_SIZE_BEHIND.sub("", said))
    known = lore.belongs_to_family(model)
    if not name.product and (edition := _EDITION.match(text, name.end)):
        return replace(name, end=edition.end(), model=said, version=edition[1], known=known)
    if not version and (noun := _NOUN_AND_VERSION.match(text, name.end)):
        return replace(name, end=noun.end(), model=text[name.start : noun.end(1)], version=noun[2], known=known)
    if (len(model) == 1 and not version) or is_stop(model):
        return None
    rises = known or not has_han(text) or _RISES.match(text, name.end)
    if not version and not name.product and rises:
        version = bumped_version(text, name.end)
    return replace(name, model=model, version=version, known=known)


def _bare(words: Words, said: str, owner: str | None, start: int, lore: Lore) -> Name:
    """Name a lettered version by its organisation where that is a model's name, too: DeepSeek V4."""
    if owner and lore.is_family(owner):
        return replace(_blank(words), start=start, model=owner, version=said, owner=owner, known=True)
    return replace(_blank(words), model=said, kind=Kind.BARE, owner=owner, known=said.startswith("o"))  # OpenAI's o3.
