"""What is deferred, in which order; what a worker does with a host."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from monitor.cluster import Limits
from monitor.cluster.queue import Busy, HostJob
from monitor.cluster.scheduling import Scheduling
from monitor.cluster.shards import edition_of, shard_of
from monitor.cluster.working import Hand
from monitor.daemon.timetable import is_due
from monitor.model import SourceState, Tier
from monitor.settings import HostManners, Settings, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

pytestmark = pytest.mark.anyio

NOW = datetime(2030, 7, 9, 2, 0, tzinfo=UTC)
TIDE = Source("tide", "潮汐观察", "https://tide.example/feed", ZoneInfo("Asia/Shanghai"))
GRAVEL = replace(TIDE, id="gravel", url="https://gravel.example/feed")
LAB = replace(TIDE, id="lab", url="https://lab.example/news", tier=Tier.OFFICIAL)


@dataclass
class Line:
    """Stands for a queue: remembers what is deferred and hurried."""

    held: dict[str, Busy] = field(default_factory=dict)
    deferred: list[tuple[str, int]] = field(default_factory=list)
    hurried: list[str] = field(default_factory=list)

    async def busy(self) -> dict[str, Busy]:
        return self.held

    async def defer(self, jobs: Sequence[HostJob]) -> None:
        self.deferred += [(job.host, job.priority) for job in jobs]

    async def hurry(self, hosts: Collection[str], _priority: int) -> None:
        self.hurried += hosts


class Sight:
    """Stands for a watch: `found` is what the store remembers, which is looked up.

    Args:
        minutes: Since when each source is due, by its id; a source that is not named was never checked.
    """

    def __init__(self, *sources: Source, minutes: dict[str, float] | None = None) -> None:
        self.sources = {source.id: source for source in sources}
        due_at = {name: NOW - timedelta(minutes=late) for name, late in (minutes or {}).items()}
        self.states = {name: SourceState(name, next_at=due_at.get(name)) for name in self.sources}
        self.found = dict(self.states)
        self.checked: list[str] = []

    def clock(self) -> datetime:
        return NOW

    def due(self) -> list[Source]:
        return [source for source in self.sources.values() if is_due(self.states[source.id], NOW)]

    async def look_up(self, source_ids: Collection[str]) -> None:
        self.states |= {name: self.found[name] for name in source_ids}

    async def check_guarded(self, source: Source) -> None:
        self.checked.append(source.id)
        self.states[source.id] = SourceState(source.id, next_at=NOW + timedelta(minutes=5))


async def defer_due(line: Any, sight: Any) -> None:  # noqa: ANN401 -- they stand for a queue and a watch.
    settings = Settings(tuple(sight.sources.values()))
    locks = {source.id: shard_of(source, settings) for source in settings.sources}
    await Scheduling(line, Limits()).defer_due(sight, locks, edition_of(settings))


async def perform(sight: Any, settings: Settings, host: str, edition: str = "") -> list[bool]:  # noqa: ANN401
    answers: list[bool] = []

    async def is_ours() -> bool:
        answers.append(len(answers) < 2)
        return answers[-1]

    await Hand(sight, settings).perform(HostJob(host, NOW, edition or edition_of(settings)), is_ours)
    return answers


async def test_official_hosts_come_first_then_who_waits_longest() -> None:
    line, sight = Line(), Sight(TIDE, GRAVEL, LAB, minutes={"tide": 1, "gravel": 9, "lab": 0.1})

    await defer_due(line, sight)

    assert line.deferred == [("lab.example", 10), ("gravel.example", 0), ("tide.example", 0)]


async def test_a_host_has_one_job_for_all_its_sources_and_none_while_one_waits_or_is_under_way() -> None:
    line = Line({"gravel.example": Busy(under_way=True, priority=0), "lab.example": Busy(under_way=False, priority=0)})
    sight = Sight(TIDE, replace(TIDE, id="tide-2"), GRAVEL, LAB)

    await defer_due(line, sight)

    assert line.deferred == [("tide.example", 0)]
    assert line.hurried == ["lab.example"]


async def test_what_another_process_checked_meanwhile_is_not_deferred() -> None:
    line, sight = Line(), Sight(TIDE, GRAVEL, minutes={"tide": 1, "gravel": 1})
    sight.found["tide"] = SourceState("tide", next_at=NOW + timedelta(minutes=5))

    await defer_due(line, sight)

    assert line.deferred == [("gravel.example", 0)]


async def test_a_worker_checks_a_hosts_due_sources_the_official_first_as_long_as_the_job_is_its_own() -> None:
    sources = (TIDE, replace(TIDE, id="late"), replace(TIDE, id="lab", tier=Tier.OFFICIAL), replace(TIDE, id="fresh"))
    sight = Sight(*sources, minutes={"tide": 1, "late": 9, "lab": 0.5, "fresh": -5})
    settings = Settings(sources, hosts={"tide.example": HostManners(spacing=timedelta(0))})

    answers = await perform(sight, settings, "tide.example")

    assert sight.checked == ["lab", "late"]
    assert answers == [True, True, False]


async def test_a_worker_says_once_that_its_settings_are_others_than_the_schedulers() -> None:
    settings = Settings((TIDE,), hosts={"tide.example": HostManners(spacing=timedelta(0))})

    with capture_logs() as logs:
        await perform(Sight(TIDE), settings, "tide.example", edition="other")
        await perform(Sight(TIDE), settings, "tide.example")

    assert [entry["event"].partition(":")[0] for entry in logs] == ["the scheduler has other settings than this worker"]


async def test_a_host_that_this_worker_does_not_know_costs_nothing() -> None:
    sight = Sight(TIDE)

    assert await perform(sight, Settings((TIDE,)), "unknown.example") == []
    assert sight.checked == []
