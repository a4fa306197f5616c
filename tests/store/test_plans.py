"""What runs at each check, at each article, each minute, and for a page enters an index: no table is read whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from store.plans import GROWING, heard, pretend_to_have_grown, walked
from store.samples import LATER, LEASE, NOW, article, due, entry, launch, listed, told, verdict

from monitor.model import Modality, Place, Recall, SourceState, Status, Tier, VerdictKind
from monitor.settings import Storm

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.store import SqlStore

TEXT = "".join(f"Line {number} of what Acme said of its model on that day.\n" for number in range(40))
HERON = frozenset({("acme", "heron")})


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    """A launch that two texts tell of, a message that waits, one that was accepted."""
    news = verdict(launch())
    told(store, "a", [news], due("team", news), due("mail", news), body=TEXT)
    told(store, "b", [verdict(launch(), VerdictKind.REPEATED)], body=TEXT + TEXT[::-1])
    store.record_accepted(store.claim(NOW, NOW, 1)[0].id, "ok", NOW)
    return store


def check(store: SqlStore) -> None:
    before = SourceState("alpha", checked_at=NOW)
    store.record_unchanged([(before, replace(before, next_at=LATER)), (before, replace(before, title="A"))], NOW)
    store.sightings("alpha", [entry("a"), entry("c", identity="guid")])
    store.record_check(SourceState("alpha"), [entry("d")], NOW)
    store.unread("alpha", NOW, 60)
    store.source_states(["alpha"])


def read(store: SqlStore) -> None:
    news = verdict(launch("crane"))
    pending = listed(store, "new")[-1]
    with store.reading(pending, NOW) as reading:
        assert reading is not None
        read = article("new", body=TEXT, tier=Tier.MEDIA, canonical_url="https://news.example.org/other")
        reading.cluster(read)
        reading.known(Recall(HERON, frozenset({"2"}), NOW - timedelta(days=45)))
        reading.save(read, [news], [due("team", news)])
    store.record_unreadable(pending.id, "no text", LATER)


def deliver(store: SqlStore) -> None:
    with store.delivering():
        store.gather(Storm(), LATER)
        for message in store.claim(LATER, LATER + LEASE, 10):
            store.record_refused(message.id, "busy", LATER)
            store.give_back(message.id, LATER)
    store.accepted_since(NOW)
    store.postpone("team", LATER, "busy")


def beat(store: SqlStore) -> None:
    store.undelivered(LATER)
    store.notices_since(NOW)
    store.witnesses(10, after=1)


def digest(store: SqlStore) -> None:
    with store.digesting("team", "2030-07-10", LATER) as digesting:
        assert digesting is not None
        digesting.doubted()
        digesting.known(store.launches(status=Status.UPCOMING), HERON)


def page(store: SqlStore) -> None:
    store.launches(since=NOW, limit=9)
    store.launches(status=Status.UPCOMING, limit=9)
    store.launches(modality=Modality.TEXT, limit=9)
    store.launches(search="heron", limit=9)
    store.proofs([1])
    store.launch(1)
    store.history(1)
    store.members(1)
    store.waiting(1)
    store.messages(launch_id=1)
    store.families("acme")
    store.busiest(NOW, 9)
    store.first_seen(NOW)
    store.delays(NOW, 9)
    store.article_at("https://news.example.org/a")
    store.entries_at("https://news.example.org/a")


@pytest.mark.parametrize("work", [check, read, deliver, beat, digest, page])
def test_nothing_reads_a_growing_table_from_end_to_end(filled: SqlStore, work: Callable[[SqlStore], None]) -> None:
    with heard() as sent:
        work(filled)

    with filled._database.writing() as session:
        connection = session.connection()
        pretend_to_have_grown(connection)
        walks = {statement: walked(connection, statement, values) for statement, values in sent.items()}
    assert {statement: tables for statement, tables in walks.items() if tables} == {}
    assert any(table in statement for statement in sent for table in GROWING)


def test_the_timeline_is_entered_where_it_goes_on(filled: SqlStore) -> None:
    with heard() as sent:
        filled.launches(after=Place(NOW, 1), limit=9)

    with filled._database.writing() as session:
        connection = session.connection()
        pretend_to_have_grown(connection)
        assert not any(walked(connection, statement, values) for statement, values in sent.items())


def test_a_table_that_is_read_whole_is_noticed(filled: SqlStore) -> None:
    with heard() as sent:
        filled.organisations()

    with filled._database.writing() as session:
        connection = session.connection()
        pretend_to_have_grown(connection)
        assert {"launch"} in [walked(connection, statement, values) for statement, values in sent.items()]
