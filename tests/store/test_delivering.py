"""One process of a machine delivers at a time, and what a dead one had claimed is free at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.samples import LATER, LEASE, NOW, due, launch, sent_to, told, verdict

from monitor.model import VerdictKind
from monitor.store import open_store

if TYPE_CHECKING:
    from monitor.ports import Store


def test_only_one_store_on_a_database_delivers_at_a_time(store: Store, address: str) -> None:
    other = open_store(address)

    with store.delivering() as first, other.delivering() as second:
        assert (bool(first), bool(second)) == (True, False)
    with other.delivering() as after:
        assert after
    other.close()


def test_what_a_dead_process_had_claimed_is_free_at_once(store: Store) -> None:
    sent_to(store, "team")
    store.claim(NOW, NOW + LEASE * 60, 10)

    with store.delivering():
        again = store.claim(LATER, LATER + LEASE, 10)

    assert [message.attempts for message in again] == [2]


def test_who_may_not_deliver_frees_nothing(store: Store, address: str) -> None:
    sent_to(store, "team")
    other = open_store(address)

    with store.delivering():
        store.claim(NOW, NOW + LEASE * 60, 10)
        with other.delivering():
            claimed = other.claim(LATER, LATER + LEASE, 10)
    other.close()

    assert claimed == []


def test_the_confirmation_of_a_rumour_that_went_along_is_told(store: Store) -> None:
    rumour = verdict(launch("heron", rumour=True))
    told(store, "first", [rumour], due("team", rumour))
    confirmed = verdict(launch("heron"), VerdictKind.ADVANCED)
    told(store, "second", [confirmed], due("team", confirmed))

    assert len(store.messages()) == 2
