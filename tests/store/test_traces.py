"""What became of what was listed: found by address, and by words in any case and width."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from store.samples import LATER, NOW, article, entry, launch, listed, told, verdict

from monitor.model import Moment, SourceState, VerdictKind

if TYPE_CHECKING:
    from monitor.store import SqlStore

URL = "https://news.example.org/a"


def test_an_entry_is_found_by_its_address_with_where_it_stands(store: SqlStore) -> None:
    [pending] = listed(store, "a")
    store.record_unreadable(pending.id, "timeout", LATER)

    [found] = store.entries_at(f"{URL}?utm_source=feed")

    assert (found.source_id, found.entry, found.first_seen_at) == ("alpha", entry("a"), NOW)
    assert (found.is_read, found.attempts, found.reason, found.next_at) == (False, 1, "timeout", LATER)
    assert store.entries_at("https://news.example.org/b") == []


def test_an_article_and_its_entries_are_found_by_both_addresses_where_one_led_to_the_other(store: SqlStore) -> None:
    told(store, "a", [verdict(launch())], url="https://news.example.org/moved")

    by_entry, by_article = store.article_at(URL), store.article_at("https://news.example.org/moved")

    assert by_entry is not None
    assert by_entry == by_article
    assert [one.entry.url for one in store.entries_at(by_entry.article.url)] == [URL]


def test_an_article_comes_with_all_its_verdicts_in_reading_order(store: SqlStore) -> None:
    told(store, "a", [verdict(launch()), verdict(None, VerdictKind.DOUBTED)])

    read = store.article_at(URL)

    assert read is not None
    assert (read.article, read.read_at) == (article("a"), NOW)
    assert [(one.kind, one.launch and one.launch.model) for one in read.verdicts] == [
        (VerdictKind.NEW, "Heron"),
        (VerdictKind.DOUBTED, None),
    ]
    assert store.article_at("https://news.example.org/b") is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(["glm", "4.5"], 1, id="case-and-width"),
        pytest.param(["发布"], 1, id="han"),
        pytest.param(["glm", "5.5"], 0, id="one-is-missing"),
        pytest.param(["%"], 0, id="no-wildcard"),
    ],
)
def test_entries_are_found_by_the_words_of_their_title(store: SqlStore, words: list[str], found: int) -> None:
    store.record_check(SourceState("alpha"), [entry("a", title="智谱发布Ｇｌｍ－４．５"), entry("b")], NOW)

    assert len(store.entries_titled(words, 9)) == found


def test_the_last_seen_entries_come_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    listed(store, "a", "b", "c")

    assert [one.entry.title for one in store.entries_titled(["on"], 2)] == ["On c", "On b"]


def test_the_sources_of_a_host_are_those_that_listed_anything_there(store: SqlStore) -> None:
    listed(store, "a", source="alpha")
    store.record_check(SourceState("beta"), [entry("a", url="https://news.example.org.cn/a")], NOW)

    assert store.sources_listing("news.example.org") == ["alpha"]
    assert store.sources_listing("example.org") == []


def test_articles_are_found_by_words_of_title_and_body_within_a_time(store: SqlStore) -> None:
    told(store, "a", [], body="Heron stands in the water.", published=Moment(NOW))
    told(store, "b", [], body="Heron flew.", published=Moment(NOW - timedelta(days=90)))

    assert [one.title for one in store.articles_naming(["heron", "on"], NOW - timedelta(days=60), 9)] == ["On a"]


def test_announcements_that_made_no_launch_are_found_by_name(store: SqlStore) -> None:
    doubted = verdict(None, VerdictKind.DOUBTED)
    told(store, "a", [verdict(launch("egret")), doubted])

    assert store.announced_in_vain(["egret"], 9) == [(doubted, article("a"))]
    assert store.announced_in_vain(["heron"], 9) == []
