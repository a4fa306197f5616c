"""An article under many addresses: which of them count as it, and which claims are not believed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from store.samples import LATER, NOW, article, due, entry, launch, verdict

from monitor.model import Moment, SourceState, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Article, Entry, Verdict
    from monitor.store import SqlStore

MAIN = "https://news.example.org/main"
PRINTED = "https://news.example.org/paper?id=1"


def read(store: SqlStore, listed: Entry, found: Article, verdicts: Sequence[Verdict] = (), source: str = "one") -> None:
    """Let a source list an entry and read it to the article that its address led to."""
    store.record_check(SourceState(source), [listed], NOW)
    [pending] = store.unread(source, NOW, 9)
    with store.reading(pending, NOW) as reading:
        assert reading is not None
        reading.save(found, verdicts, [due("team", *(said for said in verdicts if said.kind is VerdictKind.NEW))])


def waiting(store: SqlStore, *listed: Entry, source: str = "two") -> list[str]:
    store.record_check(SourceState(source), listed, LATER)
    return [pending.entry.identity for pending in store.unread(source, LATER, 9)]


def printed(**changes: object) -> Article:
    return article("main", **{"url": PRINTED, "canonical_url": MAIN} | changes)


def test_an_entry_at_the_address_that_a_read_page_says_is_its_own_counts_as_read(store: SqlStore) -> None:
    read(store, entry("main", url=PRINTED), printed())

    assert waiting(store, entry("main"), entry("other")) == ["other"]


@pytest.mark.parametrize(
    "changes",
    [{"title": "On something else"}, {"title": ""}, {"published": Moment(NOW + timedelta(days=1))}],
    ids=["other title", "no title", "other day"],
)
def test_a_page_that_names_another_article_as_itself_does_not_hide_it(
    store: SqlStore, changes: dict[str, object]
) -> None:
    read(store, entry("main", url=PRINTED), printed(published=Moment(NOW)))

    assert waiting(store, entry("main", **changes)) == ["main"]


def test_entries_that_wait_at_the_address_a_page_says_is_its_own_are_read_with_it(store: SqlStore) -> None:
    waits = [entry("main"), entry("twin", url=MAIN, title="Another title")]
    store.record_check(SourceState("two"), waits, NOW)

    read(store, entry("main", url=PRINTED), printed())

    assert [pending.entry.identity for pending in store.unread("two", NOW, 9)] == ["twin"]


@pytest.mark.parametrize("first", ["main", "printed"])
def test_an_article_known_by_an_alias_adds_only_news(store: SqlStore, first: str) -> None:
    found = {"main": article("main"), "printed": printed()}
    second = "printed" if first == "main" else "main"
    known, news = verdict(launch()), verdict(launch("egret"))
    read(store, entry("1", url=found[first].url), found[first], [known])

    again = [verdict(launch(), VerdictKind.REPEATED), news]
    read(store, entry("2", url=found[second].url), found[second], again, source="two")

    assert [len(store.history(number)) for number in (1, 2)] == [1, 1]
    assert {told.url for _, told in store.history(2)} == {found[first].url}
    assert [[alert.launch.model for alert in message.alerts] for message in store.messages()] == [["Egret"], ["Heron"]]


def test_two_pages_that_name_the_same_third_one_are_one_article(store: SqlStore) -> None:
    read(store, entry("1", url=PRINTED), printed(), [verdict(launch())])
    phone = printed(url="https://news.example.org/phone?id=1")

    read(store, entry("2", url=phone.url), phone, [verdict(launch(), VerdictKind.REPEATED)], source="two")

    assert len(store.history(1)) == 1


def test_a_template_that_names_one_page_on_every_page_swallows_no_article(store: SqlStore) -> None:
    told = [verdict(launch()), verdict(launch(), VerdictKind.REPEATED)]

    for name, said in zip(("a", "b"), told, strict=True):
        read(store, entry(name), article(name, canonical_url="https://news.example.org/list/"), [said])

    assert [found.title for _, found in store.history(1)] == ["On a", "On b"]
    assert waiting(store, entry("list", url="https://news.example.org/list/")) == ["list"]


def test_what_was_read_at_an_address_counts_more_than_what_another_page_claims(store: SqlStore) -> None:
    read(store, entry("1", url=PRINTED), printed(title="A faulty page"))
    read(store, entry("main"), article("main"), source="two")

    assert waiting(store, entry("renamed", url=MAIN), source="three") == []


def test_a_copy_never_counts_as_its_original(store: SqlStore) -> None:
    original = "https://outlet.example.net/main"
    copy = article("main", canonical_url=original, original_url=original)
    read(store, entry("main"), copy, [verdict(launch())])

    assert waiting(store, entry("main", url=original)) == ["main"]
    assert [found.original_url for _, found in store.history(1)] == [original]
