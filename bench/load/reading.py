"""What reading costs: a changed feed, a new article beside its parts, an article that announces nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx

from monitor import wiring
from monitor.detect import detect
from monitor.discover import discover
from monitor.extract import extract_html
from monitor.knowledge import load_knowledge
from monitor.model import Document, SourceState, Validators

from .costs import cpu, milliseconds
from .past import a_store, feeds_of, lists_of, read_before, source_at, the_watch
from .texts import LAUNCHES, PASSING
from .world import USUAL, entries_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Article, Entry
    from monitor.ports import Store
    from monitor.settings import Source

    from .world import World

Figures = dict[str, Any]
WARM = 2
"""Turns for imports, patterns, connections, before those that count."""

ALIKE = 210
"""So many feeds on, the next one is of as many entries, the same format and the same encoding."""


async def feed(world: World, rounds: int) -> Figures:
    """Parse changed feeds of 30 entries and hold them against the store; beside it feedparser on the same bytes."""
    import feedparser

    chosen = [number for number in range(world.feeds) if entries_of(number) == USUAL][:20]
    sources = [source_at(world.feed(number), f"s{number}") for number in chosen]
    documents = [_document(world, source) for source in sources]
    found: Figures = {"ours": [], "parsed": [], "feedparser": [], "bytes": sum(len(one.body) for one in documents)}
    with a_store() as store:
        read_before(store, sources, world)

        def whole() -> None:
            for source, document in zip(sources, documents, strict=True):
                store.sightings(source.id, discover(document, source))

        def parsed() -> None:
            for source, document in zip(sources, documents, strict=True):
                discover(document, source)

        def theirs() -> None:
            for document in documents:
                feedparser.parse(document.body)

        whole()
        for _ in range(rounds):
            for name, work, times in (("ours", whole, 5), ("parsed", parsed, 5), ("feedparser", theirs, 1)):
                found[name].append(milliseconds(work, times) / len(documents))
    return found | {"bytes": found["bytes"] / len(documents)}


async def listing(world: World, rounds: int) -> Figures:
    """Read changed pages that list 60 articles, and hold them against the store."""
    sources = lists_of(world, min(10, world.lists))
    documents = [_document(world, source) for source in sources]
    found: Figures = {"ours": []}
    with a_store() as store:

        def whole() -> None:
            for source, document in zip(sources, documents, strict=True):
                store.sightings(source.id, discover(document, source))

        whole()
        for _ in range(rounds):
            found["ours"].append(milliseconds(whole) / len(documents))
    return found


def _document(world: World, source: Source) -> Document:
    body = (world.root / source.url.split("/", 3)[3]).read_bytes()
    return Document(source.url, body, "", None, Validators(), wiring.utc_now())


async def articles(world: World, rounds: int) -> Figures:
    """Take a feed's new articles from fetch to store; beside it the same parts, called one by one."""
    knowledge = load_knowledge()
    found: Figures = {"ours": [], "parts": [], "stages": []}
    with a_store() as store:
        sources = feeds_of(world, WARM + rounds)
        async with the_watch(sources, store) as watch:
            for number, source in enumerate(sources):
                started = cpu()
                await watch.check_guarded(source)
                ours = (cpu() - started) / entries_of(number) * 1000
                stages = await _parts(world, number + ALIKE, knowledge, store)
                if number >= WARM:
                    found["ours"].append(ours)
                    found["parts"].append(sum(stages.values()))
                    found["stages"].append(stages)
    return found


async def _parts(world: World, number: int, knowledge: Any, store: Store) -> dict[str, float]:  # noqa: ANN401 -- as detect takes it.
    """Give the CPU milliseconds an article of what must be done: bare httpx on one host, then each stage by itself."""
    source, now, marks = source_at(world.feed(number), f"parts{number}"), wiring.utc_now(), [cpu()]
    async with httpx.AsyncClient(trust_env=False) as client:
        reply = await client.get(source.url)
        document = Document(source.url, reply.content, "application/xml", None, Validators(), now)
        entries = [replace(one, url=f"{one.url}?parts") for one in discover(document, source)]
        bodies = [(await client.get(entry.url)).content for entry in entries]
    marks.append(cpu())
    read = [extract_html(body, url=entry.url) for body, entry in zip(bodies, entries, strict=True)]
    marks.append(cpu())
    for article in read:
        detect(article, knowledge)
    marks.append(cpu())
    _stored(store, source, entries, read)
    marks.append(cpu())
    steps = zip(("fetch", "extract", "detect", "store"), marks, marks[1:], strict=False)
    return {name: (after - before) / len(entries) * 1000 for name, before, after in steps}


def _stored(store: Store, source: Source, entries: Sequence[Entry], read: Sequence[Article]) -> None:
    now = wiring.utc_now()
    store.record_check(SourceState(source.id), entries, now)
    for pending, article in zip(store.unread(source.id, now, len(read)), read, strict=True):
        with store.reading(pending, now) as reading:
            if reading:
                reading.cluster(article)
                reading.save(article, (), ())


async def detector(world: World, rounds: int) -> Figures:
    """Look through articles that announce nothing: by language those that name no model, and those that name one."""
    knowledge, read = load_knowledge(), {"zh": [], "en": [], "naming": []}
    for number in range(min(world.articles, 400)):
        if number % LAUNCHES != LAUNCHES - 1:
            article = _article(world, number)
            read["naming" if number % PASSING == 1 else article.language or "zh"].append(article)
    told = sum(bool(detect(one, knowledge)) for some in read.values() for one in some)
    found: Figures = {name: [] for name in read}
    for _ in range(rounds):
        for name, some in read.items():
            cost = milliseconds(lambda some=some: [detect(one, knowledge) for one in some])
            found[name].append(cost / len(some))
    return found | {"articles": {name: len(some) for name, some in read.items()}, "told": told}


def _article(world: World, number: int) -> Article:
    url = world.page(number)
    return extract_html((world.root / url.split("/", 3)[3]).read_bytes(), url=url)
