"""What was seen of a candidate → the probability that it is an announcement: a weighted sum through the logistic curve.

The features are words a person can read and the weights are data. They are learned (`bench/detection/train.py`) from
rows of features of labelled articles, which lie beside the training; a feature without a weight counts for nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TOLD = 0.5  # The contract, §3: told are those at or above it.


def confidence(features: Iterable[str], table: Mapping[str, float]) -> float:
    """Give the probability that a candidate with these features is right, with three digits.

    Args:
        features: What was seen.
        table: The weight of each feature, and `bias`, which every candidate has.
    """
    total = table["bias"] + sum(table.get(feature, 0.0) for feature in features)
    return round(1 / (1 + math.exp(-total)), 3)
