"""What is read off a process at the moment when somebody asks → gauges; nothing is kept from one time to the next."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from monitor import __version__
from monitor.model import SourceHealth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prometheus_client.core import Metric

    from monitor.model import DiskSpace, Levels, OutboxLevels, QueueSeen, SourceLevels

CONTENT_TYPE = CONTENT_TYPE_LATEST


@dataclass(frozen=True, slots=True)
class Identity:
    """What a process is.

    Args:
        role: `run`, `scheduler`, `worker` or `web`.
        run: The id that its log lines bear.
    """

    role: str
    run: str


def written(counted: CollectorRegistry, identity: Identity, levels: Levels, queue: QueueSeen | None) -> bytes:
    """Write what was counted, and what is read now, in the form that `CONTENT_TYPE` names."""
    now = CollectorRegistry(auto_describe=False)
    now.register(_Levels(identity, levels, queue))
    return generate_latest(counted) + generate_latest(now)


@dataclass(frozen=True, slots=True, eq=False)
class _Levels(Collector):
    """What the library asks for gauges."""

    identity: Identity
    levels: Levels
    queue: QueueSeen | None

    def collect(self) -> Iterator[Metric]:
        """Give all gauges."""
        levels = self.levels
        yield from _of_the_process(self.identity, levels)
        turns = {name: at.timestamp() for name, at in levels.turns.items()}
        yield _by("last_turn_timestamp_seconds", "When a loop last came round, by the loop.", "loop", turns)
        if levels.sources:
            yield from _of_sources(levels.sources)
        if levels.outbox:
            yield from _of_the_outbox(levels.outbox)
        if levels.space:
            yield from _of_the_disk(levels.space)
        if self.queue:
            hosts = {"waiting": self.queue.waiting, "under_way": self.queue.under_way}
            yield _by("queue_hosts", "Hosts in the queue of many machines, by where they stand.", "state", hosts)


def _of_the_process(identity: Identity, levels: Levels) -> Iterator[Metric]:
    build = {"version": __version__, "python": platform.python_version(), "schema": levels.schema}
    yield InfoMetricFamily("monitor_build", "The program, and the step that its database is at.", build)
    yield InfoMetricFamily(
        "monitor_run", "This process: its log lines bear the run.", {"role": identity.role, "run": identity.run}
    )
    yield _gauge("live", "1 while /healthz answers 200, else 0.", levels.vitals.is_well)
    yield _gauge("ready", "1 while /readyz answers 200, else 0.", levels.ready)


def _of_sources(sources: SourceLevels) -> Iterator[Metric]:
    watched = (state for state in SourceHealth if state is not SourceHealth.OFF)
    states = {state.value: sources.states.get(state, 0) for state in watched}
    yield _by("sources", "Sources that are watched, by state.", "state", states)
    yield _gauge("sources_due", "Sources that are due.", sources.due)
    late = sources.lateness.total_seconds()
    yield _gauge("source_lateness_seconds", "By how long the latest of the sources that are due is.", late)


def _of_the_outbox(outbox: OutboxLevels) -> Iterator[Metric]:
    held = {"waiting": outbox.waiting, "parked": outbox.parked}
    yield _by("outbox_messages", "Messages that no provider has accepted, by state.", "state", held)
    oldest = {"yes": outbox.tried.total_seconds(), "no": outbox.untried.total_seconds()}
    words = "How long ago the oldest message that waits was to go out, by whether its provider was asked; 0 for none."
    yield _by("outbox_oldest_seconds", words, "tried", oldest)


def _of_the_disk(space: DiskSpace) -> Iterator[Metric]:
    yield _gauge("database_disk_free_bytes", "What is left to the database on its disk.", space.free)
    yield _gauge("database_disk_size_bytes", "The size of that disk.", space.size)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"monitor_{name}", words, float(value))


def _by(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"monitor_{name}", words, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), float(value))
    return family
