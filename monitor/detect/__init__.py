"""Article → announcements: gate, sentences, names, frames, scorer, records; each module says what it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.detect.candidates import candidates_in
from monitor.detect.doubt import doubt_of, meaning_of, without_additions
from monitor.detect.gate import may_announce
from monitor.detect.looks import looks_at
from monitor.detect.lore import lore_of
from monitor.detect.past import past_of
from monitor.detect.records import announcements_of
from monitor.detect.repository import announced_by_repository
from monitor.detect.scorer import TOLD, confidence
from monitor.detect.sentences import sentences_of
from monitor.detect.surroundings import in_english, words_beside
from monitor.detect.unnamed import described_in
from monitor.detect.words import weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.detect.candidates import Candidate
    from monitor.knowledge import Knowledge
    from monitor.model import Announcement, Article

__all__ = [
    "Explanation",
    "announced_by_repository",
    "detect",
    "explain",
    "meaning_of",
    "observed",
    "weighed",
    "without_additions",
]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a name in an article was, or was not, taken for an announcement.

    Args:
        features: What was seen, with its weight; confidence is their sum through the logistic curve.
        doubt: In words, what it lacks and what speaks against it; empty where it is believed.
    """

    name: str
    confidence: float
    features: dict[str, float]
    sentence: str
    doubt: str


def detect(article: Article, knowledge: Knowledge) -> tuple[Announcement, ...]:
    """Give what an article announces, in reading order; also what it recalls (`background`) and what is in doubt.

    Args:
        article: Clean text and metadata; its own time is what dates are held against.
        knowledge: Names, aliases and owners.
    """
    lore = lore_of(knowledge)
    if not may_announce(article, lore.stems, lore.han_families):
        return ()
    return announcements_of(weighed(observed(article, knowledge), weights()))


def explain(article: Article, knowledge: Knowledge) -> tuple[Explanation, ...]:
    """Give every name that was weighed, near misses too, whether or not the gate lets the article pass."""
    table = weights()
    return tuple(
        Explanation(
            name=candidate.name.full,
            confidence=candidate.confidence,
            features={feature: table[feature] for feature in sorted(candidate.features & table.keys())},
            sentence=candidate.sentence.raw,
            doubt=doubt_of(candidate.features) if candidate.confidence < TOLD else "",
        )
        for candidate in weighed(observed(article, knowledge), table)
    )


def observed(article: Article, knowledge: Knowledge) -> tuple[Candidate, ...]:
    """Give an article's candidates with all that was seen of them, not yet weighed."""
    lore = lore_of(knowledge)
    looks = looks_at(sentences_of(article), article, lore)
    found = (*candidates_in(looks), *described_in(looks))
    day = article.published.at.date() if article.published else None
    return tuple(
        replace(
            one,
            features=one.features.union(words_beside(one, lore), in_english(one), past_of(one, day, knowledge)),
        )
        for one in found
    )


def weighed(candidates: Iterable[Candidate], table: Mapping[str, float]) -> tuple[Candidate, ...]:
    """Give candidates their confidence."""
    return tuple(replace(one, confidence=confidence(one.features, table)) for one in candidates)
