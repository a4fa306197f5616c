"""What was seen of a candidate → in words, what it lacks and what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.detect.words import doubts, weights

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

_SAID = 3  # Of each kind: who asks wants the reason, not the table.
_COUNTS = -0.1  # What weighs less decides nothing.
_IN_ENGLISH = "en:"
_ANY_ENGLISH = "en:any"
_PLACES = {
    "before": "before",
    "behind": "behind",
    "idle_before": "before",
    "idle_behind": "behind",
    "behind_noun": "behind the noun of",
}
_PLACES |= {f"{kind}_in_english": place for kind, place in _PLACES.items()}


def doubt_of(features: AbstractSet[str]) -> str:
    """Say what a candidate with these features lacks and what speaks against it, the heaviest first."""
    table, meanings = weights(), doubts()
    lacking = [words for words, signs in meanings["lacking"].items() if features.isdisjoint(signs)]
    against = sorted((_worth(feature, features, table), feature) for feature in features)
    heavy = [feature for weight, feature in against if weight <= _COUNTS]
    told = [words for feature in heavy if (words := meanings["against"].get(feature) or _beside(feature))]
    said = {"lacking": lacking[:_SAID], "against it": told[:_SAID]}
    return "; ".join(f"{kind}: {', '.join(words)}" for kind, words in said.items() if words)


def meaning_of(feature: str, weight: float) -> str:
    """Say in words what a feature is that spoke for a candidate or against it; empty where no words are known."""
    first, second = ("for", "against") if weight > 0 else ("against", "for")
    said = doubts()[first].get(feature) or doubts()[second].get(feature) or _beside(feature)
    return str(said).replace("“|” stands", "nothing stands")  # It marks where a sentence begins or ends.


def without_additions(features: Mapping[str, float]) -> dict[str, float]:
    """Add what English makes a feature worth more or less to the feature itself, the heaviest first."""
    whole: dict[str, float] = {}
    for feature, weight in features.items():
        name = feature if feature == _ANY_ENGLISH else feature.removeprefix(_IN_ENGLISH)
        whole[name] = whole.get(name, 0.0) + weight
    return dict(sorted(whole.items(), key=lambda sign: -abs(sign[1])))


def _worth(feature: str, features: AbstractSet[str], table: Mapping[str, float]) -> float:
    """Give a feature's weight, with what English adds where it was seen in English."""
    added = f"{_IN_ENGLISH}{feature}"
    return table.get(feature, 0.0) + (table.get(added, 0.0) if added in features else 0.0)


def _beside(feature: str) -> str:
    """Say which word beside the name speaks against it; empty for what is no such feature."""
    place, _, word = feature.partition(":")
    return f"“{word}” stands {_PLACES[place]} it" if place in _PLACES else ""
