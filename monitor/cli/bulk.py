"""JSON Lines in, JSON Lines out: input order, one bad item never stops its neighbours."""

from __future__ import annotations

import errno
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from monitor.cli.output import as_json
from monitor.errors import ItemError, MonitorError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LARGEST_FILE = 64 << 20
"""Pages are a hundred thousand bytes, rarely ten million; what is larger is named by mistake."""

Item: TypeAlias = dict[str, Any]


def answer_lines(name: str, answer: Callable[[Item], Item]) -> bool:
    """Answer every item of a JSON Lines file on stdout, each as soon as it is ready.

    Args:
        name: The file, or `-` for stdin.
        answer: Gives the fields that follow `id`; raises a MonitorError where an item cannot be answered.

    Returns:
        Whether every item was answered.

    Raises:
        UsageError: The file cannot be read.
    """
    with ExitStack() as stack:
        try:
            lines = sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name.
            raise UsageError(unreadable(name, error)) from error
        return _answer_all(lines, answer)


def parsed_lines(lines: Iterable[bytes]) -> Iterator[tuple[object, Item | ItemError]]:
    """Give each item with its name: its `id`, else its `url`, else the number of its line; or why it is none."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = _parsed(number, line)
        except ItemError as error:
            yield number, error
        else:
            yield _name_of(item, number), item


def read_file(name: str) -> bytes:
    """Read a file that a person or an item names.

    Raises:
        OSError: It cannot be read, or is no ordinary file, or too large to be a page.
        ValueError: Its name holds a NUL.
    """
    path = Path(name)
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no ordinary file")
    if path.exists() and path.stat().st_size > LARGEST_FILE:
        raise OSError(errno.EFBIG, f"it is larger than {LARGEST_FILE >> 20} MiB")
    return path.read_bytes()


def unreadable(name: str, error: Exception) -> str:
    """Say that a file cannot be read, and why."""
    return f"{name} cannot be read: {getattr(error, 'strerror', None) or error}"


def text_of(item: Item, *fields: str) -> str:
    """Give the first of these fields that holds text; empty where none does.

    Raises:
        ItemError: One holds something else.
    """
    for field in fields:
        value = item.get(field)
        if value is not None and not isinstance(value, str):
            raise ItemError(f'"{field}" must be text')
        if value:
            return value
    return ""


def _answer_all(lines: Iterable[bytes], answer: Callable[[Item], Item]) -> bool:
    complete = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        answered = _answered(number, line, answer)
        complete = complete and "error" not in answered
        sys.stdout.write(as_json(answered) + "\n")
        sys.stdout.flush()
    return complete


def _answered(number: int, line: bytes, answer: Callable[[Item], Item]) -> Item:
    name: object = number
    try:
        item = _parsed(number, line)
        name = _name_of(item, number)
        return {"id": name, **answer(item)}
    except MonitorError as error:
        return {"id": name, "error": str(error).removesuffix(": ")}  # A page without an address leaves the colon.


def _name_of(item: Item, number: int) -> object:
    return next((item[key] for key in ("id", "url") if item.get(key) is not None), number)


def _parsed(number: int, line: bytes) -> Item:
    try:
        item = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ItemError(f"line {number} is not UTF-8: byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise ItemError(f"line {number} is not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:  # A number of thousands of digits; brackets without end.
        raise ItemError(f"line {number} is not JSON that can be read: {error}") from error
    if not isinstance(item, dict):
        raise ItemError(f"line {number} is not a JSON object")
    return item
