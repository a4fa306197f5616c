"""First looks and feeds that are rebuilt → how many messages they raise: none; and is what is new among them told once?

    python bench/rebuilt.py [--sources 500] [--items 1000] [--rounds 10]

Five hundred sources are looked at for the first time; the program dies in the middle of it, starts again and looks at
all of them twice. Then four feeds, full to the brim with what is known, are written anew at every look: under other
dates, other identifiers, other addresses. Each round lists launches beside it that nobody knows, so that a program that
tells nothing at all is found out. Real pipeline, detector and store; documents come from a table.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))  # The neighbours are found from wherever this is imported.

from assembled import pipeline_on
from stories import story

from monitor.errors import FetchError, FetchReason
from monitor.knowledge import load_knowledge
from monitor.log import configure_logging
from monitor.model import Document, Status, Validators
from monitor.pipeline import ARTICLE_COMMITTED
from monitor.settings import Source
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.knowledge import Knowledge
    from monitor.pipeline import Pipeline
    from monitor.store import SqlStore

SOURCES, ITEMS, ROUNDS = 500, 1000, 10
SHORT_SOURCES, SHORT_ITEMS, SHORT_ROUNDS = 30, 60, 2
LISTED_FIRST = 3
ONE_IN = 10
"""Of the sources, so many have news after their first look."""

FEEDS = 4
CHECKS = 12
"""Looks at a feed in a round: sixty articles are read at each, so that all that seem new are."""

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
PAUSE = timedelta(minutes=10)
ZONE = ZoneInfo("Asia/Shanghai")


class Died(BaseException):
    """The program ends here."""


@dataclass(frozen=True, slots=True)
class Item:
    """A launch as a feed lists it."""

    number: int
    guid: str
    link: str
    at: datetime


def _steady(number: int, _turn: int, _now: datetime) -> Item:
    return Item(number, f"g{number}", f"/{number}.html", NOW - timedelta(minutes=number))


def _guid(number: int, turn: int) -> str:
    return f"g{number}-{turn}"


MOVED, MOST_MOVES = "other addresses", 2
"""The one manner in which every article is read again: so often at most."""

MANNERS: dict[str, Callable[[int, int, datetime], Item]] = {
    "dated now": lambda number, _, now: Item(number, f"g{number}", f"/{number}.html", now),
    "dated ahead": lambda number, turn, now: Item(
        number, f"g{number}", f"/{number}.html", now + timedelta(days=turn + 1)
    ),
    "other identifiers": lambda number, turn, _: Item(number, _guid(number, turn), f"/{number}.html", NOW),
    "other identifiers, dated now": lambda number, turn, now: Item(number, _guid(number, turn), f"/{number}.html", now),
    "other trackers": lambda number, turn, now: Item(
        number, _guid(number, turn), f"/{number}.html?utm_source=r{turn}", now
    ),
    MOVED: lambda number, turn, now: Item(number, _guid(number, turn), f"/{turn}/{number}.html", now),
}
"""What a feed may make of an entry that is known, at each turn."""


@dataclass(slots=True)
class World:
    """A fetcher that makes up feeds and articles; the address of an article ends in its launch's number."""

    now: datetime = NOW
    feeds: dict[str, list[Item]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    async def fetch(self, url: str, source: Source, validators: Validators | None = None) -> Document:  # noqa: ARG002 -- the port's.
        """Give the feed, or the article that it lists under this address."""
        self.asked["feed" if url in self.feeds else "article"] += 1
        if url in self.feeds:
            return self._document(url, self._feed(url), "application/rss+xml")
        number = url.partition("?")[0].rpartition("/")[2].removesuffix(".html")
        if not number.isdigit():
            raise FetchError(FetchReason.CLIENT_STATUS, url, status=404)
        return self._document(url, self._article(int(number)), "text/html")

    def _feed(self, url: str) -> str:
        host = url.rpartition("/")[0]
        items = "".join(
            f"<item><title>{item.number}</title><link>{host}{item.link.replace('&', '&amp;')}</link>"
            f"<guid isPermaLink='false'>{item.guid}</guid><pubDate>{format_datetime(item.at)}</pubDate></item>"
            for item in self.feeds[url]
        )
        return f'<rss version="2.0"><channel><title>潮汐观察</title>{items}</channel></rss>'

    @staticmethod
    def _article(number: int) -> str:
        told = story(number).article(Status.RELEASED, "outlet", 0, random.Random(number))  # noqa: S311 -- chance.
        paragraphs = "".join(f"<p>{line}</p>" for line in told["text"].splitlines() * 2)
        date = (NOW - timedelta(hours=2)).isoformat()
        page = f"<h1>{told['title']}</h1><time datetime='{date}'></time>{paragraphs}"
        return f"<!doctype html><html lang='zh'><title>{told['title']}</title><article>{page}</article></html>"

    def _document(self, url: str, body: str, media_type: str) -> Document:
        return Document(url, body.encode(), media_type, "utf-8", Validators(), self.now)


async def _unguarded(function: Callable[..., object], *arguments: object) -> object:
    """Read our own plain pages without a process beside."""
    return function(*arguments)


def _pipeline(store: SqlStore, world: World, knowledge: Knowledge, **other: object) -> Pipeline:
    """Give the daemon's pipeline on this world: what is listed at first is known and not told."""
    return pipeline_on(
        store,
        world,
        ("team",),
        guard=_unguarded,
        knowledge=knowledge,
        clock=lambda: world.now,
        silent_start=True,
        **other,
    )


async def _look(pipeline: Pipeline, sources: list[Source]) -> None:
    for source in sources:
        await pipeline.check(source, pipeline.store.source_states([source.id])[source.id])


def told(store: SqlStore) -> Counter[str]:
    """Give by launch key how often it was told."""
    return Counter(str(alert.launch.key) for message in store.messages() for alert in message.alerts)


def _source(name: str) -> Source:
    return Source(name, name, f"https://{name}.example/feed.xml", ZONE)


@contextmanager
def _open(folder: Path, name: str) -> Iterator[SqlStore]:
    with closing(open_store(f"sqlite:///{folder / name}.db")) as store:
        yield store


async def first_looks(folder: Path, count: int, knowledge: Knowledge) -> list[str]:
    """Look at sources for the first time, with a death in the middle; give what was wrong."""
    world, sources = World(), [_source(f"s{number}") for number in range(count)]
    for place, source in enumerate(sources):
        numbers = range(place * LISTED_FIRST, (place + 1) * LISTED_FIRST)
        world.feeds[source.url] = [_steady(number, 0, NOW) for number in numbers]
    steps: Counter[str] = Counter()

    def die(step: str) -> None:
        steps[step] += 1
        if steps[ARTICLE_COMMITTED] == count * LISTED_FIRST // 2 - 1:
            raise Died

    with _open(folder, "first") as store, suppress(Died):
        await _look(_pipeline(store, world, knowledge, on_step=die), sources)
    with _open(folder, "first") as store:
        pipeline = _pipeline(store, world, knowledge)
        after = []
        for _ in range(2):
            world.now += PAUSE
            await _look(pipeline, sources)
            after.append(len(store.messages()))
        due = await _news(world, pipeline, sources[::ONE_IN], count * LISTED_FIRST, knowledge)
        heard, known = told(store), len(store.launches())
    print(f"{count} sources looked at first, with a death in the middle: {known - len(due):,} launches known")
    print(f"  messages after the first look {after[0]}, after the second {after[1]} (goal 0)")
    return _judged(heard, due, after[-1])


async def _news(
    world: World, pipeline: Pipeline, sources: list[Source], first: int, knowledge: Knowledge
) -> Counter[str]:
    """Let each of these sources list one launch more; give what is due by that."""
    world.now += PAUSE
    for place, source in enumerate(sources):
        number = first + place
        world.feeds[source.url].insert(0, Item(number, f"n{number}", f"/{number}.html", world.now))
    await _look(pipeline, sources)
    return Counter(story(first + place).key(knowledge) for place in range(len(sources)))


async def known_feeds(folder: Path, items: int, knowledge: Knowledge) -> Path:
    """Look at feeds until all is known that they list; give the database."""
    world, sources = World(), _feeds()
    with _open(folder, "known") as store:
        for source, numbers in zip(sources, _shares(items), strict=True):
            world.feeds[source.url] = [_steady(number, 0, NOW) for number in numbers]
        await _read_to_the_end(world, _pipeline(store, world, knowledge), sources)
    return folder / "known.db"


async def rebuilt(known: Path, name: str, items: int, rounds: int, knowledge: Knowledge) -> list[str]:
    """Write known feeds anew, round after round; give what was wrong."""
    world, sources, manner = World(), _feeds(), MANNERS[name]
    due: Counter[str] = Counter()
    shutil.copy(known, known.with_name("turned.db"))
    with _open(known.parent, "turned") as store:
        pipeline = _pipeline(store, world, knowledge)
        for turn in range(1, rounds + 1):
            world.now += PAUSE
            for source, numbers in zip(sources, _shares(items), strict=True):
                world.feeds[source.url] = [manner(number, turn, world.now) for number in numbers]
            await _read_to_the_end(world, pipeline, sources)
            due += await _news(world, pipeline, sources, items + turn * FEEDS, knowledge)
        heard, launches = told(store), len(store.launches())
    print(
        f"  {rounds} times, {name}: {sum(heard.values()) - sum((heard & due).values())} told in vain (goal 0), ", end=""
    )
    print(f"of {due.total()} news {(heard & due).total()} told; {launches:,} launches known, ", end="")
    print(f"{world.asked['article']:,} articles asked for")
    return _judged(heard, due, 0)


def _feeds() -> list[Source]:
    return [_source(f"feed{number}") for number in range(FEEDS)]


def _shares(items: int) -> list[range]:
    """Give the numbers of the launches that each feed lists."""
    each = items // FEEDS
    return [range(place * each, (place + 1) * each) for place in range(FEEDS)]


async def _read_to_the_end(world: World, pipeline: Pipeline, sources: list[Source]) -> None:
    """Look until nothing is left to be read."""
    for _ in range(CHECKS):
        before = world.asked["article"]
        await _look(pipeline, sources)
        if world.asked["article"] == before:
            return


def _judged(heard: Counter[str], due: Counter[str], early: int) -> list[str]:
    faults = [f"{early} messages at a first look"] if early else []
    faults += [f"told in vain: {key}" for key in heard - due]
    return faults + [f"not told: {key}" for key in due - heard]


def main(sources: int = SHORT_SOURCES, items: int = SHORT_ITEMS, rounds: int = SHORT_ROUNDS) -> int:
    """Measure and print; give 1 where anything was told in vain, or not told."""
    configure_logging(level="critical")
    knowledge, began = load_knowledge(), time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        faults = asyncio.run(first_looks(folder, sources, knowledge))
        known = asyncio.run(known_feeds(folder, items, knowledge))
        print(f"{FEEDS} feeds of {items // FEEDS} known entries, written anew")
        for manner in MANNERS:
            turns = min(rounds, MOST_MOVES) if manner == MOVED else rounds
            faults += asyncio.run(rebuilt(known, manner, items, turns, knowledge))
    print(f"{time.perf_counter() - began:.0f} s")
    for fault in faults[:20]:
        print(f"  {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=SOURCES)
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked_for = parser.parse_args()
    sys.exit(main(asked_for.sources, asked_for.items, asked_for.rounds))
