"""What other programs bring and take: a feed reader's list of feeds as OPML, the settings' schema for editors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.output import as_json, complain, counted, say
from monitor.cli.session import DEFAULT_CONFIG, FAILED, session_of
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.config.faults import Place
    from monitor.settings import Source

OpmlFile = Annotated[Path, typer.Argument(metavar="FILE.opml", help="A list of feeds that a feed reader exported.")]


def import_(context: typer.Context, file: OpmlFile) -> None:
    """Take up the feeds of a feed reader's list: each becomes a source in the settings file; odd ones are left out."""
    from monitor import wiring
    from monitor.cli.settings_file import SettingsFile
    from monitor.config.faults import Fault

    session = session_of(context)
    session.start_logging()
    written = SettingsFile(session.config or DEFAULT_CONFIG, wiring.load_settings)
    settings = written.settings()
    known = {source.url for source in settings.sources} if settings else set()
    feeds = {str(feed["url"]): (place, feed) for place, feed in reversed(list(_feeds_in(file)))}
    new, odd = [], 0
    for place, feed in sorted(feeds.values(), key=lambda placed: placed[0]):
        if feed["url"] in known:
            continue
        fault = written.fault_of("sources", feed)
        if fault is None:
            new.append(feed)
        else:
            odd += 1
            complain(Fault(place, f"left out: {fault}").written(file))
    if new:
        written.add_all("sources", new)
    there = len(feeds) - len(new) - odd
    say(f"{counted(len(new), 'source')} written into {written.path}, {there} were there already, {odd} left out")
    if odd:
        raise typer.Exit(FAILED)


def export(context: typer.Context) -> None:
    """Print the feeds for a feed reader: monitor export > feeds.opml. Keys in addresses stay in them."""
    session = session_of(context)
    session.start_logging()
    sources = session.settings().sources
    feeds = [source for source in sources if source.enabled and source.kind == "feed"]
    for line in opml_of(feeds):
        say(line)
    left = sum(source.enabled for source in sources) - len(feeds)
    if left:
        complain(f"left out, as no feeds: {counted(left, 'source')}")


def opml_of(feeds: Iterable[Source]) -> Iterator[str]:
    """Write feeds as OPML 2.0, line by line."""
    from xml.sax.saxutils import quoteattr

    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<opml version="2.0"><head><title>monitor</title></head><body>'
    for feed in feeds:
        name = quoteattr(feed.name)
        yield f'  <outline type="rss" text={name} title={name} xmlUrl={quoteattr(feed.url)}/>'
    yield "</body></opml>"


def _feeds_in(file: Path) -> Iterator[tuple[Place, dict[str, str | bool]]]:
    """Give the entries of a list of feeds, each with its place.

    Raises:
        SettingsError: It cannot be read, or is no such list.
    """
    from monitor.config.files import read_text
    from monitor.config.opml import parse_opml
    from monitor.config.tree import UnreadableTreeError

    try:
        tree = parse_opml(read_text(file))
    except UnreadableTreeError as error:
        raise SettingsError((error.fault.written(file),)) from error
    for number, entry in enumerate(tree.value["sources"]):
        yield tree.places["sources", number], {key: entry[key] for key in ("name", "url") if key in entry}


def schema() -> None:
    """Print the schema of the settings file, for editors: monitor schema > sources.schema.json."""
    from monitor import config

    say(as_json(config.schema(), indent=2))
