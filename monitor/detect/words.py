"""The lexicon's files → compiled patterns; the only place that reads `lexicon/`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from monitor.model import Status
from monitor.text import compact
from monitor.text.alternation import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Pattern = re.Pattern[str]

# What a pattern only looks at is gone once its match is taken out of the sentence.
_ATOM = r"[^()\[\]]|\[[^\]]*\]"
_LOOKING_AHEAD = re.compile(rf"\(\?[=!](?:{_ATOM}|\((?:{_ATOM}|\((?:{_ATOM})*\))*\))*\)")


_SENSE = 6  # Characters before 模型 that say in which sense it is meant.
_NOUN = 2  # Characters of 模型 itself.


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words.

    Args:
        roles: Finds verbs (group `verb`) and blockers (group `blocker`), longest first.
        verb_kinds: Tells a verb's status; one named group a status.
        predicates: What says of the model before it that it is there, coming or in the making (“现已可用”).
        predicate_kinds: Tells a predicate's status as `verb_kinds` tells a verb's.
        other_noun: Finds a noun of what is no model; its group says of which kind: device, platform, benchmark, ….
        cues: Patterns by the name of their list: future, progress, rumour, negated, recall, …
    """

    roles: Pattern
    verb_kinds: Pattern
    predicates: Pattern
    predicate_kinds: Pattern
    transparent: Pattern
    model_noun: Pattern
    other_noun: Pattern
    not_trained: Pattern
    other_sense: Pattern
    cues: dict[str, Pattern]
    organisation_words: dict[str, Pattern]
    descriptors: Pattern
    weak: Pattern
    carriers: Pattern

    def is_trained(self, text: str, noun: re.Match[str]) -> bool:
        """Tell whether a model's noun means a trained one: neither “3D 模型” nor “模型平台”."""
        if any(sense.end() >= noun.end() for sense in self.other_sense.finditer(text, max(0, noun.start() - _SENSE))):
            return False
        return not any(self.not_trained.match(text, place) for place in (noun.start(), noun.end() - _NOUN))

    def status_of(self, verb: str) -> Status:
        """Give the status that a verb stands for by itself."""
        found = self.verb_kinds.fullmatch(verb) or self.predicate_kinds.fullmatch(verb)
        return Status(found.lastgroup) if found and found.lastgroup else Status.RELEASED


@cache
def chinese() -> Words:
    """Give the Chinese words."""
    return _words("chinese.toml", literal=True)


@cache
def english() -> Words:
    """Give the English words."""
    return _words("english.toml", literal=False)


@cache
def name_words() -> dict[str, frozenset[str]]:
    """Give the words of the grammar of names, folded: suffixes, stops, products."""
    return {key: frozenset(word.casefold() for word in words) for key, words in _read("names.toml").items()}


@cache
def headings() -> Pattern:
    """Give what a heading or a field of a list says of the models there; one named group a status."""
    kinds: dict[str, list[str]] = _read("chinese.toml")["headings"]
    return re.compile("|".join(f"(?P<{status}>{'|'.join(words)})" for status, words in kinds.items()))


@dataclass(frozen=True, slots=True)
class ModalityWords:
    """What shows what a model works on, by kind: a modality, or `driving`.

    Args:
        words: Patterns of noun phrases and clauses.
        beside: Any of those words with the noun that it describes close behind it.
        parts: Parts of Latin names, folded.
        prefixes: Parts that say less than a noun phrase.
        families: The kind of each known family, by its folded name.
    """

    words: dict[str, Pattern]
    beside: Pattern
    parts: dict[str, frozenset[str]]
    prefixes: dict[str, frozenset[str]]
    families: dict[str, str]


@cache
def modality_words() -> ModalityWords:
    """Give what shows what a model works on."""
    table = _read("modalities.toml")
    every = "|".join(word for words in table["words"].values() for word in words)
    return ModalityWords(
        words={kind: re.compile("|".join(words), re.IGNORECASE) for kind, words in table["words"].items()},
        beside=re.compile(
            rf"(?:{every})[^,。;]{{0,8}}?(?:模型|models?\b|recogni[sz]ers?\b|networks?\b|generators?\b|systems?\b)",
            re.IGNORECASE,
        ),
        parts={kind: frozenset(map(str.casefold, words)) for kind, words in table["parts"].items()},
        prefixes={kind: frozenset(map(str.casefold, words)) for kind, words in table["prefixes"].items()},
        families={compact(name): kind for kind, names in table["families"].items() for name in names},
    )


@cache
def weights() -> dict[str, float]:
    """Give the scorer's weights by the name of their feature: a rule's, or a kind and a word, `behind:平台`."""
    tables: dict[str, dict[str, float]] = _read("weights.toml")
    return {
        feature if kind == "rules" else f"{kind}:{feature}": weight
        for kind, table in tables.items()
        for feature, weight in table.items()
    }


@cache
def doubts() -> dict[str, dict[str, Any]]:
    """Give what features mean: `lacking`, that none of a list was seen; `against`, that one was."""
    return _read("doubts.toml")


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("monitor.detect") / "lexicon" / file).read_text(encoding="utf-8"))


def _words(file: str, *, literal: bool) -> Words:
    table, flags = _read(file), 0 if literal else re.IGNORECASE

    def one_of(words: Iterable[str]) -> str:
        if literal:
            return any_of(words)
        ordered = sorted(set(words), key=lambda word: (-len(word), word))
        return rf"(?<![\w-])(?:{'|'.join(ordered)})(?![\w-])" if ordered else r"(?!)"

    def pattern(words: Iterable[str]) -> Pattern:
        return re.compile(one_of(words), flags)

    verbs: dict[str, list[str]] = table["verbs"]
    kinds = "|".join(f"(?P<{status}>{one_of(words)})" for status, words in verbs.items())
    # Predicates are patterns in both languages.
    predicates: dict[str, list[str]] = table["predicates"]
    bare = {status: [_LOOKING_AHEAD.sub("", word) for word in words] for status, words in predicates.items()}
    predicate_kinds = "|".join(f"(?P<{status}>{'|'.join(words)})" for status, words in bare.items())
    every_verb = [word for words in verbs.values() for word in words]
    # Within each kind the longest word comes first, so that 升级 never hides 升级到.
    roles = rf"(?P<verb>{one_of(every_verb)})|(?P<blocker>{one_of(table['blockers']['words'])})"
    # Kinds in their order, since 服务 (function) begins 服务器 (device).
    others = "|".join(f"(?P<{kind}>{one_of(words)})" for kind, words in table["heads"]["others"].items())
    return Words(
        roles=re.compile(roles, flags),
        verb_kinds=re.compile(kinds, flags),
        predicates=re.compile("|".join(word for words in predicates.values() for word in words), flags),
        predicate_kinds=re.compile(predicate_kinds, flags),
        transparent=pattern(table["transparent"]["lists"]),
        model_noun=pattern(table["heads"]["models"]),
        other_noun=re.compile(others, flags),
        not_trained=pattern(table["heads"]["not_trained"]),
        other_sense=pattern(table["heads"].get("other_senses", ())),
        cues={name: pattern(words) for name, words in table["status"].items()},
        organisation_words={name: pattern(words) for name, words in table.get("organisations", {}).items()},
        descriptors=re.compile(f"(?:{one_of(table.get('descriptors', {}).get('words', ()))})+"),
        weak=pattern(table["blockers"].get("weak", ())),
        carriers=pattern(table["transparent"].get("carriers", ())),
    )
