"""An article → whether it can hold an announcement at all: a few substring searches, since most articles hold none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect.sentences import MOST_READ
from monitor.detect.words import chinese, english
from monitor.text.characters import simplified

if TYPE_CHECKING:
    from monitor.model import Article

_NOUNS = ("模型", "model", "Model", "MODEL", "LLM", "checkpoint")
# One or two words and a version, `Grok-4`, `Claude Opus 4.5`, `Kimi K3`. Products look so, too: one must be known.
_VERSIONED = re.compile(r"([A-Za-z]{2,12})(?:[- ]([A-Z][A-Za-z]{1,11}))?[- ]?[A-Za-z]?\d")

# A definition announces without any verb of release: “X, a large language model developed by Y”.
_DEFINED = re.compile(r"\b(?:developed|built|created) by\b|\blanguage model", re.IGNORECASE)


def may_announce(article: Article, stems: frozenset[str], names: tuple[str, ...]) -> bool:
    """Tell whether an article is worth reading closely.

    Args:
        article: As extracted.
        stems: Folded Latin names of known families; a version behind one is as good as the noun.
        names: Chinese names of known families.
    """
    text = f"{article.title}\n{article.body[:MOST_READ]}"
    return _names_a_model(text, stems, names) and _tells(text)


def _names_a_model(text: str, stems: frozenset[str], names: tuple[str, ...]) -> bool:
    if any(noun in text for noun in _NOUNS) or any(name in text for name in names):
        return True
    return any(word.casefold() in stems for match in _VERSIONED.finditer(text) for word in match.groups("") if word)


def _tells(text: str) -> bool:
    """Tell whether a verb or predicate stands anywhere: the lexicon's own, so that what the scorer knows gets in."""
    return _DEFINED.search(text) is not None or any(
        pattern.search(view)
        for words, view in ((chinese(), simplified(text)), (english(), text))
        for pattern in (words.verb_kinds, words.predicates)
    )
