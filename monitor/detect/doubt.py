"""What was seen of a candidate → in words, what it lacks and what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.detect.words import doubts, weights

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_SAID = 3  # Of each kind: who asks wants the reason, not the table.


def doubt_of(features: AbstractSet[str]) -> str:
    """Say what a candidate with these features lacks and what speaks against it, the heaviest first."""
    table, meanings = weights(), doubts()
    lacking = [words for words, signs in meanings["lacking"].items() if features.isdisjoint(signs)]
    against = sorted(features & meanings["against"].keys(), key=lambda feature: table[feature])
    said = {
        "lacking": lacking[:_SAID],
        "against it": [meanings["against"][feature] for feature in against[:_SAID]],
    }
    return "; ".join(f"{kind}: {', '.join(words)}" for kind, words in said.items() if words)
