"""Article → announcements: gate, sentences, names, frames, scorer, records; each module says what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.detect.candidates import candidates_in, looks_at
from monitor.detect.doubt import doubt_of
from monitor.detect.gate import may_announce
from monitor.detect.lore import lore_of
from monitor.detect.records import announcements_of
from monitor.detect.scorer import TOLD
from monitor.detect.sentences import sentences_of
from monitor.detect.unnamed import described_in
from monitor.detect.words import weights

if TYPE_CHECKING:
    from monitor.detect.candidates import Candidate
    from monitor.knowledge import Knowledge
    from monitor.model import Announcement, Article


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
    if not may_announce(article, lore.stems, lore.han_names):
        return ()
    return announcements_of(_candidates(article, knowledge))


def explain(article: Article, knowledge: Knowledge) -> tuple[Explanation, ...]:
    """Give every name that was weighed, near misses too, whether or not the gate lets the article pass."""
    table = weights()
    return tuple(
        Explanation(
            name=candidate.name.full,
            confidence=candidate.confidence,
            features={feature: table.get(feature, 0.0) for feature in sorted(candidate.features)},
            sentence=candidate.sentence.raw,
            doubt=doubt_of(candidate.features) if candidate.confidence < TOLD else "",
        )
        for candidate in _candidates(article, knowledge)
    )


def _candidates(article: Article, knowledge: Knowledge) -> tuple[Candidate, ...]:
    looks = looks_at(sentences_of(article), article, lore_of(knowledge))
    return (*candidates_in(looks), *described_in(looks))
