"""What is known as a whole: lists that go on, proofs, members, organisations, counts, delays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store.samples import LATER, LEASE, NOW, due, launch, told, verdict

from monitor.model import CorrectionKind, LaunchKey, Modality, Place, Status, VerdictKind
from monitor.store import open_store

if TYPE_CHECKING:
    from monitor.model import Launch
    from monitor.store import SqlStore

A_DAY = timedelta(days=1)


def correct(store: SqlStore, kind: CorrectionKind, *keys: LaunchKey) -> None:
    with store.correcting(LATER) as desk:
        desk.add(kind, keys)


def whole_list(store: SqlStore, step: int, **asked: object) -> list[int]:
    """Read a list to its end, so many at a time."""
    numbers: list[int] = []
    place = None
    while page := store.launches(after=place, limit=step, **asked):
        numbers += [each.id for each in page]
        place = Place(page[-1].status_at, page[-1].id)
    return numbers


@given(
    hours=st.lists(st.integers(0, 3), min_size=1, max_size=9),
    step=st.integers(1, 4),
    search=st.sampled_from([None, "heron", "acme"]),
    merged=st.booleans(),
)
def test_a_list_read_in_steps_is_the_list_read_at_once(
    *, hours: list[int], step: int, search: str | None, merged: bool
) -> None:
    store = open_store("sqlite://")
    try:
        for number, hour in enumerate(hours):
            one = launch("heron" if number % 2 else "egret", str(number), status_at=NOW + timedelta(hours=hour))
            told(store, f"a{number}", [verdict(one)])
        if merged and len(hours) > 1:
            correct(store, CorrectionKind.MERGE, *(launch("egret", "0").key, launch("heron", "1").key))
        whole = [each.id for each in store.launches(search=search)]

        assert whole_list(store, step, search=search) == whole
    finally:
        store.close()


def test_launches_can_be_asked_for_by_modality(store: SqlStore) -> None:
    told(store, "a", [verdict(launch("heron", modality=Modality.VIDEO)), verdict(launch("egret"))])

    found = store.launches(modality=Modality.VIDEO)

    assert [each.model for each in found] == ["Heron"]


def test_a_proof_is_what_last_made_it_news_and_counts_every_article(store: SqlStore) -> None:
    upcoming, released = launch(status=Status.UPCOMING), launch(status_at=LATER)
    said = verdict(released, VerdictKind.ADVANCED)
    proven = replace(said, announcement=replace(said.announcement, evidence="Acme releases Heron 2."))
    told(store, "a", [verdict(upcoming)])
    told(store, "b", [proven])
    told(store, "c", [verdict(released, VerdictKind.REPEATED)])
    [known] = store.launches()

    [proof] = store.proofs([known.id]).values()

    assert (proof.evidence, proof.article.title, proof.articles) == ("Acme releases Heron 2.", "On b", 3)
    assert store.proofs([]) == {}


def test_a_merged_launch_is_proven_by_all_that_it_is_made_of(store: SqlStore) -> None:
    heron, egret = launch("heron"), launch("egret")
    told(store, "a", [verdict(heron)])
    told(store, "b", [verdict(egret)])
    correct(store, CorrectionKind.MERGE, heron.key, egret.key)
    [known] = store.launches()

    assert store.proofs([known.id])[known.id].articles == 2


@pytest.fixture
def family(store: SqlStore) -> list[Launch]:
    """Three sizes of one release, another version, and one of another organisation."""
    keys = [LaunchKey("acme", "heron", "2", "", size) for size in ("", "8b", "70b")]
    members = [launch(key=key, status_at=NOW + timedelta(hours=index)) for index, key in enumerate(keys)]
    older = launch(version="1", release="acme/heron/1@2029", first_seen_at=NOW - 300 * A_DAY)
    other = launch("crane", key=LaunchKey("umbra", "crane", "1", "", ""), organisations=("Umbra",))
    told(store, "a", [verdict(one) for one in (older, *members, other)])
    return members


def test_members_are_those_of_one_release(store: SqlStore, family: list[Launch]) -> None:
    [whole] = [each for each in store.launches() if each.key == family[0].key]

    members = store.members(whole.id)

    assert [each.key.size for each in members] == ["70b", "8b"]
    assert store.members(99) == []


@pytest.mark.usefixtures("family")
def test_organisations_come_with_their_families(store: SqlStore) -> None:
    found = store.organisations()

    assert [(one.key, one.families, one.launches) for one in found] == [("acme", 1, 4), ("umbra", 1, 1)]
    assert found[1].latest.organisations == ("Umbra",)
    assert [(one.key, one.launches) for one in store.families("acme")] == [("heron", 4)]
    assert store.families("nobody") == []


def test_what_a_person_called_wrong_or_merged_counts_no_more(store: SqlStore, family: list[Launch]) -> None:
    correct(store, CorrectionKind.WRONG, family[1].key)
    correct(store, CorrectionKind.MERGE, family[2].key, family[0].key)
    [whole] = [each for each in store.launches() if each.key == family[0].key]

    assert [(one.key, one.launches) for one in store.organisations()] == [("acme", 2), ("umbra", 1)]
    assert store.members(whole.id) == []
    assert sum(store.first_seen(NOW - A_DAY).values()) == 2


@pytest.mark.usefixtures("family")
def test_launches_are_counted_by_the_hour_in_which_they_were_first_seen(store: SqlStore) -> None:
    counts = store.first_seen(NOW - A_DAY)

    assert counts == {NOW: 4}
    assert [(one.key, one.launches) for one in store.busiest(NOW - A_DAY, 1)] == [("acme", 3)]


def test_a_delay_is_from_the_first_article_to_the_providers_word(store: SqlStore) -> None:
    fresh = launch(first_seen_at=NOW - timedelta(minutes=3))
    told(store, "a", [verdict(fresh)], due("team", verdict(fresh)), due("ops", verdict(fresh)))
    [message, _] = store.claim(NOW, NOW + LEASE, 9)
    store.record_accepted(message.id, "ok", NOW)

    assert [(one.channel, one.seconds) for one in store.delays(NOW - A_DAY, 9)] == [(message.channel, 180.0)]
    assert store.delays(LATER, 9) == []


def test_messages_are_read_in_steps(store: SqlStore) -> None:
    for name in "abc":
        one = launch(name)
        told(store, name, [verdict(one)], due("team", verdict(one)))
    numbers = [each.id for each in store.messages()]

    first = store.messages(limit=2)
    rest = store.messages(before=first[-1].id, limit=2)

    assert [each.id for each in (*first, *rest)] == numbers
