from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.detect.doubt import doubt_of, meaning_of, without_additions
from monitor.detect.words import doubts, weights


def test_a_doubt_says_what_is_lacking_and_what_speaks_against_it_the_heaviest_first() -> None:
    said = doubt_of(frozenset({"object", "in_title", "bare_word", "unproven"}))

    assert said == (
        "lacking: a version, an organisation; "
        "against it: nowhere in the article is it called a model, it may be a plain word"
    )


def test_a_doubt_names_the_words_beside_and_no_feature_that_only_english_adds() -> None:
    said = doubt_of(frozenset({"behind:X", "likened", "en:likened", "en:any", "of_nothing", "en:of_nothing"}))

    assert said.partition("against it: ")[2] == "something else is likened to it, “X” stands behind it"


def test_of_many_things_against_a_candidate_the_three_heaviest_are_said() -> None:
    words = doubts()["against"]
    heaviest = sorted((weight, feature) for feature, weight in weights().items() if feature in words)

    said = doubt_of(frozenset(feature for _, feature in heaviest))

    assert said.partition("against it: ")[2] == ", ".join(words[feature] for _, feature in heaviest[:3])


def test_every_weight_that_speaks_against_a_name_has_words_and_no_word_is_without_its_weight() -> None:
    beside = ("before", "behind", "idle_", "en:")
    rules = {feature for feature in weights() if not feature.startswith(beside)}
    against = {feature for feature in rules if weights()[feature] <= -0.1} - {"bias"}
    signs = {sign for signs in doubts()["lacking"].values() for sign in signs}

    assert against <= doubts()["against"].keys()
    assert doubts()["against"].keys() <= rules
    assert signs <= weights().keys()


def test_every_sign_has_words_for_who_asks_why_a_candidate_was_believed() -> None:
    rules = {feature.removeprefix("en:") for feature in weights()} - {"any", "bias"} | {"en:any"}
    silent = {feature for feature in rules for weight in (1, -1) if not meaning_of(feature, weight)}

    assert silent == set()
    assert meaning_of("noun", 0.3) == "the noun of a model stands beside it"
    assert meaning_of("noun", -0.3) == "the noun of a model stands beside it, and no more"
    assert meaning_of("behind:|", -0.2) == "nothing stands behind it"


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        ("before:名为", "“名为” stands before it"),
        ("idle_before:名为", "“名为” stands before it"),
        ("before_in_english:of", "“of” stands before it"),
        ("behind:平台", "“平台” stands behind it"),
        ("idle_behind_in_english:of", "“of” stands behind it"),
        ("behind_noun:的", "“的” stands behind the noun of it"),
        ("behind::", "“:” stands behind it"),
        ("of_nothing", ""),
    ],
)
def test_a_word_beside_a_name_is_said_with_its_place(feature: str, said: str) -> None:
    assert meaning_of(feature, -1) == said


def test_what_english_adds_is_added_to_the_sign_and_the_heaviest_stands_first() -> None:
    whole = without_additions({"en:any": 0.7, "en:object": -0.5, "object": 2.0, "lead": 0.3})

    assert list(whole.items()) == [("object", 1.5), ("en:any", 0.7), ("lead", 0.3)]


@given(st.frozensets(st.sampled_from(sorted(weights()))))
def test_a_doubt_never_says_of_what_was_seen_that_it_is_lacking(features: frozenset[str]) -> None:
    said, _, _ = doubt_of(features).partition("against it")

    assert not any(words in said for words, signs in doubts()["lacking"].items() if not features.isdisjoint(signs))
