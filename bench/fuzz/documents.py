"""What sources publish: feeds, lists, sitemaps, JSON, articles, robots.txt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bench.fuzz.target import Target, chosen, is_storable, words
from monitor.detect import detect
from monitor.discover import MOST_ENTRIES, discover, title_of
from monitor.errors import DiscoverError, ExtractError
from monitor.extract import extract
from monitor.fetch.robots import product_of, robots_address, rules_of
from monitor.fingerprint import canonical, compare, sketch
from monitor.knowledge import load_knowledge
from monitor.model import Document, Validators
from monitor.settings import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.knowledge import Knowledge

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2030, 7, 9, 4, tzinfo=UTC)
URL = "https://news.example/list/"
AGENTS = ("monitor/1 (+https://a.example)", "monitor", "", "监视", "a b")
SENTENCE = "云岭智能今日发布青鸾大模型2.0，面向开发者开放，支持中文与英文，长文本能力提升，价格也下降了一半。"


@cache
def knowledge() -> Knowledge:
    """Load the packaged knowledge, once."""
    return load_knowledge()


def document(body: bytes, media_type: str = "") -> Document:
    """Give bytes as a fetch would bring them."""
    return Document(URL, body, media_type, None, Validators(), NOW)


def listing(kind: SourceKind) -> Callable[[bytes], None]:
    """Make the property of a list: entries that can be stored, or a DiscoverError, and the same ones a second time."""
    source = Source("s", "", URL, ZONE, kind=kind, is_named=False)

    def check(data: bytes) -> None:
        found = document(data)
        try:
            entries = discover(found, source)
        except DiscoverError as error:
            assert error.reason
            return
        assert entries == discover(found, source), "a second reading gives other entries"
        assert is_storable(title_of(found, source))
        assert len(entries) <= MOST_ENTRIES
        assert len({entry.identity for entry in entries}) == len(entries), "two entries are one"
        for entry in entries:
            assert entry.identity
            assert entry.url.startswith(("http://", "https://")), f"an address that nobody asks for: {entry.url!r}"
            assert is_storable(entry.identity, entry.url, entry.title, entry.summary)
            assert "\n" not in entry.title
            assert entry.published is None or _is_aware(entry.published.at)

    return check


def check_article(data: bytes) -> None:
    """A page is an article that can be stored, or an ExtractError; what is told of it stands in it word for word."""
    media_type, body = chosen(data, ("", "text/html", "text/plain", "application/xml", "image/png"))
    source = Source("s", "某报", URL, ZONE)
    try:
        article = extract(document(body, media_type), source=source)
    except ExtractError as error:
        assert error.reason
        return
    assert article.body.strip()
    assert "\n" not in article.title
    assert is_storable(article.title, article.body, article.author or "", article.canonical_url or "")
    assert article.published is None or _is_aware(article.published.at)
    assert canonical(canonical(article.url)) == canonical(article.url)
    drawn = sketch(article.body)
    assert drawn is None or compare(drawn, drawn).containment == 1
    for told in detect(article, knowledge()):
        assert told.evidence in article.title or told.evidence in article.body, "evidence that does not stand there"
        assert 0 <= told.confidence <= 1


def check_robots(data: bytes) -> None:
    """Whatever a server says of robots, every address is allowed or not, and asked for again after some time."""
    status, data = chosen(data, (200, 301, 404, 503))
    agent, body = chosen(data, AGENTS)
    rules = rules_of(status, body, NOW)
    assert timedelta(0) < rules.until - NOW <= timedelta(hours=24)
    for url in (URL, f"{URL}{'a' * 1_000}", "https://news.example/%E4%BA%91?q=*$"):
        assert rules.allows(url, product_of(agent)) == rules.allows(url, product_of(agent))
    assert rules.allows(robots_address(URL), product_of(agent)) in {True, False}


def _is_aware(at: datetime) -> bool:
    at.astimezone(UTC)  # Without overflow, at either end of the calendar.
    return at.tzinfo is not None


RSS = (
    "<rss version='2.0'><channel><title>潮汐</title><item><title>云岭发布青鸾</title><link>/1</link><guid>g</guid>"
    "<pubDate>Tue, 09 Jul 2030 10:00:00 +0800</pubDate><description>&lt;p&gt;好&lt;/p&gt;</description></item>"
    "</channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://e.example/'><title type='html'>a&amp;lt;b</title>"
    "<entry><id>tag:1</id><link rel='alternate' href='x'/><updated>2030-07-09T10:00:00Z</updated><title>t</title>"
    "</entry></feed>"
)
ROW = "<li><a href='/2030/07/#.html'>云岭智能发布青鸾大模型第#版</a><time>2030-07-0#</time></li>"
LIST = f"<main>{''.join(ROW.replace('#', str(day)) for day in range(1, 7))}"
PAGE = (
    "<html lang=zh><head><title>云岭发布青鸾_某报</title><meta property=og:title content=云岭发布青鸾>"
    '<link rel=canonical href=/a><script type=\'application/ld+json\'>{"@type":"NewsArticle","datePublished":'
    f'"2030-07-09T10:00:00+08:00"}}</script></head><body><h1>云岭发布青鸾</h1><p>2030年7月9日 10:00 来源：某报</p>'
    f"<article><p>{SENTENCE}</p><p>{SENTENCE}</p></article>"
)
FEED_JSON = b'{"version":"https://jsonfeed.org/version/1.1","title":"a","items":[{"id":"1","url":"/1","title":"t"}]}'
LIST_JSON = b'[{"id":1,"url":"/1","title":"x","date":1900000000}]'
SITEMAP = (
    b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://news.example/news/a</loc>"
    b"<lastmod>2030-07-09</lastmod></url></urlset>"
)
INDEX = SITEMAP.replace(b"urlset", b"sitemapindex").replace(b"url>", b"sitemap>")
ROBOTS = b"User-agent: *\nDisallow: /a*b$\nAllow: /a\nSitemap: /s\nCrawl-delay: 5\n"
XML_WORDS = words(
    "<item> </item> <entry> <title> </title> <link> <guid> <pubDate> <updated> <![CDATA[ ]]> &a; &#0; &#xD800;"
    " xml:base=' <content:encoded> xmlns:a=' <loc> <lastmod> <url> javascript: http://[ data: 云",
    b"<link href='",
    b"<!DOCTYPE a [",
    b"<!ENTITY a '",
    b"<?xml encoding='",
)
HTML_WORDS = words(
    "<p> <div> </div> <h1> <article> <li> <table> <svg> <template> </script> <!-- <title> <br> &#xD800; <textarea>"
    " <noscript> 2030-07-09 昨天 3小时前 来源： 发布 大模型 GPT-9 <select><option>",
    b"<a href='",
    b"<time datetime='",
    b"<script type='application/ld+json'>",
    b"<meta property='og:title' content='",
    b"<base href='",
    b"<iframe srcdoc='",
)
JSON_WORDS = words(
    """{"items":[ {"url":" "title":" "date_published":" "id": "content_html":" "_url": 1e999 NaN -1 null true [] {}"""
    " \\ud800 \\u0000 999999999999999999999999999999"
)
TARGETS = (
    Target("feed", listing(SourceKind.FEED), [RSS.encode(), ATOM.encode(), RSS.encode()[:-40], FEED_JSON], XML_WORDS),
    Target("page", listing(SourceKind.PAGE), [LIST.encode(), LIST.encode("gb18030")], HTML_WORDS),
    Target("sitemap", listing(SourceKind.SITEMAP), [SITEMAP, INDEX], XML_WORDS),
    Target("json", listing(SourceKind.JSON), [FEED_JSON, LIST_JSON], JSON_WORDS),
    Target("article", check_article, [b"\1" + PAGE.encode(), b"\1" + PAGE.encode("gb18030")], HTML_WORDS, 4_096),
    Target(
        "robots",
        check_robots,
        [b"\0\0" + ROBOTS, b"\3\0"],
        words("User-agent: Disallow: Allow: * $ %2F # http://", b"\xef\xbb\xbf", b"\x85", b" "),
    ),
)
