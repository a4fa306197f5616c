"""Days of the daemon's life at a hundred times their speed → how memory and open files grow.

Everything of `monitor run` is real: ticker, fetches, articles, messages, page, reloads, the night's pruning; only the
clock that it is given runs a hundred times as fast. Outlets publish as many articles a simulated day as a hundred real
ones do; some fail at times, and each hour the settings are saved anew.

    python bench/soak.py [--minutes 15]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from statistics import linear_regression, median
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1] / "tests"))  # The outlets are the tests' own.

from end_to_end.world import outlets, webhook
from process import free_port
from stories import stories

from monitor import wiring
from monitor.daemon import run
from monitor.log import configure_logging
from monitor.model import Status
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from end_to_end.world import Outlets
    from stories import Story

WHOLE, SHORT = 15.0, 1.5  # Minutes.
SPEED = 100
OUTLETS, ARTICLES_A_DAY, TELLING, FAILING = 50, 1_500, 15, 0.02
"""Outlets; what they publish together; every so many-th article tells of a launch; how often an answer is an error."""

LISTED = 30
EVERY = 5.0
"""Seconds between two looks at the process."""

WARM = 0.4
"""Of the time passes until all is loaded that is loaded at the first need."""

MOST_GROWTH, MOST_MORE_FILES = 1.0, 5.0
"""MiB an hour, and files: how many more half of the later looks may see."""

PATIENCE = 180
"""Seconds that the end may take on a machine that is busy otherwise."""

START = datetime(2030, 7, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs as fast as that, since a reading of the machine's own that nobody sets."""

    begun: float

    def __call__(self) -> datetime:
        """Tell the time."""
        return START + timedelta(seconds=(time.monotonic() - self.begun) * SPEED)


@dataclass(slots=True)
class Press:
    """The outlets, and what they publish."""

    site: Outlets
    clock: Clock
    dice: random.Random
    coming: Iterator[Story]
    entries: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)
    published: int = 0
    launches: int = 0

    def publish(self) -> None:
        """Publish what is due by now; some feeds are gone for once."""
        wanted = (self.clock() - START) / timedelta(days=1) * ARTICLES_A_DAY
        while self.published < wanted:
            self._publish_one()
        for outlet in range(OUTLETS):
            path = f"/{outlet}/feed.xml"
            if self.dice.random() < FAILING:
                self.site.pages.pop(path, None)
            else:
                self.site.feed(path, f"Outlet {outlet}", self.entries.get(outlet, [])[:LISTED])

    def _publish_one(self) -> None:
        self.published += 1
        outlet, at = self.dice.randrange(OUTLETS), self.clock()
        title, text = f"第{self.published}条消息", "".join(chr(self.dice.randrange(0x4E00, 0x9000)) for _ in range(800))
        if self.published % TELLING == 0 and (story := next(self.coming, None)):
            told = story.article(Status.RELEASED, "", 0, self.dice)
            title, text = told["title"], told["text"] + text
            self.launches += 1
        path = f"/{outlet}/{self.published}.html"
        self.site.page(path, title, [text], at.isoformat())
        self.entries.setdefault(outlet, []).insert(0, (path, title, format_datetime(at)))


@dataclass(frozen=True, slots=True)
class Look:
    """The process at a moment: simulated hours since the start, MiB, open files."""

    hours: float
    memory: float
    files: int


def main(minutes: float = SHORT) -> int:
    """Measure and print; give 1 where a goal is missed."""
    with tempfile.TemporaryDirectory() as folder, outlets() as site, webhook() as hook:
        clock = Clock(time.monotonic())
        press = Press(site, clock, random.Random(7), stories(random.Random(7)))  # noqa: S311 -- the same in each run.
        press.publish()
        config, port = Path(folder) / "sources.yaml", free_port()
        config.write_text(_settings(site.address, hook.url, port), encoding="utf-8")
        command = [sys.executable, __file__, "--live", folder, str(clock.begun)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            words = _listening(process)
            try:
                looks = list(_looks(process, press, config, port, minutes))
                process.send_signal(signal.SIGTERM)
                code = process.wait(PATIENCE)
            finally:
                process.kill()
        return _print(looks, press, len(hook.posts), code, words)


def _settings(address: str, hook: str, port: int) -> str:
    sources = "".join(
        f"  - {{id: outlet-{number}, url: '{address}/{number}/feed.xml', kind: feed, every: 5m, allow_private: true}}\n"
        for number in range(OUTLETS)
    )
    return (
        "hosts: {127.0.0.1: {parallel: 8, spacing: 0.01s}}\n"
        f"web: {{listen: 127.0.0.1:{port}}}\nmessages: {{storm: off}}\n"
        f"channels:\n  - {{name: hook, url: '{hook}'}}\nsources:\n{sources}"
    )


def _looks(process: subprocess.Popen[str], press: Press, config: Path, port: int, minutes: float) -> Iterator[Look]:
    """Let the world go on, and look at the process again and again."""
    never, ends_at, saved_at = threading.Event(), time.monotonic() + minutes * 60, START
    while time.monotonic() < ends_at and process.poll() is None:
        never.wait(EVERY)
        press.publish()
        now = press.clock()
        if now - saved_at > timedelta(hours=1):
            saved_at = now
            config.write_text(config.read_text(encoding="utf-8") + f"# {now}\n", encoding="utf-8")
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            page.read()
        yield _look(process.pid, (now - START) / timedelta(hours=1))


def _look(pid: int, hours: float) -> Look:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return Look(hours, int(found[1]) / 1024 if found else 0.0, len(list(Path(f"/proc/{pid}/fd").iterdir())))


def _print(looks: list[Look], press: Press, posts: int, code: int, words: list[str]) -> int:
    settled = looks[int(len(looks) * WARM) :]
    slope, _ = linear_regression([one.hours for one in settled], [one.memory for one in settled])
    half = len(settled) // 2
    first, last = (median(one.files for one in part) for part in (settled[:half], settled[half:]))
    print(f"{looks[-1].hours:.1f} hours at {SPEED}x: {press.published} articles of {OUTLETS} outlets, asked "
          f"{len(press.site.asked)} times; {press.launches} launches published, {posts} messages")  # fmt: skip
    print(f"memory: {settled[0].memory:.0f} MiB once warm, {settled[-1].memory:.0f} MiB at the end, at most "
          f"{max(one.memory for one in settled):.0f}; {slope:+.2f} MiB an hour (goal below {MOST_GROWTH})")  # fmt: skip
    tenths = [looks[len(looks) * part // 10].memory for part in range(10)]
    print("  by tenths of the time: " + " ".join(f"{memory:.0f}" for memory in tenths))
    print(
        f"open files: {first:.0f} in the first half, {last:.0f} in the second (goal {MOST_MORE_FILES:.0f} more at most)"
    )
    print(f"ended with code {code} (goal 0)")
    errors = [place for place, line in enumerate(words) if re.search(r"\[error|Traceback", line)]
    print(f"errors in its log: {len(errors)} (goal 0)")
    for line in words[errors[0] : errors[0] + 40] if errors else ():
        print(f"  {line.rstrip()}")
    return int(slope >= MOST_GROWTH or last - first > MOST_MORE_FILES or code != 0 or bool(errors))


def _listening(process: subprocess.Popen[str]) -> list[str]:
    words: list[str] = []

    def listen() -> None:
        words.extend(process.stderr or ())

    threading.Thread(target=listen, daemon=True).start()
    return words


def live(folder: Path, begun: float) -> None:
    """Be the daemon, by the fast clock."""
    configure_logging(level="info")
    config = folder / "sources.yaml"
    with closing(open_store(f"sqlite:///{folder / 'monitor.db'}")) as store:
        asyncio.run(run(wiring.load_settings(config), config, store, clock=Clock(begun)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=WHOLE)
    parser.add_argument("--live", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.live:
        live(Path(asked.live[0]), float(asked.live[1]))
        sys.exit(0)
    sys.exit(main(asked.minutes))
