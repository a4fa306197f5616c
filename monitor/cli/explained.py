"""What spoke for each candidate of an article and against it, as lines that a person can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEAST = 0.05
"""What weighs less is not shown: it would be written as 0.0."""


def explained(candidate: Mapping[str, Any]) -> Iterator[str]:
    """Give a candidate's confidence, name and sentence, and below them each sign, the heaviest first."""
    from monitor.detect import meaning_of, without_additions

    yield f"{candidate['confidence']:.3f}  {one_line(candidate['name'])}: {one_line(candidate['sentence'])}"
    for feature, weight in without_additions(candidate["features"]).items():
        if abs(weight) >= LEAST:
            words = meaning_of(feature, weight)
            yield f"       {weight:+.1f}  {one_line(f'{words} ({feature})' if words else feature)}"
    if candidate["doubt"]:
        yield f"       {one_line(candidate['doubt'])}"
