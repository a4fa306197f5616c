"""Rows and records turned into what a terminal, a pipe, a spreadsheet or a program reads."""

from __future__ import annotations

import csv
import json
import re
import sys
from typing import TYPE_CHECKING

from monitor.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

STYLES = {
    **dict.fromkeys(("ok", "accepted", "at once", "released", "upgraded", "open_sourced"), "green"),
    **dict.fromkeys(("pending", "stale", "empty", "undated", "quarantined", "digest", "preview", "upcoming"), "yellow"),
    **dict.fromkeys(("error", "blocked", "parked", "refused", "failing", "gone"), "red"),
    **dict.fromkeys(("off", "dismissed", "never", "in_development"), "dim"),
}
"""How a word of a table's column of states is shown: well, to be looked at, wrong, of no account."""
_OF_STATES = {"state", "status", "told"}

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def is_terminal() -> bool:
    """Tell whether a person reads stdout."""
    return sys.stdout.isatty()


def say(line: str = "") -> None:
    """Print a line, without what could steer a terminal."""
    sys.stdout.write(f"{clean(line)}\n")


def conclude(line: str, *, good: bool) -> None:
    """Print the line that answers what was asked; on a terminal it stands out."""
    if not is_terminal():
        say(line)
        return
    from rich.console import Console
    from rich.text import Text

    Console().print(Text(clean(line), "bold green" if good else "bold yellow"), soft_wrap=True)


def print_story(rows: Iterable[tuple[str, str]]) -> None:
    """Print when something was, and what; on a terminal a long line goes on below its own beginning."""
    cleaned = [(one_line(at), one_line(what)) for at, what in rows]
    if not is_terminal():
        sys.stdout.writelines(f"  {at:16}  {what}\n" for at, what in cleaned)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    story = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    story.add_column(no_wrap=True, min_width=18)
    story.add_column(overflow="fold")
    for at, what in cleaned:
        story.add_row(Text(f"  {at}", "dim"), Text(what))
    Console().print(story)


def complain(line: str) -> None:
    """Print one line to stderr."""
    sys.stderr.write(f"{one_line(line)}\n")


def as_json(value: object, indent: int | None = None) -> str:
    """Write a value as JSON in its own letters; half a surrogate pair, which UTF-8 cannot hold, is escaped."""
    return _LONE_SURROGATE.sub(
        lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False, indent=indent)
    )


def print_json(value: object) -> None:
    """Print one value, indented for people on a terminal, in one line for programs."""
    sys.stdout.write(as_json(value, indent=2 if is_terminal() else None) + "\n")


def print_json_lines(records: Iterable[Mapping[str, object]]) -> None:
    """Print one object a line."""
    for record in records:
        sys.stdout.write(as_json(record) + "\n")


def print_csv(columns: Sequence[str], records: Iterable[Mapping[str, object]]) -> None:
    """Print a table for spreadsheets: with a byte order mark, so that they read it as UTF-8."""
    sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    writer.writerows([_cell(record[column]) for column in columns] for record in records)


def _cell(value: object) -> str:
    """Write one cell; one that a spreadsheet would run as a formula gets a quote before it (CWE-1236)."""
    if value is None:
        return ""
    text = one_line("; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows: aligned for people, wide characters too; for `cut` and `column`, lines with tabs and no heading.

    People are not shown a column that holds nothing: on 80 columns the others need its room.
    """
    cleaned = [[one_line(cell) for cell in row] for row in rows]
    if not is_terminal():
        sys.stdout.writelines("\t".join(row) + "\n" for row in cleaned)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    filled = {column: cells for column, *cells in zip(columns, *cleaned, strict=True) if any(cells) or not cells}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in filled:
        table.add_column(column, overflow="fold")  # Chinese has no blanks at which to wrap.
    for row in zip(*filled.values(), strict=True):
        states = (
            STYLES.get(cell, "") if column in _OF_STATES else "" for column, cell in zip(filled, row, strict=True)
        )
        table.add_row(*map(Text, row, states))
    Console().print(table)


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number of things, `1 entry`, `2 entries`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def short_time(at: datetime | None, now: datetime) -> str:
    """Write a time as shortly as it is clear: the clock today, the day this year, else the date."""
    if at is None:
        return ""
    local, today = at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d}"


def local_time(at: datetime | None) -> str:
    """Write a time as the clock on this machine's wall shows it."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""
