"""What people who read messages said of them: useful or useless, and why; by item and launch, never by text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .past import Told

USEFUL, USELESS = "useful", "useless"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reader said of the message that a certain item raised about certain launches."""

    item: str
    launches: tuple[str, ...]
    verdict: str
    cause: str = ""


def judgements_in(path: Path) -> dict[tuple[str, tuple[str, ...]], Judgement]:
    """Read a file of judgements, by item and launches.

    Raises:
        SystemExit: A verdict is neither useful nor useless.
    """
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        one = Judgement(row["item"], tuple(sorted(row["launches"])), row["verdict"], row.get("cause", ""))
        if one.verdict not in {USEFUL, USELESS}:
            raise SystemExit(f"interruptions: {path.name}: {one.item}: no such verdict: {one.verdict}")
        found[one.item, one.launches] = one
    return found


def key_of(message: Told) -> tuple[str, tuple[str, ...]]:
    """Give what a message is judged by."""
    return message.item, tuple(sorted(message.launches))


def unread(messages: Iterable[Told], judged: dict[tuple[str, tuple[str, ...]], Judgement]) -> list[Told]:
    """Give the messages that nobody has judged yet."""
    return [one for one in messages if key_of(one) not in judged]
