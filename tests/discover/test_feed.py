from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from discover.feeds import NOW, SHANGHAI, URL, atom, listed, rss

from monitor.discover import discover
from monitor.discover.listing import LONGEST_IDENTITY, LONGEST_URL, MOST_ENTRIES
from monitor.errors import DiscoverError
from monitor.model import Document, Precision, Validators
from monitor.settings import Source, SourceKind


def test_rss_gives_all_that_it_says() -> None:
    (entry,) = listed(
        rss(
            "<title>云岭发布 <![CDATA[青鸾 <b>3.0</b>]]> &amp;amp; 更多</title><link>https://news.example/a?x=1&amp;y=2</link>"
            "<guid isPermaLink='false'>news-1</guid><pubDate>Sun, 01 Mar 2026 10:00:00 +0800</pubDate>"
            "<description>&lt;p&gt;今天，&lt;a href='/b'&gt;云岭&lt;/a&gt;说&lt;/p&gt;</description>",
            head='<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n',
        )
    )

    assert (entry.identity, entry.url) == ("news-1", "https://news.example/a?x=1&y=2")
    assert (entry.title, entry.summary) == ("云岭发布 青鸾 3.0 & 更多", "今天，云岭说")
    assert entry.published is not None
    assert entry.published.at == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("element", ["dc:description", "body", "itunes:summary", "media:description"])
def test_an_item_without_a_description_says_it_where_others_do(element: str) -> None:
    spaces = (
        "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/' "
        "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
    )
    item = f"<item {spaces}><link>/1</link><media:title>潮汐</media:title><{element}>今天涨潮</{element}></item>"

    (entry,) = listed(f"<rss version='2.0'><channel>{item}</channel></rss>")

    assert (entry.title, entry.summary) == ("潮汐", "今天涨潮")


def test_atom_gives_all_that_it_says() -> None:
    (entry,) = listed(
        atom(
            "<id>tag:news.example,2026:1</id><title type='html'>GLM &amp;lt;5&amp;gt; &lt;i&gt;is&lt;/i&gt; out</title>"
            "<link rel='self' href='https://news.example/a.atom'/><link type='application/json' href='https://news.example/a.json'/>"
            "<link rel='alternate' type='text/html' href='https://news.example/a'/>"
            "<updated>2026-03-01T11:00:00Z</updated><published>2026-03-01T10:00:00Z</published>"
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One</p><p>two</p></div></content>"
        )
    )

    assert (entry.identity, entry.url) == ("tag:news.example,2026:1", "https://news.example/a")
    assert (entry.title, entry.summary) == ("GLM <5> is out", "One two")
    assert entry.published is not None
    assert entry.published.isoformat() == "2026-03-01T10:00:00+00:00"


def test_a_plain_title_of_atom_is_not_read_as_markup() -> None:
    (entry,) = listed(
        atom("<id>1</id><title>Use &lt;think&gt; &amp;amp; win</title><link href='https://e.example/1'/>")
    )

    assert entry.title == "Use <think> &amp; win"


@pytest.mark.parametrize(
    "namespace",
    [
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
    ],
)
def test_rdf_is_read(namespace: str) -> None:
    (entry,) = listed(
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{namespace}" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>AI</title></channel>'
        '<item rdf:about="https://news.example/a"><title>Out</title><link>https://news.example/a</link>'
        "<dc:date>2026-03-01</dc:date></item></rdf:RDF>"
    )

    assert (entry.identity, entry.url, entry.title) == ("https://news.example/a", "https://news.example/a", "Out")
    assert entry.published is not None
    assert entry.published.precision is Precision.DAY


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_old_rss_with_a_doctype_is_read(version: str) -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'

    (entry,) = listed(
        doctype
        + f"<rss version='{version}'><channel><item><title>a&nbsp;b</title><link>https://e.example/1</link></item></channel></rss>"
    )

    assert entry.title == "a b"


def test_names_of_extensions_are_not_mistaken_for_the_feeds_own() -> None:
    (entry,) = listed(
        '<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:a="http://www.w3.org/2005/Atom"><channel><item>'
        "<media:title>picture</media:title><media:link>https://e.example/picture</media:link>"
        "<a:link rel='self' href='https://e.example/self'/><title>Out</title><link>https://e.example/1</link>"
        "<media:description>picture</media:description><description>news</description></item></channel></rss>"
    )

    assert (entry.title, entry.url, entry.summary) == ("Out", "https://e.example/1", "news")


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        pytest.param("2026-03-01 10:00:00", "2026-03-01T10:00:00+08:00", id="no zone"),
        pytest.param("Sun, 01 Mar 2026 10:00:00 GMT", "2026-03-01T10:00:00+00:00", id="GMT"),
        pytest.param("2026年3月1日 10:00", "2026-03-01T10:00:00+08:00", id="Chinese"),
        pytest.param("2026-03-01", "2026-03-01", id="day"),
        pytest.param("31 Feb 2026 25:61", None, id="impossible"),
        pytest.param("soon", None, id="word"),
    ],
)
def test_dates_are_read_in_the_zone_of_the_source(stated: str, read: str | None) -> None:
    whole = rss(f"<title>a</title><link>https://e.example/1</link><pubDate>{stated}</pubDate>")
    damaged = whole.replace("<title>a", "<title>a & b")

    for body in (whole, damaged):
        (entry,) = listed(body)
        assert (entry.published.isoformat() if entry.published else None) == read


@pytest.mark.parametrize(
    ("base", "href", "url"),
    [
        pytest.param("", "/a/1", "https://news.example/a/1", id="of the document"),
        pytest.param("", "1.html", "https://news.example/rss/1.html", id="beside the document"),
        pytest.param("", "//other.example/1", "https://other.example/1", id="other host"),
        pytest.param("xml:base='https://blog.example/posts/'", "1", "https://blog.example/posts/1", id="base"),
        pytest.param("xml:base='/posts/'", "1", "https://news.example/posts/1", id="relative base"),
        pytest.param("", "https://e.example/新闻 1", "https://e.example/新闻%201", id="as people write"),
        pytest.param("", " https://e.example/\n1 ", "https://e.example/%201", id="folded"),
    ],
)
def test_relative_links_start_from_their_base(base: str, href: str, url: str) -> None:
    (entry,) = listed(atom(f"<id>1</id><title>a</title><link href='{href}'/>", attributes=base))

    assert entry.url == url.replace("/%201", "/ 1".replace(" ", "%20"))


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "mailto:a@e.example",
        "file:///etc/passwd",
        "http://",
        "http://[",
        "https://e.example/" + "a" * LONGEST_URL,
    ],
)
def test_entries_that_lead_nowhere_are_left_out(link: str) -> None:
    entries = listed(rss(f"<title>a</title><link>{link}</link>", "<title>b</title><link>https://e.example/b</link>"))

    assert [entry.title for entry in entries] == ["b"]


def test_a_guid_that_is_an_address_stands_in_for_the_link() -> None:
    entries = listed(
        rss(
            "<guid>https://e.example/1</guid>", "<guid isPermaLink='false'>https://e.example/2</guid>", "<guid>3</guid>"
        )
    )

    assert [entry.url for entry in entries] == [
        "https://e.example/1",
        "https://e.example/2",
        "https://news.example/rss/3",
    ]


def test_a_guid_that_entries_share_tells_none_from_another() -> None:
    items = [f"<title>{n}</title><link>https://e.example/{n}</link><guid>https://e.example/</guid>" for n in "ab"]

    first, second = listed(rss(*items))
    (alone,) = listed(rss(items[0].replace("<guid>https://e.example/</guid>", "")))

    assert first.identity != second.identity
    assert alone.identity == first.identity


def test_an_entry_that_is_listed_twice_keeps_its_identity() -> None:
    item = "<title>a</title><link>https://e.example/1</link><guid isPermaLink='false'>g</guid>"

    assert listed(rss(item, item)) == listed(rss(item))


def test_entries_that_share_their_link_are_told_by_their_titles() -> None:
    item = "<title>{}</title><link>https://e.example/changelog</link>"

    entries = listed(rss(item.format("v1"), item.format("v2"), item.format("v1")))

    assert [entry.title for entry in entries] == ["v1", "v2"]
    assert len({entry.identity for entry in entries}) == 2


def test_without_a_guid_tracking_does_not_change_the_identity() -> None:
    (one,) = listed(rss("<title>a</title><link>https://e.example/1?utm_source=rss</link>"))
    (other,) = listed(rss("<title>a</title><link>https://e.example/1</link>"))

    assert one.identity == other.identity


def test_an_identity_fits_into_an_index() -> None:
    (entry,) = listed(rss(f"<guid isPermaLink='false'>{'长' * 9000}</guid><link>https://e.example/1</link>"))

    assert len(entry.identity) <= LONGEST_IDENTITY


def test_an_archive_is_cut_to_its_newest_entries() -> None:
    times = [NOW + timedelta(hours=n) for n in range(MOST_ENTRIES + 100)]
    items = [f"<link>https://e.example/{n}</link><pubDate>{at.isoformat()}</pubDate>" for n, at in enumerate(times)]

    entries = listed(rss(*items))
    undated = listed(rss(*(item.partition("<pubDate>")[0] for item in items)))

    assert [entry.url for entry in entries] == [f"https://e.example/{n}" for n in range(100, MOST_ENTRIES + 100)]
    assert undated[-1].url == f"https://e.example/{MOST_ENTRIES - 1}"


def test_text_is_cleaned_of_what_no_chat_should_see() -> None:
    (entry,) = listed(rss("<title>a\u202eb\u200b &#x85;c\n d</title><link>https://e.example/1</link>"))

    assert entry.title == "ab c d"


@pytest.mark.parametrize("charset", ["gb2312", "GBK", None])
def test_gb18030_is_read_whatever_it_is_called(charset: str | None) -> None:
    text = rss(
        "<title>朱镕基、華為与𠮷：青鸾</title><link>https://e.example/1</link>",
        head='<?xml version="1.0" encoding="gb2312"?>',
    )

    (entry,) = listed(text.encode("gb18030"), charset=charset)

    assert entry.title == "朱镕基、華為与𠮷：青鸾"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_the_first_bytes_tell_the_encoding(codec: str) -> None:
    text = rss("<title>青鸾</title><link>https://e.example/1</link>", head='<?xml version="1.0" encoding="utf-16"?>')

    (entry,) = listed(text.encode(codec))

    assert entry.title == "青鸾"


def test_a_person_overrules_what_documents_say() -> None:
    text = rss("<title>新聞</title><link>https://e.example/1</link>", head='<?xml version="1.0" encoding="gbk"?>')

    (entry,) = listed(text.encode("big5"), charset="gbk", encoding="big5")

    assert entry.title == "新聞"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(), id="rss"),
        pytest.param(atom(), id="atom"),
        pytest.param(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel/></rdf:RDF>",
            id="rdf",
        ),
    ],
)
def test_a_valid_feed_may_be_empty(body: str) -> None:
    assert listed(body) == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param("", "an empty document, not a feed", id="nothing"),
        pytest.param(" \n\ufeff ", "an empty document, not a feed", id="blank"),
        pytest.param(
            "<!DOCTYPE html><html><head><title>登录 &amp; 注册</title>",
            "an HTML page titled “登录 & 注册”, not a feed",
            id="page",
        ),
        pytest.param("<!-- x --><HTML lang=zh>", "an HTML page, not a feed", id="page without title"),
        pytest.param(
            '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>404</title></head></html>',
            "an HTML page titled “404”, not a feed",
            id="XHTML",
        ),
        pytest.param('{"error": 1}', 'JSON that begins “{"error": 1}”, not a feed', id="JSON"),
        pytest.param("Not Found\n", "text that begins “Not Found”, not a feed", id="text"),
        pytest.param("x" * 200, f"text that begins “{'x' * 80}…”, not a feed", id="long text"),
        pytest.param("<urlset><url/></urlset>", "an XML document <urlset>, not a feed", id="sitemap"),
        pytest.param("<rss><channel><title>a", "a damaged feed: ", id="cut before its entries"),
        pytest.param("\x00\x01<\x02", "a damaged feed: ", id="bytes"),
    ],
)
def test_what_came_instead_of_a_feed_is_said(body: str, words: str) -> None:
    with pytest.raises(DiscoverError) as caught:
        listed(body)

    assert caught.value.reason.startswith(words)
    assert caught.value.url == URL
    assert "ai.xml, line" not in caught.value.reason


def test_an_article_is_its_own_entry() -> None:
    document = Document("https://e.example/about", b"<html>", "text/html", None, Validators(), NOW)
    source = Source(id="one", name="One", url="https://e.example/", zone=SHANGHAI, kind=SourceKind.ARTICLE)

    (entry,) = discover(document, source)

    assert (entry.identity, entry.url, entry.title) == ("https://e.example/about", "https://e.example/about", "")
