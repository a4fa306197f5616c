"""A name in its sentence, and the article around it → the organisations that announce it, as the text writes them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from monitor.detect.makers import HUBS, NAME, makers_of, subject_of
from monitor.detect.subjects import described, introduced_in, known_in, subjects_before
from monitor.detect.words import chinese
from monitor.text import fold, has_han

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.frames import Frame
    from monitor.detect.grammar import Name
    from monitor.detect.lore import Lore
    from monitor.detect.sentences import Sentence
    from monitor.model import Article

_EN_INTRODUCED = re.compile(
    rf"^\W*({NAME}),\s(?:an?|the|which|based|founded|owned|backed|part)\b|"
    rf"\b(?:\w+-based|start-?up|company|lab|firm|maker|giant|institute|non-profit|group|developer)\s({NAME})|"
    rf"\b(?:at|from|by)\s(?:the\s)?((?:[A-Z]\w+\s){{0,2}}(?:University|Institute|Labs?)(?:\sof\s[A-Z]\w+|"
    rf"\s[A-Z]\w+){{0,2}})"
)
_ZH_BY = re.compile(
    r"(?:(?!超越|超过|优于|媲美|对标|击败|领先|基于|接入|搭载|采用)[^。;!?]){0,16}?(?:由|是)([^,。;!?由是的]{2,18}?)(?:团队|公司)?(?:联合)?(?:研发|研制|开发|打造|推出|发布|训练|自研|出品)|"
    r"”?,\s?([^,。;:]{2,14}?)(?:正在|还在|仍在|也在|已在)(?:研发|研制|训练|开发|打磨)"
)
_ORIGIN = re.compile(r"来自([^,。;的]{2,18}?)(?:团队|公司)?的[^,。;:的]{0,14}$")
_HEADLINES = re.compile("[；;]")
# Who releases or builds is the maker; who puts online may be a platform that lists somebody else's.
_MAKING = frozenset({"发布", "推出", "开源", "研发", "开发", "打造", "训练", "升级", "公布", "发了"})
_HOSTING = frozenset({"上线", "首发", "开放", "上架", "推送", "公测", "首发灰测"})
_EN_HOSTING = re.compile(
    r"(?:['’]s? \w+|\*|\s)*(?:\s?(?:has|have|is|will|now|also|today|just|quietly))*\s?"
    r"(?:makes?|made|making|adds?|added|adding|brings?|brought|offers?|offering|hosts?|hosting|serves?|serving|"
    r"supports?|integrat\w+|puts?|"
    r"gets?|switch\w*|mov\w+|rolls? out|deploy\w*|us(?:es|ed|ing))\b",
    re.IGNORECASE,
)
_PLATFORM = re.compile(r"(?:平台|社区|商店|市场|广场|云)(?:现已|目前|今日|已|也|正式|全面|宣布|首批|率先)*$")


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
    subject = _apposed(name, frame, sentence, lore) or _subjects(name, frame, sentence, lore)
    owners = lore.owners(name.model)
    makes = frame.verb in _MAKING and "object" in frame.features and any(map(lore.is_organisation, subject))
    if owners and not makes:
        return (
            _owner_as_written(owners, subject, name, sentence, article)
            or _default(article)
            or (subject if frame.verb not in _HOSTING else ())
        )
    if name.owner and not subject:
        return (name.owner,)
    if subject:
        return subject
    for text in (*(one.text for one in reversed(before) if not one.in_title), _headline(article.title, name)):
        if (known := introduced_in(text, lore)) and known not in HUBS:
            return (known,)
        if not has_han(text) and (met := _EN_INTRODUCED.search(text)):
            return (next(one for one in met.groups() if one),)
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
        if known := known_in(said, lore):
            return known
    return next((found for said in others if (found := described(said, lore))), ())


def is_foreign(name: Name, frame: Frame, sentence: Sentence, lore: Lore) -> bool:
    """Tell whether somebody other than a family's owner is the subject: a platform, a chip, a service."""
    owners = {fold(owner) for owner in lore.owners(name.model)}
    hosts = frame.verb in _HOSTING or "other_behind" in frame.features or "served" in frame.features
    if owners and not has_han(sentence.text):
        return _is_hosted(name, frame, sentence.text, lore, owners)
    if not owners or not hosts or "object" not in frame.features:
        return False
    subject = _apposed(name, frame, sentence, lore) or _subjects(name, frame, sentence, lore)
    hosted = sentence.text[frame.clause[0] : max(frame.verb_at, 0)]
    if not subject and _PLATFORM.search(hosted):
        return True
    return bool(subject) and not any(fold(one) in owners or _known_form(one, owners) for one in subject)


def _is_hosted(name: Name, frame: Frame, text: str, lore: Lore, owners: set[str]) -> bool:
    """Tell whether an English clause says that somebody else adds a model to what is theirs."""
    makers = list(lore.organisations.finditer(text, frame.clause[0], name.start))
    acting = [makers[-1][0]] if makers else subject_of(text[: frame.verb_at]) if frame.verb_at > 0 else ()
    if not acting or any(fold(one[0]) in owners or _known_form(one[0], owners) for one in makers):
        return False
    if any(_known_form(one, owners) for one in acting):
        return False
    return _EN_HOSTING.match(text, text.rfind(acting[-1], 0, name.start) + len(acting[-1]), name.start) is not None


def is_owner_absent(name: Name, article: Article, lore: Lore) -> bool:
    """Tell whether an article never names whoever owns a name's family, so that the name may be somebody else's."""
    owners = lore.owners(name.model)
    return bool(owners) and _form_in(owners, article) is None


def _known_form(said: str, owners: set[str]) -> bool:
    """Tell whether a subject holds an owner's name: 阿里云 holds 阿里."""
    return any(owner in fold(said) for owner in owners)


def _apposed(name: Name, frame: Frame, sentence: Sentence, lore: Lore) -> tuple[str, ...]:
    """Give the maker that stands right before its model, whoever acts on it: “某平台上线 A 的视频模型 X”."""
    text = sentence.text
    if not has_han(text):
        return ()
    between = text[frame.verb_at + len(frame.verb) : name.start]
    found = list(lore.organisations.finditer(between))
    return (found[-1][0],) if found and _owned().fullmatch(between, found[-1].end()) else ()


@cache
def _owned() -> re.Pattern[str]:
    """Build what may stand between a maker and its model: “的视频模型”, “旗下首款”."""
    return re.compile(
        rf"(?:\s|的|旗下|自家|刚刚|最近|近期|发布|“|:|{chinese().descriptors.pattern}|大?模型|系列|[A-Z][\w.-]*[、和与,])*+"
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
    pattern = form_of(owners)
    found = pattern.search(sentence.text)
    written = found[0] if found else _form_in(owners, article)
    return (written,) if written else ()


@lru_cache(maxsize=64)
def _form_in(owners: tuple[str, ...], article: Article) -> str | None:
    """Find an owner anywhere in an article; kept, since every mention of a model asks for it."""
    pattern = form_of(owners)
    found = pattern.search(article.title) or pattern.search(article.body)
    return found[0] if found else None


@lru_cache(maxsize=512)
def form_of(owners: tuple[str, ...]) -> re.Pattern[str]:
    """Build a pattern that finds any written form; kept, since the same owners come again and again."""
    forms = sorted(owners, key=lambda owner: (-len(owner), owner))
    whole = (
        re.escape(form) if has_han(form) else rf"(?<![A-Za-z0-9]){re.escape(form)}(?![A-Za-z0-9])" for form in forms
    )
    return re.compile("|".join(whole))


def _subjects(name: Name, frame: Frame, sentence: Sentence, lore: Lore) -> tuple[str, ...]:
    """Give who acts on the name, as the sentence says it."""
    text = sentence.text
    if not has_han(text):
        return makers_of(name, frame, text, lore)
    end = frame.verb_at if 0 <= frame.verb_at <= name.start else name.start
    by = _ZH_BY.match(text, name.end)
    if not by:
        return subjects_before(text, frame.clause[0], end, lore) or _origin(text[frame.clause[0] : name.start], lore)
    maker = by[1] or by[2]
    return known_in(maker, lore) or described(maker, lore)


def _origin(before: str, lore: Lore) -> tuple[str, ...]:
    """Give whom a name is from: “来自甲的大模型 X”."""
    met = _ORIGIN.search(before)
    return known_in(met[1], lore) or described(met[1], lore) if met else ()


def _headline(title: str, name: Name) -> str:
    """Give a title, or of a digest's title (“A；B；C”) the headline that names the model; empty where none does."""
    headlines = _HEADLINES.split(title)
    return title if len(headlines) == 1 else next((one for one in headlines if name.model in one), "")
