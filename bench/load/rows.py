"""What was measured → rows of a table: the work, the figures with their spread, the goal, and whether it was met."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Args:
        goal: Of DESIGN §5; empty where the row only stands beside one that has a goal.
        is_met: None where there is no goal, or where it was not measured.
    """

    work: str
    measured: str
    goal: str = ""
    is_met: bool | None = None


def median(values: Sequence[float]) -> float:
    """Give the middle one of repetitions."""
    return statistics.median(values)


def spread(values: Sequence[float], form: str = "{:.2f}") -> str:
    """Write the median of repetitions, and the least and the most of them where there are several."""
    middle, least, most = (form.format(one) for one in (median(values), min(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({least} to {most})"


def ratios(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    """Divide repetition by repetition: those of one number were taken one after the other."""
    return [one / other for one, other in zip(ones, others, strict=True)]


def table(rows: Iterable[Row]) -> str:
    """Write the rows."""
    said = {True: "met", False: "**missed**", None: ""}
    lines = ["| work | measured | goal | |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {one.work} | {one.measured} | {one.goal} | {said[one.is_met]} |" for one in rows)])
