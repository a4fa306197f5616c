"""Schedulers and workers that are killed again and again → what was checked twice, stored twice, lost, or told twice.

Then the processor's time for an article with one worker and with two, and of a second of deferring 100,000 sources.
A real PostgreSQL, real processes, many hosts on loopback. Whole: `--sources 5000 --hosts 200 --articles 20000`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from cluster_world import LISTED_FIRST, Size, World, version_of
from deferring import print_deferring

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # Server and receiver are the tests' own.
import postgres
from end_to_end.world import Webhook, webhook

from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORKER_DIES, SCHEDULER_DIES = 10.0, 30.0
"""Seconds between two kills."""
MOST_RECOVERY = 30.0
MOST_RATIO = 1.1
PATIENCE = 3_600.0
PART = str(Path(__file__).with_name("cluster_part.py"))
STARTED = 15.0
"""Seconds within which one that was started last listens to signals, on a busy machine, too."""
TICKS = os.sysconf("SC_CLK_TCK")
SLACK = 2.0
"""Seconds by which a check may come before its time as the server sees it: it begins at the request's arrival."""


@dataclass(slots=True)
class Machines:
    """The processes under test; each has its number, and a successor when it is killed."""

    config: Path
    database: str
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def start(self, name: str) -> None:
        """Start `worker 1`, `scheduler 2` and such."""
        options = ["--config", str(self.config), "--database", self.database, "--log-level", "error"]
        command = [sys.executable, PART, *options, name.partition(" ")[0]]
        self.running[name] = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self, name: str) -> None:
        """Kill one, and start its successor."""
        process = self.running[name]
        if process.poll() is not None:
            self.faults.append(f"{name} ended by itself with {process.returncode}")
        process.kill()
        process.wait()
        self.start(name)

    def stop(self) -> None:
        """Ask all to end, as a service manager does."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        for name, process in self.running.items():
            try:
                code = process.wait(20)
            except subprocess.TimeoutExpired:
                code = "no end"
                process.kill()
            if code:
                self.faults.append(f"{name} ended with {code}")

    def seconds(self) -> float:
        """Give the processor's time of all so far, readers of pages among it."""
        pids = {process.pid for process in self.running.values()}
        return sum(_seconds(pid) for pid in pids | {child for pid in pids for child in _children(pid)})


def main(size: Size, workers: int, schedulers: int, small: Size) -> int:
    """Measure and print; give 1 where a goal is missed."""
    with postgres.running() as server:
        missed = _chaos(size, workers, schedulers, server)
        one, two = (_seconds_an_article(small, number, server) for number in (1, 2))
        print(f"processor an article: {one * 1000:.1f} ms with one worker, {two * 1000:.1f} ms with two: ", end="")
        print(f"{two / one:.2f} (goal ≤ {MOST_RATIO}), {small.articles - small.sources} articles")
        return int(missed or two / one > MOST_RATIO) | print_deferring(server)


def _chaos(size: Size, workers: int, schedulers: int, server: postgres.Server) -> bool:
    with ExitStack() as stack:
        world, hook = stack.enter_context(World(size)), stack.enter_context(webhook())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        machines = Machines(world.settings(folder, hook.url), server.address(server.make()))
        open_store(machines.database).close()
        names = [f"worker {n}" for n in range(workers)] + [f"scheduler {n}" for n in range(schedulers)]
        for name in names:
            machines.start(name)
        stack.callback(machines.stop)
        kills: list[tuple[float, str, int]] = []
        done = threading.Event()
        killer = threading.Thread(target=_kill, args=(machines, workers, schedulers, kills, done))
        killer.start()
        started = time.monotonic()
        try:
            complete = _await_articles(machines.database, size.sources * LISTED_FIRST)
            world.published = True
            complete = complete and _await_articles(machines.database, size.sources * size.each)
            told = hook.has(size.launches, PATIENCE)
            _await_rounds(world, 2)
        finally:
            done.set()
            killer.join()
        threading.Event().wait(MOST_RECOVERY)  # What the last one that was killed was at is somebody's again.
        machines.stop()
        machines.running.clear()
        print(f"{size.sources} sources on {size.hosts} hosts every {size.every} s, {size.articles} articles, ", end="")
        print(f"{size.launches} launches told twice each, {workers} workers, {schedulers} schedulers")
        print(f"{time.monotonic() - started:.0f} s, kills: {Counter(name.split()[0] for _, name, _ in kills)}")
        return not (complete and told) | _print(world, hook, machines, kills)


def _kill(
    machines: Machines, workers: int, schedulers: int, kills: list[tuple[float, str, int]], done: threading.Event
) -> None:
    """Kill one worker after the other, now and then a scheduler, each time the next."""
    worker, scheduler = itertools.cycle(range(workers)), itertools.cycle(range(schedulers))
    for number in itertools.count(1):
        if done.wait(WORKER_DIES):
            return
        victims = [f"worker {next(worker)}"]
        if number % round(SCHEDULER_DIES / WORKER_DIES) == 0:
            victims.append(f"scheduler {next(scheduler)}")
        for name in victims:
            kills.append((time.monotonic(), name, machines.running[name].pid))
            machines.kill(name)


def _print(world: World, hook: Webhook, machines: Machines, kills: list[tuple[float, str, int]]) -> bool:
    """Hold what came about against what was due; tell whether all goals are met."""
    early, of_killed = _early(world, {pid: at for at, _, pid in kills})
    recoveries = _recoveries(world)
    keys = Counter(
        key for _, key in {(post["id"], launch["key"]) for post in hook.posts for launch in post.get("launches", ())}
    )
    copies = len(hook.posts) - len({post["id"] for post in hook.posts})
    told = {key.split("/")[2] for key in keys}
    due = {version_of(number) for number in range(world.size.launches)}
    with psycopg.connect(machines.database) as connection:
        articles, distinct = _one(connection, "SELECT count(*), count(DISTINCT canonical) FROM article")
        [waiting] = _one(connection, "SELECT count(*) FROM message WHERE state != 'accepted' AND notice IS NULL")
        [jobs] = _one(connection, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
    with closing(open_store(machines.database)) as store:
        launches = len(store.launches())
    checks = sum(map(len, world.checks.values()))
    repeated = sum(count > 1 for count in keys.values())
    killed_schedulers = sum(name.startswith("scheduler") for _, name, _ in kills)
    print(f"checks: {checks}; sources never checked: {world.size.sources - len(world.checks)} (goal 0)")
    print(f"checked before their time: {early} (goal 0), beside {of_killed} whose worker was killed meanwhile")
    print(f"two at once on one host: {world.overlaps} (goal 0)")
    print(f"articles: {articles}, stored once: {distinct} of {world.size.sources * world.size.each} (goal all)")
    print(f"launches: {launches} of {world.size.launches}; not told: {len(due - told)} (goal 0)")
    print(f"launches in two messages: {repeated} (goal 0); same message again: {copies} (≤ {killed_schedulers} kills)")
    print(f"messages that wait: {waiting} (goal 0), jobs left under way: {jobs} (goal 0)")
    if recoveries:
        print(
            f"host of a killed worker asked again: {statistics.median(recoveries):.0f} s at the median, "
            f"{max(recoveries):.0f} s at most, {len(recoveries)} seen (goal ≤ 30)"
        )
    for fault in machines.faults:
        print(f"  {fault}")
    whole = articles == distinct == world.size.sources * world.size.each and launches == world.size.launches
    none = not (early or world.overlaps or due - told or repeated or waiting or jobs or machines.faults)
    return whole and none and copies <= killed_schedulers and max(recoveries, default=0) <= MOST_RECOVERY


def _early(world: World, killed: dict[int, float]) -> tuple[int, int]:
    """Count checks before their time, those apart whose worker was killed between one and the next."""
    early = explained = 0
    for times in world.checks.values():
        for number, ((one, asker), (other, _)) in enumerate(itertools.pairwise(times)):
            pause = world.size.every / (2 if number == 0 else 1)  # The first pause is shortened by up to a half.
            if other - one >= pause - SLACK:
                continue
            if one <= killed.get(asker, 0) <= other:
                explained += 1
            else:
                early += 1
    return early, explained


def _recoveries(world: World) -> list[float]:
    """Give after how many seconds each host was asked again whose asker was killed in the middle."""
    found = []
    for at, host in world.broken:
        later = [again for again in world.asked[host] if again > at]
        if later:
            found.append(min(later) - at)
    return found


def _seconds_an_article(size: Size, workers: int, server: postgres.Server) -> float:
    """Give the processor's time that an article costs all processes, once all have read some."""
    with ExitStack() as stack:
        world, hook = stack.enter_context(World(size)), stack.enter_context(webhook())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        machines = Machines(world.settings(folder, hook.url), server.address(server.make()))
        for name in ["scheduler 0", *(f"worker {number}" for number in range(workers))]:
            machines.start(name)
        stack.callback(machines.stop)
        _await_articles(machines.database, size.sources * LISTED_FIRST)
        threading.Event().wait(STARTED)
        before, world.published = machines.seconds(), True
        _await_articles(machines.database, size.articles)
        return (machines.seconds() - before) / (size.articles - size.sources * LISTED_FIRST)


def _await_articles(database: str, wanted: int) -> bool:
    """Wait until so many articles are stored; tell whether they came."""
    until, asked = time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < until:
        try:
            with psycopg.connect(database) as connection:
                [there] = _one(connection, "SELECT count(*) FROM article")
        except psycopg.errors.UndefinedTable:
            there = -1
        if there >= wanted:
            return True
        asked.wait(1)
    return False


def _await_rounds(world: World, rounds: int) -> None:
    """Wait until each source was asked so many times more."""
    before, until, asked = {n: len(t) for n, t in world.checks.items()}, time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < until and any(len(world.checks[n]) < before[n] + rounds for n in before):
        asked.wait(1)


def _one(connection: psycopg.Connection[Any], query: str) -> tuple[Any, ...]:
    return connection.execute(query.encode()).fetchone() or ()


def _seconds(pid: int) -> float:
    """Give the processor's time of a process and of those of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        yield from map(int, re.findall(r"\d+", task.read_text(encoding="utf-8")))


def _size(numbers: Iterable[int]) -> Size:
    return Size(*numbers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("sources", 500), ("hosts", 40), ("articles", 2000), ("launches", 100), ("every", 30)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--schedulers", type=int, default=2)
    parser.add_argument("--small", type=int, nargs=2, default=(100, 1600), metavar=("SOURCES", "ARTICLES"))
    given = parser.parse_args()
    whole = Size(given.sources, given.hosts, given.articles, given.launches, given.every)
    sys.exit(main(whole, given.workers, given.schedulers, Size(given.small[0], 20, given.small[1], 0, 10)))
