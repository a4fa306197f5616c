"""Gives a store the past that a daemon of some months has: sources that were listed, entries that were read."""

from __future__ import annotations

import tempfile
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import wiring
from monitor.daemon.watch import watching
from monitor.discover import discover
from monitor.fetch import HttpFetcher
from monitor.http import HttpClient
from monitor.model import Article, Document, SourceState, Validators
from monitor.settings import MessageTimes, Settings, Source, SourceKind
from monitor.store import open_store

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Iterator, Sequence

    from monitor.daemon.watch import Watch
    from monitor.ports import Store

    from .world import World

MINUTE = timedelta(minutes=1)
AT_ONCE = 1_000


def source_at(url: str, name: str, every: timedelta = MINUTE) -> Source:
    """Give a source of a fixed interval, as a settings file would name it."""
    return Source(name, name, url, wiring.HOME_ZONE, every=(every, every), allow_private=True, obeys_robots=False)


def feeds_of(world: World, count: int, *, secure: bool = False, every: timedelta = MINUTE) -> list[Source]:
    """Give so many feeds as sources, from the first one on."""
    return [source_at(world.feed(number, secure=secure), f"s{number}", every) for number in range(count)]


def lists_of(world: World, count: int, *, secure: bool = False, every: timedelta = MINUTE) -> list[Source]:
    """Give so many lists as sources, from the first one on."""
    urls = [world.listing(number, secure=secure) for number in range(count)]
    return [replace(source_at(url, f"l{n}", every), kind=SourceKind.PAGE) for n, url in enumerate(urls)]


def sources_of(world: World, *, secure: bool = False, every: timedelta = MINUTE) -> list[Source]:
    """Give as many sources as there are feeds: all lists, and feeds, from the first one on."""
    feeds = feeds_of(world, world.feeds - world.lists, secure=secure, every=every)
    return [*feeds, *lists_of(world, world.lists, secure=secure, every=every)]


@contextmanager
def a_store() -> Iterator[Store]:
    """Open an empty store in a folder that goes with it."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'monitor.db'}")
        try:
            yield store
        finally:
            store.close()


def listed_before(store: Store, sources: Sequence[Source], world: World) -> None:
    """Write that every source was listed a minute ago, as it is served now, and is due."""
    now = wiring.utc_now()
    known = SourceState("", Validators(), now - MINUTE, now, listed_at=now - MINUTE, whole_at=now)
    seen: dict[str, Validators] = {}
    for start in range(0, len(sources), AT_ONCE):
        states = []
        for one in sources[start : start + AT_ONCE]:
            path = one.url.split("/", 3)[3]
            validators = seen.get(path) or seen.setdefault(path, world.validators(one.url))
            state = replace(known, source_id=one.id, asked_as=one.digest, validators=validators)
            states.append((SourceState(one.id), state))
        store.record_unchanged(states, now)


def read_before(store: Store, sources: Sequence[Source], world: World) -> None:
    """Write that all that sources list now was read, so that what comes later is new, and it alone."""
    now = wiring.utc_now()
    for source in sources:
        file = world.root / source.url.split("/", 3)[3]
        document = Document(source.url, file.read_bytes(), "application/xml", None, Validators(), now)
        store.record_check(SourceState(source.id), discover(document, source), now)
        for pending in store.unread(source.id, now, AT_ONCE):
            with store.reading(pending, now) as reading:
                if reading:
                    reading.save(Article(pending.entry.url, pending.entry.title, pending.entry.summary), (), ())
    listed_before(store, sources, world)


@asynccontextmanager
async def the_watch(
    sources: Sequence[Source], store: Store, *, trust: ssl.SSLContext | None = None
) -> AsyncIterator[Watch]:
    """Put the daemon's own watch together; `trust` is what its clients trust instead of the packaged certificates."""
    settings = Settings(tuple(sources), messages=MessageTimes(storm=None))
    circumstances = wiring.day_and_night(wiring.utc_now, wiring.observation("run"))
    async with watching(settings, store, circumstances) as watch:
        if trust is None:
            yield watch
            return
        client = HttpClient(connections=640, tls=trust)
        async with HttpFetcher(wiring.utc_now, client=client) as fetcher:
            parts = replace(watch.parts, pipeline=replace(watch.parts.pipeline, fetcher=fetcher))
            yield replace(watch, parts=parts)
