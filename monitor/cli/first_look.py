"""The very first look at every source, shown while it goes on; then what it brought, and what is to be done next."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.output import counted, is_terminal, local_time, say
from monitor.cli.progress import Bar, line_of
from monitor.cli.session import DEFAULT_CONFIG, LogFormat, LogLevel
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.cli.session import Session
    from monitor.model import Launch, SourceOutcome
    from monitor.ports import Store
    from monitor.settings import Settings

MOST_PREVIEWED = 20  # Lines; a first look at eighty sources may find more than a terminal shows.


@contextmanager
def first_look(session: Session, settings: Settings, store: Store) -> Iterator[FirstLook | None]:
    """Start the log, and give what shows the very first look; None where a source was looked at before."""
    states = store.source_states([source.id for source in settings.sources])
    if any(state.checked_at for state in states.values()):
        session.start_logging(LogLevel.INFO)
        yield None
        return
    is_text = session.log_format is LogFormat.TEXT
    is_shown = is_text and sys.stderr.isatty() and any(source.enabled for source in settings.sources)
    look = FirstLook(session, Bar() if is_shown else None)
    # Behind the bar, so that log lines stand above it; what a check brings is told once, unless a level was asked for.
    session.start_logging(LogLevel.INFO, of_sources=not is_text or session.log_level is not None)
    look.print(opening(settings))
    try:
        yield look
    finally:
        if look.bar:
            look.bar.stop()


@dataclass(slots=True)
class FirstLook:
    """Answers `daemon.FirstLook`: a bar on a terminal; on a pipe a line a source, at info.

    Args:
        failed: Sources that failed so far.
    """

    session: Session
    bar: Bar | None
    failed: int = 0

    def looked(self, outcome: SourceOutcome, done: int, total: int) -> None:
        """Show that a source was looked at."""
        self.failed += outcome.error is not None
        if self.bar:
            self.bar.show(outcome, done, total)
        if outcome.error is not None or not self.bar:
            self.print(line_of(outcome))

    def ended(self, found: Sequence[Launch], settings: Settings) -> None:
        """Show what the look brought; from now on the log says all that happens."""
        if self.bar:
            self.bar.stop()
        self.session.start_logging(LogLevel.INFO)
        config = self.session.config
        options = f" --config {config}" if config and config != DEFAULT_CONFIG else ""
        lines = summing_up(found, settings, self.failed, to_terminal=is_terminal(), program=_program(), options=options)
        for line in lines:
            say(line)
        sys.stdout.flush()  # A pipe would keep it until the next message.

    def print(self, line: str) -> None:
        """Print a line where the log goes, in its form and at the level of info."""
        if self.bar:
            self.bar.print(line)
        elif self.session.log_format is LogFormat.JSON:
            from monitor.log import get_logger

            get_logger(__name__).info("first look", said=line)
        elif self.session.log_level in {None, LogLevel.INFO, LogLevel.DEBUG}:
            sys.stderr.write(f"{one_line(line)}\n")


def opening(settings: Settings) -> str:
    """Say what begins now."""
    watched = sum(source.enabled for source in settings.sources)
    if not watched:
        return "no source yet: monitor add URL"
    return (
        f"First look at {counted(watched, 'source')}: what stands there now is read, nothing is sent. "
        "A site is asked for one page a second, so this may take some minutes."
    )


def summing_up(
    found: Sequence[Launch],
    settings: Settings,
    failed: int,
    *,
    to_terminal: bool,
    program: str = "monitor",
    options: str = "",
) -> Iterator[str]:
    """Say at the first start what would have been told in the last week, and what is to be done next.

    Args:
        found: The launches of that week, the latest change first.
        settings: Whether there is a channel.
        failed: Sources that failed.
        to_terminal: A person reads it where messages go, too.
        program: What to type for `monitor`.
        options: What to type behind it, so that commands speak of the same settings.
    """
    yield ""
    yield "First look done, nothing was sent." + (
        f" {counted(failed, 'source')} failed: monitor{options} sources says why." if failed else ""
    )
    if found:
        yield f"The last 7 days brought {counted(len(found), 'launch', 'launches')}:"
    else:
        yield "The last 7 days brought no launch; the next one is told."
    for launch in found[:MOST_PREVIEWED]:
        yield f"  {local_time(launch.status_at)}  {launch.status:14}  {one_line(launch.who_and_what)}"
    if len(found) > MOST_PREVIEWED:
        yield f"  … and {len(found) - MOST_PREVIEWED} more: monitor{options} launches --since 7d"
    yield ""
    if not settings.channels:
        yield f"no channel yet: monitor{options} connect URL"
        yield f"Until there is one, messages are printed {'on this terminal' if to_terminal else 'to standard output'}."
    if program != "monitor":
        yield f"Type {program} where it says monitor: it is not on your PATH."
    yield "Watching now, until it is stopped" + (" with Ctrl-C." if to_terminal else ".")


def _program() -> str:
    """Give what to type for `monitor`: a virtual environment's own is seldom on the path."""
    started = Path(sys.argv[0])
    return str(started) if started.name == "monitor" and shutil.which("monitor") is None else "monitor"
