"""A daemon, commands and the page at once on one database for minutes → who was locked out, and what was lost.

The daemon checks an outlet that publishes all the time, and tells a webhook. Beside it launches are corrected on the
page, and scripts read articles, correct, prune, back up and ask, each as a process of its own, as users start them. In
the end each correction that was answered with success must be there, each article read, each launch told once; and
nobody may have been told that the database is locked.

    python bench/locked.py [--minutes 10]
"""

from __future__ import annotations

import argparse
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import Request, urlopen

sys.path.append(str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1] / "tests"))  # Outlets and webhook are the tests' own.

from end_to_end.world import outlets, webhook
from process import CONFIG, DATABASE, Monitor, free_port
from stories import stories

from monitor.model import Status
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from end_to_end.world import Outlets, Webhook
    from stories import Story

WHOLE, SHORT = 10.0, 0.7  # Minutes.
TOKEN = "a-token-of-twenty-signs"  # noqa: S105 -- opens this bench's page alone.
PUBLISHED_EVERY, LISTED, CORRECTED = 2.0, 400, 5
"""Seconds between two launches; entries of the list, which no slow check may overrun; launches that each of those who
correct takes in turn."""

LOCKED = re.compile(r"locked|busy", re.IGNORECASE)
DATE, MAIL_DATE = "2026-11-20T08:00:00+08:00", "Fri, 20 Nov 2026 08:00:00 +0800"
PATIENCE = 180.0
"""Seconds for what still is to come in the end, and for one command on a machine that is busy otherwise."""


@dataclass(slots=True)
class Hall:
    """All that go on at once.

    Args:
        done: How often each of them succeeded.
        faults: What went otherwise.
        held: Of each launch that is corrected, whether it is held right by now.
        rights: How often some launch was called right.
        pages: Articles that `read` was asked for, by address.
        entries: What the outlet lists.
    """

    folder: Path
    site: Outlets
    hook: Webhook
    coming: Iterator[Story]
    port: int
    ended: threading.Event = field(default_factory=threading.Event)
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    held: dict[int, bool] = field(default_factory=dict)
    rights: int = 0
    pages: list[str] = field(default_factory=list)
    entries: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def database(self) -> str:
        """Give its address."""
        return f"sqlite:///{self.folder / DATABASE}"

    def settings(self) -> str:
        """Write the file that the daemon goes by."""
        listen = f"web: {{listen: '127.0.0.1:{self.port}', token: '${{TOKEN}}'}}\n"
        source = f"url: '{self.site.address}/feed.xml', kind: feed, every: 1s, allow_private: true"
        return (
            "hosts: {127.0.0.1: {parallel: 4, spacing: 0.01s}}\ndigest: off\nmessages: {storm: off}\n"
            f"{listen}channels:\n  - {{name: hook, url: '{self.hook.url}'}}\nsources:\n  - {{id: tide, {source}}}\n"
        )

    def publish(self, number: int) -> bool:
        """Publish one more launch."""
        story = next(self.coming, None)
        if story is None:
            return False
        told = story.article(Status.RELEASED, "", 0, random.Random(number))  # noqa: S311 -- the same in each run.
        self.site.page(f"/{number}.html", told["title"], [told["text"]] * 2, DATE)
        self.entries.insert(0, (f"/{number}.html", told["title"], MAIL_DATE))
        self.site.feed("/feed.xml", "Tide", self.entries[:LISTED])
        self.ended.wait(PUBLISHED_EVERY)
        return True

    def read(self, number: int) -> bool:
        """Read an article that no source lists."""
        words = [
            f"On day {day} the council looked at its accounts, and found {day * 7} of them in order."
            for day in range(9)
        ]
        url = self.site.page(f"/apart/{number}.html", f"Notes {number}", words, DATE)
        self.pages.append(url)
        return self._command("read", url, "--allow-private")

    def feedback(self, number: int) -> bool:
        """Call a launch right by a command, or take that back."""
        launch = self._launch(2 * number)
        if not launch:
            return False
        undo = self.held.get(launch, False)
        done = self._command("feedback", str(launch), "right", *(["--undo"] if undo else []))
        return self._corrected(launch, undo=undo) if done else False

    def correct(self, number: int) -> bool:
        """Do the same on the page."""
        launch = self._launch(2 * number + 1)
        if not launch:
            return False
        undo = self.held.get(launch, False)
        form = {"launch": str(launch), "kind": "right", **({"undo": "yes"} if undo else {})}
        self._ask("/do/correct", urlencode(form).encode())
        return self._corrected(launch, undo=undo)

    def look(self, number: int) -> bool:
        """Look at the page, and ask by a command now and then."""
        self._ask("/")
        return number % 5 != 0 or self._command("launches", "--json")

    def back_up(self, _number: int) -> bool:
        """Write a backup."""
        return self._command("backup", str(self.folder / "saved.db"))

    def prune(self, _number: int) -> bool:
        """Forget what is old."""
        return self._command("prune")

    def go_on(self, task: Callable[[int], bool]) -> None:
        """Do something again and again, until the time is over."""
        number = 0
        while not self.ended.is_set():
            try:
                self.done[task.__name__] += task(number)
            except (OSError, subprocess.TimeoutExpired) as error:
                self.faults.append(f"{task.__name__}: {error}")
            number += 1
            self.ended.wait(0.05)

    def reckon(self) -> None:
        """Hold what the database knows against what was answered with success, and what the webhook was told."""
        told = Counter(launch["key"] for post in self.hook.posts for launch in post.get("launches", ()))
        with closing(open_store(self.database)) as store:
            corrections = store.corrections()
            known = {str(launch.key) for launch in store.launches()}
            unread = [url for url in self.pages[: self.done["read"]] if store.article_at(url) is None]
            unread += [path for path, *_ in self.entries if store.article_at(self.site.address + path) is None]
        holding = sum(one.undone_at is None for one in corrections)
        self.faults += [f"not read: {url}" for url in unread]
        self.faults += [f"told {told[key]} times: {key}" for key in known if told[key] != 1]
        if (len(corrections), holding) != (self.rights, sum(self.held.values())):
            self.faults.append(
                f"{len(corrections)} corrections, {holding} of which hold; answered with success: {self.rights}, of "
                f"which {sum(self.held.values())} were not taken back"
            )

    def _launch(self, place: int) -> int:
        """Give the number of a launch; the two that correct have each their own."""
        return 1 + place % (2 * CORRECTED) if len(self.hook.posts) >= 2 * CORRECTED else 0

    def _corrected(self, launch: int, *, undo: bool) -> bool:
        self.held[launch] = not undo
        self.rights += not undo
        return True

    def _ask(self, path: str, form: bytes | None = None) -> None:
        request = Request(f"http://127.0.0.1:{self.port}{path}", form, {"Authorization": f"Bearer {TOKEN}"})
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 -- our own page.
            answer.read()

    def _command(self, *words: str) -> bool:
        """Run a command as users do."""
        options = ["--config", str(self.folder / CONFIG), "--database", self.database]
        whole = [sys.executable, "-m", "monitor", *options, *words]
        done = subprocess.run(whole, capture_output=True, text=True, check=False, timeout=PATIENCE)
        if done.returncode or LOCKED.search(done.stderr):
            self.faults.append(f"{words[0]}: code {done.returncode}: {done.stderr.strip()[:200]}")
        return done.returncode == 0


def main(minutes: float = SHORT) -> int:
    """Let all go on, reckon and print; give 1 where anybody was locked out or anything lost."""
    with tempfile.TemporaryDirectory() as folder, outlets() as site, webhook() as hook:
        hall = Hall(Path(folder), site, hook, stories(random.Random(3)), free_port())  # noqa: S311
        hall.folder.joinpath(".env").write_text(f"TOKEN={TOKEN}\n", encoding="utf-8")
        site.feed("/feed.xml", "Tide", [])
        hall.folder.joinpath(CONFIG).write_text(hall.settings(), encoding="utf-8")
        daemon = Monitor(hall.folder)
        try:
            site.was_asked("/feed.xml", 2, PATIENCE)
            _let_go_on(hall, minutes)
            hook.has(len(hall.entries), PATIENCE)
            code = daemon.end(signal.SIGTERM)
            hall.faults += [f"the daemon: {line}" for line in daemon.last_words if LOCKED.search(line)]
            hall.faults += [f"the daemon ended with {code}: {list(daemon.last_words)[-1:]}"] if code else []
        finally:
            daemon.end(signal.SIGKILL)
        hall.reckon()
    return _print(hall, minutes)


def _let_go_on(hall: Hall, minutes: float) -> None:
    tasks = (hall.publish, hall.read, hall.feedback, hall.correct, hall.look, hall.back_up, hall.prune)
    threads = [threading.Thread(target=hall.go_on, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    hall.ended.wait(minutes * 60)
    hall.ended.set()
    for thread in threads:
        thread.join()


def _print(hall: Hall, minutes: float) -> int:
    locked = [fault for fault in hall.faults if LOCKED.search(fault)]
    print(f"{minutes:g} minutes beside a daemon that checks each second: " + ", ".join(
        f"{name} {times}" for name, times in hall.done.items()))  # fmt: skip
    print(f"locked out: {len(locked)} (goal 0)")
    print(f"lost, told twice, or failed otherwise: {len(hall.faults) - len(locked)} (goal 0)")
    for fault in hall.faults[:10]:
        print(f"  {fault}")
    return int(bool(hall.faults))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=WHOLE)
    sys.exit(main(parser.parse_args().minutes))
