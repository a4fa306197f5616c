"""A sentence's view → the model names in it: quoted, Chinese and Latin ones, with aliases and shared stems resolved.

Names are read on the raw text, since no word segmenter knows a name that was coined yesterday.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.detect.coined import coined_again, coined_in
from monitor.detect.grammar import LETTERED, MEASURE, Kind, Name, is_suffix
from monitor.detect.han import han_names, quoted_names
from monitor.detect.latin import latin_names
from monitor.detect.sentences import MARK
from monitor.detect.words import english, name_words
from monitor.text import has_han

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.lore import Lore

_ALIAS = re.compile(
    r"(?:预览版|测试版|正式版)?(?:系列)?(?:大?模型)?\s?\(\s?"
    r"(?!(?:by|from) )(?:以下)?(?:简称|代号|又名|内部代号|即|aka |a\.k\.a\.)?\s?:?\s?“?"
    r"([A-Za-z0-9一-鿿][A-Za-z0-9一-鿿 .\-·]{1,30}?)”?\s?\)"
)
_LEADING_VERSION = re.compile(r"(?<![A-Za-z\d.-])(\d+(?:\.\d+)+)[ -]$")
_SHARED_GLUE = re.compile(r"\s?(?:和|与|及|以及|、|/|,|&|and|or)\s?(?:and )?$")
_CONTENT = re.compile(r"(?<![\w-])[A-Za-z][a-z]{3,}\b")
_FEWEST, _SHARE = 4, 0.75  # Of such words in a headline, and of them with a capital.
_PLAIN = re.compile(r"[A-Z][a-z]+")
# “Foo Labs Releases Moonlight: A 7B Model”: what stands between a headline's verb and its colon is a name.
_RULED = re.compile(rf"(?:{english().verb_kinds.pattern})\s“?$", re.IGNORECASE)
_HEADS = re.compile(r"”?\s?[:(]")
_CLAUSE = 40  # Characters of an English clause between who acts and what is made.
_LONGEST = 60  # Characters; names of the archive end at 40.
_NOUN_BEFORE = re.compile(r"(?:模型|版本|models?)\s*$")
_NOUN_BEHIND = re.compile(r"\s?(?:系列)?(?:大?模型|models?\b)")


def names_in(text: str, lore: Lore) -> tuple[Name, ...]:
    """Give the names of a sentence's view in reading order; none overlaps another."""
    found: list[Name] = []
    for names in (quoted_names(text, lore), han_names(text, lore), latin_names(text, lore)):
        short = (name for name in names if len(name.full) <= _LONGEST)
        found += [name for name in short if not any(name.start < one.end and one.start < name.end for one in found)]
    ordered = sorted(found, key=lambda name: name.start)
    whole = _with_shared_stems(_with_aliases(ordered, text), text, lore)
    headline = _is_headline(text)
    firm = (_without_plain(name, text, lore) if headline else name for name in whole)
    told = (name for name in firm if name and not _is_lone_suffix(name, lore))
    return tuple(_with_marks(name, text) for name in told) if has_han(text) else tuple(told)


def _with_marks(name: Name, text: str) -> Name:
    """Widen a name by the marks of bold around it, as by quotes, so that its neighbours in Chinese stand beside it."""
    start = len(text[: name.start].rstrip(MARK))
    end = name.end + len(text[name.end :]) - len(text[name.end :].lstrip(MARK))
    return name if (start, end) == (name.start, name.end) else replace(name, start=start, end=end)


def _is_headline(text: str) -> bool:
    """Tell whether an English sentence is in title case, where capitals say nothing."""
    if has_han(text):
        return False
    words = _CONTENT.findall(text)
    return len(words) >= _FEWEST and sum(word[0].isupper() for word in words) >= _SHARE * len(words)


def _without_plain(name: Name, text: str, lore: Lore) -> Name | None:
    """Take plain words off a name in a headline: “Chatbot Impressing GPT-4” is GPT-4, “Full-Duplex Speech” nothing."""
    if name.kind is not Kind.LATIN or name.known:
        return name
    words = name.model.split(" ")
    first = next((place for place, word in enumerate(words) if lore.is_family_word(word)), 0)
    if first and all(map(_PLAIN.fullmatch, words[:first])):
        model = " ".join(words[first:])
        return replace(
            name, start=text.index(words[first], name.start), model=model, known=lore.belongs_to_family(model)
        )
    if _RULED.search(text, 0, name.start) and _HEADS.match(text, name.end):
        return name
    plain = all(_PLAIN.fullmatch(part) or part.islower() for word in words for part in word.split("-"))
    return None if plain and not name.version else name


def names_of(texts: Sequence[str], lore: Lore) -> list[tuple[Name, ...]]:
    """Give the names of each sentence of an article; what one quotes or defines the others need not.

    Args:
        texts: The sentences' views.
        lore: What is known of names.
    """
    found = [names_in(text, lore) for text in texts]
    pattern = coined_in([name for names in found for name in names])
    if pattern is None:
        return found
    again = [
        [
            one
            for one in coined_again(text, pattern)
            if not any(one.start < name.end and name.start < one.end for name in names)
        ]
        for text, names in zip(texts, found, strict=True)
    ]
    return [
        tuple(sorted((*names, *more), key=lambda name: name.start)) for names, more in zip(found, again, strict=True)
    ]


def _is_lone_suffix(name: Name, lore: Lore) -> bool:
    return name.kind is not Kind.SHARED and is_suffix(name.model) and not lore.is_family(name.model)


def _with_aliases(names: list[Name], text: str) -> list[Name]:
    """Give each name what stands in brackets behind it, and drop what was found inside those brackets."""
    found: list[Name] = []
    for name in names:
        if found and name.start < found[-1].end:
            continue
        alias = _ALIAS.match(text, name.end)
        usable = alias and re.search(r"[A-Za-z一-鿿]", alias[1]) and not MEASURE.match(alias[1][-1:])
        found.append(replace(name, end=alias.end(), aliases=(alias[1].strip(),)) if alias and usable else name)
    return found


def _with_shared_stems(names: list[Name], text: str, lore: Lore) -> list[Name]:
    """Give members that name only their version or suffix the stem of a name before them."""
    found: list[Name] = []
    for name in names:
        stem = _stem_before(name, found, text, lore)
        if stem:
            found = [one for one in found if one is not stem or stem.version]
            found.append(
                replace(name, model=stem.model, version=name.model, kind=Kind.SHARED, known=True, owner=stem.model)
            )
            continue
        if name.kind is Kind.BARE and not has_han(text) and _family_before(name, found, lore):
            name = replace(name, known=True)  # noqa: PLW2901 -- the same name, better known.
        joined = bool(found) and _SHARED_GLUE.search(text[found[-1].end : name.start])
        borrowed = _borrowed(found[-1], name) if joined else None
        found.append(_numbered(name, found, text) or borrowed or name)
    return found


def _stem_before(name: Name, found: list[Name], text: str, lore: Lore) -> Name | None:
    """Find the organisation that is a model's name, too, before a lettered version: “MiniMax 发布…大模型 M2.7”."""
    if name.kind is not Kind.BARE:
        return None
    beside_noun = _NOUN_BEFORE.search(text, 0, name.start) or _NOUN_BEHIND.match(text, name.end)
    for one in reversed(found):
        fits = lore.is_organisation(one.model) and (not one.version or one.kind is Kind.SHARED)
        if fits and (beside_noun or name.start - one.end <= 1):
            return one
    return None


def _family_before(name: Name, found: list[Name], lore: Lore) -> bool:
    """Tell whether the clause begins with an organisation that a family is named after: “MiniMax answered with M2”."""
    return any(lore.is_organisation(one.model) and name.start - one.end <= _CLAUSE for one in found)


def _numbered(name: Name, found: list[Name], text: str) -> Name | None:
    """Read “3.5 Flash” behind “Gemini 3.5”: a suffix with a version that an earlier name has."""
    digits = _LEADING_VERSION.search(text, 0, name.start)
    if not digits or not is_suffix(name.model):
        return None
    stem = next((one for one in found if one.known and (one.version or "").startswith(digits[1])), None)
    if not stem:
        return None
    version = f"{digits[1]} {name.full}"
    return replace(name, start=digits.start(1), model=stem.model, version=version, kind=Kind.SHARED, known=True)


def _borrowed(before: Name, name: Name) -> Name | None:
    """Read the second of “V4-Pro/Flash”, “Pro 和 Flash”, “K2、K2.5”."""
    if not before.version:
        return None
    shared = replace(name, model=before.model, kind=Kind.SHARED, known=before.known)
    if name.kind is Kind.BARE:
        return replace(shared, version=name.full) if LETTERED.match(before.version) else None
    if not all(is_suffix(word) for word in re.split(r"[ -]", name.full)):
        return None
    suffix = rf"[ -](?:{'|'.join(name_words()['suffixes'])})$"
    stem = re.sub(suffix, "", before.version, flags=re.IGNORECASE)
    return replace(shared, version=f"{stem}{'-' if '-' in before.version else ' '}{name.full}")
