"""A text → the page that an outlet makes of it: five houses with their own markup, 90 KB a page as real ones have.

Most of a real page is not its text: styles, scripts, a state for the browser's program, menus, teasers, comments. Each
house has its own habit of saying when an article is from, and of naming what holds its text; the last one still writes
GBK.
"""

from __future__ import annotations

import json
import random
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from .texts import Text

WEIGHT = 91_000
"""Bytes of an article's page, LIST_WEIGHT of a list's: the means of research/performance.md §0."""
LIST_WEIGHT = 65_000
SECTIONS = (
    "要闻",
    "本地",
    "财经",
    "交通",
    "教育",
    "医疗",
    "农业",
    "文化",
    "体育",
    "天气",
    "观点",
    "图片",
    "视频",
    "专题",
)
HOUSES = ("portal", "journal", "application", "blog", "old")
Teaser = tuple[str, str]
"""A headline and its address."""


def article_page(house: str, text: Text, at: datetime, teasers: Sequence[Teaser]) -> str:
    """Give the page of an article, as heavy as real ones."""
    return _filled(PAGES[house](text, at, teasers), house, WEIGHT)


def list_page(house: str, items: Sequence[Teaser], at: datetime) -> str:
    """Give a page that lists articles, the newest first."""
    rows = "".join(
        f'<li class="item"><a class="title" href="{url}">{title}</a><p class="lead">{title}，详见正文。</p>'
        f'<span class="meta"><em>{SECTIONS[number % len(SECTIONS)]}</em><time>{at:%Y-%m-%d} {number % 24:02}:15</time>'
        f"</span></li>"
        for number, (title, url) in enumerate(items)
    )
    body = f'{_menu()}<div class="columns"><section id="list"><ul>{rows}</ul></section>{_aside(items[:12])}</div>'
    return _filled(_document("新闻列表", "", body, "gbk" if house == "old" else "utf-8"), house, LIST_WEIGHT)


def _portal(text: Text, at: datetime, teasers: Sequence[Teaser]) -> str:
    head = (
        f'<meta property="og:title" content="{text.title}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{at.isoformat()}">{_linked_data(text, at)}'
    )
    body = (
        f'{_menu()}<div class="wrap"><div class="main-l"><h1 class="hd">{text.title}</h1>'
        f'<div class="info"><span class="date">{at:%Y-%m-%d %H:%M}</span><span class="src">来源：潮汐日报</span></div>'
        f'<div class="content" id="articleContent">{_paragraphs(text)}</div><div class="share">分享到 微信 微博</div>'
        f'{_teasers(teasers)}{_comments(text)}</div><div class="side-r">{_aside(teasers)}</div></div>'
    )
    return _document(text.title, head, body)


def _journal(text: Text, at: datetime, teasers: Sequence[Teaser]) -> str:
    body = (
        f'<div id="page" class="hfeed site">{_menu()}<div id="primary"><article class="post type-post hentry">'
        f'<header class="entry-header"><h1 class="entry-title">{text.title}</h1><div class="entry-meta">'
        f'<time class="entry-date published" datetime="{at.isoformat()}">{at:%d %B %Y}</time> by <a rel="author" '
        f'href="/author/desk">Desk</a></div></header><div class="entry-content">{_paragraphs(text)}</div></article>'
        f'<div class="related">{_teasers(teasers)}</div>{_comments(text)}</div>'
        f'<div id="secondary" class="widget-area">{_aside(teasers)}</div></div>'
    )
    return _document(text.title, f'<link rel="canonical" href="/{at:%Y/%m}/post/">', body)


def _application(text: Text, at: datetime, teasers: Sequence[Teaser]) -> str:
    state = {
        "route": "article",
        "article": {"title": text.title, "publishedAt": at.isoformat(), "tags": list(SECTIONS)},
        "feed": [{"title": title, "href": url, "rank": number} for number, (title, url) in enumerate(teasers)] * 8,
    }
    body = (
        f'<div id="__app"><div class="css-1x9k2 flex flex-col md:flex-row items-center">{_menu()}</div>'
        f'<main class="css-8ru2p"><h1 class="css-k20d1 text-3xl font-semibold leading-tight">{text.title}</h1>'
        f'<div class="css-ab3"><span>{at:%Y年%m月%d日 %H:%M}</span></div><div class="css-77f prose prose-lg">'
        f"{_paragraphs(text, 'css-p0 my-4 text-gray-800 tracking-wide')}</div></main>"
        f'<div class="css-rel grid grid-cols-3">{_teasers(teasers)}</div></div>'
        f'<script id="__STATE__" type="application/json">{json.dumps(state, ensure_ascii=False)}</script>'
    )
    return _document(text.title, _linked_data(text, at), body)


def _blog(text: Text, at: datetime, teasers: Sequence[Teaser]) -> str:
    body = (
        f'{_menu()}<main><article itemscope itemtype="https://schema.org/BlogPosting"><h1 itemprop="headline">'
        f'{text.title}</h1><p class="byline">发表于 <time itemprop="datePublished" datetime="{at:%Y-%m-%d}">'
        f"{at:%Y-%m-%d}</time></p>{_drawing()}{_paragraphs(text)}</article>{_drawing()}"
        f"<aside><h2>更多</h2>{_teasers(teasers)}</aside></main>"
    )
    return _document(text.title, f'<meta name="description" content="{text.paragraphs[0][:60]}">', body)


def _old(text: Text, at: datetime, teasers: Sequence[Teaser]) -> str:
    cells = "".join(f'<tr><td class="px12">·<a href="{url}">{title}</a></td></tr>' for title, url in teasers)
    text_cell = "".join(f"　　{paragraph}<br><br>" for paragraph in text.paragraphs)
    body = (
        f'{_menu()}<table width="960" align="center"><tr><td width="640" valign="top"><h1>{text.title}</h1>'
        f'<div align="center">{at:%Y-%m-%d %H:%M:%S}　来源：汐港晚报　作者：记者 李青</div><hr>'
        f'<div id="zoom" class="font14">{text_cell}</div>（责任编辑：周禾）</td><td valign="top"><table>{cells}</table>'
        f"</td></tr></table>"
    )
    return _document(text.title, "", body, "gbk")


PAGES: dict[str, Callable[[Text, datetime, Sequence[Teaser]], str]] = {
    "portal": _portal,
    "journal": _journal,
    "application": _application,
    "blog": _blog,
    "old": _old,
}


def _document(title: str, head: str, body: str, charset: str = "utf-8") -> str:
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="{charset}"><title>{title} - 潮汐</title>{head}'
        f"<style>{_styles()}</style><!--filling--></head><body>{body}{_footer()}</body></html>"
    )


def _filled(page: str, house: str, weight: int) -> str:
    """Bring a page to its weight with the scripts that a real one carries."""
    missing = weight - len(page.encode("gb18030" if house == "old" else "utf-8"))
    script = _script()[: max(missing - 40, 0)]
    return page.replace("<!--filling-->", f'<script>var boot="{script}";</script>', 1)


def _paragraphs(text: Text, styled: str = "") -> str:
    opening = f'<p class="{styled}">' if styled else "<p>"
    return "\n".join(f"{opening}{paragraph}</p>" for paragraph in text.paragraphs)


def _linked_data(text: Text, at: datetime) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": text.title}
    data |= {"datePublished": at.isoformat(), "author": {"@type": "Person", "name": "Li Qing"}}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _teasers(teasers: Sequence[Teaser]) -> str:
    return "".join(
        f'<div class="teaser"><a href="{url}"><img loading="lazy" src="/img/{number}.jpg" srcset="/img/{number}-2x.jpg '
        f'2x" alt=""><h3>{title}</h3></a><p>{title}，点击阅读全文。</p><span class="t">{number + 2}小时前</span></div>'
        for number, (title, url) in enumerate(teasers)
    )


def _aside(teasers: Sequence[Teaser]) -> str:
    ranks = "".join(
        f'<li><i>{number}</i><a href="{url}">{title}</a></li>' for number, (title, url) in enumerate(teasers)
    )
    return f'<aside class="sidebar"><div class="widget"><h4>热门</h4><ol>{ranks}</ol></div></aside>'


def _comments(text: Text) -> str:
    said = "".join(
        f'<li class="comment"><b>读者{len(one)}</b><time>3天前</time><p>{one[:24]}？</p><a href="#reply">回复</a></li>'
        for one in text.paragraphs[:6]
    )
    return f'<section id="comments"><h3>评论</h3><ul>{said}</ul></section>'


@cache
def _menu() -> str:
    links = "".join(
        f'<li class="nav-item"><a href="/{number}/" data-track="nav-{number}">{name}</a><ul>'
        + "".join(
            f'<li class="sub-item"><a href="/{number}/{below}/" data-track="nav-{number}-{below}" target="_blank">'
            f"{name}{below}</a></li>"
            for below in range(11)
        )
        + "</ul></li>"
        for number, name in enumerate(SECTIONS)
    )
    return f'<header class="top"><nav class="menu" role="navigation"><ul>{links}</ul></nav></header>'


@cache
def _footer() -> str:
    links = "".join(f'<a href="/about/{number}">{name}频道</a> | ' for number, name in enumerate(SECTIONS * 4))
    return f'<footer class="bottom"><div>{links}</div><p>增值电信业务许可 　联系我们　广告服务　招聘</p></footer>'


@cache
def _styles() -> str:
    return "".join(
        f".c{number}{{margin:{number % 9}px {number % 7}px;color:#{number * 7919 % 0xFFFFFF:06x};display:flex}}"
        for number in range(260)
    )


@cache
def _script() -> str:
    dice, letters = random.Random(3), "abcdefghijklmnopqrstuvwxyz(){};=+,.!&|0123456789 "  # noqa: S311
    return "".join(dice.choices(letters, k=WEIGHT))


@cache
def _drawing() -> str:
    points = " ".join(f"{number * 37 % 300},{number * 53 % 200}" for number in range(400))
    return (
        f'<svg viewBox="0 0 300 200" aria-hidden="true"><polyline points="{points}" fill="none" stroke="#888"/></svg>'
    )
