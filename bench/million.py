"""A million sources by a simulated clock: what due times, rhythms and deferring cost, and how late checks are.

Run from the project's root:

    python bench/million.py                              1,000,000 sources, five minutes of a working day's morning
    python bench/million.py --sources 20000 --minutes 1440
    python bench/million.py --write                      puts a section into docs/benchmarks.md

Due times, rhythms, locks of hosts, priorities and deferring are the program's own; requests, articles and the database
are not made, but take their time: a host is asked once a second, an answer takes 0.3 s, and a worker makes 400 checks a
second. Sources publish as those of `newsroom`; how often they are asked in each hour of a day is reckoned from the same
rhythms.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import math
import random
import resource
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import report
from newsroom import BEGIN, a_hundred_sources

from monitor.cluster.limits import Limits
from monitor.cluster.queue import Busy, HostJob
from monitor.cluster.scheduling import Scheduling
from monitor.cluster.shards import edition_of, shard_of
from monitor.daemon.timetable import Timetable
from monitor.model import SourceState
from monitor.rhythm import HOURS, Rhythm, checks_an_entry
from monitor.schedule import next_due
from monitor.settings import Settings, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

TEN = BEGIN + timedelta(days=1, hours=2)
"""Ten in the morning in Shanghai, on a Tuesday."""
CHECKS = 400
"""Checks a second that a worker makes: 2.5 ms each, with TLS and the database (`python -m bench.load`)."""
AT_ONCE = 500
"""Hosts that a worker asks at a time (`--concurrency`): each is held for a second behind its last request."""
SPARE = 1.25
ANSWER, SPACING, SECOND = timedelta(seconds=0.3), timedelta(seconds=1), timedelta(seconds=1)
HUB, HUBS, OUTLETS = 100, 0.1, 4
"""Sources of a hub's host; the share of all sources that hubs have; sources of every other host."""


@dataclass(slots=True)
class World:
    """Sources with what is remembered of them, and a clock; it is what a scheduler's watch is.

    Args:
        locks: Each source's host.
        late: Seconds by which each check began after it was due.
        deciding: Seconds of the processor that went into the next due times.
    """

    settings: Settings
    sources: dict[str, Source]
    locks: dict[str, str]
    states: dict[str, SourceState]
    now: datetime = TEN
    late: list[float] = field(default_factory=list)
    deciding: float = 0.0
    timetable: Timetable = field(init=False)

    def __post_init__(self) -> None:
        """Note when all are due."""
        self.timetable = Timetable(self.sources, self.states)
        self.timetable.note(self.states)

    def clock(self) -> datetime:
        """Tell the simulated time."""
        return self.now

    def due(self) -> list[Source]:
        """Give what is due."""
        return [self.sources[name] for name in self.timetable.due(self.now)]

    async def look_up(self, names: Collection[str]) -> None:
        """Take note of what a database would say, which here is the same."""
        self.timetable.note(names)

    def checked(self, name: str, began: datetime) -> None:
        """Take up that a source was checked."""
        before = time.process_time()
        state = self.states[name]
        self.late.append((began - (state.next_at or began)).total_seconds())
        state = replace(state, checked_at=began + ANSWER)
        self.states[name] = replace(state, next_at=next_due(self.sources[name], state))
        self.deciding += time.process_time() - before
        self.timetable.note((name,))


def main() -> int:
    """Simulate, print, write."""
    options = _options()
    span = timedelta(minutes=options.minutes)
    made = a_hundred_sources()
    habits = [(one.source, Rhythm().with_arrivals(((at, True) for at in one.times if at < TEN), TEN)) for one in made]
    began = _megabytes()
    world = _world(options.sources, habits)
    lines = [_said_of_days(options.sources, habits)]
    lines.append(
        f"- {options.sources:,} sources on {len(set(world.locks.values())):,} hosts, their settings, states and due "
        f"times: {_megabytes() - began:,.0f} MB."
    )
    states = dict(world.states)
    lines.append(_alone(world, span))
    lines.append(asyncio.run(_deferred(replace(world, states=states, now=TEN, late=[], deciding=0.0), span)))
    text = "\n".join(lines)
    print(text)
    if options.write:
        command = f"`python bench/million.py --sources {options.sources} --minutes {options.minutes:g} --write`"
        report.write_section("A million sources", f"{command}, on {report.machine()}.\n\n{text}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A million sources by a simulated clock.")
    parser.add_argument("--sources", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=5.0, help="simulated, of each way")
    parser.add_argument("--write", action="store_true", help="write a section of docs/benchmarks.md")
    return parser.parse_args()


def _world(size: int, habits: Sequence[tuple[Source, Rhythm]]) -> World:
    """Make the sources, each somewhere between two checks."""
    draw = random.Random(7)  # noqa: S311 -- the same world every time.
    sources, states = {}, {}
    hubs = max(round(size * HUBS / HUB), 1)
    for number in range(size):
        habit, rhythm = habits[draw.randrange(len(habits))]
        host = f"hub{number % hubs}" if number < size * HUBS else f"h{number // OUTLETS}"
        name = f"s{number}"
        sources[name] = Source(
            name, name, f"https://{host}.example/{number}", habit.zone, every=habit.every, tier=habit.tier
        )
        state = SourceState(name, checked_at=TEN, listed_at=TEN, rhythm=bytes(bytearray(rhythm.written())))
        pause = next_due(sources[name], state) - TEN
        begun = draw.random()
        states[name] = replace(state, checked_at=TEN - pause * begun, next_at=TEN + pause * (1 - begun))
    settings = Settings(tuple(sources.values()))
    return World(settings, sources, {name: shard_of(source, settings) for name, source in sources.items()}, states)


def _said_of_days(size: int, habits: Sequence[tuple[Source, Rhythm]]) -> str:
    """Say how many checks a day has, and its busiest and quietest hour, by the rhythms alone."""
    daily = [rhythm.checks_a_day(TEN, *source.every, checks_an_entry(source.tier)) for source, rhythm in habits]
    hours = []
    for hour in range(HOURS):
        at = TEN.replace(hour=hour)
        pauses = [
            rhythm.pause(at, *source.every, checks_an_entry(source.tier)).total_seconds() for source, rhythm in habits
        ]
        hours.append(sum(1 / pause for pause in pauses) / len(pauses) * size)
    mean = sum(daily) / len(daily)
    return (
        f"- By their rhythms a source is asked {mean:.0f} times a day: {mean * size / 86_400:,.0f} checks a second "
        f"of {size:,} sources, {min(hours):,.0f} in the quietest hour, {max(hours):,.0f} in the busiest."
    )


def _alone(world: World, span: timedelta) -> str:
    """Let one process check what is due; what a check costs is left aside."""
    ends: list[tuple[datetime, str, datetime]] = []
    under_way, free_at = set[str](), defaultdict[str, "datetime"](lambda: TEN)
    ticking = longest = 0.0
    for _ in range(int(span / SECOND)):
        world.now += SECOND
        before, decided = time.process_time(), world.deciding
        while ends and ends[0][0] <= world.now:
            _, name, began = heapq.heappop(ends)
            under_way.discard(name)
            world.checked(name, began)
        due = [source.id for source in world.due() if source.id not in under_way]
        spent = time.process_time() - before - (world.deciding - decided)
        ticking, longest = ticking + spent, max(longest, spent)
        for name in due:
            began = max(world.now, free_at[world.locks[name]])
            free_at[world.locks[name]] = began + SPACING
            under_way.add(name)
            heapq.heappush(ends, (began + ANSWER, name, began))
    cost = f"ticks take {ticking / span.total_seconds():.1%} of a core, the longest {longest * 1_000:.0f} ms"
    return f"- One process, as if checks cost it nothing: {cost}; {_lateness(world, span)}."


class _Jobs:
    """The queue, without a database: what a scheduler asks of it."""

    def __init__(self) -> None:
        self.todo: dict[str, HostJob] = {}
        self.running = set[str]()
        self.made = 0

    async def busy(self) -> dict[str, Busy]:
        waiting = {host: Busy(under_way=False, priority=job.priority) for host, job in self.todo.items()}
        return waiting | {host: Busy(under_way=True, priority=0) for host in self.running}

    async def defer(self, jobs: Sequence[HostJob]) -> None:
        self.made += len(jobs)
        self.todo |= {job.host: job for job in jobs}

    async def hurry(self, hosts: Iterable[str], priority: int) -> None:
        self.todo |= {host: replace(self.todo[host], priority=priority) for host in hosts}

    def taken(self, most: int) -> list[HostJob]:
        """Give the jobs that workers have hands for, the most urgent first."""
        chosen = heapq.nlargest(max(most, 0), self.todo.values(), key=lambda job: job.priority)
        for job in chosen:
            del self.todo[job.host]
            self.running.add(job.host)
        return chosen


async def _deferred(world: World, span: timedelta) -> str:
    """Let a scheduler defer what is due to as many workers as that takes."""
    queue: Any = _Jobs()
    scheduling, edition = Scheduling(queue, Limits()), edition_of(world.settings)
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for name, lock in world.locks.items():
        by_host[lock].append(name)
    rate = sum(
        1 / (state.next_at - state.checked_at).total_seconds()
        for state in world.states.values()
        if state.next_at and state.checked_at
    )
    workers = math.ceil(rate * SPARE / CHECKS)
    ends: list[tuple[datetime, int, str, list[tuple[str, datetime]]]] = []
    slot, spent, longest, turns = TEN, 0.0, 0.0, count()
    for _ in range(int(span / SECOND)):
        world.now += SECOND
        while ends and ends[0][0] <= world.now:
            _, _, host, checked = heapq.heappop(ends)
            queue.running.discard(host)
            for name, began in checked:
                world.checked(name, began)
        before = time.process_time()
        await scheduling.defer_due(world, world.locks, edition)  # type: ignore[arg-type]  # It is what is asked of a watch.
        took = time.process_time() - before
        spent, longest = spent + took, max(longest, took)
        for job in queue.taken(workers * AT_ONCE - len(queue.running)):
            checked, at = [], world.now
            for name in by_host[job.host]:
                due_at = world.states[name].next_at
                if due_at and due_at <= world.now:
                    slot = max(slot, world.now) + SECOND / CHECKS / workers
                    at = max(slot, at)
                    checked.append((name, at))
                    at += SPACING
            heapq.heappush(ends, (at, next(turns), job.host, checked))
    share = f"deferring takes {spent / span.total_seconds():.1%} of a core beside the database"
    share += f", a turn {longest * 1_000:.0f} ms"
    jobs = f"{queue.made / span.total_seconds():,.0f} jobs a second"
    return f"- A scheduler and {workers} workers of {AT_ONCE} hosts: {share} at most, {jobs}; {_lateness(world, span)}."


def _lateness(world: World, span: timedelta) -> str:
    late = sorted(world.late) or [0.0]
    half, most, worst = (late[int((len(late) - 1) * share)] for share in (0.5, 0.95, 0.999))
    each = world.deciding / max(len(world.late), 1) * 1e6
    return (
        f"{len(world.late) / span.total_seconds():,.0f} checks a second, late by {half:.1f} s (p50), "
        f"{most:.1f} s (p95), {worst:.1f} s (p99.9), {late[-1]:.0f} s at most; a next due time takes {each:.0f} µs"
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
