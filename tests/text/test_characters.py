from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.text.characters import each_simplified, simplified


@given(st.text())
def test_folding_keeps_the_length_and_does_nothing_twice(text: str) -> None:
    once = simplified(text)

    assert len(once) == len(text)
    assert simplified(once) == once


@given(st.text(), st.text())
def test_parts_are_folded_as_in_the_whole(one: str, other: str) -> None:
    assert each_simplified(one + other) == each_simplified(one) + each_simplified(other)
