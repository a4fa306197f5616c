"""Sentences of our own, one rule of language each: all that is seen in them, whatever it weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.detection.seen import Case, cases, seen_in

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge

SENTENCES = [case for case in cases() if not case.is_heading]


@pytest.mark.parametrize("case", SENTENCES, ids=[case.text for case in SENTENCES])
def test_all_that_stands_under_a_sentence_is_seen_in_it(case: Case, knowledge: Knowledge) -> None:
    assert seen_in(case.text, knowledge) == case.seen


def test_no_sentence_stands_there_twice() -> None:
    assert len({case.text for case in SENTENCES}) == len(SENTENCES)
