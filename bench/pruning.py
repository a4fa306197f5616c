"""A database of years is pruned beside a writer → how long the writer waited at most, and how much room came back.

The writer is a process of its own that writes as a daemon does, fifty times a second, as long as the pruning lasts.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.upkeep import PAUSE
from monitor.model import (
    Announcement,
    Article,
    Entry,
    Launch,
    LaunchKey,
    Moment,
    SourceState,
    Status,
    Verdict,
    VerdictKind,
)
from monitor.settings import Retention
from monitor.store import SqlStore, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2030, 7, 9, tzinfo=UTC)
ARTICLES, SHORT = 20_000, 2_000
SOURCES, TELLING, DAYS = 50, 50, 720
"""Sources; every so many-th article tells of a launch; how far back they reach, of which 90 days stay."""
BODY = 3_000
LONGEST_WAIT = 1.0
"""Seconds; the goal."""


def main(articles: int = SHORT) -> int:
    """Measure and print; give 1 where the goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.db"
        with closing(open_store(f"sqlite:///{path}")) as store:
            launches = fill(store, articles)
            before = path.stat().st_size
            with _writing(path) as waits:
                started = time.perf_counter()
                forgotten, longest = prune(store)
                seconds = time.perf_counter() - started
            kept = len(store.launches())
        after = path.stat().st_size
    print(f"{articles} articles of {DAYS} days, {launches} launches, {before / 1e6:.0f} MB; pruned in {seconds:.0f} s")
    print(f"forgotten: {dict(forgotten)}; launches kept: {kept} of {launches} (goal: all)")
    print(f"the file: {before / 1e6:.0f} → {after / 1e6:.0f} MB")
    print(f"longest step: {longest * 1000:.0f} ms")
    waits.sort()
    print(f"{len(waits)} writes beside it: half within {waits[len(waits) // 2] * 1000:.0f} ms, the longest waited "
          f"{waits[-1] * 1000:.0f} ms (goal {LONGEST_WAIT:.0f} s)")  # fmt: skip
    return int(kept != launches or waits[-1] > LONGEST_WAIT)


def prune(store: SqlStore) -> tuple[Counter[str], float]:
    """Prune as the command does; give what was forgotten, and how long the longest step took."""
    forgotten: Counter[str] = Counter()
    never, longest = threading.Event(), 0.0
    for steps in (store.pruning(Retention(), NOW), (("bytes", freed) for freed in store.shrink())):
        begun = time.perf_counter()
        for kind, number in steps:
            longest = max(longest, time.perf_counter() - begun)
            forgotten[kind] += number
            never.wait(PAUSE)
            begun = time.perf_counter()
    return forgotten, longest


def fill(store: SqlStore, articles: int) -> int:
    """Read articles of two years; give how many launches they told of."""
    for number in range(articles):
        at = NOW - timedelta(days=DAYS * (1 - number / articles))
        source, name = f"source{number % SOURCES}", f"article{number}"
        entry = Entry(name, f"https://{source}.example/{name}", f"On {name}", Moment(at))
        store.record_check(SourceState(source), [entry], at)
        (pending,) = store.unread(source, at, 1)
        body = "".join(
            chr(0x4E00 + (number * 7919 + place * (31 + number % 97)) % 20_000) for place in range(BODY // 3)
        )
        with store.reading(pending, at) as reading:
            told = [news(number, at)] if number % TELLING == 0 else []
            if reading:
                reading.save(Article(entry.url, entry.title, body, entry.published), told, [])
    return (articles + TELLING - 1) // TELLING


def news(number: int, at: datetime) -> Verdict:
    """Make the verdict of an article that tells of a launch."""
    key = LaunchKey("acme", f"family{number}", "1", "", "")
    launch = Launch(key, f"acme/family{number}/1", f"Family{number}", "1", ("Acme",), Status.RELEASED, at, at, at)
    return Verdict(VerdictKind.NEW, "new", Announcement(launch.model, "1", ("Acme",), Status.RELEASED), launch)


@contextmanager
def _writing(path: Path) -> Iterator[list[float]]:
    """Let another process write, and take down how long each write took: nobody who is not heard goes on writing."""
    waits: list[float] = []
    begun = threading.Event()
    command = [sys.executable, __file__, "--write", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:

        def listen() -> None:
            for line in writer.stdout or ():
                waits.append(float(line))
                begun.set()

        listener = threading.Thread(target=listen)
        listener.start()
        try:
            begun.wait(60)
            yield waits
        finally:
            writer.terminate()
            listener.join()


def write(path: Path) -> None:
    """Write fifty times a second until it is ended, and say how long each write took."""
    never = threading.Event()
    with closing(open_store(f"sqlite:///{path}")) as store:
        while True:
            begun = time.perf_counter()
            store.record_check(SourceState("writer", checked_at=NOW), [], NOW)
            print(time.perf_counter() - begun, flush=True)
            never.wait(0.02)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        write(asked.write)
    sys.exit(main(asked.articles))
