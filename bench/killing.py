"""A forked worker killed again and again, at named points and random moments → what is lost, and told twice in vain.

A life of the worker: it opens the database, looks at a feed that grows by one launch at a time, reads what is new with
the real pipeline and detector, and has it delivered to two channels, whose providers take down what they got in a file
and refuse now and then. It dies by SIGKILL, half of the times by its own hand as soon as a step is done, else by its
parent's at a random moment. The next life says first which messages the last one left unaccepted: a copy of a message
is promised only where that holds. `living.py` does the same to the real daemon over a network, more slowly.

    python bench/killing.py [--kills 10000] [--minutes 25] [--seed 3]
"""

from __future__ import annotations

import argparse
import asyncio
import mmap
import os
import random
import signal
import sqlite3
import struct
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # Who holds it to account is the tests' own.

from assembled import pipeline_on, watch_on
from end_to_end.reckoning import Kill, Receipt, Reckoning, reckon
from stories import story

from monitor.errors import DeliveryError
from monitor.knowledge import load_knowledge
from monitor.log import configure_logging
from monitor.model import Document, MessageState, Status, Validators
from monitor.settings import Source
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from end_to_end.reckoning import News

    from monitor.knowledge import Knowledge
    from monitor.model import Message
    from monitor.ports import Store

WHOLE, SHORT = 10_000, 60
"""Kills: as issue 8 asks for them, and for a look whether all is well."""

STEPS = (
    "document fetched",
    "entries written",
    "article fetched",
    "article understood",
    "verdicts reached",
    "article saved",
    "article committed",
    "message claimed",
    "message sent",
    "acceptance recorded",
    "refusal recorded",
)
LONGEST_MOMENT = 0.12
"""Seconds within which a random kill falls; a life with one article takes about half of them."""

CYCLES = 3
"""What a life does that nobody kills."""

REFUSED = 0.15
LISTED = 40
LOOK_AGAIN = 250
"""Kills between two looks whether the whole database is sound; SQLite needs a second for a large one."""

BASE = datetime(2026, 6, 1, 8, tzinfo=UTC)
APART = timedelta(minutes=2)
"""How far the clock goes on with each launch, so that what was refused, or leased by the dead, is due again."""

SOURCE = Source("outlet", "潮汐观察", "https://tide.example/feed.xml", ZoneInfo("Asia/Shanghai"))
CHANNELS = ("a", "b")
DATE = "%a, %d %b %Y %H:%M:%S +0000"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What outlives a worker: how many launches were published, and what the providers and its heirs wrote down."""

    folder: Path
    published: mmap.mmap

    @property
    def count(self) -> int:
        """Give how many launches the feed has listed."""
        (number,) = struct.unpack_from("q", self.published)
        return int(number)

    def publish(self) -> None:
        """Let the feed list one more."""
        struct.pack_into("q", self.published, 0, self.count + 1)

    def clock(self) -> datetime:
        """Tell the time: it goes on with what is published."""
        return BASE + self.count * APART

    def note(self, kind: str, *words: object) -> None:
        """Write one line in one call, so that a death leaves it whole or out."""
        handle = os.open(self.folder / kind, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, (" ".join(map(str, words)) + "\n").encode())
        os.close(handle)

    def notes(self, kind: str) -> list[list[str]]:
        """Give the lines that were written."""
        file = self.folder / kind
        return [line.split() for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


@dataclass(slots=True)
class Outlet:
    """A fetcher that makes up the feed and its articles."""

    shelf: Shelf

    async def fetch(self, url: str, source: Source, validators: Validators | None = None) -> Document | None:  # noqa: ARG002 -- the port's.
        """Give the feed, or the article that it lists under this address."""
        if url == source.url:
            first = max(self.shelf.count - LISTED, 0)
            items = "".join(map(self._item, range(first, self.shelf.count)))
            body = f'<rss version="2.0"><channel><title>潮汐观察</title>{items}</channel></rss>'
            return self._document(url, body, "application/rss+xml")
        number = int(url.rpartition("/")[2].removesuffix(".html"))
        told = story(number).article(Status.RELEASED, "outlet", 0, random.Random(number))  # noqa: S311 -- chance.
        paragraphs = "".join(f"<p>{line}</p>" for line in told["text"].splitlines() * 2)
        page = f"<h1>{told['title']}</h1><time datetime='{_day(number).isoformat()}'></time>{paragraphs}"
        html = f"<!doctype html><html lang='zh'><title>{told['title']}</title><article>{page}</article></html>"
        return self._document(url, html, "text/html")

    def _item(self, number: int) -> str:
        address = f"https://tide.example/{number}.html"
        date = f"<pubDate>{_day(number).strftime(DATE)}</pubDate>"
        return f"<item><title>{number}</title><link>{address}</link><guid>{address}</guid>{date}</item>"

    def _document(self, url: str, body: str, media_type: str) -> Document:
        return Document(url, body.encode(), media_type, "utf-8", Validators(), self.shelf.clock())


def _day(number: int) -> datetime:
    return BASE + number * APART


@dataclass(slots=True)
class Provider:
    """Takes down what it gets, and refuses now and then; what it took it has taken, whoever dies."""

    channel: str
    shelf: Shelf
    life: int
    dice: random.Random

    async def send(self, message: Message) -> str:
        """Accept a message, or refuse it for now."""
        if self.dice.random() < REFUSED:
            raise DeliveryError(self.channel, "busy", retryable=True)
        told = [f"{alert.launch.key}={alert.announcement.status.value}" for alert in message.alerts]
        self.shelf.note("receipts", self.life, self.channel, message.code, *told)
        return "ok"


@dataclass(frozen=True, slots=True)
class Fate:
    """How a life ends: at the `count`-th time that a step is done, or `after` seconds; by itself where it has none."""

    step: str = ""
    count: int = 1
    after: float | None = None


@dataclass(slots=True)
class Life:
    """One life of the worker."""

    shelf: Shelf
    number: int
    fate: Fate = Fate()
    cycles: int = CYCLES
    done: int = 0

    def live(self, knowledge: Knowledge) -> None:
        """Say what was left by the last one, then watch and tell until the end."""
        with closing(open_store(f"sqlite:///{self.shelf.folder / 'monitor.db'}")) as store:
            waiting = [message.code for message in store.messages(MessageState.PENDING)]
            self.shelf.note("left", self.number, *waiting)
            asyncio.run(watched(self, store, knowledge))

    def on_step(self, step: str) -> None:
        """Die where that was decided."""
        self.done += step == self.fate.step
        if step == self.fate.step and self.done == self.fate.count:
            os.kill(os.getpid(), signal.SIGKILL)


async def watched(life: Life, store: Store, knowledge: Knowledge) -> None:
    """Watch the outlet for a life's cycles, and deliver what it brings."""
    dice = random.Random(life.number)  # noqa: S311 -- chance.
    shelf = life.shelf
    senders = {name: Provider(name, shelf, life.number, dice) for name in CHANNELS}
    pipeline = pipeline_on(
        store,
        Outlet(shelf),
        CHANNELS,
        guard=_unguarded,
        knowledge=knowledge,
        clock=shelf.clock,
        on_step=life.on_step,
    )
    watch = await watch_on(pipeline, {SOURCE.id: SOURCE}, senders)
    for _ in range(life.cycles):
        shelf.publish()
        await watch.check(SOURCE)
        await watch.deliver()


async def _unguarded(function: Callable[..., object], *arguments: object) -> object:
    """Read our own plain pages without a process beside."""
    return function(*arguments)


@dataclass(slots=True)
class Parent:
    """Forks one life after the other, and ends it."""

    shelf: Shelf
    dice: random.Random
    knowledge: Knowledge
    ends: list[int] = field(default_factory=list)
    by: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    patience: threading.Event = field(default_factory=threading.Event)

    def run(self, kills: int, seconds: float) -> None:
        """Go on until the worker was killed so often, or so long; then let some lives end by themselves."""
        until = time.monotonic() + seconds
        for life in count():
            if len(self.ends) >= kills or time.monotonic() > until:
                break
            if self._one(Life(self.shelf, life, self._fate())) and len(self.ends) % LOOK_AGAIN == 0:
                self._inspect()
        for rest in range(life, life + 40):
            self._one(Life(self.shelf, rest, cycles=30))
            if not self._waiting():
                break
        self._inspect()

    def _fate(self) -> Fate:
        if self.dice.random() < 0.5:  # noqa: PLR2004 -- half of them.
            return Fate(self.dice.choice(STEPS), self.dice.choice((1, 1, 2)))
        return Fate(after=self.dice.uniform(0, LONGEST_MOMENT))

    def _one(self, life: Life) -> bool:
        """Live one life; tell whether it was killed."""
        child = os.fork()
        if child == 0:
            code = 1
            try:
                life.live(self.knowledge)
                code = 0
            finally:
                os._exit(code)
        if life.fate.after is not None:
            self.patience.wait(life.fate.after)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            self.ends.append(life.number)
            self.by[life.fate.step or "a random moment"] += 1
            return True
        if os.WEXITSTATUS(status):
            self.faults.append(f"life {life.number} ended by a fault of its own")
        return False

    def _inspect(self) -> None:
        with closing(sqlite3.connect(self.shelf.folder / "monitor.db")) as connection:
            [[said]] = connection.execute("PRAGMA integrity_check").fetchall()[:1]
        if said != "ok":
            self.faults.append(f"the database is damaged: {said}")

    def _waiting(self) -> bool:
        with closing(open_store(f"sqlite:///{self.shelf.folder / 'monitor.db'}")) as store:
            return bool(store.messages(MessageState.PENDING))

    def reckoning(self) -> Reckoning:
        """Hold what the providers took down against what was published; a life's number is its time."""
        due: set[News] = {
            (story(number).key(self.knowledge), Status.RELEASED.value) for number in range(self.shelf.count)
        }
        receipts, contents = [], {}
        for life, channel, code, *told in self.shelf.notes("receipts"):
            receipts.append(Receipt(channel, code, float(life)))
            contents[code] = [(key, status) for key, _, status in (one.rpartition("=") for one in told)]
        return reckon(due, contents, receipts, self._kills(), CHANNELS)

    def _kills(self) -> list[Kill]:
        """Give each death with what the next life that could speak found unaccepted."""
        left = {int(life): frozenset(codes) for life, *codes in self.shelf.notes("left")}
        kills, found = [], frozenset[str]()
        for life in reversed(range(max(left) + 1)):
            if life in self.ends:
                kills.append(Kill(life + 0.5, found))
            found = left.get(life, found)
        return kills[::-1]


def main(kills: int = SHORT, seed: int = 3, seconds: float = float("inf")) -> int:
    """Kill, reckon and print; give 1 where anything was lost, told twice in vain, or damaged."""
    configure_logging(level="critical")
    knowledge, began = load_knowledge(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, mmap.mmap(-1, 8) as published:
        Life(Shelf(Path(folder), published), 0, cycles=1).live(knowledge)  # What is loaded once, the forks inherit.
    with tempfile.TemporaryDirectory() as folder, mmap.mmap(-1, 8) as published:
        dice = random.Random(seed)  # noqa: S311 -- the same fates in each run.
        parent = Parent(Shelf(Path(folder), published), dice, knowledge)
        parent.run(kills, seconds)
        return _print(parent, parent.reckoning(), time.perf_counter() - began)


def _print(parent: Parent, reckoning: Reckoning, seconds: float) -> int:
    at_random = parent.by["a random moment"]
    print(f"{len(parent.ends):,} kills of a forked worker, {at_random:,} at random moments, {seconds:.0f} s")
    print("  at a step: " + ", ".join(f"{step} {parent.by[step]:,}" for step in STEPS))
    print(f"  {parent.shelf.count:,} launches for {len(CHANNELS)} channels, {reckoning.messages:,} messages received")
    print(f"  lost {len(reckoning.lost)}, told in two messages {len(reckoning.told_twice)}, ", end="")
    print(f"not due {len(reckoning.stray)} (goal 0)")
    print(f"  copies, same id: {reckoning.same_id} where the kill fell between acceptance and commit, ", end="")
    print(f"{len(reckoning.unexplained)} elsewhere (goal 0)")
    print(f"  the database was whole: {'no' if parent.faults else 'yes'}")
    for fault in (*reckoning.faults, *parent.faults):
        print(f"  {fault}")
    return int(bool(reckoning.faults or parent.faults))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=WHOLE)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="as many kills as fit in so long")
    parser.add_argument("--seed", type=int, default=3, help="of the fates")
    asked_for = parser.parse_args()
    sys.exit(main(asked_for.kills, asked_for.seed, asked_for.minutes * 60))
