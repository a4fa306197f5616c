"""Turns a digest into what is to be said, in order, before any layout: headline, sections of lines, sources.

A line says who did what, or an article's title, beside its sentence, or the reason why it was not sent, and its host.
The sections are the contract's (§5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.model import Wait
from monitor.notify.rendering.days import Day
from monitor.notify.rendering.disarm import clip, clip_sentence, disarm, host_of, safe_link
from monitor.notify.rendering.faults import trouble_in
from monitor.notify.rendering.item import LONGEST_EVIDENCE, LONGEST_TITLE, item_of
from monitor.notify.rendering.story import GROUPS, headline_of
from monitor.notify.rendering.words import Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from monitor.model import Ailing, Alert, Digest, Doubt, Message
    from monitor.notify.rendering.item import Item
    from monitor.notify.rendering.words import Words

LONGEST_REASON = 160
"""Characters; enough for six of the detector's reasons in Chinese, or for what a failed fetch says."""

CALENDAR = frozenset({Group.UPCOMING, Group.MOVED, Group.OVERDUE})
DEVELOPING = frozenset({Group.IN_DEVELOPMENT, Group.RUMOUR})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a digest tells.

    Args:
        said: Who did what; of what is not sure, the article's title; of a source, its name.
        proof: The sentence that proves it; a reason is no proof.
        reason: Why it was not sent, or is broken.
        link: To the article; empty where there is none that can be opened safely.
    """

    said: str
    proof: str = ""
    reason: str = ""
    link: str = ""

    @property
    def host(self) -> str:
        """Give the host that the link leads to."""
        return host_of(self.link)


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one label; `more` is how many further ones there were."""

    label: str
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class DigestStory:
    """What a digest says.

    Args:
        title: That it is one, and of which day.
        said: The first of what it tells, and how much there is.
        sections: Those that have something to say; the last is of the sources.
        source: The line that names the message.
        words: Of its language.
    """

    title: str
    said: str
    sections: tuple[Section, ...]
    source: str
    words: Words

    @property
    def headline(self) -> str:
        """Give the one line that stands for all of it."""
        return f"{self.title}{self.words.colon}{self.said}"


def digest_story_of(message: Message, digest: Digest, words: Words, zone: ZoneInfo, *, late: bool) -> DigestStory:
    """Decide what a digest says to a reader of this language and zone."""
    sure = [alert for alert in message.alerts if alert.wait is not Wait.UNSURE]
    read = [item_of(alert, message.created_at, zone, words) for alert in sure]
    items = sorted(read, key=lambda item: (GROUPS.index(item.group), item.order))
    unsure = [alert for alert in message.alerts if alert.wait is Wait.UNSURE]
    title = words.digest.format(day=_day(message, digest, words, zone))
    return DigestStory(
        title=words.late.format(said=title) if late else title,
        said=_said(items, unsure, digest, words),
        sections=tuple(_sections(items, unsure, digest, words)),
        source=f"#{message.code}",
        words=words,
    )


def _day(message: Message, digest: Digest, words: Words, zone: ZoneInfo) -> str:
    """Write the digest's day, of an hourly one the hour, too."""
    day = Day.parse(digest.day)
    shown = day.shown(message.created_at.astimezone(zone).date(), words.months) if day else digest.day
    if digest.name == digest.day:
        return shown
    hour = datetime.strptime(digest.name, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC).astimezone(zone)
    return f"{shown} {hour:%H:%M}"


def _said(items: Sequence[Item], unsure: Sequence[Alert], digest: Digest, words: Words) -> str:
    if items:
        return headline_of(items, words)
    doubts = len(unsure) + len(digest.doubts) + digest.more_doubts
    return words.doubts_only.format(count=doubts) if doubts else words.silence.format(told=digest.told)


def _sections(items: Sequence[Item], unsure: Sequence[Alert], digest: Digest, words: Words) -> Iterator[Section]:
    labels = words.digest_labels
    developing = [item for item in items if item.group in DEVELOPING]
    calendar = [item for item in items if item.group in CALENDAR]
    news = [item for item in items if item not in developing and item not in calendar]
    for name, told in (("news", news), ("calendar", calendar), ("developing", developing)):
        if told:
            yield Section(labels[name], tuple(_line(item, words) for item in told))
    doubted = (*(_unsure(alert, words) for alert in unsure), *(_doubt(doubt, words) for doubt in digest.doubts))
    if doubted:
        yield Section(labels["doubted"], doubted, digest.more_doubts)
    if digest.healthy or digest.ailing:
        yield Section(labels["sources"], tuple(_sources(digest, words)), digest.more_ailing)


def _line(item: Item, words: Words) -> Line:
    return Line(headline_of([item], words), item.evidence, link=item.origin.link)


def _unsure(alert: Alert, words: Words) -> Line:
    return _titled(alert.article.title, alert.article.url, alert.announcement.full_name, words.unsure)


def _doubt(doubt: Doubt, words: Words) -> Line:
    reason = doubt.why
    for phrase in sorted(words.doubts, key=len, reverse=True):  # Phrases hold others, and commas.
        reason = reason.replace(phrase, words.doubts[phrase])
    return _titled(doubt.title, doubt.url, doubt.name, reason)


def _titled(title: str, url: str, name: str, reason: str) -> Line:
    said = clip(disarm(title) or disarm(name), LONGEST_TITLE)
    return Line(said, reason=clip_sentence(disarm(reason), LONGEST_REASON), link=safe_link(url))


def _sources(digest: Digest, words: Words) -> Iterable[Line]:
    broken = len(digest.ailing) + digest.more_ailing
    counts = [words.healthy.format(count=digest.healthy)]
    counts += [words.ailing.format(count=broken)] if broken else []
    yield Line(words.comma.join(counts))
    yield from (_broken(source, words) for source in digest.ailing)


def _broken(source: Ailing, words: Words) -> Line:
    reason = disarm(trouble_in(source.reason, words.language)) or words.states.get(source.state, disarm(source.state))
    return Line(clip(disarm(source.name), LONGEST_TITLE), reason=clip(reason, LONGEST_REASON))


def shortened(line: Line, length: int) -> Line:
    """Give a line with at most so many characters of proof or reason."""
    length = min(length, LONGEST_EVIDENCE)
    return Line(line.said, clip_sentence(line.proof, length), clip_sentence(line.reason, length), line.link)
