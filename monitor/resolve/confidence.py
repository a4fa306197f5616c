"""Who told of a launch, how surely → how sure the launch is. The rule is the contract's §4."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Voice

OFFICIAL = 0.9
"""A launch that an official source tells of is at least this sure."""


def launch_confidence(voices: Iterable[Voice]) -> float:
    """Give `1 − ∏(1 − c)` over distinct clusters, each by its surest voice; copies of one text are one voice."""
    surest: dict[int | None, float] = {}
    official = False
    for voice in voices:
        surest[voice.cluster] = max(surest.get(voice.cluster, 0.0), voice.confidence)
        official = official or voice.official
    together = 1 - math.prod(1 - confidence for confidence in surest.values())
    return round(max(together, OFFICIAL) if official else together, 4)
