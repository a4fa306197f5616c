"""The words of a text and the phrases of a question: what stands in a text is found in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import fold
from monitor.text.words import LONGEST_QUESTION, Phrase, phrases_of, words_in

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)


def holds(text: str, question: str) -> bool:
    """Answer as an index of words does."""
    words = f" {words_in(text)} "
    return all(any(re.search(pattern, words) for pattern in _patterns(phrase)) for phrase in phrases_of(question))


def _patterns(phrase: Phrase) -> list[str]:
    whole = [rf" {re.escape(' '.join(phrase.words))} "] if phrase.words else []
    begun = [rf" {re.escape(' '.join((*phrase.words[:-1], phrase.beginning)))}"] if phrase.beginning else []
    return whole + begun


@given(st.text(), HAN, st.text())
def test_chinese_is_found_in_any_text_that_holds_it(before: str, asked: str, behind: str) -> None:
    assert holds(f"{before}{asked}{behind}", asked)


@given(HAN, HAN)
def test_chinese_is_found_nowhere_else(text: str, asked: str) -> None:
    assert holds(text, asked) == (fold(asked) in fold(text))


@given(st.text())
def test_every_text_answers_itself_and_its_words_are_letters_digits_and_points(text: str) -> None:
    assert holds(text, text[:LONGEST_QUESTION])
    assert all(character.isalnum() or character in " ." for character in words_in(text) if character.isascii())


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("華為發佈盤古大模型", "盘古", id="traditional"),
        pytest.param("盘古 大模型", "盘古大模型", id="blank"),
        pytest.param("「盘古」大模型", "盘古大模型", id="quotes"),
        pytest.param("用于医疗的模型", "疗", id="one-character"),
        pytest.param("ＧＰＴ－５", "gpt5", id="width"),
        pytest.param("GPT5", "GPT-5", id="dash"),
        pytest.param("GPT-5.1", "GPT-5", id="later-version"),
        pytest.param("Heronry", "heron", id="beginning"),
        pytest.param("青鸾3", "青鸾3.0", id="zero"),
        pytest.param("云岭智能发布青鸾大模型3.0", "青鸾 云岭", id="any-order"),
    ],
)
def test_spellings_of_one_thing_find_each_other(text: str, asked: str) -> None:
    assert holds(text, asked)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("GPT-50", "GPT-5", id="longer-number"),
        pytest.param("GPT-4 和 5 位作者", "GPT-5", id="apart"),
        pytest.param("Qwen2.5", "Qwen 5", id="part-of-a-version"),
        pytest.param("heron", "her on", id="part-of-a-word"),
        pytest.param("发布盘古", "盘古 医疗", id="one-is-missing"),
    ],
)
def test_what_only_looks_alike_is_not_found(text: str, asked: str) -> None:
    assert not holds(text, asked)


def test_a_question_without_words_has_no_phrases_and_a_long_one_is_cut() -> None:
    assert phrases_of("🚀 \"' -- * ( \x00") == ()
    assert [len("".join(phrase.words)) for phrase in phrases_of("a" * 10_000)] == [LONGEST_QUESTION]
