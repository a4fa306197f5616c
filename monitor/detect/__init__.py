"""Article → announcements: gate, sentences, names, frames, scorer, records; each module says what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.detect.candidates import candidates_in, looks_at
from monitor.detect.gate import may_announce
from monitor.detect.lore import lore_of
from monitor.detect.records import announcements_of
from monitor.detect.sentences import sentences_of
from monitor.detect.unnamed import described_in

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge
    from monitor.model import Announcement, Article


def detect(article: Article, knowledge: Knowledge) -> tuple[Announcement, ...]:
    """Give what an article announces, in reading order; also what it recalls (`background`) and what is in doubt.

    Args:
        article: Clean text and metadata; its own time is what dates are held against.
        knowledge: Names, aliases and owners.
    """
    lore = lore_of(knowledge)
    if not may_announce(article, lore.stems, lore.han_names):
        return ()
    looks = looks_at(sentences_of(article), article, lore)
    return announcements_of((*candidates_in(looks), *described_in(looks)))
