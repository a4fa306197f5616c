"""A settings file → the same with one slip of the pen, such as people make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

KEY = re.compile(r"^([\s-]*)(\w+):")
# Keys whose value is free text, so that no other text is wrong; a changed id may be right, too.
FREE = re.compile(r"^[\s-]*(?:name|organisation|owner|follow|org|id|item|link|date|body|match):")


def slip(text: str, number: int, dice: random.Random) -> tuple[str, str, int]:
    """Make one slip, of one kind after the other; give its name, the text with it, and its line, counted from 1."""
    name, spoil = SLIPS[number % len(SLIPS)]
    lines = text.splitlines()
    at = dice.choice([place for place, line in enumerate(lines) if spoil(dice, line) not in (None, line)])
    lines[at] = spoil(dice, lines[at]) or ""
    return name, "\n".join(lines), at + 1 + lines[at].count("\n")


def _misspelt_key(dice: random.Random, line: str) -> str | None:
    match = KEY.match(line)
    if not match or line.startswith("  hub"):
        return None
    key = match[2]
    at = dice.randrange(len(key))
    return f"{match[1]}{key[:at]}{dice.choice('xqj'.replace(key[at], ''))}{key[at + 1 :]}:{line[match.end() :]}"


def _wrong_value(dice: random.Random, line: str) -> str | None:
    match = KEY.match(line)
    if not match or FREE.match(line) or not line[match.end() :].strip():
        return None
    return f"{line[: match.end()]} {dice.choice(['§§', '[]', '{a: b}', '-3', '25:99'])}"


def _twice(_dice: random.Random, line: str) -> str | None:
    match = KEY.match(line)
    return f"{line}\n{line.replace('- ', '  ', 1)}" if match and line[match.end() :].strip() else None


def _tab(_dice: random.Random, line: str) -> str | None:
    return "\t" + line.lstrip() if line.startswith("    ") else None


def _no_colon(_dice: random.Random, line: str) -> str | None:
    match = KEY.match(line)
    return line.replace(":", "", 1) if match and line[match.end() :].strip() else None


def _open_bracket(_dice: random.Random, line: str) -> str | None:
    return line.replace("]", "", 1) if "]" in line else None


def _unset_variable(_dice: random.Random, line: str) -> str | None:
    return line.replace("_URL}", "_ULR}") if "${" in line else None


SLIPS: tuple[tuple[str, Callable[[random.Random, str], str | None]], ...] = (
    ("misspelt key", _misspelt_key),
    ("misspelt key", _misspelt_key),
    ("wrong value", _wrong_value),
    ("wrong value", _wrong_value),
    ("key twice", _twice),
    ("a tab", _tab),
    ("no colon", _no_colon),
    ("open bracket", _open_bracket),
    ("unset variable", _unset_variable),
)
