"""What people use day by day: keep watch, look once, ask what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.first_look import first_look
from monitor.cli.output import (
    complain,
    is_terminal,
    local_time,
    print_csv,
    print_json,
    print_json_lines,
    print_table,
    say,
)
from monitor.cli.progress import bar_on_terminal
from monitor.cli.session import DEFAULT_CONFIG, FAILED, LogLevel, Observe, session_of
from monitor.errors import UsageError, redacted
from monitor.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.cli.session import Session
    from monitor.daemon import PassReport
    from monitor.model import Launch

Stay = Annotated[
    bool | None, typer.Option("--stay/--no-stay", help="Serve the page at the end.", show_default="on a terminal")
]
Everything = Annotated[bool, typer.Option("--all", help="Every source, not only those that are due.")]
Since = Annotated[str | None, typer.Option(metavar="AGE|DATE", help="Changed since: 7d, 12h, 2026-04-01.")]
Organisation = Annotated[str | None, typer.Option(metavar="NAME", help="Announced by this organisation.")]
OneStatus = Annotated[Status | None, typer.Option(metavar="STATUS", help=f"At this status now: {', '.join(Status)}.")]
Search = Annotated[
    str | None, typer.Option(metavar="WORDS", help="With these words in its names, or in what was said of it.")
]
Wrong = Annotated[bool, typer.Option("--all", help="Also those that a person called wrong.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, one launch a line.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="A table for spreadsheets.")]
OneObject = Annotated[bool, typer.Option("--json", help="JSON: one object.")]
Which = Annotated[
    str, typer.Argument(metavar="ID", help="A launch's number or key (v1:…), or a message's code (#K7F2).")
]


def run(context: typer.Context, *, observe: Observe = None) -> None:
    """Keep watch until stopped: poll, read, tell.

    What the sources list at the very first start is read and shown, not sent.
    A saved settings file is taken up at once. Ctrl-C or SIGTERM ends it.
    What is known can be read on http://127.0.0.1:8080 meanwhile.
    """
    import asyncio

    from monitor import daemon, wiring

    session = session_of(context)
    session.start_logging(LogLevel.INFO)
    settings, config = session.settings(), session.config or DEFAULT_CONFIG
    observed = wiring.observation("run", session.run, observe)
    with session.store() as store, first_look(session, settings, store) as listener:
        asyncio.run(daemon.run(settings, config, store, first_look=listener, observed=observed))


def web(context: typer.Context) -> None:
    """Serve the page alone, beside whatever watches into the same database. Ctrl-C or SIGTERM ends it."""
    import asyncio

    from monitor import daemon, wiring

    session = session_of(context)
    session.start_logging(LogLevel.INFO)
    settings = session.settings()
    with session.store() as store:
        asyncio.run(daemon.page_alone(settings, store, observed=wiring.observation("web", session.run)))


def demo(context: typer.Context, *, stay: Stay = None) -> None:
    """Play a small news world on this machine: five outlets, a few days, real messages, a page. Nothing is kept."""
    import asyncio

    from monitor.demo import show as play

    session_of(context).start_logging(LogLevel.ERROR)
    asyncio.run(play(say, stay=is_terminal() if stay is None else stay))


def once(context: typer.Context, *, everything: Everything = False) -> None:
    """Look once at every source that is due, tell what is new, and end.

    What was never read before is told, at the very first time, too.
    Where that is too much, begin with monitor run, which starts silently.
    """
    import asyncio

    from monitor import daemon

    session = session_of(context)
    session.start_logging()
    settings = session.settings()
    session.start_logging(LogLevel.ERROR)  # What failed is printed below; a log line would say it twice.
    with session.store() as store, bar_on_terminal() as bar:
        report = asyncio.run(daemon.once(settings, store, everything=everything, on_source=bar.show if bar else None))
    for failure in failures_of(report):
        complain(failure)
    say(summary_of(report))
    if report.failed:
        raise typer.Exit(FAILED)


def launches(  # noqa: PLR0913 -- each is an option of the command.
    context: typer.Context,
    *,
    since: Since = None,
    organisation: Organisation = None,
    status: OneStatus = None,
    search: Search = None,
    wrong: Wrong = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the launches that are known, the latest change first."""
    if as_json and as_csv:
        raise UsageError("choose --json or --csv")
    from monitor import lookup

    session = session_of(context)
    session.start_logging()
    after = _since(since) if since is not None else None
    aliases = _wordings(search, session) if search else ()
    with session.memory() as store:
        found = store.launches(
            since=after, organisation=organisation, status=status, search=search, aliases=aliases, wrong=wrong
        )
        if as_json:
            print_json_lines([lookup.LaunchLife.of(launch, store).summary() for launch in found])
            return
    if as_csv:
        print_csv(lookup.LAUNCH_FIELDS, [lookup.launch_record(launch) for launch in found])
    elif found:
        rows = [_row(launch) for launch in found]
        print_table(("id", "status", "model", "organisations", "date", "first seen"), rows)
    else:
        asked = {"--since": since, "--organisation": organisation, "--status": status, "--search": search}
        complain(nothing_found([f"{option} {value}" for option, value in asked.items() if value is not None]))


def show(context: typer.Context, which: Which, *, as_json: OneObject = False) -> None:
    """Show a launch and its life, or a message and what it told."""
    from monitor import lookup, wiring
    from monitor.cli import outbox
    from monitor.cli.life import lines_of

    session = session_of(context)
    session.start_logging()
    channels = outbox.channels_of(session)
    with session.memory() as store:
        found = lookup.look_up(which, store)
    if as_json:
        print_json(found.record())
    else:
        for line in lines_of(found, channels, wiring.utc_now()):
            say(line)


def failures_of(report: PassReport) -> Iterator[str]:
    """Give one line for each source, article and channel that failed."""
    for outcome in report.outcomes:
        if outcome.error:
            yield f"source {outcome.source_id}: {outcome.error}"
        for url, reason in outcome.unreadable:
            address = redacted(url)
            yield f"article of {outcome.source_id}: {reason if address in reason else f'{reason}: {address}'}"
    for channel, reply in report.delivery.refused:
        yield f"channel {channel}: {reply}"


def summary_of(report: PassReport) -> str:
    """Say in one line what a pass did."""
    outcomes, delivery = report.outcomes, report.delivery
    failed = sum(outcome.error is not None for outcome in outcomes)
    entries = sum(outcome.new_entries for outcome in outcomes)
    articles = sum(outcome.articles for outcome in outcomes)
    unreadable = sum(len(outcome.unreadable) for outcome in outcomes)
    return (
        f"sources checked: {len(outcomes)} ({failed} failed) · new entries: {entries} · "
        f"articles read: {articles} ({unreadable} unreadable) · "
        f"messages delivered: {len(delivery.accepted)} ({len(delivery.refused)} refused)"
    )


def nothing_found(asked: Sequence[str]) -> str:
    """Say that no launch was found, what was looked for, and what to do."""
    if asked:
        return (
            f"no launch with {', '.join(asked)}; `monitor launches` lists all, `monitor why NAME` says why one is not"
        )
    return (
        "no launch is known yet; `monitor run` and `monitor once` read the sources, `monitor sources` says how they are"
    )


def _row(launch: Launch) -> tuple[str, ...]:
    name, organisations = launch.full_name, "、".join(launch.organisations)
    return (str(launch.id), launch.status, name, organisations, launch.date or "", local_time(launch.first_seen_at))


def _wordings(question: str, session: Session) -> tuple[str, ...]:
    from monitor import wiring
    from monitor.lookup.naming import wordings

    return wordings(question, wiring.load_knowledge(session.settings_if_any()))


def _since(text: str) -> datetime:
    """Read an age, told from now, or a date."""
    from monitor import wiring
    from monitor.config.values import interval
    from monitor.dates import parse_moment

    moment = parse_moment(text, wiring.HOME_ZONE) if "-" in text else None
    if moment:
        return moment.at
    try:
        return wiring.utc_now() - interval(text)
    except ValueError as error:
        raise UsageError(f"--since: {error}, or a date such as 2026-04-01") from error
