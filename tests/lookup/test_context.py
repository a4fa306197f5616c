"""A proving sentence where it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.lookup.context import AROUND, Context, in_context


def test_a_sentence_stands_between_its_neighbours_of_the_same_paragraph() -> None:
    text = "The birds.\nIt was raining. Acme releases Heron 2 today. It flies.\nThe end."

    assert in_context("Acme releases Heron 2 today.", text) == Context(
        "It was raining. ", "Acme releases Heron 2 today.", " It flies."
    )


def test_blanks_may_differ_and_signs_mean_themselves() -> None:
    found = in_context("Acme (UK) releases\nHeron 2.", "Now Acme  (UK) releases Heron 2. Yes.")

    assert (found.before, found.behind) == ("Now ", " Yes.")


def test_long_surroundings_are_cut_between_sentences() -> None:
    text = f"{'很久以前有一件事。' * 30}云岭智能发布青鸾2.0。{'后来又有一件事。' * 30}"

    found = in_context("云岭智能发布青鸾2.0", text)

    assert found.before.startswith("…很久以前")
    assert found.behind.startswith("。后来")
    assert found.behind.endswith("事。…")
    assert max(len(found.before), len(found.behind)) <= AROUND + 1


def test_a_sentence_that_the_text_does_not_hold_stands_alone() -> None:
    assert in_context("Acme releases Heron 2.", "Nothing.") == Context("", "Acme releases Heron 2.", "")
    assert in_context("", "Nothing.") == Context("", "", "")


@given(st.text(max_size=40), st.text(max_size=300), st.text(max_size=300))
def test_any_text_gives_a_context_of_bounded_length(sentence: str, before: str, behind: str) -> None:
    found = in_context(sentence, before + sentence + behind)

    assert found.sentence == sentence
    assert len(found.before) <= AROUND + 1
    assert len(found.behind) <= AROUND + 1
