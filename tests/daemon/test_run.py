"""The very first look: each source is told once, and the end when none is awaited any more."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from monitor.daemon.pulse import Loop, Pulse
from monitor.daemon.run import Checking
from monitor.model import SourceOutcome
from monitor.settings import Settings, Source
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from monitor.model import Launch

pytestmark = pytest.mark.anyio

NOW = datetime(2030, 7, 9, 2, 0, tzinfo=UTC)
TIDE = Source("tide", "潮汐观察", "https://tide.example/feed", ZoneInfo("Asia/Shanghai"))
GRAVEL = replace(TIDE, id="gravel")


@dataclass
class Listener:
    """Answers `FirstLook`: writes down what it hears."""

    heard: list[tuple[object, ...]] = field(default_factory=list)

    def looked(self, outcome: SourceOutcome, done: int, total: int) -> None:
        self.heard.append((outcome.source_id, done, total))

    def ended(self, found: Sequence[Launch], settings: Settings) -> None:
        self.heard.append(("ended", len(found), len(settings.sources)))


class Looking:
    """The part of a watch that a check needs; every check succeeds at once."""

    def __init__(self, *sources: Source) -> None:
        self.sources = {source.id: source for source in sources}
        self.parts = SimpleNamespace(pipeline=self)

    async def check_guarded(self, source: Source) -> SourceOutcome:
        return SourceOutcome(source.id, source.name)

    async def stored(self, function: Callable[..., Any]) -> object:
        return function()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def checking(tmp_path: Path, listener: Listener) -> Iterator[Checking]:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield Checking(store, lambda: NOW, listener)
    store.close()


async def look(checking: Checking, watch: Any, *sources: Source) -> None:  # noqa: ANN401 -- it stands for a watch.
    for source in sources:
        await checking._check(watch, source, Settings(tuple(watch.sources.values())))


async def test_each_source_is_heard_of_once_and_then_the_end(checking: Checking, listener: Listener) -> None:
    watch = Looking(TIDE, GRAVEL)

    await look(checking, watch, TIDE, TIDE, GRAVEL, GRAVEL, TIDE)

    assert listener.heard == [("tide", 1, 2), ("gravel", 2, 2), ("ended", 0, 2)]


async def test_a_tick_that_breaks_off_is_said_once_shows_in_the_pulse_and_is_tried_again(checking: Checking) -> None:
    pulse, due = Pulse(), [[], KeyError("due"), KeyError("due"), []]
    pulse.begin(NOW)

    def take() -> list[Source]:
        found = due.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    watch, vitals = SimpleNamespace(due=take, pulse=pulse, clock=lambda: NOW), []
    with capture_logs() as logs:
        for _ in range(4):
            checking._tick(watch, None, Settings(()))
            vitals.append(Loop.TICK in pulse.turns and not pulse.faults)

    assert vitals == [True, False, False, True]
    assert [line["event"] for line in logs] == ["looking for what is due broke off"]


async def test_a_change_of_the_settings_neither_ends_the_first_look_nor_keeps_it_open(
    checking: Checking, listener: Listener
) -> None:
    await look(checking, Looking(TIDE, GRAVEL), TIDE)

    await look(checking, Looking(TIDE), TIDE)

    assert listener.heard == [("tide", 1, 2), ("ended", 0, 1)]
