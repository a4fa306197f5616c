"""The atoms of a model's name: words, versions, sizes, measures; and where a name is cut into model and version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from monitor.detect.words import name_words


class Kind(StrEnum):
    """How a name was recognised."""

    LATIN = "latin"
    HAN = "han"
    QUOTED = "quoted"
    SHARED = "shared"  # A version or suffix that borrows its stem from a name before: “Pro 和 Flash”.
    BARE = "bare"  # A lettered version alone: “大模型M2.7”.


@dataclass(frozen=True, slots=True)
class Name:
    """One name at one place of a sentence.

    Args:
        start: Where it begins in the sentence; its organisation is left out.
        end: Where its alias in brackets, its closing quote and its version end.
        model: Without version.
        version: What tells it from its siblings.
        owner: An organisation written right before it (“阿里 Qwen3.6”).
        known: Whether its family stands in the knowledge base.
        aliases: What stands in brackets behind it.
        product: Whether a word of it makes it something else (“Claude Code”).
    """

    start: int
    end: int
    model: str
    version: str | None
    kind: Kind
    owner: str | None = None
    known: bool = False
    aliases: tuple[str, ...] = ()
    product: bool = False

    @property
    def full(self) -> str:
        """Give model and version as one string for comparisons."""
        return f"{self.model}{self.version or ''}"

    @property
    def size(self) -> str | None:
        """Give the number of parameters that the version says, as written."""
        found = _SIZE.search(self.version or "")
        return found[0] if found else None


_END_OF_VERSION = r"(?:[^A-Za-z0-9.]|$)"
_SIZE = re.compile(r"(?:\d+(?:\.\d+)?|\d+x\d+)[BbMT](?:-?A\d+(?:\.\d+)?B)?(?![A-Za-z])")
_CLASS = re.compile(r"[a-z]For(?:Causal|Conditional|Sequence|Token|Masked|Image)[A-Z]")
_LETTERS = "A-Za-zÀ-ÖØ-öø-žΑ-Ωα-ω"  # Names of makers in Oslo, Kraków and San Francisco: Vägvis 2, Wisła, π1.
WORD = re.compile(
    rf"(?<![{_LETTERS}0-9])[{_LETTERS}0-9]+(?:(?:[.+_·]|-(?!-)|/(?=\d))[{_LETTERS}0-9]+)*(?![{_LETTERS}])"
)
VERSION_WORD = re.compile(
    r"[vV]?\d+(?:\.\d+)*[a-zA-Z]{0,2}|[A-Z]{1,2}\d+(?:\.\d+)*[a-z]?|o\d|\d+x\d+[Bb]|A\d+B|\d+\+\w"
)
LETTERED = re.compile(r"[A-Zoα-ω]\d+(?:\.\d+)*[a-z]?")
# Not where the character begins a word: “X 3 周二上线”, “X 3 家族”, “X 3 位列第一”, “X 3 号称”.
_UNITS = (
    "年(?![内底初末])|月|日|号(?!称)|款|个|种|项(?!目)|亿|万|千|倍|分(?![别为享])|%|元|人(?!工)|名(?![列为次])|台|辆|天|次(?!日)|点(?!评)|条|张|"
    "家(?!族)|位(?![列居])|美|小时|英|米|度(?!过)|周(?![一二三四五六日末])|页(?!面)|字(?!节)|秒|岁|届|折(?!叠)|期|件|套|级(?!别)|卡|步(?!入)"
)
# A number with one of these behind it counts something.
MEASURE = re.compile(rf"\s?(?:{_UNITS}|GB|MB|fps|FPS|-\d)")
MEMBERS = (
    "Pro|Max|Plus|Turbo|Lite|Flash|Ultra|Preview|Mini|mini|Nano|nano|Air|Omni|Small|Large|"
    "Thinking|Vision|Coder|VL|Audio"
)
# Behind a whole number these go on with the sentence: “混元3正式发布”; a count has its own word there.
_GOES_ON = (
    r"大?模型|系列|家族|正式|今[日天晚早]|昨[日天晚]|[近日]日|日前|现[已在]|已|即将|将[于在]|来[了袭]|发布|推出|上线|开源|亮相|登场|问世|面世|"
    r"公测|内测|灰测|预览|测试版|全[量面新]|首[发次]|[是的在也正与和及]"
)
HAN_VERSION = re.compile(
    r"[”\s-]{0,2}(?:[一-鿿]{0,6}?(?:大模型|模型)\s?)?"  # “元灯”医疗大模型2.0
    rf"(?:(?:[Vv]?\d+(?:\.\d+)+|[VvX]\d+(?:\.\d+)?)(?:[ -]?(?:{MEMBERS})(?![A-Za-z]))?|"
    rf"\d{{1,2}}[a-z]?(?:(?![\w.,])|(?={_GOES_ON})))"
    rf"(?!\s?(?:{_UNITS}|\+|:|-\d))"
)
_NUMBER = r"(?P<number>[Vv]?\d+(?:\.\d+)*(?:[ -]?(?:" + MEMBERS + r")(?![A-Za-z]))?)"
# “升级到 3.5”, “迎来 2.0 版本”, “进入 3.0 时代”, “从 A 跳到 B”: the version stands behind the verb. A count does not.
_BUMPED = re.compile(
    r"[^。;“\n]{0,40}?(?:(?:更新|升级|迭代|进化|跃升|换代|(?<!提)升|跳|来|换)(?:到|至|为|成)|迎来|换上|进入|迈入|步入|跨入|推送|交出)"
    r"了?(?:全新的?)?\s?"
    rf"{_NUMBER}(?=\s?(?:正式)?(?:版|时代|代(?!码)|的版本|升级|$|[,。;!?)”]|(?<=\.\d)|(?<=[A-Za-z])))(?!\s?(?:{_UNITS}))"
)
_SECOND = re.compile(r"[^。;“\n]{0,12}?的第?[^,。;\n]{0,6}?(?:大版本|新版本)\s*(?P<number>\d+\.\d+)")
# “upgrading Atlas, its music model, to version 1.5”, “Foo is now at v3.2”.
_BUMPED_IN_ENGLISH = re.compile(
    r"(?:,\s(?:its|the|an?|their)\s[^,.;]{2,40},)?(?:\s[a-z]+){0,3}?\s(?:to|at|is now|reaches|hits|gets|"
    r"becomes)\s(?:version\s|v)"
    r"(?P<number>\d+(?:\.\d+)*)(?![\w]|\.\d)"
)
# The version that follows is the product's: “X App 更新至 3.2.0”.
_OTHER_BEHIND = re.compile(
    r"”?\s?(?:App|APP|应用|客户端|平台|智能体|助手|网页版|小程序|浏览器|插件|桌面版|输入法|手机|座舱)"
)
_NOUN_AT_END = re.compile(r"(?:通用)?(?:大语言|语言|大)?模型$")
_PART = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+|[a-z]+|3D")
# The first version begins behind a separator, or where digits follow letters; but two letters behind those digits that
# are no unit belong to the word (`Seed3D`, `Qwen3Guard`).
_GLUED = (
    r"(?<=[A-Za-z])(?=\d+(?:\.\d+)*(?:[a-z](?![A-Za-z])|[BbMT](?![A-Za-z])|[^A-Za-z0-9.]|$))"
    r"(?<![-_ ][A-Za-z])(?<!^[A-Za-z])"
)
_SEPARATED = (
    rf"(?<=[-_ .])(?=[vV]?\d+(?:\.\d+)*[A-Za-z]{{0,2}}{_END_OF_VERSION}|"
    rf"[A-Z]\d+(?:\.\d+)*[a-z]?{_END_OF_VERSION}|o\d\b|\d+x\d+)"
)
_FIRST_VERSION = re.compile(rf"{_GLUED}|{_SEPARATED}|(?<=[a-z])(?=[vV]\d)")


def split_version(written: str) -> tuple[str, str | None]:
    """Cut a full Latin name into model and version: `Qwen3.6-Plus` → `Qwen`, `3.6-Plus`; `Fun-ASR` stays whole."""
    found = _FIRST_VERSION.search(written)
    model = written[: found.start()].rstrip(" -_.") if found else ""
    return (model, written[found.start() :].strip()) if found and re.search("[A-Za-z]", model) else (written, None)


def version_in(said: str) -> str:
    """Give the version out of what stands behind a Chinese name."""
    return re.sub(r"^[”\s-]*(?:[一-鿿]{0,6}?(?:大模型|模型))?[\s-]*", "", said).strip()


def bumped_version(text: str, end: int) -> str | None:
    """Give the version that a name which ends at `end` has risen to; None where another name comes between."""
    if found := _BUMPED_IN_ENGLISH.match(text, end):
        return found["number"]
    found = None if _OTHER_BEHIND.match(text, end) else _BUMPED.match(text, end) or _SECOND.match(text, end)
    return (
        found["number"]
        if found and not re.search(r"大模型|[A-Z][A-Za-z][A-Za-z-]* ?\d", text[end : found.start("number")])
        else None
    )


def stem_of(model: str) -> str:
    """Give a name without the noun that it may end with: 飞云大模型 → 飞云."""
    return _NOUN_AT_END.sub("", model) or model


def is_suffix(word: str) -> bool:
    """Tell whether a word is one of those that tell members of a family apart."""
    return word.casefold() in name_words()["suffixes"]


def is_stop(word: str) -> bool:
    """Tell whether a word can be no part of a name."""
    return word.casefold() in name_words()["stops"]


def is_product(word: str) -> bool:
    """Tell whether a word makes the name before it a product's."""
    return word.casefold() in name_words()["products"]


def has_model_word(name: str) -> bool:
    """Tell whether a part of a word says that it names a model: `PrismAudio`, `OpenSearch-VL`; not `Prime Video`."""
    compounds = (parts for word in name.split() if len(parts := _PART.findall(word)) > 1)
    return any(part.casefold() in name_words()["parts"] for parts in compounds for part in parts)


def has_other_part(name: str) -> bool:
    """Tell whether a part of a word says that it names no model: `MLPerf`, `SkillsBench`."""
    return any(
        part.casefold() in name_words()["other_parts"] for word in name.split() for part in _PART.findall(word)[1:]
    )


def is_architecture(name: Name) -> bool:
    """Tell whether a name is that of an architecture, a method, or a library's class: `MMDiT`, `FooForCausalLM`."""
    return name.model.casefold() in name_words()["architectures"] or _CLASS.search(name.model) is not None


def is_word(name: str) -> bool:
    """Tell whether a family's name begins with a word that other things are named with, too: `Spark`, `天工`."""
    return re.split(r"[ -]", name)[0].casefold() in name_words()["words"]
