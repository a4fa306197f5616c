"""What a source calls itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from discover.feeds import NOW, URL
from hypothesis import given
from hypothesis import strategies as st

from monitor.discover import title_of
from monitor.errors import DiscoverError
from monitor.model import Document, Validators
from monitor.settings import Source, SourceKind


def titled(body: str | bytes, kind: SourceKind = SourceKind.FEED) -> str:
    raw = body.encode() if isinstance(body, str) else body
    source = Source("one", "news.example", URL, ZoneInfo("Asia/Shanghai"), kind=kind, is_named=False)
    return title_of(Document(URL, raw, "", None, Validators(), NOW), source)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        pytest.param("<rss><channel><title> 潮汐\n观察 </title><item><title>x</title></item>", "潮汐 观察", id="rss"),
        pytest.param("<rss><channel><title><![CDATA[A & B]]></title>", "A & B", id="cdata"),
        pytest.param("<rss><channel><title>A &amp; B</title>", "A & B", id="escaped"),
        pytest.param("<feed><id>1</id><title type='text'>Tide</title><entry><title>x</title>", "Tide", id="atom"),
        pytest.param("<a:feed><a:title>Tide</a:title><a:entry>", "Tide", id="prefixed"),
        pytest.param("<rss><channel><item><title>x</title></item>", "", id="only-entries-have-titles"),
        pytest.param("<rss><channel><image><title>picture</title></image>", "", id="only-a-picture-has-a-title"),
        pytest.param("<rss><channel><itunes:image href='x'/><title>Tide</title>", "Tide", id="a-picture-without-one"),
        pytest.param("<!-- <title>old</title> --><rss><channel><title>Tide</title>", "Tide", id="comment"),
        pytest.param('{"version": "https://jsonfeed.org/version/1.1", "title": "Tide"}', "Tide", id="json-feed"),
        pytest.param('{"title": "a record"}', "", id="other-json"),
        pytest.param("<rss><channel><title></title>", "", id="empty"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_feed_is_called_what_it_calls_itself(body: str, title: str) -> None:
    assert titled(body) == title


def test_a_page_is_called_by_its_title_in_its_own_charset() -> None:
    page = '<html><head><meta charset="gbk"><title>潮汐观察</title></head><body><li><a href="/1">x</a>'

    assert titled(page.encode("gbk"), SourceKind.PAGE) == "潮汐观察"


@pytest.mark.parametrize("kind", [SourceKind.ARTICLE, SourceKind.SITEMAP])
def test_what_has_no_title_of_its_own_keeps_its_host(kind: SourceKind) -> None:
    assert titled("<html><title>a headline</title>", kind) == ""


@given(st.one_of(st.binary(max_size=300), st.text("<>![]CDAT-title/{} xé\x00", max_size=300).map(str.encode)))
def test_any_bytes_give_one_short_line(body: bytes) -> None:
    try:
        title = titled(body)
    except DiscoverError:
        title = ""

    assert len(title) <= 100
    assert "\n" not in title
