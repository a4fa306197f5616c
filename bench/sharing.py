"""Four processes on one database that write alerts and deliver them, killed again and again → lost, and sent twice.

    python bench/sharing.py [--alerts 10000] [--kills 400] [--seed 5]

Each process reads articles of a source of its own, every one of which brings an alert, and delivers as the daemon does:
who has the right sends, for all. A SIGKILL falls on any of them at random, and another takes its place. Providers take
down in a file what they get. A copy of a message is promised only where the one that sent it was killed, and had sent
nothing more to that channel: it died between the provider's word and ours. What was said to be written must be there.
"""

from __future__ import annotations

import argparse
import asyncio
import mmap
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).parents[1]))  # Articles and launches are the tests' own.

from assembled import pipeline_on, watch_on
from killing import Shelf

from monitor import wiring
from monitor.knowledge import load_knowledge
from monitor.log import configure_logging
from monitor.model import MessageState, SourceState
from monitor.store import open_store
from tests.store.samples import article, due, entry, launch, verdict

if TYPE_CHECKING:
    from monitor.daemon.watch import Watch
    from monitor.knowledge import Knowledge
    from monitor.model import Message
    from monitor.store import SqlStore

WHOLE, SHORT = 10_000, 60
KILLS, SHORT_KILLS = 400, 6
PROCESSES, AT_A_TIME = 4, 5
AT_THE_SENDER = 0.5
"""Kills that fall on the one that sent last; all others fall on any."""

CHANNELS = ("a", "b", "c")
ANSWERED_AFTER = 0.002
"""Seconds from what a provider took to its word: who dies in them has sent and does not know."""

MOST_BETWEEN, LONGEST_PAUSE = 40, 3.0
"""Messages sent between two kills, and the seconds after which one falls though nothing is sent."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Takes down what it gets; what it took it has taken, whoever dies."""

    channel: str
    shelf: Shelf
    life: int

    async def send(self, message: Message) -> str:
        """Accept a message."""
        self.shelf.note("receipts", self.life, self.channel, message.code)
        await asyncio.sleep(ANSWERED_AFTER)
        return "ok"


@dataclass(frozen=True, slots=True)
class Life:
    """One life of one of the processes."""

    shelf: Shelf
    slot: int
    number: int
    quota: int

    def live(self, knowledge: Knowledge) -> None:
        """Write what is left of this process's share, and deliver whenever nobody else does."""
        with closing(open_store(self.address)) as store:
            asyncio.run(self._live(store, knowledge))

    @property
    def address(self) -> str:
        """Give the database that all share."""
        return f"sqlite:///{self.shelf.folder / 'monitor.db'}"

    async def _live(self, store: SqlStore, knowledge: Knowledge) -> None:
        senders = {name: Provider(name, self.shelf, self.number) for name in CHANNELS}
        pipeline = pipeline_on(store, None, CHANNELS, knowledge=knowledge)  # type: ignore[arg-type]  # Nothing is fetched.
        watch = await watch_on(pipeline, {}, senders)
        written = sum(slot == str(self.slot) for slot, _ in self.shelf.notes("written"))
        while written < self.quota:
            written += await pipeline.stored(self._write, store, written)
            await watch.deliver()
        await _rest(watch, store)

    def _write(self, store: SqlStore, place: int) -> int:
        """Read some articles, those first that the last life left unread; give how many."""
        now, source = wiring.utc_now(), f"s{self.slot}"
        names = [f"{self.slot}-{self.number}-{place + more}" for more in range(AT_A_TIME)]
        store.record_check(SourceState(source), [entry(name) for name in names], now)
        waiting = store.unread(source, now, AT_A_TIME)
        for pending in waiting:
            name = pending.entry.identity
            news = verdict(launch(name))
            with store.reading(pending, now) as reading:
                if reading is not None:
                    reading.save(article(name), [news], [due(random.choice(CHANNELS), news, at=now)])  # noqa: S311 -- chance.
            self.shelf.note("written", self.slot, name)
        return len(waiting)


async def _rest(watch: Watch, store: SqlStore) -> None:
    """Deliver until nothing waits."""
    while await watch.parts.pipeline.stored(store.messages, MessageState.PENDING):
        await watch.deliver()
        await asyncio.sleep(0.05)


@dataclass(slots=True)
class Parent:
    """Keeps four processes alive, and kills them."""

    shelf: Shelf
    dice: random.Random
    knowledge: Knowledge
    quota: int
    lives: dict[int, Life] = field(default_factory=dict)
    killed: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    patience: threading.Event = field(default_factory=threading.Event)
    born: int = 0

    def run(self, kills: int) -> None:
        """Go on until all is written and sent; kill as long as kills are left."""
        for slot in range(PROCESSES):
            self._bear(slot)
        while self.lives:
            if len(self.killed) < kills:
                self._wait_for_messages(self.dice.randint(1, MOST_BETWEEN))
                os.kill(self._victim(), signal.SIGKILL)
            self._bury(*os.wait())

    def _wait_for_messages(self, count: int) -> None:
        """Wait until so many more were sent, and a moment within the next."""
        wanted, until = self._sent() + count, time.monotonic() + LONGEST_PAUSE
        while self._sent() < wanted and time.monotonic() < until:
            self.patience.wait(0.002)
        self.patience.wait(self.dice.uniform(0, 2 * ANSWERED_AFTER))

    def _sent(self) -> int:
        file = self.shelf.folder / "receipts"
        return file.read_bytes().count(b"\n") if file.exists() else 0

    def _victim(self) -> int:
        """Choose the one that sent last, half of the times, else any."""
        sender = next((life for life, *_ in reversed(self.shelf.notes("receipts"))), "0")
        senders = [child for child, life in self.lives.items() if life.number == int(sender)]
        return self.dice.choice(senders if senders and self.dice.random() < AT_THE_SENDER else list(self.lives))

    def _bear(self, slot: int) -> None:
        self.born += 1
        life = Life(self.shelf, slot, self.born, self.quota)
        if child := os.fork():
            self.lives[child] = life
            return
        code = 1
        try:
            life.live(self.knowledge)
            code = 0
        finally:
            os._exit(code)

    def _bury(self, child: int, status: int) -> None:
        life = self.lives.pop(child)
        if os.WIFSIGNALED(status):
            self.killed.add(life.number)
            self._bear(life.slot)
        elif os.WEXITSTATUS(status):
            self.faults.append(f"life {life.number} ended by a fault of its own")
            self._bear(life.slot)

    def reckoning(self) -> tuple[str, ...]:
        """Hold what came against what was written; print, and give the faults."""
        with closing(open_store(f"sqlite:///{self.shelf.folder / 'monitor.db'}")) as store:
            messages = store.messages()
            kept = {alert.launch.key.family for message in messages for alert in message.alerts}
        receipts = [(int(life), channel, code) for life, channel, code in self.shelf.notes("receipts")]
        came = Counter(code for _, _, code in receipts)
        lost = [message.code for message in messages if not came[message.code]]
        waiting = [message.code for message in messages if message.state is not MessageState.ACCEPTED]
        unwritten = {name for _, name in self.shelf.notes("written")} - kept
        explained, unexplained = self._copies(receipts)
        print(f"  {len(messages):,} alerts, each of one message; sent by {len({life for life, *_ in receipts})} lives")
        print(f"  lost {len(lost)}, not accepted in the end {len(waiting)}, not written {len(unwritten)} (goal 0)")
        print(
            f"  copies: {explained} where the sender was killed before its record, {len(unexplained)} others (goal 0)"
        )
        said = (("lost", lost), ("waits", waiting), ("unwritten", unwritten), ("sent again", unexplained))
        return (*self.faults, *(f"{what}: {code}" for what, codes in said for code in codes), *self._damage())

    def _copies(self, receipts: list[tuple[int, str, str]]) -> tuple[int, list[str]]:
        """Count copies that a kill explains, and give the codes of all others."""
        last = {(life, channel): code for life, channel, code in receipts}
        senders: dict[str, tuple[int, str]] = {}
        explained, others = 0, []
        for life, channel, code in receipts:
            if before := senders.get(code):
                is_explained = before[0] in self.killed and last[before] == code
                explained += is_explained
                others += [] if is_explained else [code]
            senders[code] = (life, channel)
        return explained, others

    def _damage(self) -> list[str]:
        with closing(sqlite3.connect(self.shelf.folder / "monitor.db")) as connection:
            [[said]] = connection.execute("PRAGMA integrity_check").fetchall()[:1]
        return [] if said == "ok" else [f"the database is damaged: {said}"]


def main(alerts: int = SHORT, kills: int = SHORT_KILLS, seed: int = 5) -> int:
    """Kill, reckon and print; give 1 where anything was lost, or sent twice without a kill."""
    configure_logging(level="critical")
    knowledge, began = load_knowledge(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, mmap.mmap(-1, 8) as unused:
        dice = random.Random(seed)  # noqa: S311 -- the same moments in each run, as far as the machine lets them be.
        parent = Parent(Shelf(Path(folder), unused), dice, knowledge, alerts // PROCESSES)
        parent.run(kills)
        took = timedelta(seconds=round(time.perf_counter() - began))
        print(f"{PROCESSES} processes on one database, {len(parent.killed)} SIGKILLs, {parent.born} lives, {took}")
        faults = parent.reckoning()
    for fault in faults[:20]:
        print(f"  {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alerts", type=int, default=WHOLE)
    parser.add_argument("--kills", type=int, default=KILLS, help="as many at most as come until all is told")
    parser.add_argument("--seed", type=int, default=5, help="of the kills")
    asked_for = parser.parse_args()
    sys.exit(main(asked_for.alerts, asked_for.kills, asked_for.seed))
