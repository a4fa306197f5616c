"""A sentence's view → the names in it that stand in quotes or are written in Chinese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect.grammar import HAN_VERSION, Kind, Name, bumped_version, is_product, is_stop, split_version, version_in
from monitor.detect.words import chinese

if TYPE_CHECKING:
    from monitor.detect.lore import Lore

_QUOTED = re.compile(r"“([^“”]{1,24})”")
_AFTER_QUOTE = re.compile(r"\s?[^,。;:!?“”的、和与及]{0,12}?(?:大模型|模型|TTS|LLM)")
_BEFORE_QUOTE = re.compile(
    r"模型(?:产品|系列|品牌|体系|家族)?\s{0,4}$|(?:名为|取名为?|命名为|代号为?|称为|called|named|dubbed|codenamed|model)\s?:?\s?$"
)
_LONGEST_QUOTE = 20
_GENERIC = 5  # “世界模型”, “大模型”: a kind of model in quotes.
_HAN_NOUN = re.compile(r"([一-鿿A-Za-z0-9·+]{1,24}?)(?:系列)?(大语言模型|语言大模型|大模型|模型)(?:体系|系列|家族)?")
_BRACKETED_VERSION = re.compile(r"\s?\([^()]{1,20}\)\s?(\d+(?:\.\d+)+)")
_LATIN_PART = re.compile(r"\s?(?:[A-Z][A-Za-z]+(?:-[A-Za-z]+)*)(?=[\s\d(]|模型|,|$|[一-鿿])")
# Characters of ordinary phrases, which a coined name hardly holds.
_ORDINARY = re.compile(
    r"[该此本这那其各多某旧两的在对把被让为是有及与或等并而但使将从向以用做了者我你他们最更性能力量要成当下家现实释放包含进出还也可会到过去来]"
    r"|^[一二三四五六七八九十大小新]"
)
_BELONGS = re.compile(r"旗下的?|自研的?|自主研发的?")  # What stands behind is somebody's own.
_COINED = range(2, 5)  # Characters of a name that nobody knows and nobody quotes.
_WORD_LIKE = 3  # Shorter known names are words, too: 可灵, 混元.


def quoted_names(text: str, lore: Lore) -> list[Name]:
    """Give the names in quotes: beside the noun, behind “名为”, or known."""
    found = []
    for match in _QUOTED.finditer(text):
        parts = _parts_of_quote(match, text, lore)
        if not parts:
            continue
        (model, version), end = parts, match.end()
        if version is None and (behind := HAN_VERSION.match(text, end)):
            version, end = version_in(behind[0]), behind.end()
        elif version is None and (distant := bumped_version(text, end)):
            version = distant
        found.append(Name(match.start(), end, model, version, Kind.QUOTED, known=lore.is_family(model)))
    return found


def han_names(text: str, lore: Lore) -> list[Name]:
    """Give the known Chinese names that a noun or version stands by, and coined ones before 大模型."""
    found = [name for match in lore.han_families.finditer(text) if (name := _known(text, match, lore))]
    taken = [(name.start, name.end) for name in found]
    coined = [name for match in _HAN_NOUN.finditer(text) if (name := _coined(text, match, lore))]
    return found + [name for name in coined if not any(name.start < end and start < name.end for start, end in taken)]


def _parts_of_quote(match: re.Match[str], text: str, lore: Lore) -> tuple[str, str | None] | None:
    """Give model and version of what stands in quotes, or None where it is a phrase."""
    said = match[1].strip()
    whole = _HAN_NOUN.fullmatch(said.replace(" ", ""))
    beside = _AFTER_QUOTE.match(text, match.end()) or _BEFORE_QUOTE.search(text, 0, match.start())
    if not (beside or whole or lore.is_family(said)) or (len(said) > _LONGEST_QUOTE and not whole):
        return None
    if re.search(r"[,。!?;:]", said):
        return None
    if len(said) <= _GENERIC and chinese().descriptors.fullmatch(said.removesuffix("模型")):
        return None
    return _parts(said, lore)


def _parts(said: str, lore: Lore) -> tuple[str, str | None] | None:
    if re.fullmatch(r"[A-Za-z0-9 .\-+_·/]+", said):
        return split_version(said) if re.search(r"[A-Za-z]", said) else None
    if version := re.search(r"\s?([Vv]?\d+(?:\.\d+)+|\s[Vv]?\d+)$", said):
        return said[: version.start()], version[1].strip()
    if re.search(r"[的了在是]", said) and not lore.is_family(said):
        return None
    return re.sub(r"(?<=模型)(?:体系|系列|家族)$", "", said), None


def _known(text: str, match: re.Match[str], lore: Lore) -> Name | None:
    """Read a known Chinese family with the noun, Latin part and version behind it."""
    end, version = match.end(), None
    noun = re.compile(rf"·[一-鿿]{{2,6}}?模型|(?:{chinese().descriptors.pattern})?(?:大模型|模型)").match(text, end)
    latin = _LATIN_PART.match(text, end)
    said = match[0]
    if noun:
        end = noun.end()
        said = text[match.start() : end] if noun[0].startswith("·") or noun[0].endswith("大模型") else said
    elif latin and lore.is_family(latin[0].strip()):
        return None  # “千问 Qwen3.8”: the Latin grammar has it.
    elif latin and (not is_stop(latin[0].strip()) and not is_product(latin[0].strip())):
        end = latin.end()
        said = text[match.start() : end]
    if behind := HAN_VERSION.match(text, end):
        version, end = version_in(behind[0]), behind.end()
    elif bracketed := _BRACKETED_VERSION.match(text, end):
        version = bracketed[1]
    else:
        version = bumped_version(text, end)
    if said == match[0] and not (noun or version) and len(said) < _WORD_LIKE:
        return None
    owner, model = lore.without_organisation(said.strip())
    return Name(match.start(), end, model, version, Kind.HAN, owner, known=True)


def _coined(text: str, match: re.Match[str], lore: Lore) -> Name | None:
    """Find the name in “飞云大模型”: what verbs, organisations and descriptive words leave over.

    Where none of them stands before it, only a version behind it tells a name from a phrase.
    """
    phrase, words, cut = match[1], chinese(), 0
    for pattern in (words.roles, words.cues["future"], words.cues["progress"], _BELONGS, lore.organisations):
        cut = max([cut, *(found.end() for found in pattern.finditer(phrase))])
    lead = words.descriptors.match(phrase, cut)
    core = phrase[lead.end() if lead else cut :]
    trail = re.search(rf"{words.descriptors.pattern}$", core)
    bare = core[: trail.start()] if trail else core
    behind = HAN_VERSION.match(text, match.end())
    if (
        not (cut or behind)
        or match[2] != "大模型"
        or len(bare) not in _COINED
        or _ORDINARY.search(bare)
        or "的" in core
    ):
        return None
    if not re.fullmatch(r"[一-鿿·]+|[A-Z][A-Za-z]+[一-鿿]*", bare):
        return None
    start, end, version = match.start(1) + (lead.end() if lead else cut), match.end(), None
    if behind:
        version, end = version_in(behind[0]), behind.end()
    return Name(start, end, text[start : match.end()], version, Kind.HAN)
