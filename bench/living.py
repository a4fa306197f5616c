"""`monitor run` for many cycles, killed at random moments → what was lost or told twice: the proof of its promise.

A cycle: something new is published, or nothing, and every source is checked. What counts as a copy that the promise
allows is read from the database as the kill left it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from itertools import accumulate, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from process import CONFIG, DATABASE, Monitor
from unfolding import unfold

from monitor.model import MessageState, Status, VerdictKind
from monitor.store import open_store
from monitor.text import compact

sys.path.append(
    str(Path(__file__).parents[1] / "tests")
)  # The providers, and who holds them to account, are the tests' own.
from end_to_end.reckoning import Kill, News, Receipt, Reckoning, reckon
from end_to_end.scene import MAIL_PARAMETERS
from end_to_end.world import Outlets, Webhook, outlets, webhook
from notify.serving import Mailbox, mailbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from email.message import EmailMessage

    from unfolding import Unfolding

    from monitor.store import SqlStore

WHOLE, SHORT, SEED = 200, 10, 7
"""Cycles of the proof, and of a look whether all is well; about two seconds each."""
CYCLES_A_KILL, CYCLES_A_KILL_IN_HASTE = (2, 6), (1, 2)
KILLED_AGAIN = 0.3
STARTED = 1.5
"""How often a kill is followed by one in the start, and the seconds that a start takes."""
LONGEST_MOMENT = 2.5
"""Seconds from a publication to the end of all that follows from it: a check a second, and some more."""
PATIENCE = 60.0
MOST_MEGABYTES = 250.0
CHANNELS = ("mail", "hook")
NEWS = {VerdictKind.NEW, VerdictKind.ADVANCED}


def main(cycles: int = SHORT, seed: int = SEED, kills: int = 0) -> int:
    """Measure and print; give 1 where a goal is missed. With `kills`, it takes as many cycles as these need."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, outlets() as site, mailbox() as box, webhook() as hook:
        dice = random.Random(seed)  # noqa: S311 -- the same moments in each run, as far as the machine lets them be.
        life = Life(Path(folder), site, unfold(site.address, site.pages, seed), dice)
        life.listen(box, hook)
        try:
            cycles = life.live(cycles, kills)
            return _print(life, cycles, time.perf_counter() - started)
        finally:
            life.monitor.end(signal.SIGKILL)


@dataclass(slots=True)
class Life:
    """The daemon with the world that it watches and the providers that it tells.

    Args:
        unfolding: What is published.
        dice: Says when to kill.
        words: What people read, by the message's code.
        told: What the webhook was told.
        faults: What went wrong with the process or the database.
        memory: In MB, after the first look and at the end.
    """

    folder: Path
    site: Outlets
    unfolding: Unfolding
    dice: random.Random
    monitor: Monitor = field(init=False)
    receipts: list[Receipt] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    told: set[News] = field(default_factory=set)
    came: threading.Condition = field(default_factory=threading.Condition)
    kills: list[Kill] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def listen(self, box: Mailbox, hook: Webhook) -> None:
        """Take down whatever the two channels bring."""
        box.on_mail, hook.on_post = self._take_mail, self._take_post
        sources = "".join(
            f"  - {{id: {outlet['id']}, name: {outlet['name']}, url: '{self.site.address}/{outlet['id']}/feed.xml', "
            f"kind: feed, tier: {outlet.get('tier', 'media')}, language: {outlet.get('language', 'zh')}, every: 1s, "
            f"allow_private: true{', organisation: ' + outlet['organisation'] if 'organisation' in outlet else ''}}}\n"
            for outlet in self.unfolding.world.outlets
        )
        self.folder.joinpath(CONFIG).write_text(
            "hosts: {127.0.0.1: {parallel: 4, spacing: 0.01s}}\nweb: off\ndigest: off\nmessages: {storm: off}\n"
            "channels:\n"
            f"  - {{name: mail, url: 'mailto://127.0.0.1:{box.port}?{MAIL_PARAMETERS}'}}\n"
            f"  - {{name: hook, url: '{hook.url}'}}\nsources:\n{sources}",
            encoding="utf-8",
        )

    def live(self, cycles: int, wanted: int) -> int:
        """Go through the cycles, or through as many as the wanted kills need, and what follows from the last one."""
        self.monitor = Monitor(self.folder)
        self._wait_for_checks(0)
        self._wait_for_checks(len(self.site.asked))  # Asked once more, a source has written down what it listed first.
        self.memory.append(self.monitor.megabytes())
        kills = self._every_few_cycles(CYCLES_A_KILL_IN_HASTE if wanted else CYCLES_A_KILL)
        at = next(kills)
        for cycle in count(1):
            asked = len(self.site.asked)
            passed = len(self.kills) / wanted if wanted else cycle / cycles
            self.unfolding.publish(min(passed, 1.0), self.told)
            if cycle == at:
                self._kill()
                at = next(kills)
            self._wait_for_checks(asked)
            if passed >= 1:
                break
        self._come_to_rest()
        return cycle

    def reckoning(self, store: SqlStore) -> Reckoning:
        """Hold what was received against what was due: what the stories say, and of the demo's what the store says."""
        due = set(self.unfolding.due)
        for launch in store.launches():
            for verdict, article in store.history(launch.id):
                status = verdict.announcement.status
                is_news = verdict.kind in NEWS and status is not Status.IN_DEVELOPMENT
                if is_news and article.url not in self.unfolding.first:
                    due.add((str(launch.key), status.value))
        contents = {
            message.code: {
                (str(alert.launch.key), alert.announcement.status.value)
                for alert in message.alerts
                if compact(alert.launch.model.removesuffix("大模型")) in self.words.get(message.code, "")
            }
            for message in store.messages()
        }
        return reckon(due, contents, self.receipts, self.kills, CHANNELS)

    def _every_few_cycles(self, between: tuple[int, int]) -> Iterator[int]:
        return accumulate(self.dice.randint(*between) for _ in count())

    def _wait_for_checks(self, since: int) -> None:
        """Wait until every feed was asked for again."""
        with self.site.came:
            if not self.site.came.wait_for(lambda: self.unfolding.feeds <= set(self.site.asked[since:]), PATIENCE):
                self.faults.append(f"stands still: {' / '.join(self.monitor.last_words)}")

    def _kill(self) -> None:
        self.dice.choice((self._at_random, self._at_an_article, self._at_a_receipt))()
        self._die()
        while self.dice.random() < KILLED_AGAIN:
            self.monitor.lives(self.dice.uniform(0, STARTED))
            self._die()

    def _at_random(self) -> None:
        self.monitor.lives(self.dice.uniform(0, LONGEST_MOMENT))

    def _at_an_article(self) -> None:
        with self.site.came:
            asked = len(self.site.asked)
            self.site.came.wait_for(lambda: any(".html" in path for path in self.site.asked[asked:]), LONGEST_MOMENT)

    def _at_a_receipt(self) -> None:
        with self.came:
            before = len(self.receipts)
            self.came.wait_for(lambda: len(self.receipts) > before, LONGEST_MOMENT)

    def _die(self) -> None:
        """Kill it, look at what it leaves, and start it again."""
        if self.monitor.end(signal.SIGKILL) != -signal.SIGKILL:
            self.faults.append(f"ended by itself: {' / '.join(self.monitor.last_words)}")
        at = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:  # A copy: it is for the next life to mend what was left.
            for file in self.folder.glob(f"{DATABASE}*"):
                shutil.copy(file, folder)
            self.kills.append(Kill(at, frozenset(self._unsettled(Path(folder)))))
        self.monitor = Monitor(self.folder)

    def _unsettled(self, folder: Path) -> list[str]:
        """Look whether a database is whole, and give the codes of the messages that are due and not accepted."""
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            [[said]] = connection.execute("PRAGMA integrity_check").fetchall()[:1]
        if said != "ok":
            self.faults.append(f"the database is damaged: {said}")
        with closing(open_store(f"sqlite:///{folder / DATABASE}")) as store:
            waiting = [message for message in store.messages() if message.state is not MessageState.ACCEPTED]
        # A notice of a broken source waits ten minutes, in case it mends.
        return [message.code for message in waiting if not message.notice or message.attempts]

    def _come_to_rest(self) -> None:
        """Let all be told that is due, watch a little whether more comes, and stop in order."""
        with self.came:
            self.came.wait_for(lambda: self.unfolding.due <= self.told, PATIENCE)
        for _ in range(int(PATIENCE)):
            if not self._unsettled(self.folder):
                break
            self.monitor.lives(1)
        for _ in range(2):
            self._wait_for_checks(len(self.site.asked))
        self.memory.append(self.monitor.megabytes())
        if code := self.monitor.end(signal.SIGTERM):
            self.faults.append(f"ended with {code}: {' / '.join(self.monitor.last_words)}")
        if waiting := self._unsettled(self.folder):
            self.faults.append(f"not accepted in the end: {waiting}")

    def _take_mail(self, mail: EmailMessage) -> None:
        plain = mail.get_body(("plain",))
        code = mail["Message-ID"].lstrip("<").partition(".")[0].upper()
        self._take("mail", code, plain.get_content() if plain else "", ())

    def _take_post(self, post: dict[str, Any]) -> None:
        news = [(launch["key"], launch["status"]) for launch in post.get("launches", ())]
        self._take("hook", post["id"], post["message"], news)

    def _take(self, channel: str, code: str, words: str, news: Iterable[News]) -> None:
        with self.came:
            self.receipts.append(Receipt(channel, code, time.perf_counter()))
            self.words[code] = compact(words)
            self.told.update(news)
            self.came.notify_all()


def _print(life: Life, cycles: int, seconds: float) -> int:
    with closing(open_store(f"sqlite:///{life.folder / DATABASE}")) as store:
        reckoning, launches = life.reckoning(store), len(store.launches())
    first, last = life.memory
    print(f"{cycles} cycles, {len(life.kills)} kills, {seconds:.0f} s")
    print(f"{launches} launches, {len(life.unfolding.due)} times news, {reckoning.messages} messages")
    print(f"lost: {len(reckoning.lost)} (goal 0)")
    print(f"told in two messages: {len(reckoning.told_twice)} (goal 0)")
    print(f"told though not due: {len(reckoning.stray)} (goal 0)")
    print(
        f"twice, same id: {reckoning.same_id} where a kill fell between acceptance and commit (promised: at most these)"
    )
    print(f"twice, same id, without such a kill: {len(reckoning.unexplained)} (goal 0)")
    print(f"database whole after every kill, no end but by a signal: {'no' if life.faults else 'yes'} (goal yes)")
    print(f"memory: {first:.0f} MB after the first look, {last:.0f} MB at the end (goal {MOST_MEGABYTES:.0f})")
    for fault in (*reckoning.faults, *life.faults):
        print(f"  {fault}")
    return int(bool(reckoning.faults or life.faults) or last > MOST_MEGABYTES)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=WHOLE)
    parser.add_argument("--kills", type=int, default=0, help="so many kills, however many cycles they take")
    parser.add_argument("--seed", type=int, default=SEED, help="of what is published, and of the kills")
    asked_for = parser.parse_args()
    sys.exit(main(asked_for.cycles, asked_for.seed, asked_for.kills))
