"""Turns a story into HTML for mail: no images, no scripts, no colours of its own: light and dark both suit it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.notify.rendering.item import Item
    from monitor.notify.rendering.story import Story

# Mail programs drop style sheets, so styles stand inline; grey is opacity, which suits either ground.
_FONT = "font:16px/1.55 -apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
_PAGE = f"max-width:40em;margin:0 auto;padding:16px;{_FONT}"
_HEADLINE = "font-size:20px;line-height:1.35;margin:0 0 16px"
_LABEL = "font-size:14px;font-weight:600;opacity:.7;margin:20px 0 6px;padding-bottom:4px;border-bottom:1px solid #8885"
_ENTRY = "margin:0 0 10px"
_PROOF = "font-size:14px;line-height:1.5;opacity:.75;margin:2px 0 0"
_SOURCE = "font-size:13px;opacity:.75;margin:24px 0 0;padding-top:10px;border-top:1px solid #8885"
_LINK = "margin:8px 0 0"


def html_page(story: Story) -> str:
    """Write a story as a complete HTML document; every launch comes with its proof."""
    body = _proofs(story.items, story) if story.is_short else "".join(_sections(story))
    return (
        f'<!DOCTYPE html>\n<html lang="{story.words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(story.headline)}</title><style>:root{{color-scheme:light dark}}</style></head>\n"
        f'<body style="margin:0"><div style="{_PAGE}">\n<h1 style="{_HEADLINE}">{escape(story.headline)}</h1>\n'
        f'{body}<p style="{_SOURCE}">{escape(story.source)}</p>\n{_links(story)}</div></body></html>\n'
    )


def _sections(story: Story) -> list[str]:
    return [f'<h2 style="{_LABEL}">{escape(label)}</h2>\n{_proofs(items, story)}' for label, items in story.sections()]


def _proofs(items: list[Item] | tuple[Item, ...], story: Story) -> str:
    return "".join(_entry(item, story) for item in items)


def _entry(item: Item, story: Story) -> str:
    quoted = story.words.quotes.format(inside=item.evidence) if item.evidence else ""
    proof = f'<p style="{_PROOF}">{escape(quoted)}</p>' if quoted else ""
    name, beside = item.name(" "), story.line(item).removeprefix(item.name(" "))
    return (
        f'<div style="{_ENTRY}"><b>{escape(name)}</b><span style="opacity:.75">{escape(beside)}</span>{proof}</div>\n'
    )


def _links(story: Story) -> str:
    return "".join(
        f'<p style="{_LINK}"><a href="{escape(origin.link)}" rel="noopener noreferrer">'
        f"{escape(origin.title or origin.host)}</a></p>\n"
        for origin in story.origins
        if origin.link
    )
