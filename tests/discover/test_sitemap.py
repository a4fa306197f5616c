from __future__ import annotations

import gzip
import zlib
from functools import partial

import pytest
from discover.lists import is_listed_or_refused, listed_as, stated
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover.listing import MOST_ENTRIES
from monitor.discover.sitemap import MOST_BYTES
from monitor.errors import DiscoverError, SitemapIndexError
from monitor.settings import SourceKind

listed = partial(listed_as, SourceKind.SITEMAP)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def sitemap(*urls: str) -> str:
    inside = "".join(f"<url>{url}</url>" for url in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SPACES}>{inside}</urlset>'


def place(path: str, changed: str = "") -> str:
    return f"<loc> https://news.example{path} </loc>" + (f"<lastmod>{changed}</lastmod>" if changed else "")


def test_newest_addresses_come_first_and_undated_ones_last() -> None:
    entries = listed(
        sitemap(place("/a", "2026-01-01"), place("/b"), place("/c", "2026-02-01T10:00:00Z"), place("/d", "2025-06"))
    )

    assert [entry.url[-1] for entry in entries] == ["c", "a", "d", "b"]
    assert [date for _, date in stated(entries)] == ["2026-02-01T10:00:00+00:00", "2026-01-01", "2025-06", None]


def test_news_have_a_title_and_their_own_date() -> None:
    said = "<news:title>云岭 &amp; 青鸾</news:title><news:publication_date>2026-02-03</news:publication_date>"
    news = f"<news:news>{said}</news:news>"

    entries = listed(sitemap(place("/a", "2026-02-20") + news, place("/b", "2026-02-10")))

    assert stated(entries) == [("", "2026-02-10"), ("云岭 & 青鸾", "2026-02-03")]


def test_one_time_for_all_is_when_the_site_was_built() -> None:
    entries = listed(sitemap(place("/b", "2026-02-20"), place("/a", "2026-02-20")))

    assert [(entry.url[-1], entry.published) for entry in entries] == [("b", None), ("a", None)]


@pytest.mark.parametrize(
    "glob",
    ["/news/*", "https://news.example/news/*", "*/news/*", "/ne[vw]s/?*", "/资讯/*"],
    ids=["path", "whole", "anywhere", "set", "decoded"],
)
def test_glob_admits_by_path_or_whole(glob: str) -> None:
    paths = ("/about", "/news/slate-4", "/%E8%B5%84%E8%AE%AF/1", "/old/pages")

    entries = listed(sitemap(*map(place, paths)), match=glob)

    assert [entry.url.rpartition("/")[2] for entry in entries] == ["1" if glob == "/资讯/*" else "slate-4"]


def test_undated_addresses_are_taken_from_both_ends() -> None:
    entries = listed(sitemap(*(place(f"/{n}") for n in range(3_000))))

    assert len(entries) == MOST_ENTRIES
    assert (entries[0].url, entries[-1].url) == ("https://news.example/0", "https://news.example/2999")


def test_file_that_is_gzip_in_itself_is_read() -> None:
    entries = listed(gzip.compress(sitemap(place("/a")).encode()))

    assert [entry.url for entry in entries] == ["https://news.example/a"]


def test_sitemap_without_addresses_lists_nothing() -> None:
    assert listed(sitemap()) == ()


INDEX = "".join(
    f"<sitemap>{place(path, day)}</sitemap>"
    for path, day in [("/post-1.xml", "2026-01-01"), ("/post-2.xml", "2026-02-01"), ("/tag.xml", "2026-02-20")]
)
BOMB = zlib.compressobj(9, wbits=31)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(
            f"<sitemapindex {SPACES}>{INDEX}</sitemapindex>",
            "an index of 3 sitemaps, not a sitemap",
            id="index",
        ),
        pytest.param("<sitemapindex/>", "a sitemap index that lists nothing", id="empty index"),
        pytest.param("<!doctype html><title>找不到</title>", "an HTML page titled “找不到”, not a sitemap", id="page"),
        pytest.param("<rss><channel/></rss>", "an XML document <rss>, not a sitemap", id="feed"),
        pytest.param("<urlset><url>", "a damaged sitemap: ", id="cut"),
        pytest.param("<!DOCTYPE x [<!ENTITY a 'b'>]><urlset>&a;</urlset>", "a sitemap with entities", id="entities"),
        pytest.param("", "an empty document, not a sitemap", id="empty"),
        pytest.param(b"\x1f\x8b\x08junk", "a damaged gzip file", id="damaged gzip"),
        pytest.param(gzip.compress(b"<urlset/>")[:-9], "a gzip file that is cut", id="cut gzip"),
        pytest.param(BOMB.compress(bytes(MOST_BYTES + 1)) + BOMB.flush(), "a gzip file that is cut", id="bomb"),
    ],
)
def test_what_came_instead_of_a_sitemap_is_said(body: str | bytes, words: str) -> None:
    with pytest.raises(DiscoverError) as caught:
        listed(body)

    assert caught.value.reason.startswith(words)


def test_parts_of_an_index_are_ranked_by_name_then_date_then_from_both_ends() -> None:
    undated = "".join(f"<sitemap>{place(f'/part-{number}.xml')}</sitemap>" for number in range(4))

    with pytest.raises(SitemapIndexError) as caught:
        listed(f"<sitemapindex {SPACES}>{undated}{INDEX}</sitemapindex>")

    assert [(url.rpartition("/")[2], changed) for url, changed in caught.value.parts] == [
        ("post-2.xml", "2026-02-01"),
        ("post-1.xml", "2026-01-01"),
        ("tag.xml", "2026-02-20"),
        ("part-0.xml", ""),
        ("part-1.xml", ""),
        ("part-2.xml", ""),
        ("part-3.xml", ""),
    ]


def test_glob_that_fits_nothing_is_said() -> None:
    with pytest.raises(
        DiscoverError, match=r"match “/news/\*” fits none of 1 addresses, such as https://news.example/a"
    ):
        listed(sitemap(place("/a")), match="/news/*")


PIECES = ["<urlset>", "</urlset>", "<url>", "</url>", "<loc>", "</loc>", "https://e.example/1", "http://[", "<lastmod>"]
PIECES += ["</lastmod>", "2026-02-01", "9999-99-99", "&amp;", "&", "<sitemapindex>", "</sitemapindex>", "\x1f\x8b"]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join))
def test_any_rubble_is_listed_or_refused(body: str) -> None:
    assert is_listed_or_refused(SourceKind.SITEMAP, body)


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b\x08\x00"]))
def test_any_bytes_are_listed_or_refused(body: bytes, mark: bytes) -> None:
    assert is_listed_or_refused(SourceKind.SITEMAP, mark + body)
