"""What is to be said → HTML for mail: no images, no scripts, no colours of its own, for light and dark."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.notify.rendering.digest import DigestStory, Line
    from monitor.notify.rendering.digest import Section as DigestSection
    from monitor.notify.rendering.item import Item
    from monitor.notify.rendering.notice import NoticeStory
    from monitor.notify.rendering.story import Story
    from monitor.notify.rendering.words import Words

# Mail programs drop style sheets, so styles stand inline; grey is opacity, which suits either ground.
_LABEL = "font-size:14px;font-weight:600;opacity:.7;margin:20px 0 6px;padding-bottom:4px;border-bottom:1px solid #8885"
_WHOLE_CLAUSES = "word-break:keep-all;overflow-wrap:anywhere"  # Lines break at blanks, and not within “1款改期”.
_PROOF = "font-size:14px;line-height:1.5;opacity:.75;margin:2px 0 0"
_ASIDE = "font-size:14px;opacity:.75"
_HOST = "color:inherit;white-space:nowrap"
_LINE = "margin:0 0 8px;overflow-wrap:anywhere"


def html_page(story: Story) -> str:
    """Write a story as a complete HTML document; every launch comes with its proof."""
    sections = [("", story.items)] if story.is_short else story.sections()
    links = [
        f'<p style="margin:8px 0 0"><a href="{escape(origin.link)}" rel="noopener noreferrer" style="color:inherit">'
        f"{escape(origin.title or origin.host)}</a></p>\n"
        for origin in story.origins
        if origin.link
    ]
    return _page(story, "".join(_section(label, items, story) for label, items in sections), "".join(links))


def html_notice(story: NoticeStory) -> str:
    """Write a notice as a complete HTML document."""
    return _page(story, "".join(f'<p style="{_LINE}">{escape(line)}</p>\n' for line in story.body()))


def html_digest(story: DigestStory) -> str:
    """Write a digest as a complete HTML document: each line with its sentence, its host leading to the article."""
    lead = f'<p style="{_LINE};{_WHOLE_CLAUSES}">{_kept_together(story.said)}</p>\n'
    sections = "".join(_digest_section(section, story.words) for section in story.sections)
    return _page(story, lead + sections, title=story.title)


def _digest_section(section: DigestSection, words: Words) -> str:
    lines = "".join(_digest_line(line, words) for line in section.lines)
    more = f'<p style="{_PROOF}">{escape(words.more_lines.format(count=section.more))}</p>\n' if section.more else ""
    return f'<h2 style="{_LABEL}">{escape(section.label)}</h2>\n{lines}{more}'


def _digest_line(line: Line, words: Words) -> str:
    """Write one line: who did what is strong, a title that proves nothing is not; a source needs one line only."""
    if not line.link and not line.proof:
        reason = f'<span style="{_ASIDE}"> · {escape(line.reason)}</span>' if line.reason else ""
        return f'<div style="{_LINE}">{escape(line.said)}{reason}</div>\n'
    said = f"<b>{escape(line.said)}</b>" if line.proof else escape(line.said)
    beside = escape(words.quotes.format(inside=line.proof) if line.proof else line.reason)
    host = f'<a href="{escape(line.link)}" rel="noopener noreferrer" style="{_HOST}">{escape(line.host)}</a>'
    below = " ".join(part for part in (beside, host if line.link else "") if part)
    return f'<div style="{_LINE}">{said}<p style="{_PROOF}">{below}</p></div>\n'


def _page(story: Story | NoticeStory | DigestStory, body: str, links: str = "", title: str = "") -> str:
    return _template().substitute(
        language=story.words.language,
        headline=escape(story.headline),
        title=_kept_together(title or story.headline),
        body=body,
        source=_kept_together(story.source),
        links=links,
    )


def _kept_together(text: str) -> str:
    """Let no line begin with the dot that separates."""
    return escape(text).replace(" · ", "&nbsp;· ")


@cache
def _template() -> Template:
    return Template((resources.files("monitor.notify.rendering") / "page.html").read_text(encoding="utf-8"))


def _section(label: str, items: Sequence[Item], story: Story) -> str:
    heading = f'<h2 style="{_LABEL}">{escape(label)}</h2>\n' if label else ""
    return heading + "".join(_entry(item, story) for item in items)


def _entry(item: Item, story: Story) -> str:
    quoted = story.words.quotes.format(inside=item.evidence)
    proof = f'<p style="{_PROOF}">{escape(quoted)}</p>' if item.evidence else ""
    if len(story.items) == 1:  # The headline says all that stands beside the proof.
        return f"{proof}\n"
    name, beside = item.name(" "), story.beside(item)
    return (
        f'<div style="margin:0 0 10px"><b>{escape(name)}</b>'
        f'<span style="opacity:.75">{escape(beside)}</span>{proof}</div>\n'
    )
