"""A name in its sentence, and the article around it → the organisations that announce it, as the text writes them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.detect.words import chinese
from monitor.text import fold, has_han

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.frames import Frame
    from monitor.detect.grammar import Name
    from monitor.detect.lore import Lore
    from monitor.detect.sentences import Sentence
    from monitor.model import Article

_JOINED = re.compile(r"^(?:\s|、|,|，|和|与|及|联合|携手|&|/|and|等|团队|集团|公司|科技|实验室)*$")
_DAYS = (
    r"\d{1,4}\s?年|\d{1,2}\s?月(?:份)?|\d{1,2}\s?[日号]|今日|今天|昨日|昨天|近日|日前|近期|最近|上午|下午|晚间|凌晨|"
    r"刚刚|今年|去年"
)
_LEADING = re.compile(
    rf"^(?:[\s,、“”·:\-()]|{_DAYS}|目前|此外|同时|另外|随后|其中|会上|现场|据悉|据介绍|据了解|同日|当天|当日|本周|上周|"
    r"周[一二三四五六日]|在[^,。]{1,24}?(?:上|期间|中|现场)|由|据|北京时间|当地时间|美东时间|日本|美国|法国|韩国|国产|国内|"
    r"编程工具|活动现场|大会期间|大公司|而|并|也|又|则|宣布|以及)+"
)
_TRAILING = re.compile(
    rf"(?:\s|,|{_DAYS}|正式|正在|已经|已|现已|宣布|官宣|全新|首次|重磅|联合|称|表示|透露|计划|即将|将|拟|将于|将在|于|在|"
    r"也|又|还|则|再次|同步|现场|全面|秘密|积极|官方|向[^,]{1,10}|正|方面|今|会|研究人员|首发|悄然|对外|开始|着手|并|可能|有望|"
    r"预计|[一二三四]季度|[上下]半年|明年|上|的|旗下|在[^,。的]{1,10}|[\d ]+年内)+$"
)
_PRONOUN = re.compile(
    r"该(?:公司|校|团队|机构|模型|项目)|公司|官方|他们|其|我们|前者|后者|团队|他|她|它|研究团队|本次|此次|这|那|自己|用户|"
    r"开发者|企业|模型|业内|中国(?![一-鿿]{2,5}$)|首个|全国|全球|计划|预计|将|很|较|以及|成为|通过|希望|同时|从|如|若|未来|名为|号称|助力|为|"
    r"内部|另有|还有|一[款个种]|仍|众多|各|多家|并|而|且"
)
_TEAM = re.compile(r"(?:旗下|人工智能)?(?:研究)?(?:团队|研究人员|负责人|官方|公众号|平台|App)$")
_EN_AUXILIARY = (
    r"team|researchers|Inc\.?|CEO|has|have|is|are|was|today|just|recently|officially|publicly|also|quietly|finally|and|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|jointly|said|says|confirmed|that|an?|"
    r"will|plans to|to|set to|now|about|reportedly"
)
_EN_SUBJECT = re.compile(
    rf"((?:[A-Z][\w.&+-]*|[a-z][A-Z][\w.]*)(?:\s(?:[A-Z][\w.&+-]*|for)){{0,3}})(?:['’]s)?(?:\s(?:{_EN_AUXILIARY}))*\s?$"
)
_EN_NAME = r"[A-Z][\w.&+-]*(?:\s[A-Z][\w.&+-]*){0,3}"
_EN_JOINED = re.compile(rf"((?:{_EN_NAME},\s){{0,4}}{_EN_NAME},?\sand\s{_EN_NAME})\s(?:have\s)?(?:jointly|together)\s$")
_EN_NO_SUBJECT = re.compile(r"(?:The|This|It|We|In|A|An|Its|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b")
_EN_BY = re.compile(
    r"[^.;!?]{0,80}?\b(?:developed|released|built|made|created|launched|trained|announced|introduced)\sby\s"
    r"(?:the\s)?([A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,3})"
)
_ZH_BY = re.compile(
    r"[^。;!?]{0,16}?(?:由|是)([^,。;!?由是的]{2,18}?)(?:团队|公司)?(?:联合)?(?:研发|开发|打造|推出|发布|训练|自研)|"
    r"”?,\s?([^,。;:]{2,14}?)(?:正在|还在|仍在|也在|已在)(?:研发|研制|训练|开发|打磨)"
)
_JOINTS = re.compile("联合|携手|、")
_TOGETHER_WITH = re.compile("联合|携手|、|与|和")
# “某公司将多模态模型 X 开源”, “某公司的语音大模型 X”: what is done to it, what is whose.
_RULED = re.compile(r"(?<=[一-鿿]{2})(?:[将把给](?=[^,]*模型).*|的[^的,]*模型[“\s]*)$")
_SPEAKER = re.compile(
    r"(?:^|[,。;]\s?)([^,。;]{2,16}?)(?:方面)?(?:也|则|均|还|亦)?(?:向[^,。;]{1,6})?"
    r"(?:表示|透露|称|说|确认|证实|宣布|介绍),\s?$"
)
_TOGETHER = re.compile(r"(?:一道|一起|一同|共同|携手|联手|合作)[,\s]*$")
# Who releases or builds is the maker; who puts online may be a platform that lists somebody else's.
_MAKING = frozenset({"发布", "推出", "开源", "研发", "开发", "打造", "训练", "升级", "公布", "发了"})
_HOSTING = frozenset({"上线", "首发", "开放", "上架", "推送", "公测", "引入", "接入", "首发灰测"})
_PLATFORM = re.compile(r"(?:平台|社区|商店|市场|广场|云)(?:现已|目前|今日|已|也|正式|全面|宣布|首批|率先)*$")
_SHORTEST, _LONGEST = 2, 14


def organisations_of(
    name: Name, frame: Frame, sentence: Sentence, before: Sequence[Sentence], article: Article, lore: Lore
) -> tuple[str, ...]:
    """Find who announces a name.

    Args:
        name: The model.
        frame: Its part in the sentence.
        sentence: Where it stands.
        before: The sentences before this one, the title first.
        article: Gives the organisation that speaks where the text names none.
        lore: What is known of organisations and owners.
    """
    subject = _subjects(name, frame, sentence, lore)
    owners = lore.owners(name.model)
    makes = frame.verb in _MAKING and "object" in frame.features
    if owners and not (makes and subject):
        others = tuple(one for one in subject if lore.is_organisation(one)) if frame.verb not in _HOSTING else ()
        return _owner_as_written(owners, subject, name, sentence, article) or _default(article) or others
    if name.owner and not subject:
        return (name.owner,)
    if subject:
        return subject
    for text in (*(one.text for one in reversed(before)), article.title):
        if known := _main_organisation(text, lore):
            return (known,)
    return _default(article)


def organisations_of_item(
    name: Name, fields: Sequence[tuple[int, int]], sentence: Sentence, lore: Lore
) -> tuple[str, ...]:
    """Find whose model a line of a list names: known ones of the other fields, else the first that reads like one.

    Args:
        name: The model.
        fields: Where the line's parts begin and end.
        sentence: The line.
        lore: What is known of organisations.
    """
    text = sentence.text
    others = [text[start:end] for start, end in fields if not start <= name.start < end]
    beside = [text[start : name.start] for start, end in fields if start < name.start < end]
    for said in (*others, *beside):
        if known := _known_in(said, lore):
            return known
    return next((found for said in others if (found := _described(said))), ())


def is_foreign(name: Name, frame: Frame, sentence: Sentence, lore: Lore) -> bool:
    """Tell whether somebody other than a family's owner is the subject: a platform or a chip."""
    owners = {fold(owner) for owner in lore.owners(name.model)}
    subject = _subjects(name, frame, sentence, lore)
    known = [one for one in subject if lore.organisations.search(one)]
    hosted = sentence.text[frame.clause[0] : max(frame.verb_at, 0)]
    if owners and not known and _PLATFORM.search(hosted):
        known = [hosted]
    return (
        bool(owners and known)
        and not any(fold(one) in owners for one in known)
        and frame.verb in _HOSTING
        and "object" in frame.features
    )


def _default(article: Article) -> tuple[str, ...]:
    return (article.organisation,) if article.organisation else ()


def _owner_as_written(
    owners: tuple[str, ...], subject: tuple[str, ...], name: Name, sentence: Sentence, article: Article
) -> tuple[str, ...]:
    """Give the owner in the form that stands nearest: as subject, in the sentence, in the title, anywhere."""
    folded = {fold(owner) for owner in owners}
    if name.owner and fold(name.owner) in folded:
        return (name.owner,)
    if any(fold(one) in folded for one in subject):
        return subject
    pattern = _form_of(owners)
    found = pattern.search(sentence.text, 0, name.start) or pattern.search(sentence.text)
    written = found[0] if found else _form_in(owners, article)
    return (written,) if written else ()


@lru_cache(maxsize=64)
def _form_in(owners: tuple[str, ...], article: Article) -> str | None:
    """Find an owner anywhere in an article; kept, since every mention of a model asks for it."""
    pattern = _form_of(owners)
    found = pattern.search(article.title) or pattern.search(article.body)
    return found[0] if found else None


@lru_cache(maxsize=512)
def _form_of(owners: tuple[str, ...]) -> re.Pattern[str]:
    """Build a pattern that finds any written form; kept, since the same owners come again and again."""
    forms = sorted(owners, key=lambda owner: (-len(owner), owner))
    whole = (
        re.escape(form) if has_han(form) else rf"(?<![A-Za-z0-9]){re.escape(form)}(?![A-Za-z0-9])" for form in forms
    )
    return re.compile("|".join(whole))


def _subjects(name: Name, frame: Frame, sentence: Sentence, lore: Lore) -> tuple[str, ...]:
    """Give who acts on the name, as the sentence says it."""
    text = sentence.text
    end = frame.verb_at if 0 <= frame.verb_at <= name.start else name.start
    if has_han(text):
        by = _ZH_BY.match(text, name.end)
        if not by:
            return _before_verb(text, frame.clause[0], end, lore)
        maker = by[1] or by[2]
        return _known_in(maker, lore) or _described(maker)
    if by := _EN_BY.match(text, name.end):
        return (by[1],)
    if joined := _EN_JOINED.search(text[:end]):
        return tuple(re.split(r",\s(?:and\s)?|\sand\s", joined[1]))
    if known := _known_in(text[:end], lore):
        return known[-1:]
    subject = _EN_SUBJECT.search(text[:end]) if frame.verb else None
    return (subject[1],) if subject and not _EN_NO_SUBJECT.match(subject[1]) else ()


def _before_verb(text: str, start: int, end: int, lore: Lore) -> tuple[str, ...]:
    """Read the subject of a Chinese clause: known organisations before the verb, else what the clause begins with."""
    clause = text[start:end]
    if known := _known_in(clause, lore):
        joined = _described(clause, _TOGETHER_WITH) if _TOGETHER_WITH.search(clause) else ()
        return joined if set(known) <= set(joined) else known
    if described := _described(clause):
        return described
    before = text[:start]
    if (speaker := _SPEAKER.search(before)) and (described := _described(speaker[1])):
        return _known_in(speaker[1], lore) or described
    return _known_in(before, lore) if _TOGETHER.search(before) else _known_in(before, lore)[-1:]


def _known_in(text: str, lore: Lore) -> tuple[str, ...]:
    """Give the last group of known organisations of a text: those joined by 联合, 和 or 、."""
    group: list[str] = []
    last_end = -1
    for match in lore.organisations.finditer(text):
        if group and not _JOINED.match(text[last_end : match.start()]):
            group = []
        group.append(match[0])
        last_end = match.end()
    return tuple(dict.fromkeys(group))


def _described(clause: str, joints: re.Pattern[str] = _JOINTS) -> tuple[str, ...]:
    """Read organisations that nobody knows from where a subject stands, cut at what joins them."""
    said = _LEADING.sub("", clause)
    said = _RULED.sub("", said)
    said = _TRAILING.sub("", said)
    person = chinese().organisation_words["persons"].search(said)
    if person:
        said = said[: person.start()]
    said = _TEAM.sub("", said.split("旗下")[0])
    parts = [part for part in joints.split(said) if part]
    if not parts or not all(_is_organisation(part) for part in parts):
        return ()
    return tuple(part.strip() for part in parts)


def _is_organisation(said: str) -> bool:
    plain = said.strip()
    return (
        _SHORTEST <= len(plain) <= _LONGEST + 12 * (not has_han(plain))
        and re.fullmatch(r"[\w一-鿿·&. \-()]+", plain) is not None
        and not re.search(r"[的了是]|大模型|\d{3,}|版本", plain)
        and not _PRONOUN.match(plain)
        and not chinese().roles.match(plain)
        and (has_han(plain) or plain[0].isupper())
    )


def _main_organisation(text: str, lore: Lore) -> str | None:
    found = lore.organisations.search(text)
    return found[0] if found else None
