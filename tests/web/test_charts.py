"""The geometry of charts."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.web.charts import columns, scale_of, shares, sparkline

COUNTS = st.lists(st.integers(0, 200_000), max_size=40)


@given(COUNTS)
def test_columns_stay_within_their_place_and_order(values: list[int]) -> None:
    made = columns(values, 176)

    assert all(column.y >= 0 and abs(column.y + column.height - 176) < 0.2 for column in made)
    assert all(one.x + one.width <= other.x for one, other in pairwise(made))
    assert all((column.height > 0) == (column.value > 0) for column in made)


@given(COUNTS)
def test_lines_are_whole_numbers_from_nothing_to_the_top(values: list[int]) -> None:
    scale = scale_of(values, 176)

    marks = [mark for _, mark in scale.lines]
    assert (marks[0], marks[-1]) == (0, scale.top)
    assert scale.top >= max(values, default=0)
    assert 2 <= len(marks) <= 5


def test_lines_are_round() -> None:
    assert [mark for _, mark in scale_of([17], 100).lines] == [0, 10, 20]
    assert [mark for _, mark in scale_of([68], 100).lines] == [0, 25, 50, 75]


def test_bars_are_shares_of_the_longest() -> None:
    assert shares([4, 1, 0]) == (100.0, 25.0, 0.0)
    assert shares([0]) == (0.0,)


def test_a_sparkline_ends_today_at_the_right() -> None:
    assert sparkline([0, 1], 90, 20) == "M85 20v-1M88 20v-19"
    assert sparkline([], 90, 20) == ""
