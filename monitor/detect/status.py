"""The verb and the words around it → where the launch stands, whether the text vouches, denies or recalls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.detect.words import chinese, english
from monitor.model import Status
from monitor.text import has_han

if TYPE_CHECKING:
    from monitor.detect.frames import Frame
    from monitor.detect.grammar import Name
    from monitor.detect.sentences import Sentence
    from monitor.detect.words import Words


@dataclass(frozen=True, slots=True)
class Standing:
    """What a sentence says of a launch's life.

    Args:
        foretold: Whether the clause speaks of the future, be it of this launch or not.
        not_yet: Whether the verb is negated: “尚未发布”, “has not released”.
    """

    status: Status
    rumour: bool
    negated: bool
    denied: bool
    recalled: bool
    half_clause: bool
    progressing: bool
    foretold: bool
    not_yet: bool


_UPCOMING_HEAD = re.compile(r"(?:即将|将要|计划)(?:发布|推出|上线)的?[^,。;]{0,10}(?:包括|有)\s?:")
_TO_BE_HAD = re.compile(r"(?:会|将|即将)(?:有|迎来|看到|见到)[^,。;]{0,16}$")
_MAKING = frozenset({"打造", "has built"})  # Done, unless it is going on: “正在打造”.
_DAYS_BEFORE = re.compile(r"此前(?:一|两|三|几|数)[天日]|此前一周")  # Too near to be a recall.
_OPENED = re.compile(r"开源(?!社区|框架)|可供?(?:免费)?下载|权重[^,。;不未]{0,12}?(?:放出|公开|开放|上传)")
# “不久前发布的 X”: what is told is something else. What was released “just now” or “newly” may still be the news.
_SOME_TIME_AGO = re.compile(
    r"(?:不久前|前不久|最近|近期|早前|先前|此前)[^,。;]{0,6}?(?:发布|推出|开源|上线|亮相|内测|公测)了?的[^,。;]{0,24}$|"
    r"\brecently (?:released|launched|announced|unveiled|introduced)[^,.;]{0,24}$",
    re.IGNORECASE,
)
# “…, another language model that was released a few months ago”, said of what no verb rules.
_AGO = re.compile(
    r"[^.;]{0,100}?\b(?:(?:a few|several|some|two|three|four|six|many) (?:weeks|months|years)|a (?:month|year)) ago\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"(?:尚未|还未|仍未|并未|从未|暂未|没有|还没有?|未曾)(?:正式|对外|公开)?$|"
    r"\b(?:(?:has|have|had|did|does|do)(?: not|n['’]t)(?: yet| publicly| officially)?|(?:has|have) yet to|never) $",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"宣布|官宣|公告|\bannounced\b")
_PLANNED = frozenset({Status.UPCOMING, Status.IN_DEVELOPMENT})
_CHINESE_REACH, _ENGLISH_REACH = 24, 60  # Characters before a verb in which 将 or "will" still belongs to it.


def standing_of(name: Name, frame: Frame, sentence: Sentence) -> Standing:
    """Read status, rumour, negation and recall from the clause that speaks of a name."""
    words = chinese() if has_han(sentence.text) else english()
    clause = sentence.text[frame.clause[0] : frame.clause[1]]
    foretold = bool(words.cues["future"].search(clause))
    # “某所将联合九家单位,…,研制 X”: who acts stands a clause before.
    ahead = foretold or words.cues["future"].search(sentence.text, 0, frame.verb_at) is not None
    progressing = ahead or bool(words.cues["progress"].search(sentence.text))
    return Standing(
        status=_status(name, frame, sentence, words),
        rumour=bool(words.cues["rumour"].search(sentence.text)),
        negated=bool(words.cues["negated"].search(clause)),
        denied=bool(words.cues["denied"].search(sentence.text)),
        recalled=_is_recalled(name, frame, sentence, words),
        half_clause=bool(words.cues["half_clause"].search(clause)),
        foretold=foretold,
        not_yet=_NOT_YET.search(sentence.text, 0, frame.verb_at) is not None,
        progressing=(progressing or words.predicate_kinds.fullmatch(frame.verb) is not None)
        and "relative" not in frame.features,
    )


def is_rumour(standing: Standing, status: Status, sentence: Sentence, title: str) -> bool:
    """Tell whether nobody vouches for it: the sentence says so, or, of a plan, the title or a report from elsewhere."""
    if standing.rumour:
        return True
    if status not in _PLANNED or _OFFICIAL.search(sentence.text):
        return False
    said, words = f"{title} {sentence.raw}", chinese() if has_han(sentence.text) else english()
    return bool(words.cues["rumour"].search(title) or words.cues["reported"].search(said))


def opens_weights(text: str) -> bool:
    """Tell whether a sentence that speaks of a model says that its weights are open."""
    words = chinese() if has_han(text) else english()
    return bool(words.cues["open_weights"].search(text)) and not words.cues["open_negated"].search(text)


def _status(name: Name, frame: Frame, sentence: Sentence, words: Words) -> Status:
    """Read plans first, then previews, opened weights and upgrades; the verb's own meaning is the last resort."""
    text, (start, end) = sentence.text, frame.clause
    is_chinese = has_han(text)
    verb_status = words.status_of(frame.verb) if frame.verb else Status.RELEASED
    # In a list the heading says how far its items are.
    close = (
        ""
        if "list" in frame.features
        else _before_verb(name, frame, text)[-_CHINESE_REACH if is_chinese else -_ENGLISH_REACH :]
    )
    planned = (
        words.cues["future"].search(close)
        or _UPCOMING_HEAD.search(text, 0, name.start)
        or _TO_BE_HAD.search(text[start : name.start])
    )
    made = frame.verb in _MAKING and words.cues["progress"].search(close)
    building = verb_status is Status.IN_DEVELOPMENT or made
    if building and (not planned or words.cues["progress"].search(close)):
        return Status.IN_DEVELOPMENT
    if planned or verb_status is Status.UPCOMING:
        return Status.UPCOMING
    if verb_status is Status.PREVIEW or words.cues["preview"].search(name.full):
        return Status.PREVIEW
    if verb_status is Status.OPEN_SOURCED or (is_chinese and _OPENED.search(text, start, end)):
        return Status.OPEN_SOURCED
    improved = not is_chinese and words.cues["upgraded"].search(text, max(start, name.start - 40), name.start)
    if verb_status is Status.UPGRADED or "improved" in frame.features or improved:
        return Status.UPGRADED
    return Status.PREVIEW if words.cues["preview"].search(text, name.end, end) else verb_status


def _is_recalled(name: Name, frame: Frame, sentence: Sentence, words: Words) -> bool:
    """Tell whether a sentence only looks back on a model, without a date."""
    said = _DAYS_BEFORE.sub("", sentence.text[: frame.clause[1]])
    if not frame.verb and _AGO.match(sentence.text, name.end):
        return True
    return bool(words.cues["recall"].search(said) or _SOME_TIME_AGO.search(sentence.text[: name.start]))


def _before_verb(name: Name, frame: Frame, text: str) -> str:
    """Give what stands before the verb, or where the name is its subject, with the verb: “权重下月才会放出”."""
    if frame.verb_at >= name.end:
        end = frame.verb_at + len(frame.verb)
        return text[name.end : frame.verb_at if text.startswith(("的", "了"), end) else end]
    return text[frame.clause[0] : frame.verb_at if frame.verb_at >= 0 else name.start]
