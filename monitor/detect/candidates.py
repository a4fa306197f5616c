"""Sentences → candidates: each name with its organisations, status, date and the features that the scorer weighs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.detect.attributes import domain_of
from monitor.detect.bystanders import signs_of_bystanders
from monitor.detect.coreference import NO_ECHO, echo_of, is_introduced
from monitor.detect.english import last_word, surroundings_of
from monitor.detect.frames import frame_of, joined
from monitor.detect.grammar import Kind, has_model_word, is_suffix, is_word
from monitor.detect.looks import LEAD
from monitor.detect.mentions import with_article_features, with_full_names
from monitor.detect.modality import Mention
from monitor.detect.organisations import is_foreign, is_owner_absent, organisations_of, organisations_of_item
from monitor.detect.signs import signs_of
from monitor.detect.status import is_rumour, standing_of
from monitor.detect.timing import Place, day_of, timing_of
from monitor.detect.words import chinese, english
from monitor.model import Status
from monitor.text import compact, has_han

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.coreference import Echo
    from monitor.detect.frames import Frame
    from monitor.detect.grammar import Name
    from monitor.detect.looks import Look
    from monitor.detect.sentences import Sentence
    from monitor.detect.status import Standing

_EVIDENCE_LIMIT = 160
_QUESTION = re.compile(r"[?]\s*$|是否|能否(?!认)|会不会")
_NOUN_REACH = 5  # Characters: 大模型, with a quote before it and one character behind.
_CONTINUING = re.compile(
    r"(?:继续|持续|一直|长期|不断|致力|专注|坚持)[^,。;]{0,12}$|\b(?:continues?|continuing) to [^,.;]{0,40}$"
)
_COUNTED = re.compile(r"[两三四五六七八九十多数\d]+\s?[大个款种]|多个|大量|众多|一系列|系列")
_GENERIC = re.compile(
    r"人工智能|AI|智能|大语言|大型?|新一?代?|最新|全新|自研|自主|首[个款]|国产|开源|旗舰|通用|基[座础]|先进|前沿|模型|超|语言|专有|\s|的"
)
_PHRASE = 12  # Characters before a description that still belong to it: “400 亿参数规模的”.
_TELLING = 2  # Characters that no generic word covers.
_GOING_ON = re.compile(r"正在?[^,。;]{0,4}$")
# “已构建了…产品矩阵，以及 X”: what somebody has, told of beside the news.
_PORTFOLIO = re.compile(
    r"(?:构建|形成|拥有|打造|搭建|建成|推出|布局|覆盖)了?[^。;]{0,24}?(?:矩阵|全栈|全家桶|版图|三大|家族|生态|(?<!模型)体系)[^。;]{0,60}$"
)
_ONE_OF = re.compile(r"大模型[的等]|大模型团")
_TOLD_OF = frozenset({"object", "subject"})
_UNBLOCKED = frozenset(
    {"codenamed", "self_made", "acts"}
)  # What names or claims a model outweighs a preposition before it.
_OF_OTHERS = frozenset({"blocked", "foreign", "placed_elsewhere"})
# What holds of the topic of a passage alone.
_OF_A_TOPIC = frozenset({"acts", "echo_given", "echo_model", "parameters", "licensed", "entry"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name at one place, with all that the sentence says of it.

    Args:
        features: What the scorer weighs.
        key: What all spellings of this model share.
        clause: The part of the sentence that speaks of it.
        own: That part, and what follows it up to the next clause that has a name and a verb.
        mention: What its modality is read from.
        alone: Whether the sentence names no other model, so that all of it speaks of this one.
        confidence: The scorer's, once it has weighed the features.
    """

    name: Name
    sentence: Sentence
    features: frozenset[str]
    organisations: tuple[str, ...]
    status: Status
    date: str | None
    background: bool
    rumour: bool
    evidence: str
    mention: Mention
    domain: str | None
    named: bool
    clause: str
    own: str
    key: str
    alone: bool
    confidence: float = 0.0


def candidates_in(looks: Sequence[Look]) -> tuple[Candidate, ...]:
    """Give every named candidate of an article in reading order."""
    found = [candidate_of(name, look) for look in looks for name in look.names]
    return tuple(with_article_features(with_full_names(found, looks[0].lore))) if found else ()


def candidate_of(name: Name, look: Look, *, named: bool = True) -> Candidate:
    """Weigh one name, or a description that stands for one (`named` False)."""
    sentence, lore = look.sentence, look.lore
    is_common = is_word(name.model) or lore.is_learned(name.model)
    if is_common and is_owner_absent(name, look.article, lore):
        name = replace(name, known=False)
    frame = frame_of(
        name, sentence, tuple(name if one.start == name.start else one for one in look.names) if named else (name,)
    )
    standing = standing_of(name, frame, sentence)
    # What a line's fields say goes before a verb that only one of them holds.
    item = look.item if not frame.verb or "subject_far" in frame.features else None
    if item:
        frame = replace(frame, features=frame.features - {"blocked", "subject_far"} | {"list"})
        standing = replace(standing, status=item.status, progressing=True)
    echo = _echo(name, look) if named else NO_ECHO
    if echo.status and not frame.verb:
        standing = replace(standing, status=echo.status)
    organisations = (organisations_of_item(name, item.fields, sentence, lore) if item else ()) or organisations_of(
        name, frame, sentence, look.before, look.article, lore
    )
    before = look.lead if sentence.in_title else look.before
    place = Place(name, frame, sentence, look.names, before, organisations)
    timing = timing_of(place, standing, look.article.published)
    status = timing.status
    if echo.status is Status.OPEN_SOURCED and status in {Status.RELEASED, Status.UPGRADED}:
        status = Status.OPEN_SOURCED
    features = frame.features | _plain_features(name, frame, look) | _standing_features(standing, status, look, frame)
    features |= {"organisation"} if organisations else set()
    features |= {"borrowed"} if organisations and not any(one in sentence.text for one in organisations) else set()
    features |= {"foreign"} if name.known and is_foreign(name, frame, sentence, lore) else set()
    if not named:
        features = _of_description(name, features, status, look)
    elif not has_han(sentence.text):
        features = _in_english(name, frame, look, features | echo.features | look.about)
    clause = sentence.text[slice(*frame.clause)]
    alone = len(look.names) <= int(named)
    neighbours = tuple(one for one in look.names if one.end <= name.start or one.start >= name.end)
    setting = " ".join((look.article.title, *(one.text for one in look.before)))
    return Candidate(
        name=_in_its_characters(name, sentence),
        sentence=sentence,
        features=features,
        organisations=_as_written(organisations, look),
        status=status,
        date=timing.date or day_of(echo.said, status, look.article.published),
        background=timing.background and not (echo.status and not frame.verb),
        rumour=is_rumour(standing, status, sentence, look.article.title),
        evidence=_evidence(sentence, frame, name),
        mention=Mention(name, sentence.text, frame.clause, neighbours, setting),
        domain=domain_of(clause if named else name.model),
        named=named,
        clause=clause,
        own=_own(frame, look),
        key=lore.key_of(name.model, name.version) if named else f"?{'&'.join(organisations)} {status}",
        alone=alone,
    )


def _in_english(name: Name, frame: Frame, look: Look, features: frozenset[str]) -> frozenset[str]:
    """Add what stands beside an English name, and take off what then no longer holds."""
    beside = surroundings_of(name, look.sentence, look.names, look.lore)
    features |= beside | signs_of_bystanders(name, look)
    features -= {"blocked", "argument"} if beside & _UNBLOCKED else set()
    features -= {"subject"} if "foreign" in features else set()  # “Foo makes X of others available” rules X by “makes”.
    features |= {"negated"} if not frame.verb and english().cues["negated"].search(look.article.title) else set()
    return features - _OF_A_TOPIC if _is_aside(name, features) else features


def _is_aside(name: Name, features: frozenset[str]) -> bool:
    """Tell whether what the neighbourhood says is not said of a name: it is an argument, or an unheard-of word."""
    plain = name.version is None and not name.known and not features & {"named_in_title", "in_title", "suffixed"}
    return bool(features & _OF_OTHERS) or (plain and not features & {"opens_line", "codenamed", "defined", "object"})


def _echo(name: Name, look: Look) -> Echo:
    """Read the sentences behind an English name that is the last, or the only firm one, of its sentence."""
    firm = [one.start for one in look.names if one.known or one.version]
    if has_han(look.sentence.text) or (firm and name.start not in {min(firm), max(firm)}):
        return NO_ECHO
    echo = echo_of(look.sentence, look.after)
    opens = not look.sentence.text[: name.start].strip(" “")
    called = opens and is_introduced(look.sentence, look.before)
    return replace(echo, features=echo.features | {"echo_model"}) if called else echo


def _plain_features(name: Name, frame: Frame, look: Look) -> frozenset[str]:
    """Give the features that need no grammar."""
    alone = name.version is None and name.kind is not Kind.QUOTED
    in_title = look.sentence.in_title
    said = {
        "known": name.known,
        "versioned": name.version is not None,
        "quoted": name.kind is Kind.QUOTED,
        "in_title": in_title,
        "lead": 0 < look.sentence.number <= LEAD,
        "named_in_title": not in_title and compact(name.full) in look.titled,
        "no_verb": not frame.verb and not look.item,
        "bare_word": alone
        and not is_suffix(last_word(name.model))
        and not name.known
        and name.kind is Kind.LATIN
        and not frame.features & {"noun", "defined"}
        and not has_model_word(name.model),
        "is_organisation": alone and "noun" not in frame.features and look.lore.is_organisation(name.model),
        "family_alone": alone and look.lore.is_family(name.model) and not _is_told_whole(name, frame, look),
        "model_word": not name.known and has_model_word(name.model),
        "apposed": alone and _is_apposed(name, look),
        "portfolio": "list" not in frame.features and _PORTFOLIO.search(look.sentence.text, 0, name.start) is not None,
        "mixed_owners": _has_mixed_owners(name, look),
        "question": bool(_QUESTION.search(look.sentence.text)),
    }
    signs = signs_of(name, look.sentence.text, is_about_models=look.is_about_models)
    return signs | {feature for feature, is_so in said.items() if is_so}


def _has_mixed_owners(name: Name, look: Look) -> bool:
    """Tell whether what is joined to a name has another owner: who puts both online made neither."""
    if name not in look.names:
        return False
    first, last = joined(name, look.names, look.sentence.text)
    owners = [
        set(found)
        for one in look.names
        if first.start <= one.start <= last.start and (found := look.lore.owners(one.model))
    ]
    return any(one.isdisjoint(owners[0]) for one in owners)


def _is_apposed(name: Name, look: Look) -> bool:
    """Tell whether a name only says of what kind the named model behind it is: “Foo-Bar 运控基座模型 BFM-2”."""
    behind = next((one for one in look.names if one.start >= name.end), None)
    between = look.sentence.text[name.end : behind.start] if behind else ""
    return re.fullmatch(r"\s?[一-鿿]{0,8}模型[\s—]*", between) is not None


def _is_told_whole(name: Name, frame: Frame, look: Look) -> bool:
    """Tell whether a family that has no version is itself the news: “某公司发布了某某大模型”."""
    whole = f"{name.model}{look.sentence.text[name.end : name.end + _NOUN_REACH]}"
    if look.item or (frame.verb and _awaits(frame, look)):
        return True
    if not frame.features & _TOLD_OF:
        return False
    apposed = look.sentence.text[: name.start].rstrip(" “").endswith("模型")
    return apposed or ("大模型" in whole and not _ONE_OF.search(whole))


def _awaits(frame: Frame, look: Look) -> bool:
    """Tell whether the predicate promises the model itself: nobody sets a day for what is only mentioned."""
    words = chinese() if has_han(look.sentence.text) else english()
    return "subject" in frame.features and words.status_of(frame.verb) is Status.UPCOMING


def _standing_features(standing: Standing, status: Status, look: Look, frame: Frame) -> frozenset[str]:
    developing = status is Status.IN_DEVELOPMENT
    going_on = _GOING_ON.search(look.sentence.text, 0, frame.verb_at) is not None
    said = {
        "negated": standing.negated,
        "denied": standing.denied,
        "not_yet": standing.not_yet,
        "recalled": standing.recalled,
        "half_clause": standing.half_clause,
        "development": developing,
        "no_progress": developing and not standing.progressing and not going_on and "relative" not in frame.features,
        "made_relative": developing and "relative" in frame.features,
    }
    return frozenset(feature for feature, is_so in said.items() if is_so)


def kind_of_description(around: str, phrase: str) -> str:
    """Tell whether a description is counted (“六款模型”), specific (“具身运动模型”) or generic (“AI 大模型”).

    Args:
        around: The description with what stands right before it, which may say how large the model is.
        phrase: The description.
    """
    if _COUNTED.match(phrase):
        return "counted"
    return "specific" if len(_GENERIC.sub("", phrase)) >= _TELLING or "参数" in around else "generic"


def _of_description(name: Name, features: frozenset[str], status: Status, look: Look) -> frozenset[str]:
    """Take from a description the features that its own words would earn it as a name."""
    plan = {"unnamed_plan"} if status in {Status.UPCOMING, Status.IN_DEVELOPMENT} else set()
    plan |= {"industry"} if domain_of(name.model) and not plan else set()
    said = {
        "unnamed_borrowed": "borrowed" in features,
        "continuing": _CONTINUING.search(look.sentence.text, 0, name.start) is not None,
    }
    plan |= {feature for feature, is_so in said.items() if is_so}
    kind = kind_of_description(look.sentence.text[max(0, name.start - _PHRASE) : name.end], name.model)
    return (features - {"noun", "development", "no_verb", "known", "family_alone", "bare_word", "model_word"}) | {
        "unnamed",
        kind,
        *plan,
    }


def _in_its_characters(name: Name, sentence: Sentence) -> Name:
    written = sentence.as_written(name.model)
    return name if written == name.model else replace(name, model=written)


def _as_written(organisations: tuple[str, ...], look: Look) -> tuple[str, ...]:
    near = (look.sentence, *reversed(look.before))
    return tuple(next((one.as_written(said) for one in near if said in one.text), said) for said in organisations)


def _own(frame: Frame, look: Look) -> str:
    """Give the sentence from a name's clause on, up to where a later name has a verb of its own before it."""
    text, words = look.sentence.text, chinese() if has_han(look.sentence.text) else english()
    end, place = len(text), frame.clause[1]
    for other in look.names:
        if other.start >= place and (verb := words.roles.search(text, place, other.start)) and verb["verb"]:
            end = max(place, text.rfind(",", 0, verb.start()))
            break
    return text[frame.clause[0] : end]


def _evidence(sentence: Sentence, frame: Frame, name: Name) -> str:
    """Give the clause that proves it, exactly as written."""
    start = min(frame.clause[0], name.start)
    end = max(frame.clause[1], name.end, frame.verb_at + len(frame.verb))
    if end - start > _EVIDENCE_LIMIT:
        start = max(start, name.start - _EVIDENCE_LIMIT // 2)
        end = min(end, name.end + _EVIDENCE_LIMIT // 2)
    return sentence.raw[start:end].strip(" \t\n,，。;；:：")
