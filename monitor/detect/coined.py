"""A sentence's view → the Chinese names that nobody knows yet and nobody quotes: beside 大模型, or behind a noun.

A coined name is what verbs, organisations and descriptive words leave over. It needs a sign beside that it is one: a
word before it that rules it, a version, a predicate behind it (“青鸾大模型开启内测”), or a noun in apposition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect import patterns
from monitor.detect.grammar import HAN_VERSION, MEMBERS, Kind, Name, bumped_version, is_suffix, version_in
from monitor.detect.sentences import MARK
from monitor.detect.words import chinese

if TYPE_CHECKING:
    from monitor.detect.lore import Lore

_COINING = frozenset({Kind.QUOTED, Kind.HAN})
_COUNTING = "年|月|日|号|款|个|种|亿|万|倍|%|元|人|名|台|次|家|位|小时|秒"  # Behind these digits count something.
# Characters of ordinary phrases, which a coined name hardly holds.
_ORDINARY = re.compile(
    r"[该此本这那其各多某每旧两的在对把被让为是有及与或等并而但使将从向以用做了者我你他们最更性能力量要成当下家现实释放包含进出还也可会到过去来]"
    r"|^[一二三四五六七八九十大小新第]"
)
HAN_NOUN = re.compile(r"([一-鿿A-Za-z0-9·+.]{1,24}?)(?:系列)?(大语言模型|语言大模型|大模型|模型)(?:体系|系列|家族)?")
# “语音大模型听澜2.0”, “大语言模型玄鹤-7B,”: a coined name behind its noun, with a version or at the end of its phrase.
_KINDS = (
    "语音|图像|视频|推理|翻译|音频|世界|代码|编程|生成|多模态|视觉|音乐|气象|预报|具身|端侧|"
    "基础|基座|语言|向量|文生图|小"
)
_BEHIND_NOUN = re.compile(
    rf"(?P<kind>[一-鿿]{{2,8}}?|LLM|MoE)?(?P<noun>大模型|(?:{_KINDS})模型)\s?"
    r"(?P<core>[一-鿿]{2,4}?)(?:(?P<version>[ -]?[Vv]?\d+(?:\.\d+)*[BbM]?|-[A-Z][A-Za-z]+)(?![\w.%]|\s?[一-鿿])"
    r"|(?=[,。;!(]|$|正式|今日|也|将|已|现已|近日|日前|宣布|亮相|上线|开源|开放|开启|问世|面世|登场))"
)
_NO_NAME = re.compile(
    r"^(?:[今昨前明]|近|日|目)[日天前]$|^(?:现在|本次|本周|本月|上周|随后|同时|正式|全面|全新|首次|重磅|即日|目前|率先|悄然|同步|陆续|纷纷|相继|免费)$|[图书会案奖法台员论表章库站系部局院队商榜界家类群们]$|^(?:首|产|应|能|行)"
)
_BELONGS = re.compile(r"旗下的?|自研的?|自主研发的?")  # What stands behind is somebody's own.
_INTRODUCES = re.compile("据说|据称|据悉|据传|听说|传闻|随着|自从|关于|至于|有关|针对|除了")  # No part of what follows.
_MEASURED = re.compile(r"[\d.]*[百千万亿]+(?:级|规模|量级|参数|的)+")  # “5000 亿参数昆仑大模型”.
# “重点布局航天大模型升级”: what is done, and in what field.
_UNDERTAKING = re.compile("布局|重点|聚焦|深耕|推动|赋能|助力|建设|加快|加速|围绕|依托")
_OF_AN_INDUSTRY = ("行业", "领域", "产业")  # What stands before is no name.
_OF_A_MAKER = re.compile(r"(?:公司|集团|科技|智能|大学|学院|银行|医院|团队|研究院|研究所|实验室|时代|赛道|市场)$")
_MAKER = re.compile(r"(?:公司|集团|科技|智能|大学|学院|银行|医院|研究院|研究所|实验室|气象局)(?=[一-鿿]{2})")
_LATIN_BEHIND = re.compile(r"\s?[A-Z][A-Za-z]+")  # “星辰语义大模型 TeleChat3”: that is the name.
_DESCRIBED = re.compile(r"首[个款]|全[国球省市]|国[内产]|业[界内]|[一两三四五多]款")  # “全国首个主动随访大模型”.
_CALLED = re.compile(r"\s?“[^“”]{2,8}”")  # The name stands behind in quotes.
_APPOSED = re.compile(r"模型[\s:“]*$")  # “两个大模型——甲大模型与乙大模型”.
# “玄鸟2.0 Pro大模型”.
_VERSION_BEFORE = re.compile(
    rf"([一-鿿]{{2,16}})\s?((?:[Vv]?\d+(?:\.\d+)+|[Vv]\d+)[ -]?(?:{MEMBERS})?|\d+[ -]?(?:{MEMBERS}))(?![A-Za-z\d.])"
    rf"(?!\s?(?:{_COUNTING}|天|周|分|秒))\s?[一-鿿]{{0,6}}?大?模型"
)
# “灵渠-LLM”, “松涛-VL-7B”.
_LATIN_MEMBER = re.compile(
    r"([一-鿿]{2,12})-((?:LLM|LM|GPT|Chat|VL|VLM|VLA|Omni|Coder|Audio|TTS|ASR|OCR|Med|Math)(?:-[A-Z][A-Za-z]+)*)"
    r"(?:-?([Vv]?\d+(?:\.\d+)*[BbMT]?(?:-[A-Z][A-Za-z]+)*))?(?![A-Za-z\d])"
)
# “自研模型-LLM”, “基座-VL”: of what kind it is, and no name.
_GENERIC = re.compile(r"[一-鿿]*(?:模型|基座|底座|架构|平台|系统|产品|版本|引擎)")
_COINED = range(2, 5)  # Characters of a name that nobody knows and nobody quotes.
_FAR = 36  # Characters in which a later clause may hold the predicate of what begins a sentence.
_SPELT_OUT = range(2, 9)  # Where a predicate or an apposition shows that it is a name, with the words of its field.


def coined_names(text: str, lore: Lore) -> list[Name]:
    """Give the coined names of a sentence, in no order; they may overlap.

    Args:
        text: A sentence's view.
        lore: What is known of names.
    """
    found = [_with_version(match, lore) for match in _VERSION_BEFORE.finditer(text)]
    found += [_before_noun(text, match, lore) for match in HAN_NOUN.finditer(text)]
    found += [_with_latin(match, lore) for match in _LATIN_MEMBER.finditer(text)]
    found += [_behind_noun(text, match, lore) for match in _BEHIND_NOUN.finditer(text)]
    return [name for name in found if name]


def coined_in(names: list[Name]) -> re.Pattern[str] | None:
    """Build a pattern of the Chinese names that an article coins, with the member or version behind; None for none."""
    words = chinese()
    coined = {
        re.sub(r"(?:通用)?(?:大语言|大)?模型$", "", one.model)
        for one in names
        if not one.known and one.kind in _COINING
    }
    stems = sorted(
        (
            stem
            for stem in coined
            if re.fullmatch(r"[一-鿿]{2,6}", stem)
            and not _ORDINARY.search(stem)
            and not words.descriptors.fullmatch(stem)
        ),
        key=lambda stem: (-len(stem), stem),
    )
    if not stems:
        return None
    return re.compile(
        rf"“?(?P<stem>{'|'.join(stems)})”?(?P<member>(?:[ -]?[A-Z][A-Za-z]+)*"
        rf"(?:[ -]?[Vv]?\d+(?:\.\d+)*[A-Za-z]?(?![\w.%]|\s?(?:{_COUNTING})))?)"
    )


def coined_again(text: str, pattern: re.Pattern[str]) -> list[Name]:
    """Give every mention of a name that the article coins elsewhere: “听澜-Lite”, “听澜 2.0”, “听澜”.

    Args:
        text: A sentence's view.
        pattern: As `coined_in` builds it.
    """
    return [
        Name(match.start(), match.end(), match["stem"], match["member"].strip(" -") or None, Kind.HAN)
        for match in pattern.finditer(text)
    ]


def _before_noun(text: str, match: re.Match[str], lore: Lore) -> Name | None:
    """Find the name in “飞云大模型”."""
    phrase = match[1]
    cut = _cut(phrase, lore)
    lead = chinese().descriptors.match(phrase, cut)
    start = max(lead.end() if lead else cut, phrase.rfind("的") + 1)
    core = phrase[start:]
    if core.endswith(_OF_AN_INDUSTRY) or _UNDERTAKING.search(core) or _CALLED.match(text, match.end()):
        return None
    trail = re.search(rf"{chinese().descriptors.pattern}$", core)
    bare = core[: trail.start()] if trail else core
    behind = HAN_VERSION.match(text, match.end())
    place = match.start(1) + start
    if match[2] != "大模型" or _ORDINARY.search(bare) or not re.fullmatch(r"[一-鿿·]+|[A-Z][A-Za-z]+[一-鿿]*", bare):
        return None
    is_short = bool(cut or behind) and len(bare) in _COINED and (behind or "的" not in phrase[cut:])
    stands_alone = not lead and not phrase.startswith("的") and len(bare) in _SPELT_OUT
    if not is_short and not (stands_alone and _is_told(text, place, match.end(), bare)):
        return None
    if is_suffix(bare):
        return None
    end, version = (behind.end(), version_in(behind[0])) if behind else (match.end(), None)
    return Name(place, end, text[place : match.end()], version or bumped_version(text, end), Kind.HAN)


def _cut(phrase: str, lore: Lore) -> int:
    """Give where the last word ends that rules what stands behind it, or that says whose it is."""
    words = chinese()
    measure = _MEASURED.match(phrase)
    ruling = (
        words.roles,
        words.cues["future"],
        words.cues["progress"],
        _BELONGS,
        _MAKER,
        _INTRODUCES,
        lore.organisations,
    )
    return max([measure.end() if measure else 0, *(found.end() for one in ruling for found in one.finditer(phrase))])


def _is_told(text: str, start: int, end: int, bare: str) -> bool:
    """Tell whether words are a name: a predicate stands behind them, they are bold, or a noun stands in apposition."""
    if (
        _DESCRIBED.search(bare)
        or _OF_A_MAKER.search(bare)
        or _LATIN_BEHIND.match(text, end)
        or chinese().other_noun.search(bare)
    ):
        return False
    if text[:start].endswith(MARK) or _APPOSED.search(text, 0, start):
        return True
    return any(
        shape.match(text, end) if feature == "subject" else shape.search(text, end, end + _FAR)
        for shape, feature in patterns.subjects(is_chinese=True)
    )


def _with_version(match: re.Match[str], lore: Lore) -> Name | None:
    """Find the name in “某公司发布玄鸟2.0 Pro大模型”."""
    phrase = match[1]
    cut = max(_cut(phrase, lore), phrase.rfind("的") + 1)
    lead = chinese().descriptors.match(phrase, cut)
    core = phrase[lead.end() if lead else cut :]
    if len(core) not in _COINED or _ORDINARY.search(core) or _OF_A_MAKER.search(core):
        return None
    return Name(match.start(2) - len(core), match.end(), f"{core}大模型", match[2].strip(), Kind.HAN)


def _with_latin(match: re.Match[str], lore: Lore) -> Name | None:
    """Find the name in “灵渠-LLM 是一款…”."""
    core = match[1][_cut(match[1], lore) :]
    generic = _GENERIC.fullmatch(core) or chinese().descriptors.fullmatch(core)
    if len(core) not in _COINED or _ORDINARY.search(core) or generic:
        return None
    return Name(match.end(1) - len(core), match.end(), f"{core}-{match[2]}", match[3], Kind.HAN)


def _behind_noun(text: str, match: re.Match[str], lore: Lore) -> Name | None:
    """Read a coined name that stands behind a noun which says of what kind it is."""
    words, core = chinese(), match["core"]
    kind = match["kind"] or ""
    described = kind and re.search(rf"(?:{words.descriptors.pattern}|[款个的套])$", kind)
    ordinary = any(
        pattern.search(core)
        for pattern in (_ORDINARY, _NO_NAME, words.roles, words.predicates, words.other_noun, words.cues["future"])
    )
    phrase = words.not_trained.match(text, match.start("noun") + match["noun"].index("模型"))
    if not (described or match["version"]) or words.descriptors.fullmatch(core) or lore.is_organisation(core):
        return None
    if ordinary or phrase:
        return None
    version = (match["version"] or "").strip(" -") or None
    return Name(match.start("core"), match.end(), core, version, Kind.HAN)
