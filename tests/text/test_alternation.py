"""Many words in one pattern find what trying them one by one, the longest first, would find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.text.alternation import any_of

_WORDS = st.lists(st.text(alphabet="ab一.(", min_size=1, max_size=4), max_size=12)


@given(words=_WORDS, text=st.text(alphabet="ab一.( ", max_size=40))
def test_it_finds_what_the_words_one_by_one_find(words: list[str], text: str) -> None:
    plain = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)")

    assert re.findall(any_of(words), text) == plain.findall(text)


def test_a_shorter_word_is_found_where_the_longer_goes_on_differently() -> None:
    pattern = re.compile(rf"{any_of(['阿里', '阿里巴巴', '阿里云'])}的")

    assert pattern.findall("阿里的、阿里云的和阿里巴的") == ["阿里的", "阿里云的"]


def test_no_words_match_nothing() -> None:
    assert re.search(any_of([]), "any text") is None
