"""Turns a message into what a person reads: one subject, one text, one HTML page. Pure: no clock, no network.

    message ─┬─ item ──▶ who, what, when ─┬─ story ──▶ headline, order, sources ─┬─ plain ──▶ text within a limit
             │                            └─ digest ─▶ headline, sections ───────┤
             └─ notice ──▶ headline, lines ──────────────────────────────────────┴─ page ───▶ HTML

All text of articles passes `disarm`; layout and limits are the contract's §5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.notify.rendering.digest import digest_story_of
from monitor.notify.rendering.notice import notice_story_of
from monitor.notify.rendering.page import html_digest, html_notice, html_page
from monitor.notify.rendering.plain import plain_digest, plain_notice, plain_text
from monitor.notify.rendering.story import story_of
from monitor.notify.rendering.words import words_for

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.model import Message

__all__ = ["Rendered", "render"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as a person reads it.

    Args:
        subject: The first line.
        text: All of it, subject first, one thing a line.
        html: All of it as a page, with the proof of every launch.
    """

    subject: str
    text: str
    html: str

    @property
    def rest(self) -> str:
        """Give the text without its first line, for places that show a subject of its own."""
        return self.text.partition("\n")[2]


def render(
    message: Message, *, language: str, zone: ZoneInfo, limit: int | None = None, late: bool = False
) -> Rendered:
    """Write a message for a reader of `zh` or `en`, in at most `limit` bytes of UTF-8; say so where it is late."""
    words = words_for(language)
    if message.notice:
        notice = notice_story_of(message.notice, message.code, words, late=late)
        text, html = plain_notice(notice, limit), html_notice(notice)
    elif message.digest:
        digest = digest_story_of(message, message.digest, words, zone, late=late)
        text, html = plain_digest(digest, limit), html_digest(digest)
    else:
        story = story_of(message, words, zone, late=late)
        text, html = plain_text(story, limit), html_page(story)
    return Rendered(text.partition("\n")[0], text, html)
