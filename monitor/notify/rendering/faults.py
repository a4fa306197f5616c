"""What others word in English, faults of the settings and troubles of sources → the same in the reader's language."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_PLACE = r"(?P<place>(?:.*: )?)"
"""File, line, column and key, `sources.yaml:6:5: sources[0].evry: `; faults of the file itself have no key."""


def translated(line: str, language: str) -> str:
    """Give a line in a language; in English, or where nobody worded it otherwise, as it is."""
    if language != "zh":
        return line
    for pattern, said in _faults():
        if found := pattern.fullmatch(line):
            hint = _hint(found["hint"])
            return found["place"] + _filled(said, found.groups()[1:-1]) + hint
    return line


def trouble_in(reason: str, language: str) -> str:
    """Give in a language why a source gives nothing; empty where it is not worded in that language."""
    if language != "zh":
        return reason
    for pattern, said in _troubles():
        if found := pattern.fullmatch(reason):
            return _filled(said, found.groups()[: said.count("{}")])
    return ""


def _hint(hint: str) -> str:
    for pattern, said in _hints():
        if found := pattern.fullmatch(hint):
            return _filled(said, found.groups())
    return hint


def _filled(said: str, values: tuple[str, ...]) -> str:
    head, *tails = said.split("{}")
    return head + "".join(value + tail for value, tail in zip(values, tails, strict=True))


@cache
def _faults() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Give the faults as patterns, those with the most words of their own first."""
    hint = "|".join(_as_pattern(words) for words in _table()["hints"]).replace("(.+)", ".+")
    pairs = sorted(_table()["faults"].items(), key=lambda pair: -len(pair[0]))
    return tuple((re.compile(f"{_PLACE}{_as_pattern(words)}(?P<hint>(?:{hint})?)"), said) for words, said in pairs)


@cache
def _hints() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_as_pattern(words)), said) for words, said in _table()["hints"].items())


@cache
def _troubles() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_as_pattern(words, "(.*)")), said) for words, said in _table()["troubles"].items())


def _as_pattern(words: str, anything: str = "(.+)") -> str:
    return anything.join(map(re.escape, words.split("{}")))


@cache
def _table() -> dict[str, dict[str, str]]:
    text = (resources.files("monitor.notify.rendering") / "faults.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
