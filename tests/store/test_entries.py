"""Sources and entries: what every store answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from store.samples import LATER, NOW, article, entry, listed, told

from monitor.model import Moment, Notice, NoticeKind, SourceHealth, SourceState, Validators

if TYPE_CHECKING:
    from monitor.model import Entry
    from monitor.store import SqlStore


def identities(store: SqlStore, source: str = "alpha", now: datetime = NOW, limit: int = 100) -> list[str]:
    return [pending.entry.identity for pending in store.unread(source, now, limit)]


def test_a_source_never_seen_has_a_fresh_state(store: SqlStore) -> None:
    assert store.source_states(["alpha"]) == {"alpha": SourceState("alpha")}


def test_the_last_state_of_a_source_is_remembered(store: SqlStore) -> None:
    state = SourceState("alpha", Validators('"e1"', "Mon", "ab12"), NOW, LATER, SourceHealth.STALE, "old", NOW, 3, NOW)
    store.record_check(SourceState("alpha", failures=9), [], NOW)

    store.record_check(state, [], NOW)

    assert store.source_states(["beta", "alpha"]) == {"beta": SourceState("beta"), "alpha": state}


def test_states_of_unchanged_sources_are_written_together_and_those_with_something_to_read_are_named(
    store: SqlStore,
) -> None:
    for name in ("alpha", "beta"):
        store.record_check(SourceState(name), [entry("a")] if name == "beta" else [], NOW)
    states = [SourceState(name, checked_at=LATER) for name in ("alpha", "beta", "gamma")]

    waiting = store.record_unchanged([(SourceState(state.source_id), state) for state in states], LATER)

    assert waiting == {"beta"}
    assert list(store.source_states(["alpha", "beta", "gamma"]).values()) == states
    assert store.record_unchanged([(states[1], SourceState("beta"))], NOW - timedelta(days=1)) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"checked_at": LATER},
        {"checked_at": LATER, "next_at": LATER, "listed_at": LATER},
        {"checked_at": LATER, "failures": 3, "reason": "HTTP 500"},
        {"whole_at": LATER, "asked_as": "else"},
    ],
)
def test_an_unchanged_source_is_remembered_as_it_is_now_whatever_differs(
    store: SqlStore, change: dict[str, object]
) -> None:
    before = SourceState("alpha", Validators(etag='"1"'), NOW, NOW, listed_at=NOW, title="Alpha")
    store.record_check(before, [], NOW)
    after = replace(before, **change)

    store.record_unchanged([(before, after)], LATER)

    assert store.source_states(["alpha"]) == {"alpha": after}


def test_states_of_more_sources_than_a_statement_takes_are_given(store: SqlStore) -> None:
    asked = [f"source{number}" for number in range(1200)]
    store.record_check(SourceState("source1100", failures=1), [], NOW)

    states = store.source_states(asked)

    assert list(states) == asked
    assert states["source1100"].failures == 1


def test_unseen_entries_are_counted_once(store: SqlStore) -> None:
    first = store.record_check(SourceState("alpha"), [entry("a"), entry("b"), entry("a", title="Twice")], NOW)
    second = store.record_check(SourceState("alpha"), [entry("b"), entry("c")], LATER)

    assert (first, second) == (2, 1)
    assert identities(store, now=LATER) == ["a", "b", "c"]


def test_an_entry_with_another_title_is_not_new(store: SqlStore) -> None:
    store.record_check(SourceState("alpha"), [entry("a")], NOW)

    unseen = store.record_check(SourceState("alpha"), [entry("a", title="Corrected")], NOW)

    assert unseen == 0
    assert store.unread("alpha", NOW, 1)[0].entry.title == "On a"


def known(store: SqlStore, *entries: Entry, source: str = "alpha") -> list[bool]:
    return [one.is_known for one in store.sightings(source, entries)]


def test_an_entry_is_known_by_its_guid_or_by_its_title_and_address(store: SqlStore) -> None:
    listed(store, "a")
    tracked = "https://news.example.org/a?utm_source=feed"

    assert known(store, entry("a")) == [True]
    assert known(store, entry("a", title="Corrected")) == [True]
    assert known(store, entry("a", url="https://news.example.org/moved")) == [True]
    assert known(store, entry("fresh guid", title="On a", url=tracked)) == [True]
    assert known(store, entry("b"), entry("c", url=tracked), entry("d", title="On a")) == [False] * 3
    assert known(store, entry("a"), source="beta") == [False]


def test_a_sighting_knows_the_address_under_which_its_article_is_held(store: SqlStore) -> None:
    listed(store, "a")
    moved, new = entry("a", url="https://news.example.org/moved"), entry("c", url="https://news.example.org/a#top")

    seen = store.sightings("alpha", [moved, new, entry("b")])

    assert [one.address for one in seen] == ["news.example.org/a", "news.example.org/a", "news.example.org/b"]
    assert [one.at_known_address for one in seen] == [True, True, False]


@pytest.mark.parametrize("title", ["On b", ""], ids=["titled", "untitled"])
def test_another_entry_under_a_guid_that_is_held_is_stored_beside_it(store: SqlStore, title: str) -> None:
    store.record_check(SourceState("alpha"), [entry("guid", title="")], NOW)
    other = entry("guid", url="https://news.example.org/b", title=title)

    [one] = store.sightings("alpha", [other])
    unseen = store.record_check(SourceState("alpha"), [one.entry], NOW)

    assert (one.is_known, unseen, identities(store)) == (False, 1, ["guid", "news.example.org/b"])
    assert known(store, other) == [True]


def test_more_sightings_than_a_statement_takes_are_told_apart(store: SqlStore) -> None:
    entries = [entry(str(number)) for number in range(1200)]
    store.record_check(SourceState("alpha"), entries[:600], NOW)

    assert known(store, *entries) == [True] * 600 + [False] * 600


def test_a_notice_is_written_with_the_check_and_joins_one_of_its_kind_that_is_untried(store: SqlStore) -> None:
    def noticed(name: str, kind: NoticeKind, channel: str = "ops") -> None:
        store.record_check(SourceState(name), [], NOW, notices=[(channel, Notice.of(kind, name, [f"{name}: when"]))])

    for number in range(12):
        noticed(f"source{number}", NoticeKind.WINDOW_OVERRUN)
    noticed("source1", NoticeKind.SOURCE_CHANGED)
    noticed("source1", NoticeKind.WINDOW_OVERRUN, "team")
    store.claim(NOW + timedelta(minutes=10), NOW, 9)
    noticed("late", NoticeKind.WINDOW_OVERRUN)

    told = [message.notice for message in store.messages()[::-1] if message.notice]
    assert [(notice.about, notice.count, len(notice.lines)) for notice in told] == [
        ("source0", 12, 10),
        ("source1", 1, 1),
        ("source1", 1, 1),
        ("late", 1, 1),
    ]


def test_two_sources_may_list_the_same_identity(store: SqlStore) -> None:
    listed(store, "a", source="alpha")

    assert [pending.source_id for pending in listed(store, "a", source="beta")] == ["beta"]


def test_more_entries_than_a_statement_takes_are_held_against_the_store(store: SqlStore) -> None:
    entries = [entry(str(number)) for number in range(1200)]
    store.record_check(SourceState("alpha"), entries[:600], NOW)

    assert store.record_check(SourceState("alpha"), entries, NOW) == 600


def test_a_very_long_identity_is_known_again(store: SqlStore) -> None:
    long = entry("x" * 5000, url="https://news.example.org/" + "y" * 5000)
    other = entry("x" * 4999 + "z")
    store.record_check(SourceState("alpha"), [long], NOW)

    assert store.record_check(SourceState("alpha"), [long, other], NOW) == 1


def test_text_that_databases_refuse_is_cleaned(store: SqlStore) -> None:
    odd = entry("a\x00b\ud800", title="T\x00\udfff", url="https://news.example.org/\x00a")
    store.record_check(SourceState("alpha", reason="\ud800\x00bad"), [odd], NOW)

    again = store.record_check(SourceState("alpha"), [odd], NOW)

    assert again == 0
    assert store.unread("alpha", NOW, 1)[0].entry == entry("ab", title="T", url="https://news.example.org/a")


def test_entries_are_read_oldest_first_and_undated_ones_by_their_first_sight(store: SqlStore) -> None:
    shanghai = timezone(timedelta(hours=8))
    new = entry("new", published=Moment(NOW + timedelta(hours=1)))
    old = entry("old", published=Moment(datetime(2030, 7, 9, 15, 0, tzinfo=shanghai)))
    store.record_check(SourceState("alpha"), [new, entry("undated"), old], NOW)

    assert identities(store) == ["old", "undated", "new"]
    assert identities(store, limit=1) == ["old"]


def test_times_at_the_ends_of_the_calendar_are_stored(store: SqlStore) -> None:
    east, west = timezone(timedelta(hours=8)), timezone(timedelta(hours=-8))
    first, last = datetime(1, 1, 1, tzinfo=east), datetime(9999, 12, 31, 23, tzinfo=west)
    entries = [entry("last", published=Moment(last)), entry("first", published=Moment(first))]

    store.record_check(SourceState("alpha", since=first, newest_entry_at=last), entries, NOW)

    state = store.source_states(["alpha"])["alpha"]
    assert (state.since, state.newest_entry_at) == (
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    )
    assert identities(store) == ["first", "last"]
    assert store.unread("alpha", NOW, 1)[0].entry.published == Moment(first)


def test_an_unreadable_entry_comes_back_when_its_time_has_come(store: SqlStore) -> None:
    [pending] = listed(store, "a")

    store.record_unreadable(pending.id, "timeout", LATER)

    assert identities(store, now=LATER - timedelta(seconds=1)) == []
    assert [again.attempts for again in store.unread("alpha", LATER, 9)] == [1]


def test_an_entry_given_up_does_not_come_back(store: SqlStore) -> None:
    [pending] = listed(store, "a")

    store.record_unreadable(pending.id, "gone", None)

    assert identities(store, now=NOW + timedelta(days=999)) == []
    assert store.record_check(SourceState("alpha"), [entry("a")], LATER) == 0


def test_an_article_is_read_once_whatever_lists_it(store: SqlStore) -> None:
    [first] = listed(store, "a", source="alpha")
    [second] = listed(store, "a", source="beta")
    with store.reading(first, NOW) as reading:
        assert reading is not None
        reading.save(article("a"), [], [])

    with store.reading(second, NOW) as reading:
        assert reading is None

    assert listed(store, "a", source="gamma") == []
    assert identities(store, source="beta") == []


@pytest.mark.parametrize("url", ["https://short.example.org/1", "https://news.example.org/a?utm_source=feed"])
def test_an_article_read_through_a_redirect_is_known_by_both_addresses(store: SqlStore, url: str) -> None:
    store.record_check(SourceState("alpha"), [entry("r", url=url)], NOW)
    [pending] = store.unread("alpha", NOW, 1)
    with store.reading(pending, NOW) as reading:
        assert reading is not None
        reading.save(article("a"), [], [])

    store.record_check(SourceState("beta"), [entry("1", url=url), entry("a"), entry("b")], NOW)

    assert identities(store, source="beta") == ["b"]


def test_a_read_entry_never_becomes_unreadable(store: SqlStore) -> None:
    told(store, "a", [])

    store.record_unreadable(1, "late failure", NOW)

    assert identities(store) == []


def test_the_stated_zone_and_precision_come_back(store: SqlStore) -> None:
    stated = Moment(datetime(2030, 7, 9, 9, 30, 5, tzinfo=timezone(timedelta(hours=8))))
    store.record_check(SourceState("alpha"), [entry("a", published=stated)], NOW.astimezone(UTC))

    [pending] = store.unread("alpha", NOW, 1)

    assert pending.entry.published is not None
    assert pending.entry.published.isoformat() == "2030-07-09T09:30:05+08:00"
