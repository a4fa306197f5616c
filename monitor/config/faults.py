"""What is wrong with a settings file and what to write instead, turned into lines that say where."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pydantic_core import ErrorDetails

Location: TypeAlias = tuple[str | int, ...]
"""Keys and indices that lead from the root of the file to one value."""

_LONGEST_QUOTE = 60
# An address in a wrong place may hold a token anywhere but in the name of a web host.
_ADDRESS = re.compile(r"(https?://[^\s/?#@]++(?:/|(?=[\s?#]|$))|[a-z][a-z0-9+.-]*://)(\S*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column, both counted from 1 as editors do."""

    line: int
    column: int


START = Place(1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: where it stands, and what to write."""

    place: Place
    message: str

    def written(self, path: Path) -> str:
        """Write the fault as one line, `file:line:column: message`, which editors can jump to."""
        return f"{path}:{self.place.line}:{self.place.column}: {self.message}"


def quoted(value: object) -> str:
    """Quote what somebody wrote: one line, not endless, harmless in a terminal, of an address only its host."""
    text = _without_secrets(one_line(str(value)))
    return f'"{text[:_LONGEST_QUOTE]}…"' if len(text) > _LONGEST_QUOTE else f'"{text}"'


def written(location: Location) -> str:
    """Write a location as people read it, `sources[3].every`."""
    steps = (
        f"[{step}]" if isinstance(step, int) else f".{_without_secrets(one_line(step))[:_LONGEST_QUOTE]}"
        for step in location
    )
    return "".join(steps).removeprefix(".") or "the file"


def _without_secrets(text: str) -> str:
    return _ADDRESS.sub(lambda found: f"{found[1]}…" if found[2] else found[1], text)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give `, did you mean "every"?` where one known word is near to `word`, else nothing."""
    near = difflib.get_close_matches(word[:_LONGEST_QUOTE], sorted({*known} - {word}), n=1)
    return f', did you mean "{near[0]}"?' if near else ""


def told(error: ErrorDetails) -> str:
    """Say in our words what pydantic found; its own would show a person our classes."""
    kind, value = error["type"], error["input"]
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind in {"literal_error", "enum"}:
        expected = error["ctx"]["expected"]
        hint = did_you_mean(str(value), re.findall(r"'([^']+)'", expected))
        return f"must be {expected.replace(chr(39), '')}, not {quoted(value)}{hint}"
    if kind == "string_type" and isinstance(value, bool):
        return f'must be text: put it in quotes, "{str(value).lower()}"'
    return _WORDS.get(kind, error["msg"])


NO_MAPPING = "must be a mapping: one `key: value` a line"
_LIST = 'must be a list: one item a line, each beginning with "- "'
_WORDS = {
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": NO_MAPPING,
    "model_type": NO_MAPPING,
    "missing": "missing",
}
