"""A small text file turned into text, or into one line that says why it cannot be read and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.config.faults import START, Fault, Place
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 1 << 20  # 1 MiB: room for 5,000 sources and more; a larger file is a mistake or an attack.
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_text(path: Path) -> str:
    """Read a UTF-8 file of at most 1 MiB; a byte order mark is taken off.

    Raises:
        SettingsError: It is missing, unreadable, too large, not UTF-8, or holds control characters.
    """
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise _refused(path, "no such file") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _refused(path, f"cannot be read: {reason}") from error
    if len(body) > LARGEST_FILE:
        raise _refused(path, "larger than 1 MiB: split it, or take out what is not settings")
    return _decoded(path, body)


def place_at(text: str, offset: int) -> Place:
    """Give the line and column of the character at `offset`."""
    return Place(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _decoded(path: Path, body: bytes) -> str:
    if body.startswith(_UTF16_MARKS):
        raise _refused(path, "saved as UTF-16: save the file as UTF-8")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8-sig", "replace")
        advice = "not UTF-8 (perhaps GBK): save the file as UTF-8"
        raise _refused(path, advice, place_at(before, len(before))) from error
    control = _CONTROL.search(text)
    if control:
        advice = f"a control character (U+{ord(control[0]):04X}): take it out"
        raise _refused(path, advice, place_at(text, control.start()))
    return text


def _refused(path: Path, message: str, place: Place = START) -> SettingsError:
    return SettingsError((Fault(place, message).written(path),))
