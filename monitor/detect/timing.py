"""A name's verb and the dates around it → the day of the event, the status in its light, and whether it is recalled.

A date counts for the event that it stands beside: not for the report of it (“昨日报道称”), for what was planned once
(“原定”), for another model's release (“今年 2 月发布的 B”), or, where the event is to come, for the day it was told of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.detect.dates import Stated, dates_in, is_ahead, is_recalled
from monitor.detect.grammar import Kind
from monitor.detect.patterns import GLUE
from monitor.model import Status
from monitor.text import has_han

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from monitor.detect.frames import Frame
    from monitor.detect.grammar import Name
    from monitor.detect.sentences import Sentence
    from monitor.detect.status import Standing
    from monitor.model import Moment

_AVAILABLE = frozenset({Status.RELEASED, Status.UPGRADED, Status.OPEN_SOURCED, Status.PREVIEW})
_PLANNED = frozenset({Status.UPCOMING, Status.IN_DEVELOPMENT})
# Characters behind a verb in which its date may still stand; a plan is told at greater length (development set).
_REACH, _ENGLISH_REACH, _PLANNED_REACH = 40, 100, 160
_NEAR = 12  # Characters between “发布的” and the name that it belongs to.
_REPORTED = re.compile(r"报道|爆料|消息称|消息人士|披露|援引|回应|\breport(?:s|ed|ing)?\b|according to", re.IGNORECASE)
_TOLD = re.compile(
    rf"{_REPORTED.pattern}|宣布|官宣|表示|称|透露|发文|博文|确认|公布|介绍|预告|公告|发布会|大会|会上|"
    r"\b(?:said|says|announced|confirmed|told|wrote|posted|revealed|teased)\b",
    re.IGNORECASE,
)
_ONCE_PLANNED = re.compile(
    r"(?:原定|原计划|原本|原拟|本应|此前计划)[于在将]?\s?$|originally (?:\w+ ){0,3}$", re.IGNORECASE
)
_RELATIVE_CLAUSE = re.compile(r"[^,。;]{0,14}?(?:发布|推出|上线|开源|亮相|问世|面世)(?:了)?的")
_EVENT = re.compile(
    r"(?!的)[^,。;]{0,30}?(?:[,，][^,。;]{0,24}?)?(?:宣布|官宣|发布(?!博文|微博|文章|消息|报告|视频)|推出|开源|上线|举行|举办|召开|启动|亮相|开幕|"
    r"\b(?:announced|released|launched|unveiled|introduced|held|hosted)\b)"
)
_LEAD = 2  # Sentences.
# “某某公司今日…”, “Acme on Thursday …”: behind no more than who acts.
_OPENS = re.compile(
    r"^[^,。;:]{0,16}$|[,。;:][\s“]*(?:(?:北京|当地|美国|美东|美西|太平洋|东部)时间|就在|On|Earlier|Late)?\s*$"
)
_ATTRIBUTE = re.compile(r"\s?的")
_ON_THE_SPOT = re.compile(
    r"现场|会上|大会|会议|论坛|峰会|活动|届时|同期|at the (?:event|conference|keynote)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Timing:
    """When it happened or will happen.

    Args:
        date: A partial date in ISO 8601; None where the article states none.
        status: What the verb says, in the light of the date.
        background: Whether the article only recalls it.
    """

    date: str | None
    status: Status
    background: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands, and what was said before.

    Args:
        names: All names of the sentence.
        before: The sentences that precede it, oldest first; of a title those that it sums up, the first last.
        organisations: Who announces it.
    """

    name: Name
    frame: Frame
    sentence: Sentence
    names: tuple[Name, ...]
    before: Sequence[Sentence]
    organisations: tuple[str, ...]

    @property
    def verb(self) -> int:
        """Give where the verb stands; the name where there is none."""
        return self.frame.verb_at if self.frame.verb_at >= 0 else self.name.start


def timing_of(place: Place, standing: Standing, published: Moment | None) -> Timing:
    """Find the day of the event that a sentence tells of.

    Args:
        place: The name and its surroundings.
        standing: What the words say of its life.
        published: The article's own time.
    """
    status = standing.status
    planned = status in _PLANNED
    ahead = planned or standing.foretold
    stated = _stated(place, _dates(place.sentence.text, published, planned=ahead), published, planned=planned)
    if stated and stated.value and is_ahead(stated.value, published) and status in _AVAILABLE:
        status = Status.UPCOMING
    if stated is None and not standing.recalled:
        stated = _stated_before(place, published, planned=planned)
    old = is_recalled(stated, published) if stated else standing.recalled
    # What is in the making has no day; with one it were upcoming.
    date = stated.value if stated and status is not Status.IN_DEVELOPMENT else None
    return Timing(date, status, old and status is not Status.UPCOMING)


def day_of(said: str, status: Status, published: Moment | None) -> str | None:
    """Give the day that a sentence states which goes on about a model; None where it states none that fits its status.

    Args:
        said: The sentence; empty where nothing was said.
        status: What was read of the model's life.
        published: The article's own time.
    """
    planned = status in _PLANNED
    for one in _dates(said, published, planned=planned) if said and published else ():
        if one.value and published and planned == is_ahead(one.value, published) and not is_recalled(one, published):
            return one.value
    return None


def _dates(text: str, published: Moment | None, *, planned: bool) -> tuple[Stated, ...]:
    """Give a sentence's dates; of one time, today is not the same day in every zone."""
    return _dates_kept(text, published, published.at.utcoffset() if published else None, planned=planned)


@lru_cache(maxsize=64)
def _dates_kept(text: str, published: Moment | None, _zone: timedelta | None, *, planned: bool) -> tuple[Stated, ...]:
    """Keep a sentence's dates, since each of its names asks for them; equal times of two zones would be one key."""
    return tuple(dates_in(text, published, planned=planned))


def _stated(place: Place, dates: Sequence[Stated], published: Moment | None, *, planned: bool) -> Stated | None:
    """Give the date that the sentence states: the nearest one before the verb, else after it, else at its beginning."""
    text, verb = place.sentence.text, place.verb
    own = [one for one in dates if _is_own(one, place)]
    if planned:
        own = [one for one in own if _is_planned(one, place, published)]
    after = _neighbour(place)
    reach = _PLANNED_REACH if planned else _REACH if has_han(text) else _ENGLISH_REACH
    before = [one for one in own if one.start >= after and one.end <= verb]
    behind = [one for one in own if verb <= one.start <= verb + reach and not _is_later(one, place, published)]
    opening = [one for one in own if not text[: one.start].strip(" ,-、")]
    return next(iter(before[-1:] or behind or opening), None)


def _is_later(stated: Stated, place: Place, published: Moment | None) -> bool:
    """Tell whether a month in a clause behind the verb's is one that is still to come: “…已更新到 3.5，六月全量”."""
    between = place.sentence.text[place.verb : stated.start]
    return "," in between and has_han(between) and is_recalled(stated, published)


def _neighbour(place: Place) -> int:
    """Give where the last other model before both name and verb ends; what 、 or 和 joins to the name is none."""
    begin, end = place.name.start, 0
    for one in reversed(place.names):
        if one.end <= begin and GLUE.fullmatch(place.sentence.text, one.end, begin):
            begin = one.start
        elif one.end <= min(begin, place.verb) and _is_firm(one):
            end = max(end, one.end)
    return end


def _is_firm(name: Name) -> bool:
    """Tell whether a name is surely a model's, so that a date before it is that model's; a journal's is not."""
    return name.known or name.version is not None or name.kind is Kind.QUOTED


def _is_own(stated: Stated, place: Place) -> bool:
    """Tell whether a date is the event's own and not its report's, an old plan's or another model's."""
    text, verb = place.sentence.text, place.verb
    if _ONCE_PLANNED.search(text, 0, stated.start):
        return False
    if stated.end <= verb and _REPORTED.search(text, stated.end, verb):
        return False
    clause = _RELATIVE_CLAUSE.match(text, stated.end)
    return clause is None or clause.end() <= place.name.start <= clause.end() + _NEAR


def _is_planned(stated: Stated, place: Place, published: Moment | None) -> bool:
    """Tell whether a date can be the day of what is to come: not past, and not the day on which the plan was told."""
    if stated.value is None or published is None:
        return stated.value is not None
    if is_ahead(stated.value, published):
        return True
    today = published.at.date().isoformat()
    told = stated.end <= place.verb and _TOLD.search(place.sentence.text, stated.end, place.verb)
    return today.startswith(stated.value) and not told


def _stated_before(place: Place, published: Moment | None, *, planned: bool) -> Stated | None:
    """Give the date of the event that the sentences before tell of, where this one goes on about the same."""
    if not place.frame.verb:
        return None
    if planned and not _ON_THE_SPOT.search(place.sentence.text, 0, place.verb):
        return None
    in_title = place.sentence.in_title
    for sentence in reversed(place.before):
        if sentence.paragraph != place.sentence.paragraph and not in_title:
            return None
        if found := next(_events(sentence, published, planned=planned), None):
            return found if in_title or _is_same_speaker(place, sentence.text[: found.end]) else None
    return None


def _events(sentence: Sentence, published: Moment | None, *, planned: bool) -> Iterator[Stated]:
    """Give the dates at which a sentence says that something took place, or shall; each ends where that is said."""
    text = sentence.text
    for one in _dates(text, published, planned=planned):
        event = _EVENT.match(text, one.end)
        # What opens the lead is the day of its story, whatever its verb.
        opens = (
            0 < sentence.number <= _LEAD and _OPENS.search(text, 0, one.start) and not _ATTRIBUTE.match(text, one.end)
        )
        fits = one.value and planned == is_ahead(one.value, published) and not is_recalled(one, published)
        end = event.end() if event else one.end + _REACH
        if fits and (event or opens) and not _REPORTED.search(text, one.end, end + _NEAR):
            yield replace(one, end=end)


def _is_same_speaker(place: Place, told: str) -> bool:
    """Tell whether what was told before was done by the same organisation; one that is not named again is the same."""
    named_here = any(one in place.sentence.text[: place.name.start] for one in place.organisations)
    return not named_here or any(one in told for one in place.organisations)
