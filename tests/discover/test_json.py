from __future__ import annotations

import json
from functools import partial

import pytest
from discover.lists import is_listed_or_refused, listed_as, stated
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import DiscoverError
from monitor.settings import ListSelectors, SourceKind

listed = partial(listed_as, SourceKind.JSON)
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "滩头",
    "items": [
        {
            "id": "7",
            "url": "/a/7",
            "title": "Use <think> & win",
            "date_published": "2026-02-01T10:00:00+08:00",
            "content_html": "<p>正文</p>",
        },
        {"id": 8, "external_url": "https://e.example/8", "content_text": "短讯"},
        "rubble",
    ],
}


@pytest.mark.parametrize("kind", [SourceKind.JSON, SourceKind.FEED], ids=["json", "feed"])
def test_json_feed_is_read_without_being_told_where(kind: SourceKind) -> None:
    entries = listed_as(kind, "\ufeff" + json.dumps(FEED))

    assert stated(entries) == [("Use <think> & win", "2026-02-01T10:00:00+08:00"), ("", None)]
    assert [(entry.identity, entry.url, entry.summary) for entry in entries] == [
        ("7", "https://news.example/a/7", "正文"),
        ("8", "https://e.example/8", "短讯"),
    ]


def test_paths_lead_to_the_list_and_within_an_item() -> None:
    body = {
        "data": {
            "pages": [{"list": [{"meta": {"t": "云岭 &amp; <em>青鸾</em>", "at": 1772359200000}, "go": {"u": "/a/1"}}]}]
        }
    }
    select = ListSelectors(item="data.pages.0.list", link="go.u", title="meta.t", date="meta.at")

    entries = listed(json.dumps(body), select)

    assert stated(entries) == [("云岭 & 青鸾", "2026-03-01T18:00:00+08:00")]
    assert entries[0].url == "https://news.example/a/1"


def test_link_may_be_a_template() -> None:
    body = [
        {"id": "Reef/Kelp-2", "createdAt": "2026-02-01T10:00:00.000Z"},
        {"id": "云 岭?", "createdAt": "2026-01-01T10:00:00.000Z"},
        {"id": None},
    ]
    select = ListSelectors(link="https://hub.example/{id}#{createdAt}", title="id", date="createdAt")

    entries = listed(json.dumps(body), select)

    assert [entry.url.partition("#")[0] for entry in entries] == [
        "https://hub.example/Reef/Kelp-2",
        "https://hub.example/%E4%BA%91%20%E5%B2%AD%3F",
    ]
    assert stated(entries)[0] == ("Reef/Kelp-2", "2026-02-01T10:00:00+00:00")


def test_common_names_are_understood_where_nothing_is_selected() -> None:
    entries = listed('[{"title": "一", "link": "/1"}, {"name": "二", "url": "/2"}]')

    assert [(entry.title, entry.url[-2:]) for entry in entries] == [("一", "/1"), ("二", "/2")]


def test_list_without_items_lists_nothing() -> None:
    assert listed('{"items": []}', ListSelectors(item="items", link="x", date="y")) == ()


ITEMS = '{"data": {"rows": [{"id": 1, "name": "x"}], "total": 1}, "ok": true}'


@pytest.mark.parametrize(
    ("body", "select", "words"),
    [
        pytest.param("", ListSelectors(), "an empty document, not JSON", id="empty"),
        pytest.param("<html>", ListSelectors(), "text that begins “<html>”, not JSON", id="page"),
        pytest.param("[" * 100_000, ListSelectors(), "text that begins “[[[", id="bomb"),
        pytest.param(
            ITEMS,
            ListSelectors(link="id"),
            "JSON that is no list, and select.item is missing: there are the keys data, ok",
            id="no item",
        ),
        pytest.param(
            ITEMS,
            ListSelectors(item="data.items", link="id"),
            "select.item “data.items” leads to nothing: below “data” there are the keys rows, total",
            id="item to nothing",
        ),
        pytest.param(
            ITEMS,
            ListSelectors(item="data.total"),
            "select.item “data.total” leads to no list: there is “1”",
            id="item to a number",
        ),
        pytest.param(
            ITEMS,
            ListSelectors(item="data.rows"),
            "select.link is missing: in an item there are the keys id, name",
            id="no link",
        ),
        pytest.param(
            ITEMS,
            ListSelectors(item="data.rows", link="/{slug}"),
            "select.link “/{slug}” leads to nothing: in an item there are the keys id, name",
            id="link to nothing",
        ),
        pytest.param(
            ITEMS,
            ListSelectors(item="data.rows", link="id", date="at"),
            "select.date “at” leads to nothing: in an item there are the keys id, name",
            id="date to nothing",
        ),
        pytest.param(
            '{"version": "https://jsonfeed.org/version/1"}', ListSelectors(), "a JSON Feed without", id="feed"
        ),
    ],
)
def test_path_that_leads_to_nothing_says_what_is_there(body: str, select: ListSelectors, words: str) -> None:
    with pytest.raises(DiscoverError) as caught:
        listed(body, select)

    assert caught.value.reason.startswith(words)


KEYS = st.sampled_from(["items", "url", "title", "id", "date", "version", "0"])
WORDS = st.sampled_from(["https://jsonfeed.org/version/1", "/a", "http://[", "\ud800", "\x00", "2026-02-01", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
SELECTORS = st.sampled_from(
    [
        ListSelectors(),
        ListSelectors(item="items", link="url", title="title", date="date"),
        ListSelectors(item="items.0", link="https://e.example/{id}/{title}"),
        ListSelectors(link="id"),
    ]
)


@settings(max_examples=300)
@given(VALUES, SELECTORS)
def test_any_json_is_listed_or_refused(value: object, select: ListSelectors) -> None:
    assert is_listed_or_refused(SourceKind.JSON, json.dumps(value), select)


@given(st.binary(max_size=200) | st.just(b"[" + b"9" * 5_000 + b"]"))
def test_any_bytes_are_listed_or_refused(body: bytes) -> None:
    assert is_listed_or_refused(SourceKind.JSON, body)
