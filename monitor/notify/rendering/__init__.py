"""Turns a message into what a person reads: one subject, one text, one HTML page. Pure: no clock, no network.

    message ─┬─ item ──▶ who, what, when ─┬─ story ──▶ headline, order, sources ─┬─ plain ──▶ text within a limit
             │                            └─ digest ─▶ headline, sections ───────┼─ page ───▶ HTML
             └─ notice ──▶ headline, lines ──────────────────────────────────────┴─ rich ───▶ forms: cards, Markdown …

All text of articles passes `disarm`; layout and limits are the contract's §5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.notify.rendering.digest import digest_story_of
from monitor.notify.rendering.forms import FORMS, PLAIN_FORMS
from monitor.notify.rendering.markup import PLAIN
from monitor.notify.rendering.notice import notice_story_of
from monitor.notify.rendering.page import html_digest, html_notice, html_page
from monitor.notify.rendering.plain import first_that_fits, plain_digest, plain_notice, plain_text
from monitor.notify.rendering.rich import Rich, plain_story, rich_digest, rich_notice, rich_story
from monitor.notify.rendering.story import mark_of, story_of
from monitor.notify.rendering.template import is_page, shorter_and_shorter_by, written
from monitor.notify.rendering.words import words_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from monitor.model import Message
    from monitor.settings import Template

__all__ = ["Rendered", "render", "render_form"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as a person reads it.

    Args:
        subject: The first line.
        text: All of it, subject first, one thing a line.
        html: All of it as a page, with the proof of every launch; empty where a person's template wrote the text.
    """

    subject: str
    text: str
    html: str

    @property
    def rest(self) -> str:
        """Give the text without its first line, for places that show a subject of its own."""
        return self.text.partition("\n")[2]


def render(
    message: Message,
    *,
    language: str,
    zone: ZoneInfo,
    limit: int | None = None,
    late: bool = False,
    template: Template | None = None,
) -> Rendered:
    """Write a message for a reader of `zh` or `en`, in at most `limit` bytes of UTF-8; say so where it is late.

    Raises:
        TemplateFaultError: The template cannot write it.
    """
    words = words_for(language)
    if message.notice:
        notice = notice_story_of(message.notice, mark_of(message, words), words, zone, late=late)
        text, html = plain_notice(notice, limit), html_notice(notice)
    elif message.digest:
        digest = digest_story_of(message, message.digest, words, zone, late=late)
        text, html = plain_digest(digest, limit), html_digest(digest)
    else:
        story = story_of(message, words, zone, late=late)
        text, html = plain_text(story, limit), html_page(story)
        if template and is_page(template.name):
            html = written(template.name, template.text, story, late=late)
        elif template:
            texts = shorter_and_shorter_by(template.name, template.text, story, late=late)
            text = first_that_fits(texts, story.headline, limit)
            html = ""  # Who writes the text wants it to be read, and mail programs show the page.
    return Rendered(text.partition("\n")[0], text, html)


def render_form(
    message: Message,
    provider: str,
    *,
    language: str,
    zone: ZoneInfo,
    late: bool = False,
    plain: bool = False,
    template: Template | None = None,
) -> Mapping[str, Any]:
    """Write a message in a provider's own form, within its limits, as the value that is sent as JSON.

    `provider` is a name of `FORMS`; `plain` asks for the form that every reader of it shows, where it has one. What a
    template writes is plain.

    Raises:
        TemplateFaultError: The template cannot write it.
    """
    tells = not message.notice and not message.digest
    own = template if template and tells and not is_page(template.name) else None
    form = (PLAIN_FORMS if (plain or own) and provider in PLAIN_FORMS else FORMS)[provider]
    words = words_for(language)
    if message.notice:
        notice = notice_story_of(message.notice, mark_of(message, words), words, zone, late=late)
        return form.fitted(rich_notice(notice, form.markup))
    if message.digest:
        digest = digest_story_of(message, message.digest, words, zone, late=late)
        return form.fitted(rich_digest(digest, form.markup))
    story = story_of(message, words, zone, late=late)
    if own:
        texts = shorter_and_shorter_by(own.name, own.text, story, late=late)
        return form.fitted(Rich.of_text(text, form.markup) for text in texts)
    return form.fitted((plain_story if form.markup is PLAIN else rich_story)(story, form.markup))
