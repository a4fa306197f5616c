"""A name, its noun phrase, its clause and its setting → what the model works on, and how sure that is.

The nearer to the name, the surer: a part of it (`VL`), its noun phrase (视频生成模型 X), its known family, the clause,
and last the setting (a maker of robots). An article's mentions of one model are weighed against each other by that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.detect.grammar import Kind
from monitor.detect.words import modality_words
from monitor.model import Modality
from monitor.text import compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.detect.grammar import Name

# How sure, from the part of a name to a world model of nobody knows what; the order is the one that served best on the
# development set and the archive (.92 on both).
_PART, _PHRASE, _PREFIX, _FAMILY, _ABLE, _BESIDE, _KNOWN, _CLAUSE, _SENTENCE, _SETTING, _WORLD = range(10, -1, -1)
_PARTS = re.compile(r"\dD(?![a-z])|DiT|[A-Z]?[a-z]+|[A-Z]\d[A-Z]|[A-Z]+(?![a-z])")
_NOUN = r"(?:模型|大脑|小脑|\bTTS\b|\bASR\b|models?\b)"
_BEHIND = re.compile(
    rf"(?:[”)\s、/&]|和|与|以及|及|\band\b)*(?:\([^()]{{0,40}}\))?\s*(?:系列|家族|series|family)?\s*"
    rf"(?:是|为|作为|:|,?\s(?:is\s)?(?:an?|the|our)\s|,\s?(?:这是|是)?一[款个]|"
    rf"\s{{2,}})?(?P<phrase>[^,。;:!?“”()、]{{0,40}}?{_NOUN})",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?P<phrase>[^,。;:!?“”、]{{0,40}}?{_NOUN})(?:系列|家族|产品|体系)?(?:名为|取名|代号为?|called|named)?[\s“:,和与及、(\-]*$",
    re.IGNORECASE,
)
_PHRASE_BEGIN = re.compile(
    r".*(?:发布|推出|开源|上线|升级|研发|打造|开发|训练|带来|宣布|采用|基于|搭载|放出|\b(?:of|to|for|by|from)\b)"
)
_SETTINGS = ("driving", "robotics")
# What a model can take in makes it multimodal, whatever it is called.
_ABLE_TO = re.compile(
    r"(?:支持|具备|原生|兼具|兼顾|统一)[^,。;]{0,8}?(?:多模态|全模态|视觉|图文|图像和?、?文本)|natively multimodal",
    re.IGNORECASE,
)
_WORLD_MODEL = re.compile(r"世界(?:基础|基座|大)?模型|world models?", re.IGNORECASE)
_ANYWHERE = frozenset({"code", "text"})  # These tell only beside the noun.
_LONGEST_FAMILY = 3  # Words.


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a mention of a model leans to; the greater strength wins."""

    strength: int
    modality: Modality


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a model is spoken of.

    Args:
        text: The sentence's view.
        clause: The part of it that speaks of this model.
        neighbours: The other names of the sentence, whose words say nothing of this one.
        setting: What stands around: the title and the sentences before.
    """

    name: Name
    text: str
    clause: tuple[int, int]
    neighbours: tuple[Name, ...]
    setting: str


def modality_of(mentions: Iterable[Mention]) -> Modality:
    """Tell what a model works on: what the surest of its mentions says, the first of equals; else text."""
    return max(map(_leaning, mentions), key=lambda one: one.strength).modality


def _leaning(mention: Mention) -> Leaning:
    """Tell what one mention says."""
    text = _blanked(mention)
    clause = text[slice(*mention.clause)]
    phrases = " ".join(_phrases(mention, text))
    words = modality_words()
    beside = " ".join(match[0] for match in words.beside.finditer(clause))
    sentence = "" if mention.neighbours else " ".join(match[0] for match in words.beside.finditer(text))
    known = _family(mention.name)
    return max(
        (
            *_of_name(mention.name),
            *_leanings(_PHRASE, phrases),
            *([Leaning(_FAMILY, known)] if known else []),
            *([Leaning(_ABLE, Modality.MULTIMODAL)] if not mention.neighbours and _ABLE_TO.search(text) else []),
            *_leanings(_BESIDE, beside),
            *_leanings(_CLAUSE, clause, without=_ANYWHERE),
            *_leanings(_SENTENCE, sentence),
            *([Leaning(_KNOWN, Modality.TEXT)] if mention.name.known else _of_setting(mention)),
            *([Leaning(_WORLD, Modality.OTHER)] if _WORLD_MODEL.search(f"{mention.name.full}{text}") else []),
            Leaning(-1, Modality.TEXT),
        ),
        key=lambda one: one.strength,
    )


def _of_name(name: Name) -> list[Leaning]:
    table = modality_words()
    parts = {part.casefold() for part in _PARTS.findall(name.full)}
    own = next((kind for kind, words in table.parts.items() if not words.isdisjoint(parts)), None)
    weak = next((kind for kind, words in table.prefixes.items() if not words.isdisjoint(parts)), None)
    found = [Leaning(strength, _modality(kind)) for strength, kind in ((_PART, own), (_PREFIX, weak)) if kind]
    return [*_leanings(_PART, name.model, without=frozenset({"text"})), *found]


def _of_setting(mention: Mention) -> list[Leaning]:
    """Read whether it is about robots or cars."""
    about = f"{mention.setting}{mention.text}"
    patterns = modality_words().words
    return [Leaning(_SETTING, _modality(kind)) for kind in _SETTINGS if patterns[kind].search(about)][:1]


def _phrases(mention: Mention, text: str) -> list[str]:
    """Give the noun phrases that say what the name is: right before it, and right behind it."""
    found = []
    # “语音模型 A 和视频模型 B”: each has a noun of its own; “语音模型 A 和 B” share one.
    last = max((one.end for one in mention.neighbours if one.end <= mention.name.start), default=0)
    before = _BEFORE.search(text, last, mention.name.start) or _BEFORE.search(text, 0, mention.name.start)
    if before is not None:
        found.append(_PHRASE_BEGIN.sub("", before["phrase"]))
    behind = _BEHIND.match(text, mention.name.end)
    if behind and not any(
        not text[behind.end() : one.start].strip(" “") for one in mention.neighbours if one.start >= behind.end()
    ):
        found.append(_PHRASE_BEGIN.sub("", behind["phrase"]))
    return found


def _leanings(strength: int, text: str, *, without: frozenset[str] = frozenset()) -> list[Leaning]:
    kinds = modality_words().words.items() if text else ()
    return [Leaning(strength, _modality(kind)) for kind, words in kinds if kind not in without and words.search(text)][
        :1
    ]


def _family(name: Name) -> Modality | None:
    families = modality_words().families
    words = re.split(r"[ .-]", name.model)
    for end in range(min(len(words), _LONGEST_FAMILY), 0, -1):
        if kind := families.get(compact("".join(words[:end]))):
            return _modality(kind)
    return None


def _modality(kind: str) -> Modality:
    return Modality.MULTIMODAL if kind == "driving" else Modality(kind)


def _blanked(mention: Mention) -> str:
    text = mention.text
    for one in mention.neighbours:
        # What looks like a Chinese name may be the noun phrase itself.
        if one.kind is Kind.HAN and not one.known:
            continue
        text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    return text
