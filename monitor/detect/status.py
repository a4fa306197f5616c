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
    """What a sentence says of a launch's life."""

    status: Status
    rumour: bool
    negated: bool
    denied: bool
    recalled: bool
    half_clause: bool
    progressing: bool


_UPCOMING_HEAD = re.compile(r"(?:即将|将要|计划)(?:发布|推出|上线)的?[^,。;]{0,10}(?:包括|有)\s?:")
_MAKING = frozenset({"打造", "has built"})  # Done, unless it is going on: “正在打造”.
_DAYS_BEFORE = re.compile(r"此前(?:一|两|三|几|数)[天日]|此前一周")  # Too near to be a recall.
_OPENED = re.compile(r"开源(?!社区|框架)")
_CHINESE_REACH, _ENGLISH_REACH = 24, 60  # Characters before a verb in which 将 or "will" still belongs to it.


def standing_of(name: Name, frame: Frame, sentence: Sentence) -> Standing:
    """Read status, rumour, negation and recall from the clause that speaks of a name."""
    words = chinese() if has_han(sentence.text) else english()
    clause = sentence.text[frame.clause[0] : frame.clause[1]]
    progressing = words.cues["progress"].search(sentence.text) or words.cues["future"].search(clause)
    return Standing(
        status=_status(name, frame, sentence, words),
        rumour=bool(words.cues["rumour"].search(sentence.text)),
        negated=bool(words.cues["negated"].search(clause)),
        denied=bool(words.cues["denied"].search(sentence.text)),
        recalled=bool(words.cues["recall"].search(_DAYS_BEFORE.sub("", sentence.text[: frame.clause[1]]))),
        half_clause=bool(words.cues["half_clause"].search(clause)),
        progressing=(bool(progressing) or words.predicate_kinds.fullmatch(frame.verb) is not None)
        and "relative" not in frame.features,
    )


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
    planned = words.cues["future"].search(close) or _UPCOMING_HEAD.search(text, 0, name.start)
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


def _before_verb(name: Name, frame: Frame, text: str) -> str:
    """Give what stands before the verb: behind the name where that is the subject."""
    if frame.verb_at >= name.end:
        return text[name.end : frame.verb_at]
    return text[frame.clause[0] : frame.verb_at if frame.verb_at >= 0 else name.start]
