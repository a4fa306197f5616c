"""`monitor run` on the load world, as users start it: what a check costs the whole process, and its memory."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from process import CONFIG, DATABASE, Monitor

from monitor import wiring
from monitor.store import open_store

from .costs import children_of, cpu_of, megabytes
from .past import listed_before, read_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

    from .world import World

HEAD = """\
version: 1
defaults: {{every: {seconds:g}s, timezone: Asia/Shanghai, language: zh}}
digest: off
web: off
sources:
"""
SOURCE = "  - {{id: s{number}, name: Outlet {number}, kind: feed, url: '{url}', allow_private: true}}\n"
NEW_A_FEED = 10
LONGEST = 600.0
"""Seconds that a round or a pass may take."""


class Daemon:
    """`monitor run` on the first feeds of a world, with a past in which it listed them.

    Args:
        changing: So many of them, from the first on, were read, too: what they list from now on is new, and it alone.
    """

    def __init__(self, world: World, folder: Path, feeds: int, every: timedelta, changing: int = 0) -> None:
        self.world, self.folder, self.feeds, self.every = world, folder, feeds, every
        lines = [SOURCE.format(number=number, url=world.feed(number)) for number in range(feeds)]
        file = folder / CONFIG
        file.write_text(HEAD.format(seconds=every.total_seconds()) + "".join(lines), encoding="utf-8")
        sources = wiring.load_settings(file).sources
        store = open_store(f"sqlite:///{folder / DATABASE}")
        listed_before(store, sources, world)
        read_before(store, sources[:changing], world)
        store.close()

    @contextmanager
    def alive(self) -> Iterator[Monitor]:
        """Run it, and let it check every feed once."""
        log, monitor = self.world.logged(), Monitor(self.folder)
        try:
            wait_until(lambda: self.world.asked_for("feeds", log) >= self.feeds, monitor)
            yield monitor
        finally:
            monitor.end(signal.SIGTERM)

    def turn(self) -> dict[str, float]:
        """Start it, leave out its start and its first round, and give the CPU milliseconds a check of the next one.

        All are due at once after a start, and so they are an interval later: a round is counted whole, from the middle
        of the pause before it to the middle of the one after it, however long the machine takes for it.
        """
        pause = self.every.total_seconds() / 2
        with self.alive() as monitor:
            pid = monitor.process.pid
            threading.Event().wait(pause)
            log, started = self.world.logged(), cpu_of(pid)
            wait_until(lambda: self.world.asked_for("feeds", log) >= self.feeds, monitor)
            threading.Event().wait(pause)
            checks, spent = self.world.asked_for("feeds", log), cpu_of(pid) - started
            return {"ms": spent / checks * 1000, "megabytes": megabytes(pid, "VmHWM")}

    def passes(self, count: int, changing: int) -> dict[str, Any]:
        """Give its memory while nothing happens, and after each of some passes in which feeds list new articles."""
        began = time.time()
        log = self.world.logged()
        with self.alive() as monitor:
            pid = monitor.process.pid
            first = float(Path(self.world.log).read_bytes()[log:].split(None, 1)[0]) - began
            threading.Event().wait(self.every.total_seconds())
            idle, after = megabytes(pid), []
            for number in range(count):
                self._publish(number, changing, monitor)
                after.append(megabytes(pid))
            peak, workers = megabytes(pid, "VmHWM"), [megabytes(child) for child in children_of(pid)]
        articles = count * changing * NEW_A_FEED
        found = {"idle": idle, "after": after, "peak": peak, "workers": workers}
        return found | {"articles": articles, "first_request": first}

    def _publish(self, number: int, changing: int, monitor: Monitor) -> None:
        """Let feeds list new articles, and wait until all of them were asked for and the next round is over."""
        log = self.world.logged()
        for feed in range(changing):
            first = (number * changing + feed) * NEW_A_FEED
            self.world.publish(feed, range(first, first + NEW_A_FEED))
        wait_until(lambda: self.world.asked_for("fresh", log) >= changing * NEW_A_FEED, monitor)
        threading.Event().wait(self.every.total_seconds())


def wait_until(is_so: Callable[[], bool], monitor: Monitor) -> None:
    """Wait for something that a daemon is to do.

    Raises:
        RuntimeError: It ended, or did not do it in time.
    """
    until = time.monotonic() + LONGEST
    while not is_so():
        if not monitor.lives(0.5) or time.monotonic() > until:
            raise RuntimeError("monitor run did not do it in time: " + " / ".join(monitor.last_words)[-500:])
