"""What it costs to be observed: the share of an unchanged check that counting takes, and a scrape of many sources.

    python bench/observing.py

Both parts of the share are taken in one run: 2,000 sources at 200 hosts that answer 304, ten at a time, and the
happening of such a check told 200,000 times.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from load.costs import at_a_time
from load.past import feeds_of, listed_before
from load.server import free_ports, serving
from load.world import build

from monitor import wiring
from monitor.daemon.observatory import source_levels
from monitor.daemon.watch import watching
from monitor.log import configure_logging
from monitor.model import Checked, CheckResult, Condition, Levels, OutboxLevels, SourceState, Vitals
from monitor.settings import Settings
from monitor.store import open_store

if TYPE_CHECKING:
    from load.world import World

    from monitor.ports import Observer

CHECKS, TOLD, MANY = 2_000, 200_000, 100_000
ARTICLES = 60

MOST_SHARE, MOST_SCRAPE = 0.01, 0.25


def main() -> int:
    """Measure and print; give 1 where a goal is missed."""
    configure_logging(level="critical")
    observed = wiring.observation("run")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(build(Path(folder), free_ports(), CHECKS, 0, ARTICLES)) as world,
    ):
        check = asyncio.run(_a_check(world, observed))
    counting = _told(observed.metrics)
    share, scrape = counting / check, _a_scrape(observed)
    print(f"an unchanged check: {check * 1e6:.0f} µs of CPU, of which counting it {counting * 1e6:.2f} µs: ", end="")
    print(f"{share:.2%} (goal < {MOST_SHARE:.0%})")
    print(f"a scrape of {MANY} sources: {scrape * 1e3:.0f} ms (goal < {MOST_SCRAPE * 1e3:.0f} ms)")
    return int(share >= MOST_SHARE or scrape >= MOST_SCRAPE)


async def _a_check(world: World, observed: wiring.Observation) -> float:
    """Give the CPU seconds of a check that finds nothing changed, counted as the daemon counts it."""
    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/monitor.db")) as store:
        sources = feeds_of(world, CHECKS)
        listed_before(store, sources, world)
        circumstances = wiring.day_and_night(wiring.utc_now, observed)
        async with watching(Settings(tuple(sources), ()), store, circumstances) as watch:
            milliseconds = await at_a_time(sources, watch.check_guarded)
    text = observed.metrics.text(Levels(Vitals(Condition.OK), ready=True))
    assert f'monitor_checks_total{{reason="",result="unchanged"}} {CHECKS:.1f}'.encode() in text  # noqa: S101
    return milliseconds / 1000


def _told(observe: Observer) -> float:
    """Give the seconds that it takes to tell of an unchanged check and to count it."""
    began = time.process_time()
    for _ in range(TOLD):
        observe(Checked(CheckResult.UNCHANGED))
    return (time.process_time() - began) / TOLD


def _a_scrape(observed: wiring.Observation) -> float:
    """Give the CPU seconds of looking at many sources and writing what a scrape gets."""
    now = wiring.utc_now()
    states = {f"s{n}": SourceState(f"s{n}", next_at=now + timedelta(seconds=n % 900 - 5)) for n in range(MANY)}
    began = time.process_time()
    sources = source_levels(states, (), now)
    observed.metrics.text(Levels(Vitals(Condition.OK), ready=True, sources=sources, outbox=OutboxLevels()))
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
