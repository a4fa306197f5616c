from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.detect.doubt import doubt_of
from monitor.detect.words import doubts, weights


def test_a_doubt_says_what_is_lacking_and_what_speaks_against_it_the_heaviest_first() -> None:
    said = doubt_of(frozenset({"object", "in_title", "bare_word", "unproven"}))

    assert said == (
        "lacking: a version, an organisation; "
        "against it: nowhere in the article is it called a model, it may be a plain word"
    )


def test_every_weight_that_speaks_against_a_name_has_words_and_no_word_is_without_its_weight() -> None:
    beside = ("before", "behind", "idle_", "en:")
    rules = {feature for feature in weights() if not feature.startswith(beside)}
    against = {feature for feature in rules if weights()[feature] <= -0.1} - {"bias"}
    signs = {sign for signs in doubts()["lacking"].values() for sign in signs}

    assert against <= doubts()["against"].keys()
    assert doubts()["against"].keys() <= rules
    assert signs <= weights().keys()


@given(st.frozensets(st.sampled_from(sorted(weights()))))
def test_a_doubt_never_says_of_what_was_seen_that_it_is_lacking(features: frozenset[str]) -> None:
    said, _, _ = doubt_of(features).partition("against it")

    assert not any(words in said for words, signs in doubts()["lacking"].items() if not features.isdisjoint(signs))
