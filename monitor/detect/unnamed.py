"""Sentences → models that are described, not named: “正在研发医疗大模型”, by somebody who is named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect.candidates import candidate_of
from monitor.detect.grammar import Kind, Name
from monitor.detect.patterns import TOPICS
from monitor.detect.words import chinese

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.candidates import Candidate, Look

_VERB = re.compile(r"(?:发布|推出|研发|研制|开发|打造|正在训练|开源|上线|复刻)(?:了|出)?(?!会|者|商|平台)")
# What follows tells that 模型 only describes: a platform for models, an industry of models.
_FOLLOWED = (
    "平台|应用|产业|团队|公司|厂商|能力|服务|技术|生态|竞赛|战略|架构|框架|产品|领域|行业|训练|推理|时代|解决|方案|研发|市场|标准|工具|"
    "业务|一体机|备案|测评|组|赛道|备|实验|数据|研究|负责|部"
)
_TOPIC = re.compile("大语言模型|语言大模型|大模型|世界模型|基座模型|基础模型|AI 模型|AI模型|生成模型|具身模型")
_NOUN = re.compile(rf"(?:{_TOPIC.pattern})(?!的|[一-鿿]{{0,2}}(?:{_FOLLOWED}))")
_OPENING = re.compile(
    r"(?:了|一款|一个|首个|首款|全新|全球|国内|业界|我国|中国|最新|新一代|自研|的|新|\s|\d+\s?[款个])+"
)
_CLAUSE = re.compile(r"^|[,。;]\s?|[把将](?=[^,。;]{2,24}的)")
_LONGEST = 24
_BESIDE = 16
_LEFT_OVER = 2  # Characters of a phrase that no descriptive word covers.


def described_in(looks: Sequence[Look]) -> tuple[Candidate, ...]:
    """Give the candidates that have no name; only where an organisation announces or builds them."""
    found = []
    for look in looks:
        text = look.sentence.text
        if "模型" not in text:
            continue
        found += [candidate_of(name, look, named=False) for name in _descriptions(text) if not _is_named(name, look)]
    return tuple(one for one in found if one.organisations and "blocked" not in one.features)


def _descriptions(text: str) -> list[Name]:
    """Give what is described behind a verb, and what a clause begins with that has its verb behind it."""
    ruled = [_description(text, verb.end()) for verb in _VERB.finditer(text)]
    topics = [_topic(text, opening.end()) for opening in _CLAUSE.finditer(text)]
    return [name for name in (*ruled, *topics) if name]


def _topic(text: str, start: int) -> Name | None:
    """Read a description that stands before its verb: “把通用大模型的发布日定在…”, “医疗大模型，某公司还在研发”."""
    noun = _TOPIC.search(text, start, start + _LONGEST)
    relative = text.rfind("的", start, noun.start()) if noun else -1
    name = _description(text, max(start, relative + 1), _TOPIC)
    return name if name and any(pattern.match(text, name.end) for pattern, _ in TOPICS) else None


def _description(text: str, start: int, head: re.Pattern[str] = _NOUN) -> Name | None:
    """Read a noun phrase that consists of descriptive words alone."""
    noun = head.search(text, start, start + _LONGEST + 8)
    if not noun or noun.start() - start > _LONGEST or text.startswith("的", start):
        return None
    begin = max(start, text.rfind("、", start, noun.start()) + 1)
    phrase = text[begin : noun.start()]
    plain = re.sub(r"[\d.]+\s?(?:亿|万|B|个|款)?|[\s“”]", "", phrase)
    if re.search(r"[,。;:]", phrase) or len(chinese().descriptors.sub("", plain)) > _LEFT_OVER:
        return None
    opening = _OPENING.match(text, begin, noun.start())
    begin = opening.end() if opening else begin
    return Name(begin, noun.end(), text[begin : noun.end()].strip(" “"), None, Kind.HAN)


def _is_named(name: Name, look: Look) -> bool:
    """Tell whether a name stands beside the description, so that the description is only its noun."""
    for one in look.names:
        between = look.sentence.text[name.end : one.start]
        near = name.end <= one.start <= name.end + _BESIDE
        called = not re.search(r"[,。;]", between) or re.search(r"名为|代号|取名|称为", between)
        if (near and called) or one.start <= name.start <= one.end + 1:
            return True
    return False
