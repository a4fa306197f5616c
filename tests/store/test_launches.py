"""What is known: what every store answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from store.samples import LATER, NOW, article, launch, listed, told, verdict

from monitor.model import CorrectionKind, LaunchKey, Moment, Status, Tier, VerdictKind

if TYPE_CHECKING:
    from monitor.store import SqlStore


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    heron = launch("heron", "2.5", status_at=NOW)
    luan = launch(
        "qingluan", "3", Status.UPCOMING, status_at=LATER, model="青鸾大模型", organisations=("云岭智能", "Acme")
    )
    crane = launch("crane", key=LaunchKey("umbra", "crane", "", "pro", "7b"), version=None, organisations=("Umbra-AI",))
    told(store, "a", [verdict(each) for each in (heron, luan, replace(crane, status_at=NOW - timedelta(days=9)))])
    return store


def models(store: SqlStore, **wanted: object) -> list[str]:
    return [each.model for each in store.launches(**wanted)]


def test_launches_come_with_the_latest_change_first(filled: SqlStore) -> None:
    assert models(filled) == ["青鸾大模型", "Heron", "Crane"]
    assert models(filled, since=NOW) == ["青鸾大模型", "Heron"]
    assert models(filled, status=Status.UPCOMING) == ["青鸾大模型"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("HERON", ["Heron"]),
        ("heron 2.5", ["Heron"]),
        ("青鸾", ["青鸾大模型"]),
        ("云岭", ["青鸾大模型"]),
        ("umbra ai", ["Crane"]),
        ("/pro/7b", ["Crane"]),
        ("ＵＭＢＲＡ", ["Crane"]),
        ("100%", []),
        ("h_ron", []),
        ("\x00heron", ["Heron"]),
    ],
    ids=["case", "version", "part", "organisation", "dash", "key", "width", "percent", "underscore", "nul"],
)
def test_search_finds_part_of_a_name_organisation_or_key(filled: SqlStore, search: str, found: list[str]) -> None:
    assert models(filled, search=search) == found


@pytest.mark.parametrize(
    ("organisation", "found"),
    [
        ("acme", ["青鸾大模型", "Heron"]),
        ("云岭智能", ["青鸾大模型"]),
        ("umbra", ["Crane"]),
        ("云岭", []),
        ("heron", []),
    ],
    ids=["any_of_several", "han", "key", "part", "model"],
)
def test_organisation_is_the_whole_name(filled: SqlStore, organisation: str, found: list[str]) -> None:
    assert models(filled, organisation=organisation) == found


def test_a_launch_is_found_by_its_number(filled: SqlStore) -> None:
    assert filled.launch(2) == next(each for each in filled.launches() if each.id == 2)
    assert filled.launch(99) is None


def test_history_tells_oldest_first_by_the_articles_time(store: SqlStore) -> None:
    for name, published, kind in (
        ("new", NOW, VerdictKind.NEW),
        ("old", NOW - timedelta(days=1), VerdictKind.REPEATED),
    ):
        [pending] = listed(store, name)
        with store.reading(pending, LATER) as reading:
            assert reading is not None
            reading.save(article(name, published=Moment(published)), [verdict(launch(), kind)], [])

    history = store.history(1)

    assert [(told_of.kind, source.title) for told_of, source in history] == [
        (VerdictKind.REPEATED, "On old"),
        (VerdictKind.NEW, "On new"),
    ]
    assert store.history(2) == []


def test_those_who_told_of_what_is_there_are_witnesses(filled: SqlStore) -> None:
    told(filled, "b", [verdict(launch("heron", "2.5"), VerdictKind.REPEATED)], tier=Tier.OFFICIAL)
    told(filled, "c", [verdict(launch("ibis", rumour=True))])

    witnesses = filled.witnesses(10)

    assert [(one.key.family, one.model, one.organisations, one.official) for one in witnesses] == [
        ("heron", "Heron", ("Acme",), False),
        ("crane", "Crane", ("Acme",), False),
        ("heron", "Heron", ("Acme",), True),
    ]
    assert len({one.cluster for one in witnesses}) == 2
    assert {one.key.family for one in filled.witnesses(1)} == {"heron"}


def test_what_a_person_called_wrong_has_no_witnesses(filled: SqlStore) -> None:
    with filled.correcting(LATER) as desk:
        desk.add(CorrectionKind.WRONG, [LaunchKey("acme", "heron", "2.5", "", "")])

    assert {one.key.family for one in filled.witnesses(10)} == {"crane"}
