"""What people ask of sources: how are they, is the settings file right, what would come of one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.completing import source_ids
from monitor.cli.output import complain, counted, print_json, print_table, say, short_time
from monitor.cli.reading import show_article
from monitor.cli.session import DEFAULT_CONFIG, FAILED, LogLevel, Private, session_of
from monitor.errors import ExtractError, FetchError, OpinionError, UsageError
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.cli.trial import Listed
    from monitor.cli.trying import Look
    from monitor.lookup import SourceView
    from monitor.settings import Settings, Source

AsJson = Annotated[bool, typer.Option("--json", help="JSON: one array.")]
Live = Annotated[
    bool, typer.Option("--live", help="Fetch every source, send every channel a test, ask for a second opinion.")
]
Explain = Annotated[bool, typer.Option("--explain", help="Say why each announcement is believed.")]
What = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE|URL", help="A source's id, or the address of a list or article.", autocompletion=source_ids
    ),
]


def sources(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Say how each source is doing, and why."""
    from monitor import wiring
    from monitor.lookup import SourceView

    session = session_of(context)
    session.start_logging()
    settings = session.settings()
    with session.memory() as store:
        states = store.source_states([source.id for source in settings.sources])
    views = [SourceView.of(source, states[source.id]) for source in settings.sources]
    if as_json:
        print_json([view.record() for view in views])
        return
    columns = ("id", "state", "since", "name", "newest entry", "entries/day", "checks/day", "checked", "next", "reason")
    now = wiring.utc_now()
    print_table(columns, [_row(view, now) for view in sorted(views, key=lambda view: not view.is_ailing)])


def check(context: typer.Context, *, live: Live = False) -> None:
    """Look for faults in the settings file; with --live, try every source, channel and endpoint it names."""
    import asyncio

    session = session_of(context)
    session.start_logging()
    settings = session.settings()
    watched = [source for source in settings.sources if source.enabled]
    off = f" ({len(settings.sources) - len(watched)} off)" if len(watched) < len(settings.sources) else ""
    counts = f"{counted(len(settings.sources), 'source')}{off}, {counted(len(settings.channels), 'channel')}"
    what_next = "the file has no faults; each is tried now" if live else "no faults"
    say(f"{session.config or DEFAULT_CONFIG}: {counts}, {what_next}")
    for note in (*settings.notes, *_unknown_organisations(settings)):
        say(note)
    if not live:
        return
    session.start_logging(LogLevel.ERROR)
    unwell = asyncio.run(_try_sources(watched, settings))
    refused = asyncio.run(_try_channels(settings))
    silent = asyncio.run(_try_second_opinion(settings))
    for look in unwell:  # Last and together, where a person looks first.
        complain(f"source {look.source.id}: {look.said}")
    if refused:
        complain(f"{refused} of {counted(len(settings.channels), 'channel')} failed")
    if unwell:
        complain(f"{len(unwell)} of {counted(len(watched), 'source')} failed")
    if unwell or refused or silent:
        raise typer.Exit(FAILED)


def _unknown_organisations(settings: Settings) -> Iterator[str]:
    """Say which organisations of `follow:` and `routes:` nobody knows: a misspelt one would silence all its news."""
    from monitor import wiring
    from monitor.config.faults import did_you_mean

    knowledge = wiring.load_knowledge(settings)
    of_routes = ((f"routes[{number}]", route.organisations) for number, route in enumerate(settings.routes))
    for place, names in (("follow", settings.follow), *of_routes):
        for name in names:
            if not knowledge.knows_organisation(name) and not set(name) & set("*?["):
                near = did_you_mean(name, knowledge.organisation_names)
                yield f"{place}: no known organisation is called {name}{near or '; its news counts by this very name'}"


def try_out(context: typer.Context, what: What, *, explain: Explain = False, allow_private: Private = False) -> None:
    """Try one source or address: entries, articles, what would be announced; nothing is written."""
    import asyncio

    session = session_of(context)
    session.start_logging()
    is_address = re.match(r"https?://", what) is not None
    settings = session.settings_if_any() if is_address else session.settings()
    known = _source_named(what, settings)
    if known is None and not is_address:
        raise UsageError(f"{one_line(what)} is no source and no address; `monitor sources` lists the sources")
    if not asyncio.run(_run_trial(what, known, settings, explain=explain, allow_private=allow_private)):
        raise typer.Exit(FAILED)


def _row(view: SourceView, now: datetime) -> tuple[str, ...]:
    since, newest, checked, due = (
        short_time(at, now) for at in (view.since, view.newest_entry_at, view.checked_at, view.next_at)
    )
    pace = view.pace
    daily = "" if pace.entries_a_day is None else f"{pace.entries_a_day:.2g}"
    cost = "" if pace.checks_a_day is None else f"{pace.checks_a_day:.0f}"
    return (
        view.id,
        view.state,
        since if view.is_ailing else "",
        view.name,
        newest,
        daily,
        cost,
        checked,
        due,
        view.reason,
    )


def _source_named(what: str, settings: Settings | None) -> Source | None:
    named = settings.sources if settings else ()
    return next((source for source in named if what in {source.id, source.url}), None)


async def _try_sources(watched: Sequence[Source], settings: Settings) -> list[Look]:
    """Ask every source once; say what the healthy list as they answer, and give the others."""
    from monitor import wiring
    from monitor.cli.trying import look_at_all

    def tell(look: Look) -> None:
        if look.is_well:
            say(f"source {look.source.id}: {look.said}")

    async with wiring.open_fetcher(settings) as fetcher:
        looks = await look_at_all(watched, fetcher, wiring.utc_now, tell)
    return [look for look in looks if not look.is_well]


async def _try_channels(settings: Settings) -> int:
    """Send every channel a test message and print the provider's reply; give the number of those that refused it."""
    from monitor import wiring
    from monitor.cli.channels import try_channel

    async with wiring.open_senders(settings) as senders:
        return [await try_channel(channel, senders[channel.name]) for channel in settings.channels].count(False)


async def _try_second_opinion(settings: Settings) -> bool:
    """Ask for a second opinion on a story of our own, where one is to be had; tell whether it failed."""
    from monitor import wiring

    async with wiring.open_second_opinion(settings) as adviser:
        if adviser is None:
            return False
        try:
            answered = await adviser.try_out()
        except FetchError as error:
            complain(f"second opinion: {error.reason.value}: {error.detail}")
        except OpinionError as error:
            complain(f"second opinion: its answer to a test is worth nothing: {error}")
        else:
            say(f"second opinion: answered a test: {answered.opinion}")
            return False
    return True


async def _run_trial(
    what: str, known: Source | None, settings: Settings | None, *, explain: bool, allow_private: bool
) -> bool:
    """Show what a source lists and what its first articles say; tell whether all could be read."""
    from monitor import wiring
    from monitor.cli.trial import SHOWN, find_out, list_source, read_entry, strange_source
    from monitor.cli.workbench import detected, show_detected

    async with wiring.open_fetcher(settings) as fetcher:
        listed = (
            await list_source(known, fetcher)
            if known
            else await find_out(strange_source(what, allow_private=allow_private), fetcher)
        )
        _show_list(listed)
        complete, knowledge = True, wiring.load_knowledge(settings)
        for entry in listed.entries[:SHOWN]:
            say()
            try:
                article = await read_entry(entry, listed.source, fetcher)
            except (FetchError, ExtractError) as error:
                complain(f"article unreadable: {error}")
                complete = False
                continue
            show_article(article, listed.source.zone)
            show_detected(detected(article, knowledge, explain=explain))
    return complete


def _show_list(listed: Listed) -> None:
    say(f"{listed.source.id}: {listed.summary()}")
    for line in listed.lines():
        say(line)
