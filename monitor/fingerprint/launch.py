"""A model's written name and organisations → the key of its launch."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from monitor.model import LaunchKey
from monitor.text import compact, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.knowledge import Knowledge

_TABLES = tomllib.loads(resources.files(__package__).joinpath("names.toml").read_text("utf-8"))
VARIANTS = frozenset(_TABLES["variants"])
PACKAGING = frozenset(_TABLES["packaging"])
CHINESE_VARIANTS: dict[str, str] = _TABLES["chinese_variants"]

_DIGITS = dict(zip("零〇一二三四五六七八九两", "001234567892", strict=True))
_NUMERAL = "[零〇一二三四五六七八九十两]+"
_POINT = re.compile(rf"(\d+|{_NUMERAL})\s*点\s*(\d+|{_NUMERAL})")
_ORDINAL = re.compile(rf"第?({_NUMERAL})\s*(?=代|版)")
_EDITION = re.compile(r"(?<=[\d.])\s*(?:版本|版|代|正式版?)|版本")
_SIZE = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)\s*(b|m|t|亿|万亿)(?:-?a(\d+(?:\.\d+)?)b)?(?![a-z0-9])")
_MAGNITUDE = re.compile(r"[十百千万]+亿级?(?:参数)?的?")
_GENERIC = re.compile(rf"{'|'.join(_TABLES['generic'])}|通用(?=\s|$)|\b(?:large language )?models?\b|\bllm\b")
# One word: letters with digits (`k2`, `o3`, `m2.5`), a number with a letter (`4o`, `3n`), Han, letters, numbers.
_WORD = re.compile(
    r"[㐀-鿿]+|[a-z]{1,2}\d+(?:\.\d+)*(?![a-z\d])|\d+(?:\.\d+)*[a-z](?![a-z])|[a-z]+|\d+(?:\.\d+)*|[α-ω]"
)
_SERIES = re.compile(r"[a-z]{1,2}\d")
_VERSION = re.compile(r"\d+(?:\.\d+)*[a-z]?$")


def launch_key(model: str, version: str | None, organisations: Sequence[str], knowledge: Knowledge) -> LaunchKey:
    """Give the identity of the launch that an announcement speaks of.

    Args:
        model: As written.
        version: As written; model and version may be cut anywhere, the key is the same.
        organisations: As written, in reading order; the first one counts where the family has no known owner.
        knowledge: Aliases and owners.
    """
    organisation_keys = [knowledge.organisation_key(name) for name in organisations]
    name, size = _without_size(_folded(f"{model} {version or ''}"))
    words = _words(_without_organisation(name, organisations, knowledge))
    parts = _family_and_rest(words, organisation_keys, knowledge)
    owner = parts.owner or (organisation_keys[0] if organisation_keys else _owner_of_model(model, version, knowledge))
    return LaunchKey(owner, parts.family, parts.version, parts.variant, size)


@dataclass(frozen=True, slots=True)
class _Parts:
    family: str
    owner: str
    version: str
    variant: str


def _folded(name: str) -> str:
    text = fold(name)
    for chinese, variant in CHINESE_VARIANTS.items():
        text = text.replace(chinese, f" {variant} ")
    text = _POINT.sub(lambda match: f"{_number(match[1])}.{_decimals(match[2])}", text)
    text = _ORDINAL.sub(lambda match: _number(match[1]), text)
    return _EDITION.sub("", text)


def _number(numeral: str) -> str:
    """Read 三, 十二 or 二〇二三 as digits; digits stay."""
    if numeral.isdigit():
        return numeral
    if "十" not in numeral:
        return _decimals(numeral)
    tens, _, ones = numeral.partition("十")
    return str(int(_decimals(tens) or "1") * 10 + int(_decimals(ones.replace("十", "")) or "0"))


def _decimals(numeral: str) -> str:
    return "".join(_DIGITS.get(digit, digit) for digit in numeral if digit != "十" or numeral == "十")


def _without_size(name: str) -> tuple[str, str]:
    sizes = [f"{size[1]}{size[2]}{f'-a{size[3]}b' if size[3] else ''}" for size in _SIZE.finditer(name)]
    # Several sizes in one record are one launch without a size (the contract, §4).
    return _MAGNITUDE.sub(" ", _SIZE.sub(" ", name)), sizes[0] if len(sizes) == 1 else ""


def _without_organisation(name: str, organisations: Sequence[str], knowledge: Knowledge) -> str:
    """Take a leading organisation off, unless it is the model's own name (DeepSeek) or nothing would be left."""
    for organisation in organisations:
        known = knowledge.organisation(organisation)
        spellings = {organisation, *((known.name, *known.aliases) if known else ())}
        for spelling in sorted(map(fold, spellings), key=len, reverse=True):
            rest = name.removeprefix(spelling).lstrip(" -的")
            own_name = knowledge.family(spelling) is not None
            if spelling and rest != name and not own_name and re.search(r"[a-z㐀-鿿]", _GENERIC.sub("", rest)):
                return rest
    return name


def _words(name: str) -> list[str]:
    described = _GENERIC.sub(" ", name)
    words = _WORD.findall(described.replace("-", " "))
    kept = [word for word in words if word not in PACKAGING]
    # A description alone (医疗大模型, 通用大模型) has nothing but itself.
    return [_version_of(word) for word in kept] or _WORD.findall(compact(name)) or [compact(name).replace("/", "")]


def _version_of(word: str) -> str:
    """`v3` and `v3.0` are `3`; `3.0` is `3`; `k2`, `4o` and `0324` stay."""
    bare = word[1:] if re.fullmatch(r"v\d+(?:\.\d+)*", word) else word
    return re.sub(r"(?:\.0)+$", "", bare) if re.fullmatch(r"[a-z]{0,2}\d+(?:\.\d+)*", bare) else bare


def _family_and_rest(words: list[str], organisation_keys: list[str], knowledge: Knowledge) -> _Parts:
    family, owner, rest = _known_prefix(words, organisation_keys, knowledge) or _plain_prefix(words)
    version, variants = "", []
    for word in rest:
        if not version and (_VERSION.match(word) or _SERIES.match(word)):
            version = word
        elif knowledge.family(word) is None or knowledge.family(word) != knowledge.family(family):
            variants.append(word)
    return _Parts(family, owner, version, "-".join(variants))


def _known_prefix(
    words: list[str], organisation_keys: list[str], knowledge: Knowledge
) -> tuple[str, str, list[str]] | None:
    """Find the longest run of leading words that names a known family; a second name of it right behind is skipped."""
    for length in range(len(words), 0, -1):
        if found := knowledge.family("".join(words[:length]), organisation_keys):
            rest = words[length:]
            while rest and (again := knowledge.family(rest[0], organisation_keys)) and again.key == found.key:
                rest = rest[1:]
            return found.key, found.owner, rest
    return None


def _plain_prefix(words: list[str]) -> tuple[str, str, list[str]]:
    """Take the words before the first version, variant or series as the family; the first word always belongs to it."""
    end = 1
    while end < len(words) and not (words[end] in VARIANTS or _VERSION.match(words[end]) or _SERIES.match(words[end])):
        end += 1
    if _SERIES.match(words[0]) and not words[1:2]:
        letters = re.match(r"[a-z]+", words[0])
        return (letters[0] if letters else words[0]), "", [words[0]]
    return " ".join(words[:end]), "", words[end:]


def _owner_of_model(model: str, version: str | None, knowledge: Knowledge) -> str:
    known = knowledge.model(f"{model}{version or ''}") or knowledge.model(model)
    return knowledge.organisation_key(known.organisation) if known and known.organisation else ""
