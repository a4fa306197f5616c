"""A provider's refusal → what it means, what a person can do about it, and which document says so. Data: two tables."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SAME_CODES = {"lark": "feishu"}
"""Providers that share their codes; the documents of Feishu stand on Lark's site under the same paths."""

_FEISHU, _LARK = "open.feishu.cn", "open.larksuite.com"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What one code of one provider means.

    Args:
        means: In a few words.
        advice: What a person can do; empty where only the words of the reply say it.
        document: Title and, where it is known for certain, address of the document that lists the code.
        held: How this table was held against the document: read as a page, quoted, seen in replies, or not.
    """

    code: str
    means: str
    advice: str
    document: str
    held: str


@cache
def refusals(provider: str) -> Mapping[str, Refusal]:
    """Give the codes that a provider documents; none for most."""
    table = _table("refusals.toml")
    codes = table["codes"].get(SAME_CODES.get(provider, provider), {})
    found = {}
    for code, (means, advice, document) in codes.items():
        named = table["documents"][document]
        place = f"{named['title']} {named['address']}".strip()
        place = place.replace(_FEISHU, _LARK) if provider == "lark" else place
        found[code] = Refusal(code, means, table["advice"].get(advice, ""), place, named["held"])
    return found


def how_to_mend(reply: str, provider: str = "", code: str = "") -> list[str]:
    """Say what a refusal means and what a person can do about it, a line each; nothing where we do not know."""
    known = refusals(provider).get(code)
    advice = (known.advice if known else "") or _by_words(f"{code} {reply}")
    lines = [f"{code} means: {known.means} ({known.document})"] if known else []
    return [*lines, *([f"what to do: {advice}"] if advice else [])]


def _by_words(reply: str) -> str:
    said = reply.casefold()
    return next((advice for words, advice in _wordings() if any(_stands_in(word, said) for word in words)), "")


def _stands_in(word: str, said: str) -> bool:
    return re.search(rf"(?<!\d){word}(?!\d)", said) is not None if word.isdecimal() else word in said


def _wordings() -> Iterator[tuple[Sequence[str], str]]:
    return ((refusal["words"], refusal["advice"]) for refusal in _table("mending.toml")["refusal"])


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("monitor.cli") / name).read_text(encoding="utf-8"))
