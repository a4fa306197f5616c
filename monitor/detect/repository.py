"""Turns the name of a model's repository on a hub into what its organisation announces by putting it there.

`Qwen/Qwen3-VL-30B-A3B-Instruct-FP8` is Qwen 3-VL, open-sourced: sizes, tunings and formats of weights are one model,
so that all repositories of a release are one launch (the contract, §4).
"""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from monitor.model import Announcement, Modality, Status

if TYPE_CHECKING:
    from monitor.model import Article

CONFIDENCE = 0.95
"""The organisation's own hand put it there; one in twenty is a demonstration or a part, as the names below show."""

_SEPARATOR = re.compile(r"[-_\s]+")
_POINT = re.compile(r"(?<=\d)_(?=\d)")  # A hub takes no second point in some names: `4_5` is 4.5.
_SIZE = re.compile(
    r"(?:\d+x)?\d+(?:[.p]\d+)?[bmt]|a\d+(?:\.\d+)?b|\d+(?:\.\d+)?[bmt]a\d+(?:\.\d+)?b|\d+e", re.IGNORECASE
)
_BITS = re.compile(r"\d+(?:\.\d+)?-?bits?|w\d+a\d+|(?:fp|bf|int|nvfp|mxfp|q)\d+\w*", re.IGNORECASE)
_VERSION = re.compile(r"v?\d[\w.]*|[a-z]\d[\w.]*", re.IGNORECASE)
_GLUED = re.compile(r"([^\W\d]{2,}?)(v?\d[\w.]*)", re.IGNORECASE)
_WORDS = tomllib.loads(
    (resources.files("monitor.detect") / "lexicon" / "repositories.toml").read_text(encoding="utf-8")
)
_PACKAGING, _PARTS = frozenset(_WORDS["packaging"]), frozenset(_WORDS["parts"])
_MODALITIES = {word: Modality(name) for name, words in _WORDS["modalities"].items() for word in words}


def announced_by_repository(article: Article) -> tuple[Announcement, ...]:
    """Give what a repository announces, whose identifier (`organisation/name`) is the article's title; none for parts.

    The organisation is the article's own, else the one that the identifier names.
    """
    owner, _, name = article.title.rpartition("/")
    words = [word for word in _SEPARATOR.split(_POINT.sub(".", name)) if word]
    if not words or any(word.casefold() in _PARTS for word in words):
        return ()
    telling = [word for word in words if not is_packaging(word)] or words[:1]
    model, version = _split(telling)
    organisation = article.organisation or owner
    return (
        Announcement(
            model=model,
            version=version,
            organisations=(organisation,) if organisation else (),
            status=Status.OPEN_SOURCED,
            date=article.published.at.date().isoformat() if article.published else None,
            modality=next(
                (_MODALITIES[word] for word in map(str.casefold, telling) if word in _MODALITIES), Modality.TEXT
            ),
            confidence=CONFIDENCE,
            evidence=article.title,
        ),
    )


def is_packaging(word: str) -> bool:
    """Tell whether a word of a model's name says how it was tuned, stored or served, or how large it is."""
    return word.casefold() in _PACKAGING or is_size(word) or _BITS.fullmatch(word) is not None


def is_size(word: str) -> bool:
    """Tell whether a word of a model's name is its number of parameters, or of the active ones."""
    return _SIZE.fullmatch(word) is not None


def _split(words: list[str]) -> tuple[str, str | None]:
    """Cut a name before its version, wherever that stands: `Qwen3` and `GLM-4.6` and `Kimi-K2`."""
    for place, word in enumerate(words):
        if place and _VERSION.fullmatch(word):
            return "-".join(words[:place]), "-".join(words[place:])
        if glued := _GLUED.fullmatch(word):
            return "-".join([*words[:place], glued[1]]), "-".join([glued[2], *words[place + 1 :]])
    return "-".join(words), None
