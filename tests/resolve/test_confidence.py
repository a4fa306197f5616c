"""How sure a launch is, by all who told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.knowledge import load_knowledge
from monitor.model import Announcement, ArticleSeen, Known, Status, Voice
from monitor.resolve import resolve
from monitor.resolve.confidence import launch_confidence

AT = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
HERON = Announcement("Heron", "2", ("Acme",), Status.RELEASED, confidence=0.6)

voices = st.lists(st.builds(Voice, st.just(1), st.integers(1, 4), st.floats(0, 1), st.booleans()), max_size=6)


def test_two_texts_make_a_launch_surer_and_two_copies_of_one_do_not() -> None:
    assert launch_confidence([Voice(1, 1, 0.6), Voice(1, 2, 0.5)]) == pytest.approx(0.8)
    assert launch_confidence([Voice(1, 1, 0.6), Voice(1, 1, 0.5)]) == pytest.approx(0.6)
    assert launch_confidence([Voice(1, 1, 0.333), Voice(1, 2, 0.333)]) == 0.5551  # Four digits, as it is shown.


def test_an_official_source_makes_it_nearly_sure() -> None:
    assert launch_confidence([Voice(1, 1, 0.6, official=True)]) == pytest.approx(0.9)
    assert launch_confidence([Voice(1, 1, 0.6, official=True), Voice(1, 2, 0.5)]) == pytest.approx(0.9)
    assert launch_confidence([Voice(1, 1, 0.95, official=True)]) == pytest.approx(0.95)


@given(voices, voices)
def test_no_voice_makes_a_launch_less_sure(some: list[Voice], others: list[Voice]) -> None:
    together = launch_confidence([*some, *others])

    assert max(launch_confidence(some), launch_confidence(others)) <= together <= 1


def test_a_verdict_carries_what_all_voices_say_together() -> None:
    knowledge = load_knowledge()
    (first,) = resolve([HERON], Known(), knowledge, ArticleSeen(AT, cluster=1))
    assert first.launch is not None

    known = Known((first.launch,), voices=(Voice(first.launch.id, 1, 0.6),))
    (second,) = resolve([HERON], known, knowledge, ArticleSeen(AT, cluster=2))
    (copied,) = resolve([HERON], known, knowledge, ArticleSeen(AT, cluster=1))

    assert first.launch.confidence == pytest.approx(0.6)
    assert second.launch is not None
    assert second.launch.confidence == pytest.approx(0.84)
    assert copied.launch is not None
    assert copied.launch.confidence == pytest.approx(0.6)


def test_each_launch_of_an_article_is_as_sure_as_its_own_voices() -> None:
    knowledge = load_knowledge()
    egret = Announcement("Egret", "1", ("Acme",), Status.RELEASED, confidence=0.7)
    (first,) = resolve([HERON], Known(), knowledge, ArticleSeen(AT, cluster=1))
    assert first.launch is not None
    known = Known((replace(first.launch, id=7),), voices=(Voice(7, 1, 0.6), Voice(8, 3, 0.99)))

    both = resolve([HERON, egret], known, knowledge, ArticleSeen(AT, cluster=2))
    official = resolve([egret], Known(), knowledge, ArticleSeen(AT, cluster=2, official=True))

    assert [one.launch and one.launch.confidence for one in (*both, *official)] == [0.84, 0.7, 0.9]
