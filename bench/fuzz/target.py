"""A target: a property of bytes, and what an engine needs to write bytes that get far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that takes what strangers wrote.

    Args:
        name: As it is called on the command line.
        check: Takes any bytes; raises AssertionError where a promise is broken, and whatever escapes the program.
        seeds: Bytes that get far, written for this purpose.
        words: Pieces of the format, for an engine to put together.
        longest: Bytes worth trying.
        findings: Bytes that once broke a promise.
    """

    name: str
    check: Callable[[bytes], None]
    seeds: Sequence[bytes]
    words: Sequence[bytes]
    longest: int = 2_048
    findings: Sequence[bytes] = ()


def chosen(data: bytes, options: Sequence[Option]) -> tuple[Option, bytes]:
    """Let the first byte choose, so that an engine can; give the choice and the rest."""
    return options[(data[0] if data else 0) % len(options)], data[1:]


def words(text: str, *others: bytes) -> list[bytes]:
    """Give the words of a text, and others that are no text or hold blanks."""
    return [*(word.encode() for word in text.split()), *others]


def is_storable(*texts: str) -> bool:
    """Tell whether every database takes some texts: no NUL (PostgreSQL), no half of a character (both)."""
    return all("\x00" not in text and text.encode("utf-8", "replace").decode() == text for text in texts)
