"""Sentences → each as the reader sees it: with its names, what came before it, and what the title promises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.detect.english import topic_of
from monitor.detect.lists import items_of
from monitor.detect.names import names_of
from monitor.detect.signs import speaks_of_models
from monitor.text import compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.grammar import Name
    from monitor.detect.lists import Item
    from monitor.detect.lore import Lore
    from monitor.detect.sentences import Sentence
    from monitor.model import Article

# Title and the first two sentences are the main span (research page, "what pays" 3).
LEAD = 2
_SEVERAL = re.compile(r"[;；|｜丨]|早报|晚报|早茶|日报")
_REMEMBERED = 3  # Sentences back in which the speaker may be named; a copy of all of them made memory quadratic.
# Tables and leaderboards: what comes after is no news, and reading must end. Digests of 20,000 characters hold 200.
_MOST_NAMES_OF_A_SENTENCE = 30
_MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class Look:
    """One sentence under the eyes of the reader, with what came before it and what is known.

    Args:
        lead: The sentences that the article's title sums up, the first last.
        is_about_models: Whether the title speaks of a trained model.
        after: The sentences that follow.
        about: Whether an English article begins with models, or with other things.
    """

    sentence: Sentence
    before: Sequence[Sentence]
    names: tuple[Name, ...]
    article: Article
    lore: Lore
    titled: frozenset[str]
    lead: tuple[Sentence, ...]
    item: Item | None
    is_about_models: bool
    after: Sequence[Sentence] = ()
    about: frozenset[str] = frozenset()


def looks_at(sentences: Sequence[Sentence], article: Article, lore: Lore) -> tuple[Look, ...]:
    """Give each sentence with its names and context.

    Args:
        sentences: Of the article, the title first.
        article: Gives its own time and the organisation that speaks by default.
        lore: What is known of names.
    """
    names: list[tuple[Name, ...]] = []
    left = _MOST_NAMES
    for found in names_of([one.text for one in sentences], lore):
        kept = found[: min(left, _MOST_NAMES_OF_A_SENTENCE)]
        left -= len(kept)
        names.append(kept)
    titled = frozenset(
        compact(name.full) for one, found in zip(sentences, names, strict=True) if one.in_title for name in found
    )
    items = items_of(sentences)
    is_about_models = speaks_of_models(article.title)
    # A digest's title sums up more than its lead.
    lead = () if _SEVERAL.search(article.title) else tuple(one for one in sentences if 0 < one.number <= LEAD)[::-1]
    about = topic_of(sentences)
    return tuple(
        Look(
            sentence=sentence,
            before=sentences[max(0, place - _REMEMBERED) : place],
            names=names[place],
            article=article,
            lore=lore,
            titled=titled,
            lead=lead,
            item=items[place],
            is_about_models=is_about_models,
            about=about,
            after=sentences[place + 1 : place + 1 + _REMEMBERED],
        )
        for place, sentence in enumerate(sentences)
    )
