"""Counts → the geometry of charts: what stands across in hundredths of the width, what stands up in pixels. Pure.

So a chart is as wide as its place, on a phone too, and nothing in it is stretched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 0.28
"""Share of a column's place that is left free."""
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
LINES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart: `x`, `width` and `middle` in hundredths of the chart's width, the others in pixels."""

    x: float
    width: float
    middle: float
    y: float
    height: float
    value: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The lines behind the columns, each with the number that it stands for."""

    top: int
    lines: tuple[tuple[float, int], ...]


def scale_of(values: Sequence[int], height: float) -> Scale:
    """Choose round numbers for the lines, so that the highest column stays below the top."""
    highest = max(values, default=0)
    step = _step(highest)
    top = max(step * -(-highest // step), step)
    marks = range(0, top + 1, step)
    return Scale(top, tuple((round(height * (1 - mark / top), 1), mark) for mark in marks))


def columns(values: Sequence[int], height: float) -> tuple[Column, ...]:
    """Place one column for each value; what is not nothing is seen, however small it is."""
    top, place = scale_of(values, height).top, 100 / max(len(values), 1)
    made = []
    for index, value in enumerate(values):
        tall = max(height * value / top, 1.5) if value else 0.0
        x, width = index * place + place * GAP / 2, place * (1 - GAP)
        middle = (index + 0.5) * place
        made.append(
            Column(round(x, 3), round(width, 3), round(middle, 3), round(height - tall, 1), round(tall, 1), value)
        )
    return tuple(made)


def shares(values: Sequence[int]) -> tuple[float, ...]:
    """Give the lengths of bars, in hundredths of the longest."""
    longest = max(values, default=0)
    return tuple(round(100 * value / longest, 2) if longest else 0.0 for value in values)


def sparkline(values: Sequence[int], width: int, height: int, pitch: int = 3) -> str:
    """Write the path of a sparkline, a stroke a day, today at the right; a pixel stands for a day without anything.

    Heights go by the square root, so that one busy day leaves the others to be seen.
    """
    highest = max(max(values, default=0), 1)
    first = width - len(values) * pitch + 1
    strokes = []
    for index, value in enumerate(values):
        tall = max(round((height - 1) * (value / highest) ** 0.5), 2) if value else 1
        strokes.append(f"M{first + index * pitch} {height}v-{tall}")
    return "".join(strokes)


def _step(highest: int) -> int:
    """Give the round number by which the lines of a chart go up."""
    rough = max(highest / LINES, 1)
    power = 10 ** (len(str(int(rough))) - 1)
    return int(next(nice * power for nice in _NICE if nice * power >= rough and (nice * power).is_integer()))
