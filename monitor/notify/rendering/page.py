"""Turns a story or a notice into HTML for mail: no images, no scripts, no colours of its own, for light and dark."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.notify.rendering.item import Item
    from monitor.notify.rendering.notice import NoticeStory
    from monitor.notify.rendering.story import Story

# Mail programs drop style sheets, so styles stand inline; grey is opacity, which suits either ground.
_LABEL = "font-size:14px;font-weight:600;opacity:.7;margin:20px 0 6px;padding-bottom:4px;border-bottom:1px solid #8885"
_PROOF = "font-size:14px;line-height:1.5;opacity:.75;margin:2px 0 0"
_LINE = "margin:0 0 8px;overflow-wrap:anywhere"


def html_page(story: Story) -> str:
    """Write a story as a complete HTML document; every launch comes with its proof."""
    sections = [("", story.items)] if story.is_short else story.sections()
    links = [
        f'<p style="margin:8px 0 0"><a href="{escape(origin.link)}" rel="noopener noreferrer">'
        f"{escape(origin.title or origin.host)}</a></p>\n"
        for origin in story.origins
        if origin.link
    ]
    return _page(story, "".join(_section(label, items, story) for label, items in sections), "".join(links))


def html_notice(story: NoticeStory) -> str:
    """Write a notice as a complete HTML document."""
    return _page(story, "".join(f'<p style="{_LINE}">{escape(line)}</p>\n' for line in story.body()))


def _page(story: Story | NoticeStory, body: str, links: str = "") -> str:
    return _template().substitute(
        language=story.words.language,
        headline=escape(story.headline),
        body=body,
        source=escape(story.source),
        links=links,
    )


@cache
def _template() -> Template:
    return Template((resources.files("monitor.notify.rendering") / "page.html").read_text(encoding="utf-8"))


def _section(label: str, items: Sequence[Item], story: Story) -> str:
    heading = f'<h2 style="{_LABEL}">{escape(label)}</h2>\n' if label else ""
    return heading + "".join(_entry(item, story) for item in items)


def _entry(item: Item, story: Story) -> str:
    quoted = story.words.quotes.format(inside=item.evidence)
    proof = f'<p style="{_PROOF}">{escape(quoted)}</p>' if item.evidence else ""
    name, beside = item.name(" "), story.beside(item)
    return (
        f'<div style="margin:0 0 10px"><b>{escape(name)}</b>'
        f'<span style="opacity:.75">{escape(beside)}</span>{proof}</div>\n'
    )
