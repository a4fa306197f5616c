"""A sentence's view → the names in it that stand in quotes or are written in Chinese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect.coined import HAN_NOUN, coined_names
from monitor.detect.grammar import (
    HAN_VERSION,
    MEMBERS,
    Kind,
    Name,
    bumped_version,
    is_product,
    is_stop,
    split_version,
    version_in,
)
from monitor.detect.words import chinese

if TYPE_CHECKING:
    from monitor.detect.lore import Lore

_QUOTED = re.compile(r"“([^“”]{1,24})”")
_AFTER_QUOTE = re.compile(r"\s?[^,。;:!?“”的、和与及]{0,12}?(?:大模型|模型|TTS|LLM)")
_BEFORE_QUOTE = re.compile(
    r"模型(?:产品|系列|品牌|体系|家族)?\s{0,4}$|(?:名为|取名为?|命名为|代号为?|称为|分别[叫是为]|叫[作做]?|called|named|dubbed|codenamed|model)\s?:?\s?$"
)
_LONGEST_QUOTE = 20
_SHORT_QUOTE = 8  # Of a name that only its neighbour proves.
_JOINED_QUOTES = re.compile(r"\s?[、,和与及]?\s?")
_PHRASE = re.compile(
    r"^(?:全球|国内|业界|全国|首[个款]|最新|新一代|国产|第一)|(?:蒸馏|套壳|幻觉|训练|内卷|刷榜|降价|出海|上车|备案|黑箱|卡脖子|平权)$"
)
_GENERIC = 5  # “世界模型”, “大模型”: a kind of model in quotes.
_LETTERED = re.compile(rf"([A-Z]\d{{1,2}}(?:\.\d+)*(?:[ -](?:{MEMBERS}))?)(?![A-Za-z\d.-])")  # “混元T9”.
_BRACKETED_VERSION = re.compile(r"\s?\([^()]{1,20}\)\s?(\d+(?:\.\d+)+)")
_KIND = re.compile(r"\s?(?:Agent|VLA|VLM|LLM|AI|MoE)(?=\s?大?模型)")  # Of what kind it is, no part of its name.
_LATIN_PART = re.compile(r"(?:[\s-]?[A-Z][A-Za-z]+(?:-[A-Za-z]+)*){1,3}(?=[\s\d()、。;:”]|模型|,|$|[一-鿿])")
# “混元图像 2.0”: what a member works on is part of its name where a version follows or is put on.
_WORKS_ON = re.compile(r"(?:3D|图像|视频|语音|音乐|音频|世界|翻译|模型)+(?=\s?[Vv]?\d+\.\d|换上|迎来|升级[到至])")
_FIELD_BEFORE = re.compile(r"(?:^|[:|])[\s·\d.、()\-]*$")
_FIELD_BEHIND = re.compile(r"\s{2,}|\s?[,|:(]|\s?$")
_DATED = ("定档", "将于")
_OVERLAP = 6  # Characters of an organisation's name before an alias that begins with the rest of it.
_WORD_LIKE = 3  # Shorter known names are words, too: 可灵, 混元.


def quoted_names(text: str, lore: Lore) -> list[Name]:
    """Give the names in quotes: beside the noun, behind “名为”, or known."""
    found = []
    for match in _with_neighbours(list(_QUOTED.finditer(text)), text, lore):
        parts = _parts(match[1].strip(), lore)
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
    whole = (match for match in lore.han_families.finditer(text) if not lore.is_part_of_word(text, match.start()))
    known = [name for match in whole if (name := _known(text, match, lore))]
    coined = (
        name
        for name in coined_names(text, lore)
        if not any(name.start < one.end and one.start < name.end for one in known)
    )
    return [*known, *coined]


def _with_neighbours(quotes: list[re.Match[str]], text: str, lore: Lore) -> list[re.Match[str]]:
    """Give the quotes that hold names, and those that 、 or nothing at all joins to one: “风清”“风雷”三个大模型."""
    named = [_is_name(quote, text, lore) for quote in quotes]
    places = range(1, len(quotes))
    joined = [_JOINED_QUOTES.fullmatch(text, quotes[at - 1].end(), quotes[at].start()) is not None for at in places]
    for at, step in (*((at, 1) for at in places), *((at, -1) for at in reversed(places))):
        before, behind = (at - 1, at) if step > 0 else (at, at - 1)
        if joined[at - 1] and named[before] and len(quotes[behind][1]) <= _SHORT_QUOTE:
            named[behind] = True
    return [quote for quote, is_name in zip(quotes, named, strict=True) if is_name]


def _is_name(match: re.Match[str], text: str, lore: Lore) -> bool:
    """Tell whether what stands in quotes is a model's name and no phrase."""
    said = match[1].strip()
    whole = HAN_NOUN.fullmatch(said.replace(" ", ""))
    beside = _AFTER_QUOTE.match(text, match.end()) or _BEFORE_QUOTE.search(text, 0, match.start())
    if not (beside or whole or lore.is_family(said)) or (len(said) > _LONGEST_QUOTE and not whole):
        return False
    if chinese().descriptors.fullmatch(said.removesuffix("模型")) and (whole or len(said) <= _GENERIC):
        return False
    return not re.search(r"[,。!?;:]", said) and not _PHRASE.search(said)


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
    working = _WORKS_ON.match(text, end)
    noun = re.compile(rf"·[一-鿿]{{2,6}}?模型|(?:{chinese().descriptors.pattern})?(?:大模型|模型)").match(text, end)
    latin = _LATIN_PART.match(text, end)
    said = match[0]
    if working:
        end, said = working.end(), f"{said}{working[0]}"
    elif noun:
        end = noun.end()
        said = text[match.start() : end] if noun[0].startswith("·") or noun[0].endswith("大模型") else said
    elif latin and lore.is_family(latin[0].strip()):
        return None  # “千问 Qwen3.8”: the Latin grammar has it.
    elif latin and (kind := _KIND.search(text, match.end())) and kind.end() >= latin.end():
        end, noun = kind.start(), kind  # The noun stands behind that.
        said = text[match.start() : end]
    elif latin and (not is_stop(latin[0].strip()) and not is_product(latin[0].strip())):
        end = latin.end()
        said = text[match.start() : end]
    if behind := HAN_VERSION.match(text, end):
        version, end = version_in(behind[0]), behind.end()
    elif lettered := _LETTERED.match(text, end):
        version, end = lettered[1], lettered.end()
    elif bracketed := _BRACKETED_VERSION.match(text, end):
        version = bracketed[1]
    else:
        version = bumped_version(text, end)
    if said == match[0] and not (noun or version) and len(said) < _WORD_LIKE and not _is_apart(text, match):
        return None
    owner, model = _overlapped(text, match, said, lore) or lore.without_organisation(said.strip())
    return Name(match.start(), end, model, version, Kind.HAN, owner, known=True)


def _overlapped(text: str, match: re.Match[str], said: str, lore: Lore) -> tuple[str, str] | None:
    """Take the end of its owner's name off an alias that begins within it: 科大讯飞 and 星火, not 讯飞星火."""
    for one in lore.organisations.finditer(text, max(0, match.start() - _OVERLAP), match.end()):
        if one.start() < match.start() < one.end() and lore.is_family(text[one.end() : match.end()]):
            return one[0], said[one.end() - match.start() :].strip()
    return None


def _is_apart(text: str, match: re.Match[str]) -> bool:
    """Tell whether a short known name is no word here: it fills a field, or its noun or date stands by it."""
    if text.startswith(_DATED, match.end()) or text[: match.start()].rstrip(" ").endswith("大模型"):
        return True
    return bool(_FIELD_BEFORE.search(text, 0, match.start()) and _FIELD_BEHIND.match(text, match.end()))
