"""The bench of silent sources in short: its ways are noticed in time, and a fortnight of healthy sources is quiet."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from newsroom import HABITS, lived_through, made_up
from silence import LOOKS, WAYS, noticed

pytestmark = pytest.mark.anyio

QUICK = [way for way in WAYS if way != "a list that is frozen"]  # That one takes 2,500 looks.


@pytest.mark.parametrize("way", QUICK)
async def test_a_source_that_falls_silent_is_noticed_within_three_looks(way: str, tmp_path: Path) -> None:
    found = await noticed(way, tmp_path)

    assert found.looks is not None
    assert 1 <= found.looks <= LOOKS


@pytest.mark.parametrize("habit", [habit for _, habit in HABITS], ids=[habit.name for _, habit in HABITS])
def test_nobody_is_told_of_sources_that_are_well(habit: object) -> None:
    every = timedelta(hours=1)

    life = lived_through(made_up(habit, 1, (every, every)), timedelta(days=40))

    assert life.notices == []
    assert life.checks > 900


def test_what_they_publish_is_found_within_the_interval() -> None:
    every = timedelta(minutes=5)

    life = lived_through(made_up(HABITS[0][1], 3, (every, every)), timedelta(days=1))

    assert len(life.delays) >= 10
    assert max(life.delays) <= 3 * every
