"""What a person says of what was told: corrections, obeyed until they are undone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.launching import LaunchKey


class CorrectionKind(StrEnum):
    """What a person says; the words are those of the command."""

    WRONG = "wrong"
    RIGHT = "right"
    MERGE = "merge"
    SPLIT = "split"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that a person said.

    Args:
        keys: The launches that it concerns: of a merge the one that goes, then the one that stays; of a split the one
            that was split, then those that came off it. None where a whole article is meant.
        url: The article that holds what was missed, or what the detector doubted; empty where launches are meant.
        undone_at: When it was taken back; None while it holds.
        id: Its number in the store; 0 before it is stored.
    """

    kind: CorrectionKind
    keys: tuple[LaunchKey, ...]
    created_at: datetime
    url: str = ""
    undone_at: datetime | None = None
    id: int = 0
