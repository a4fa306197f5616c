"""Sentences → models that are described, not named: “正在研发医疗大模型”, by somebody who is named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect.candidates import candidate_of
from monitor.detect.grammar import Kind, Name
from monitor.detect.patterns import TOPIC_SHAPES, subjects
from monitor.detect.words import chinese, english
from monitor.model import Status
from monitor.text import has_han

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.candidates import Candidate
    from monitor.detect.lists import Item
    from monitor.detect.looks import Look

_VERB = re.compile(
    r"(?:发布|推出|研发|研制|开发|打造|正?(?:在|着手|抓紧|加紧|秘密|埋头|全力|合力|联合)*训练(?=一|其|自己|首|新|下)|正在?(?:[埋头全力]{0,4})训练|完善(?=一)|自研|筹备|开源|上线|复刻|端出|拿出)(?:了|出)?(?!会|者|商|平台)"
)
# What follows tells that 模型 only describes: a platform for models, an industry of models.
_FOLLOWED = (
    "平台|应用|产业|团队|公司|厂商|能力|服务|技术|生态|竞赛|战略|架构|框架|产品|领域|行业|训练|推理|时代|解决|方案|研发|市场|标准|工具|"
    "业务|一体机|备案|测评|组|赛道|备|实验|数据|研究|负责|部"
)
_TOPIC = re.compile(
    "(?<=[\\d两三四五六七八九十][个款])模型|大语言模型|语言大模型|大模型|世界模型|基座模型|基础模型|"
    "AI 模型|AI模型|生成模型|具身模型"
)
_NOUN = re.compile(rf"(?:{_TOPIC.pattern})(?!的|[一-鿿]{{0,2}}(?:{_FOLLOWED}))")
_OPENING = re.compile(
    r"(?:了|其|另有|还有|我们的|他们的|一[款个套]|一个|首个|首款|全新|全球|国内|业界|我国|中国|最新|新一代|自研|的|新|\s|\d+\s?[款个])+"
)
# English: a noun phrase in small letters that holds a word of the field, since car makers build “a new model”, too.
_FIELD = (
    r"AI|language|vision|video|image|speech|audio|voice|music|foundation|multimodal|reasoning|world|diffusion|"
    r"generative|coding|weather|"
    r"[a-z]+-forecasting|[a-z]+-to-[a-z]+|time-series|document|legal|forecasting|protein|medical|robotics|"
    r"translation|frontier|open-weight"
)
_ENGLISH_PHRASE = rf"(?P<phrase>(?:[a-z][\w-]*\s){{0,4}}(?:{_FIELD})(?:\s[a-z][\w-]*){{0,2}}?\s(?:model|LLM))\b"
_ENGLISH_RULED = re.compile(
    r"\b(?:is|are) (?:training|building|developing|working on) |"
    r"\b(?:plans?|planning|preparing|expects?|aims?) to (?:release|launch|open[- ]source) |"
    r"\bwill (?:release|launch|open[- ]source) |\b(?:has|have) (?:built|developed|trained|released|launched) |"
    r"\b(?:released|launched|unveiled|introduced) "
)
_ENGLISH_OBJECT = re.compile(
    rf"(?:an?|its (?:own|first|next)|their own)\s{_ENGLISH_PHRASE}(?!s|,?\s(?:called|named|dubbed|code-?named|[A-Z]))"
)
_ENGLISH_TOPIC = re.compile(
    rf"\b(?:[Aa]n?|[Ii]ts own)\s{_ENGLISH_PHRASE}(?P<more>\swith\s[^,.;]{{2,40}}?)?(?=\s(?:is|are|will)\s)"
)
# “正在完善一款具备…能力的模型”: counted as one, it needs no word of its kind.
_ONE = re.compile(r"一\s?[个款种套](?!的)")
_ANY_NOUN = re.compile(rf"(?:{_TOPIC.pattern}|模型)(?!的|[一-鿿]{{0,2}}(?:{_FOLLOWED}))")
_CLAUSE = re.compile(
    r"(?:共|现|还|已|前)有(?=[\d两三四五六七八九十]+\s?[个款])|^|(?:另有|还有|其|他们的|我们的)(?=[^,。;]{2,12}大?模型)|[,。;]\s?|[把将](?=[^,。;]{2,24}的)"
)
_LONGEST = 24
_BESIDE = 16
_MOST, _MOST_OF_A_SENTENCE = 100, 10  # More are a table or bait, and reading must end.
_PLANNED = frozenset({Status.UPCOMING, Status.IN_DEVELOPMENT})
_LEFT_OVER = 2  # Characters of a phrase that no descriptive word covers.


def described_in(looks: Sequence[Look]) -> tuple[Candidate, ...]:
    """Give the candidates that have no name; only where an organisation announces or builds them."""
    found = []
    for look in looks:
        text = look.sentence.text
        if not has_han(text):
            described = _english(text)
        elif "模型" not in text:
            continue
        else:
            described = _descriptions(text) if look.item is None else _fields_of(text, look.item)
        found += [candidate_of(name, look, named=False) for name in described if not _is_named(name, look)]
        if len(found) >= _MOST:
            break
    return tuple(one for one in found if one.organisations and "blocked" not in one.features)


def _descriptions(text: str) -> list[Name]:
    """Give what is described behind a verb, and what a clause begins with that has its verb behind it."""
    ruled = [
        _description(text, verb.end(), _ANY_NOUN if _ONE.match(text, verb.end()) else _NOUN)
        for verb in _VERB.finditer(text)
    ]
    topics = [_topic(text, opening.end()) for opening in _CLAUSE.finditer(text)]
    return [name for name in (*ruled, *topics) if name][:_MOST_OF_A_SENTENCE]


def _english(text: str) -> list[Name]:
    """Give what is described behind an English verb, and what is said to be built or to come."""
    ruled = [_ENGLISH_OBJECT.match(text, verb.end()) for verb in _ENGLISH_RULED.finditer(text)]
    topics = [
        found
        for found in _ENGLISH_TOPIC.finditer(text)
        if (said := english().predicates.match(text, found.end() + 1)) and english().status_of(said[0]) in _PLANNED
    ]
    return [
        Name(one.start("phrase"), one.end("phrase"), one["phrase"], None, Kind.LATIN)
        for one in (*ruled, *topics)
        if one
    ]


def _fields_of(text: str, item: Item) -> list[Name]:
    """Give the fields of a list's line that describe a model and hold nothing else."""
    found = [_description(text, start, _TOPIC) for start, _ in item.fields]
    ends = {end for _, end in item.fields}
    return [name for name in found if name and any(not text[name.end : end].strip() for end in ends if end >= name.end)]


def _topic(text: str, start: int) -> Name | None:
    """Read a description that stands before its verb: “把通用大模型的发布日定在…”, “医疗大模型，某公司还在研发”."""
    name = _description(text, start, _TOPIC)
    return name if name and _is_planned(text, name.end) else None


def _is_planned(text: str, end: int) -> bool:
    """Tell whether what stands behind a description says that it is being built, or will come."""
    for pattern, _ in subjects(is_chinese=True):
        if found := pattern.match(text, end):
            status = chinese().status_of(found["verb"])
            planned = status in _PLANNED and not chinese().verb_kinds.fullmatch(found["verb"])
            ahead = chinese().cues["future"].search(text, end, found.end())
            return planned or pattern in TOPIC_SHAPES or ahead is not None
    return False


def _description(text: str, start: int, head: re.Pattern[str] = _NOUN) -> Name | None:
    """Read a noun phrase that consists of descriptive words alone."""
    noun = head.search(text, start, start + _LONGEST + 8)
    if not noun or noun.start() - start > _LONGEST or text.startswith("的", start):
        return None
    begin = max(start, text.rfind("、", start, noun.start()) + 1, text.rfind("的", start, noun.start()) + 1)
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
        called = not re.search(r"[,。;]", between) or re.search(r"名为|代号|取名|称为|编号|定名|叫", between)
        if (near and called) or one.start <= name.start <= one.end + 1:
            return True
    return False
