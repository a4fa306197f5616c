"""Rows → weights: a logistic regression (L2) around hand-set ones, each group speaking through its best candidate.

Plain Python and coordinate descent, so that nobody needs more than the project to train again. Which candidate is the
best depends on the weights, so both are found in turns, until nothing changes.
"""

from __future__ import annotations

import math
import sys
import tomllib
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .rows import frequent, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .rows import Row

PRIOR = Path(__file__).parent / "prior.toml"
WEIGHTS = Path(__file__).resolve().parent.parent.parent / "monitor" / "detect" / "lexicon" / "weights.toml"
BIAS, ENGLISH_BIAS = "bias", "en:any"  # How seldom names are news differs by language.
# Strengths of L2, by cross-validation: rules are drawn to their hand-set weight, the others to nothing.
_RULE, _WORD, _ENGLISH = 60.0, 10.0, 10.0
_FREE = 0.01  # The bias is not drawn.
_TURNS, _SWEEPS = 40, 40
_STILL = 0.002  # A weight that moves less than this stands.
_SETTLED = 0.01  # A turn that moves no weight further changes nothing that rounding keeps.
_LONGEST_STEP = 1.0


def fit(rows: Iterable[Row], start: Mapping[str, float] | None = None) -> dict[str, float]:
    """Give the weights that explain the rows best.

    Args:
        rows: Articles to learn from.
        start: Weights to begin with; the hand-set ones unless said.
    """
    drawn_to = prior()
    rows = list(rows)
    known = frequent(rows) - fixed().keys()
    groups = [
        (group.right, [frozenset({BIAS, *one} & (known | {BIAS})) for one in group.candidates])
        for row in rows
        for group in row.groups
    ]
    weights = drawn_to | dict(start or {})
    for _ in range(_TURNS):
        chosen = [max(candidates, key=partial(total, weights=weights)) for _, candidates in groups]
        last, weights = weights, drawn_to | descend(chosen, [right for right, _ in groups], weights, drawn_to)
        if max(abs(weight - last.get(feature, 0.0)) for feature, weight in weights.items()) < _SETTLED:
            break
    return weights | fixed()


def prior() -> dict[str, float]:
    """Give the hand-set weights that training begins with."""
    return _tables()["rules"]


def fixed() -> dict[str, float]:
    """Give the hand-set weights that training never sees."""
    return _tables()["fixed"]


def _tables() -> dict[str, dict[str, float]]:
    return tomllib.loads(PRIOR.read_text(encoding="utf-8"))


def total(features: Iterable[str], weights: Mapping[str, float]) -> float:
    """Sum what speaks for and against."""
    return sum(weights.get(feature, 0.0) for feature in features)


def descend(
    rows: list[frozenset[str]], right: list[bool], start: Mapping[str, float], drawn_to: Mapping[str, float]
) -> dict[str, float]:
    """Move one weight after the other to where the penalised likelihood is highest, until all stand.

    Args:
        rows: The features of each example.
        right: Its label.
        start: Weights to begin with.
        drawn_to: Weights that stand where nothing speaks against them.
    """
    columns: dict[str, list[int]] = defaultdict(list)
    for number, features in enumerate(rows):
        for feature in features:
            columns[feature].append(number)
    weights = {feature: start.get(feature, 0.0) for feature in sorted(columns)}
    strengths = {feature: _strength(feature, drawn_to) for feature in weights}
    totals = [total(features, weights) for features in rows]
    chances = [_chance(one) for one in totals]
    for _ in range(_SWEEPS):
        largest = 0.0
        for feature, weight in weights.items():
            column, strength = columns[feature], strengths[feature]
            slope = strength * (weight - drawn_to.get(feature, 0.0)) + sum(chances[row] - right[row] for row in column)
            bend = strength + sum(chances[row] * (1 - chances[row]) for row in column)
            step = max(-_LONGEST_STEP, min(_LONGEST_STEP, -slope / bend))
            largest = max(largest, abs(step))
            if abs(step) < _STILL / 10:
                continue
            weights[feature] = weight + step
            for row in column:
                totals[row] += step
                chances[row] = _chance(totals[row])
        if largest < _STILL:
            break
    return weights


def _strength(feature: str, drawn_to: Mapping[str, float]) -> float:
    is_rule = feature in drawn_to or ":" not in feature
    if feature.startswith("en:"):
        return _FREE if feature == ENGLISH_BIAS else _ENGLISH
    return _FREE if feature == BIAS else _RULE if is_rule else _WORD


def _chance(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def as_toml(weights: Mapping[str, float]) -> str:
    """Write weights sorted and rounded: a table for the rules, and one for each kind of word."""
    tables: dict[str, list[str]] = defaultdict(list)
    for feature, weight in sorted(weights.items()):
        if round(weight, 2):
            table, _, word = feature.partition(":") if ":" in feature else ("rules", "", feature)
            quoted = word.replace("\\", "\\\\").replace('"', '\\"')
            tables[table].append(f'"{quoted}" = {weight:.2f}')
    head = "# Written by `python -m bench.detection.train`; confidence = 1 / (1 + e^-(sum)). Do not edit by hand.\n"
    return head + "".join(f"\n[{table}]\n" + "\n".join(lines) + "\n" for table, lines in sorted(tables.items()))


def main() -> int:
    """Train on all rows and write the weights into the package."""
    weights = fit(read_rows())
    WEIGHTS.write_text(as_toml(weights), encoding="utf-8")
    print(f"{len(weights)} weights, {WEIGHTS.stat().st_size / 1000:.0f} kB: {WEIGHTS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
