"""Peers on the same world, each in an environment and a process of its own: all of them, and ours, take turns.

Polled are feeds of which none changes, at 200 hosts. Each keeps connections, or does not, as it does by its defaults;
each is asked what it remembers of the pass before. CPU is that of the whole process without its start. Ours is
`monitor run` with its rhythm, health, robots.txt, politeness and database.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environments import interpreter_with

from .rows import Row, median, ratios, spread
from .running import Daemon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .world import World

HERE = Path(__file__).parent
EVERY = timedelta(seconds=20)
PEERS: dict[str, tuple[str, tuple[str, ...], int, float | None]] = {
    "urlwatch": ("polling-urlwatch", ("urlwatch",), 1_000, 4.0),
    "changedetection.io": ("polling-changedetection.io", ("changedetection.io",), 200, 9.0),
    "reader": ("polling-reader", ("reader", "sgmllib3k"), 500, None),
    "scrapy": ("polling-scrapy", ("scrapy",), 1_000, None),
}
"""Its environment, what is installed there, how many feeds it polls, and the goal: its CPU a check, in ours."""

ARTICLES = 1_000
FAULTS = (OSError, subprocess.SubprocessError, ValueError, TypeError, RuntimeError)


class Peer:
    """A peer that waits for its turns."""

    def __init__(self, name: str, environment: tuple[str, tuple[str, ...]], urls: list[str], folder: Path) -> None:
        folder.mkdir()
        listing = folder / "urls"
        listing.write_text("\n".join(urls), encoding="utf-8")
        command = [interpreter_with(*environment), HERE / "pollers.py", name, listing, folder]
        self._errors = (folder / "errors").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True
        )
        if self._said() != "ready":
            words = self._last_words()
            self.end()
            raise RuntimeError(words)

    def turn(self) -> dict[str, Any]:
        """Let it poll once; give what that cost."""
        if self._process.stdin:
            print(file=self._process.stdin, flush=True)
        if said := self._said():
            found: dict[str, Any] = json.loads(said)
            return found
        raise RuntimeError(self._last_words())

    def end(self) -> None:
        """Let it end."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._errors.close()

    def _said(self) -> str:
        return self._process.stdout.readline().strip() if self._process.stdout else ""

    def _last_words(self) -> str:
        self._errors.seek(0)
        return (self._errors.read().strip().splitlines() or ["it ended without a word"])[-1][:200]


def polled(world: World, rounds: int) -> Iterator[Row]:
    """Let all take turns; give a row each."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        (folder / "ours").mkdir()
        ours = Daemon(world, folder / "ours", world.feeds, EVERY)
        turns: dict[str, Callable[[], dict[str, Any]]] = {}
        absent: dict[str, str] = {}
        for peer, (environment, packages, count, _) in PEERS.items():
            _say(f"{peer}: its first pass")
            urls = [world.feed(number) for number in range(min(count, world.feeds))]
            with _kept_from_failing(peer, absent):
                one = Peer(peer, (environment, packages), urls, folder / peer)
                stack.callback(one.end)
                turns[peer] = one.turn
        found: dict[str, list[dict[str, Any]]] = {"monitor": [], **{peer: [] for peer in turns}}
        for number in range(rounds):
            for peer, turn in {"monitor": ours.turn, **turns}.items():
                if peer in absent:
                    continue
                _say(f"{peer}: turn {number + 1} of {rounds}")
                with _kept_from_failing(peer, absent):
                    found[peer].append(turn())
        yield from _rows(found, absent)


@contextmanager
def _kept_from_failing(peer: str, absent: dict[str, str]) -> Iterator[None]:
    """Take note of why a peer cannot take part; the others do."""
    try:
        yield
    except FAULTS as fault:
        if peer == "monitor":
            raise
        absent[peer] = str(fault).strip().splitlines()[-1][:160] if str(fault).strip() else type(fault).__name__


def _rows(found: dict[str, list[dict[str, Any]]], absent: dict[str, str]) -> Iterator[Row]:
    ours = [one["ms"] for one in found["monitor"]]
    most = max(one["megabytes"] for one in found["monitor"])
    said = f"{spread(ours)} ms a check, every {EVERY.total_seconds():g} s, {most:.0f} MB"
    yield Row("unchanged check, by `monitor run`: the whole process", said)
    for peer, (*_, times) in PEERS.items():
        what, goal = f"unchanged check, by {peer}", f"≥ {times:g} × ours" if times else ""
        if peer in absent:
            yield Row(what, f"not measured: {absent[peer]}", goal)
            continue
        theirs = [one["ms"] for one in found[peer]]
        ratio = ratios(theirs, ours)
        last = found[peer][-1]
        said = f"{spread(ratio, '{:.1f}')} × ours; {last['version']}: {spread(theirs)} ms, {last['megabytes']:.0f} MB"
        yield Row(what, said, goal, median(ratio) >= times if times else None)


def crawled(world: World, rounds: int, ours: list[float]) -> Iterator[Row]:
    """Let Scrapy take articles; `ours` are the milliseconds of one of ours, from fetch to store, in the same run."""
    environment, packages, *_ = PEERS["scrapy"]
    urls, what = [world.page(number) for number in range(min(ARTICLES, world.articles))], "article, by scrapy"
    with tempfile.TemporaryDirectory() as folder:
        _say("scrapy: articles")
        try:
            peer = Peer("scrapy articles", (environment, packages), urls, Path(folder) / "scrapy")
            found = [peer.turn() for _ in range(rounds)]
        except FAULTS as fault:
            yield Row(what, f"not measured: {fault}")
            return
        peer.end()
    theirs = [one["ms"] for one in found]
    said = f"{median(theirs) / median(ours):.2f} × ours; {found[-1]['version']}: {spread(theirs)} ms"
    yield Row(f"{what}: fetched, paragraphs written as JSON, nothing else", said)


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)
