"""The search for launches: by what they are called, and by what was said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store.samples import LATER, NOW, launch, told, verdict

from monitor.model import LaunchKey, Verdict, VerdictKind
from monitor.store import search

if TYPE_CHECKING:
    from monitor.model import Launch
    from monitor.store import SqlStore


def said(evidence: str, of: Launch, kind: VerdictKind = VerdictKind.NEW) -> Verdict:
    told_of = verdict(of, kind)
    return replace(told_of, announcement=replace(told_of.announcement, evidence=evidence))


def models(store: SqlStore, asked: str, **others: object) -> list[str]:
    return [each.model for each in store.launches(search=asked, **others)]


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    luan = launch("qingluan", "3", model="青鸾大模型", organisations=("云岭智能",))
    heron = launch("heron", "5", status_at=NOW - timedelta(days=9))
    told(store, "a", [said("云岭智能發佈青鸾大模型3.0", luan), said("Heron 5 reads X-rays", heron)], title="医疗的一周")
    told(store, "b", [said("Egret 7 follows Heron 5", launch("egret", "7", status_at=LATER))], title="Birds")
    told(store, "c", [said("Heron 50 flies", launch("heron", "50", status_at=LATER), VerdictKind.NEW)], title="Birds")
    return store


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("医疗", ["青鸾大模型", "Heron"], id="title"),
        pytest.param("x-ray", ["Heron"], id="sentence"),
        pytest.param("医疗 云岭", ["青鸾大模型"], id="title-and-name"),
        pytest.param("医疗 birds", [], id="words-of-two-articles"),
        pytest.param("发布", ["青鸾大模型"], id="traditional"),
        pytest.param("v1:acme/heron/50//", ["Heron"], id="key"),
        pytest.param("qingluan", ["青鸾大模型"], id="name-in-the-key"),
        pytest.param("🚀", [], id="no-word"),
        pytest.param(" ", ["Heron", "Egret", "青鸾大模型", "Heron"], id="blank"),
    ],
)
def test_launches_are_found_by_names_sentences_and_titles(filled: SqlStore, asked: str, found: list[str]) -> None:
    assert models(filled, asked) == found


def test_whole_names_come_first_then_names_that_begin_so_then_what_was_said(filled: SqlStore) -> None:
    found = filled.launches(search="heron 5")

    assert [str(each.key) for each in found] == ["v1:acme/heron/5//", "v1:acme/egret/7//"]
    assert models(filled, "her") == ["Heron", "Heron", "Egret"]


def test_what_an_alias_finds_is_found_too(filled: SqlStore) -> None:
    assert models(filled, "白鹭", aliases=("egret", "heron 50")) == ["Heron", "Egret"]


def test_no_more_than_the_limit_come_and_they_are_the_first(filled: SqlStore) -> None:
    whole = filled.launches(search="heron")

    assert [filled.launches(search="heron", limit=limit) for limit in range(4)] == [whole[:end] for end in range(4)]
    assert filled.launches(limit=2) == filled.launches()[:2]


def test_a_launch_that_got_its_version_later_is_found_by_old_and_new_names(store: SqlStore) -> None:
    open_one = launch(key=LaunchKey("acme", "heron", "", "", ""), version=None)
    told(store, "a", [said("Acme plans Heron", open_one)])
    [known] = store.launches()
    named = replace(known, key=LaunchKey("acme", "heron", "6", "", ""), model="Great Heron", version="6")

    told(store, "b", [said("It is Great Heron 6", named, VerdictKind.ADVANCED)])

    for asked in ("plans", "great heron 6", "v1:acme/heron/6//", "heron"):
        assert [each.id for each in store.launches(search=asked)] == [known.id]


def test_what_was_told_again_is_found_by_every_telling(filled: SqlStore) -> None:
    [egret] = filled.launches(search="egret")

    told(filled, "d", [said("The lagoon model", egret, VerdictKind.REPEATED)])

    assert models(filled, "lagoon") == models(filled, "follows") == ["Egret"]


def test_many_launches_are_found_as_few_are(store: SqlStore) -> None:
    count = search.MANY + 10
    every = [said(f"Told as {number}", launch("heron", str(number))) for number in range(count)]
    told(store, "a", [*every, said("Heron and all", launch("egret", status_at=LATER))])

    few, all_of_them = store.launches(search="heron", limit=9), store.launches(search="heron")

    assert [each.id for each in few] == list(range(count, count - 9, -1))
    assert all_of_them[:9] == few
    assert all_of_them[-1].model == "Egret"
    assert models(store, "heron", limit=9, since=LATER) == ["Egret"]


@given(asked=st.one_of(st.text(), st.text(st.sampled_from('"*():^-+{}.AND OR NOT NEAR 青5g\x00\ud800'), max_size=40)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_is_refused(filled: SqlStore, asked: str) -> None:
    for question in (asked, asked * 1000):
        found = filled.launches(search=question, aliases=(question,), limit=2)

        assert found == filled.launches(search=question)[:2]
        assert filled.announced_in_vain(question.split(), 9) == []
