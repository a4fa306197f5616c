"""Turns a notice into what is to be said in one language: a headline, lines, the message's code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.model import NoticeKind
from monitor.notify.rendering.ailments import ailment_headline, ailment_lines
from monitor.notify.rendering.disarm import clip, disarm
from monitor.notify.rendering.faults import translated

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.model import Backlog, Notice
    from monitor.notify.rendering.words import Words

OF_FILES = frozenset({NoticeKind.SETTINGS_REFUSED, NoticeKind.TEMPLATE_REFUSED})
"""Notices whose lines are faults that a person wrote into a file, in our own words."""

LONGEST_NAME = 60
LONGEST_LINE = 300
"""Characters; the longest of the usual faults, an unknown key beside a preset with all known ones, has 260."""


@dataclass(frozen=True, slots=True)
class NoticeStory:
    """What is to be said of the system itself.

    Args:
        headline: What it is about, and what follows from it.
        preface: Stands below the headline, whatever the notice's own lines.
        lines: The notice's own.
        more: How many further lines there were.
        source: The line that names the message.
        words: Of its language.
    """

    headline: str
    preface: tuple[str, ...]
    lines: tuple[str, ...]
    more: int
    source: str
    words: Words

    def body(self, most: int | None = None) -> list[str]:
        """Give the preface and at most so many lines, and how many there are beside them."""
        shown = self.lines[:most]
        left = self.more + len(self.lines) - len(shown)
        return [*self.preface, *shown, *([self.words.more_lines.format(count=left)] if left else [])]


def backlog_line(backlog: Backlog, words: Words, zone: ZoneInfo) -> str:
    """Say what lies in a channel's outbox, and since when."""
    counts = ((words.waiting, backlog.waiting), (words.parked, backlog.parked))
    said = words.comma.join(word.format(count=count) for word, count in counts if count)
    if backlog.since is None:
        return said
    return said + words.brackets.format(inside=words.since.format(at=f"{backlog.since.astimezone(zone):%m-%d %H:%M}"))


def notice_story_of(notice: Notice, mark: str, words: Words, zone: ZoneInfo, *, late: bool) -> NoticeStory:
    """Say what a notice tells, in the message that bears this mark."""
    about = clip(disarm(notice.about), LONGEST_NAME)
    language = words.language if notice.kind in OF_FILES else "en"  # Others hold what providers say.
    said = (translated(line, language) for line in notice.lines)
    lines = tuple(clip(disarm(line), LONGEST_LINE) for line in said)
    if notice.backlog:
        lines = (*lines, backlog_line(notice.backlog, words, zone))
    if notice.ailments:
        about = ailment_headline(notice.ailments, words)
        lines = ailment_lines(notice.ailments, words, zone)
    headline = words.notices[notice.kind].format(about=about, count=notice.count)
    return NoticeStory(
        # Each source says since when; that the notice waited for others is no news.
        headline=words.late.format(said=headline) if late and not notice.ailments else headline,
        preface=tuple(words.notice_lines.get(notice.kind, ())),
        lines=lines,
        more=notice.more,
        source=mark,
        words=words,
    )
