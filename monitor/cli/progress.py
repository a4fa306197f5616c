"""Checks as they end, turned into lines, and on a terminal into a bar."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitor.cli.output import counted
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import SourceOutcome


OTHER_COLUMNS = 52
"""Cells that a bar's own columns take; rich would squeeze them all for a long last line."""


def line_of(outcome: SourceOutcome) -> str:
    """Say in a line what came of one check."""
    if outcome.error is not None:
        return f"{outcome.source_id}: failed: {outcome.error}"
    entries, articles = counted(outcome.new_entries, "entry", "entries"), counted(outcome.articles, "article")
    unreadable = f", {len(outcome.unreadable)} unreadable" if outcome.unreadable else ""
    return f"{outcome.source_id}: {entries}, {articles} read{unreadable}"


class Bar:
    """Shows on the terminal behind stderr how many sources are done, and the last of them.

    What else is written to stderr, by whoever asks for it now, stands above the bar.

    Args:
        holds_stdout: What is written to stdout stands above it, too.
    """

    def __init__(self, *, holds_stdout: bool = False) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        last = TextColumn("{task.fields[last]}", markup=False)
        columns = (SpinnerColumn(), TextColumn("sources"), BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(
            *columns, last, console=Console(stderr=True), transient=True, redirect_stdout=holds_stdout
        )
        self._task = self._progress.add_task("", total=None, last="")
        self._progress.start()

    def show(self, outcome: SourceOutcome, done: int, total: int) -> None:
        """Show that a source is done."""
        from rich.text import Text

        last = Text(one_line(line_of(outcome)))
        last.truncate(max(self._progress.console.width - OTHER_COLUMNS, 0), overflow="ellipsis")
        self._progress.update(self._task, completed=done, total=total, last=last.plain)

    def print(self, line: str) -> None:
        """Print a line above the bar, cut nowhere."""
        from rich.text import Text

        self._progress.console.print(Text(one_line(line)), soft_wrap=True)

    def stop(self) -> None:
        """Take the bar away."""
        self._progress.stop()


@contextmanager
def bar_on_terminal() -> Iterator[Bar | None]:
    """Show a bar as long as something is done; none where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = Bar(holds_stdout=sys.stdout.isatty())
    try:
        yield bar
    finally:
        bar.stop()
