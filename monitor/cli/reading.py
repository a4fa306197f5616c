"""An address that a person names, read at once as if a source had listed it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, cast
from urllib.parse import urlsplit

import typer

from monitor.cli.everyday import failures_of
from monitor.cli.output import complain, say
from monitor.cli.session import FAILED, LogLevel, Private, session_of
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.daemon import PassReport
    from monitor.model import Article, MessageDue, PendingEntry, Verdict
    from monitor.ports import Reading, Store
    from monitor.settings import Settings, Source

Url = Annotated[str, typer.Argument(metavar="URL", help="The article's address.")]

OPENING = 200
"""Characters of an article's body that show whether it was read rightly."""


def read(context: typer.Context, url: Url, *, allow_private: Private = False) -> None:
    """Read one article now, as if a source had listed it; its news is told as usual."""
    import asyncio

    from monitor import daemon

    session = session_of(context)
    session.start_logging()
    settings = session.settings()
    session.start_logging(LogLevel.ERROR)
    source = _reader_of(url, settings, allow_private=allow_private)
    with session.store() as store:
        listening = Listening(store)
        # That a person reads one article says nothing of whoever keeps watch: its heartbeat is not given.
        alone = replace(settings, sources=(source,), heartbeat=None)
        report = asyncio.run(daemon.once(alone, cast("Store", listening), everything=True))
    for failure in failures_of(report):
        complain(failure)
    _tell_what_came(listening, report, source)
    if report.failed:
        raise typer.Exit(FAILED)


@dataclass(slots=True)
class Listening:
    """A store that notes which article is saved with which verdicts; all else is the store's own."""

    store: Store
    article: Article | None = None
    verdicts: list[Verdict] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever the store's method is.
        return getattr(self.store, name)

    @contextmanager
    def reading(self, entry: PendingEntry, now: datetime) -> Iterator[Reading | None]:
        """Open the transaction of one article, and listen."""
        with self.store.reading(entry, now) as reading:
            yield cast("Reading", _ListeningReading(reading, self)) if reading else None


@dataclass(frozen=True, slots=True)
class _ListeningReading:
    reading: Reading
    heard: Listening

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever the reading's method is.
        return getattr(self.reading, name)

    def save(self, article: Article, verdicts: Sequence[Verdict], messages: Sequence[MessageDue]) -> None:
        self.reading.save(article, verdicts, messages)
        self.heard.article, self.heard.verdicts = article, list(verdicts)


def _tell_what_came(heard: Listening, report: PassReport, source: Source) -> None:
    if heard.article is None:
        if not report.failed:
            say(f"read before, or waiting to be tried again: {source.url}; `monitor why URL` says what came of it")
        return
    show_article(heard.article, source.zone)
    for verdict in heard.verdicts:
        told = verdict.announcement
        say(f"{verdict.kind} · {told.status} · {'、'.join(told.organisations)} {told.full_name} · {verdict.reason}")
        say(f"    {one_line(told.evidence)}")
    if not heard.verdicts:
        say("no announcement")
    for code in report.delivery.accepted:
        say(f"message #{code} accepted")


def _reader_of(url: str, settings: Settings, *, allow_private: bool) -> Source:
    """Make the source that lists this article alone; what the only source of its host says holds for it, too."""
    from monitor.cli.trial import strange_source
    from monitor.settings import SourceKind

    lone = strange_source(url, allow_private=allow_private, kind=SourceKind.ARTICLE)
    host = urlsplit(url).netloc
    neighbours = [source for source in settings.sources if urlsplit(source.url).netloc == host]
    if len(neighbours) != 1:
        return replace(lone, id=f"read-{lone.id}")
    (near,) = neighbours
    private = allow_private or near.allow_private
    return replace(near, id=f"read-{lone.id}", url=url, kind=lone.kind, allow_private=private, enabled=True)


def show_article(article: Article, zone: ZoneInfo) -> None:
    """Print an article: title, time by its source's clock, author, how its body begins."""
    from monitor.cli.trial import understood
    from monitor.cli.workbench import remarks

    opening = one_line(article.body)
    dated = understood(article.published, zone) if article.published else "no date"
    say(" · ".join(filter(None, [article.title or "(no title)", dated, article.author])))
    say(f"    {opening[:OPENING]}{'…' if len(opening) > OPENING else ''}")
    for remark in remarks(article):
        say(f"    {remark}")
