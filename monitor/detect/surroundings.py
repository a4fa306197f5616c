"""Candidates → what stands around them, as readable features of words: `behind:平台`, `role:基于`, `title:手机`.

Nothing here judges: it says which words stand where, and the weights, learned from labelled articles, say what they
mean. Words are pairs of characters in Chinese; a segmenter's words did no better (docs/decisions.md).
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from monitor.detect.sentences import view
from monitor.detect.words import chinese, english
from monitor.text import has_han

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.candidates import Candidate
    from monitor.detect.lore import Lore
    from monitor.model import Article

_WORD = re.compile(r"[a-z][a-z'-]*|[A-Z][\w.-]*|[一-鿿]+|[,.。;:!?、\d□]")
_BESIDE = re.compile(r"[\s”“\"'’‘()\[\]]+")
_NOUN = re.compile(r"(?:系列)?\s?(?:AI\s?)?(?:大语言|语言)?(?:大?模型|models?\b)\s?(?:系列)?")
_ORGANISATION = "某"  # Stands for every known one: which of them it is must not be learned.
_NAME = "X"  # Likewise for every Latin name.
_REACH = 24  # Characters around a name.
_RULED = 48  # Characters before it in which a word may rule it.
_TITLE_READ = 120
_WEEK = 7


def with_surroundings(candidates: Sequence[Candidate], article: Article, lore: Lore) -> tuple[frozenset[str], ...]:
    """Give for each candidate of an article all its features: its own, and the words around it.

    Args:
        candidates: All of one article.
        article: Where they stand.
        lore: Knows the organisations, of which a feature never says which one it is.
    """
    if not candidates:
        return ()
    title = frozenset(f"title:{word}" for word in _pieces(_masked(view(article.title[:_TITLE_READ]), lore)))
    return tuple(one.features | title | _around(one, lore) | _told(one, article) for one in candidates)


def _around(one: Candidate, lore: Lore) -> set[str]:
    """Give the words beside the name, and those of the lexicon that may rule it."""
    text, name = one.sentence.text, one.name
    words = chinese() if has_han(text) else english()
    left = _masked(text[max(0, name.start - _REACH) : name.start], lore)
    right = _BESIDE.sub(" ", _masked(text[name.end : name.end + _REACH], lore)).lstrip()
    noun = _NOUN.match(right)
    found = {f"verb:{one.verb.casefold()}", f"before:{_last(left)}", f"behind:{_first(right)}"}
    if noun:
        found |= {"behind:模型", f"behind_noun:{_first(right[noun.end() :])}"}
    ruling = words.roles.finditer(text, max(0, name.start - _RULED), name.start)
    return found | {f"role:{role[0].casefold()}" for role in ruling}


def _told(one: Candidate, article: Article) -> set[str]:
    """Give when it is said to happen, and whether the title names who does it."""
    speaker = "title" if any(said in article.title for said in one.organisations) else "body"
    return {f"when:{_when(one.date, article)}", f"speaker:{speaker if one.organisations else 'none'}"}


def _when(said: str | None, article: Article) -> str:
    if not said or not article.published:
        return "unsaid"
    day = article.published.at.date()
    try:
        days = (day - date.fromisoformat(said)).days
    except ValueError:  # A month, or a year.
        here = day.isoformat()[: len(said)]
        return "this month" if said == here else "another month"
    return "ahead" if days < 0 else "today" if days <= 1 else "week" if days <= _WEEK else "old"


def _masked(text: str, lore: Lore) -> str:
    return lore.organisations.sub(_ORGANISATION, text)


def _pieces(text: str) -> set[str]:
    """Cut a text into pairs of Chinese characters and single English words."""
    found: set[str] = set()
    for word in _WORD.findall(text):
        found |= {word[at : at + 2] for at in range(len(word) - 1)} if has_han(word) else {_folded(word)}
    return found


def _first(text: str) -> str:
    word = _WORD.search(text)
    return _folded(word[0][:2] if has_han(word[0]) else word[0]) if word else "|"


def _last(text: str) -> str:
    words = _WORD.findall(text)
    return _folded(words[-1][-2:] if has_han(words[-1]) else words[-1]) if words else "|"


def _folded(word: str) -> str:
    """Fold digits into one and names into another, so that weights are learned of words alone."""
    return "0" if word.isdigit() else _NAME if word[0].isupper() and word.isascii() else word
