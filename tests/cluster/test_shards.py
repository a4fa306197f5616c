from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from monitor.cluster.shards import edition_of, shard_of
from monitor.settings import HostManners, Settings, Source

TIDE = Source("tide", "潮汐观察", "https://Tide.example/feed", ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("url", "lock"),
    [
        ("https://Tide.example/feed", "tide.example"),
        ("http://tide.example:80/other", "tide.example"),
        ("http://tide.example:8080/feed", "tide.example:8080"),
    ],
    ids=["https", "usual port", "other port"],
)
def test_a_source_is_checked_under_the_lock_of_its_server(url: str, lock: str) -> None:
    assert shard_of(replace(TIDE, url=url), Settings((TIDE,))) == lock


def test_a_host_that_may_be_asked_in_parallel_has_as_many_locks_and_a_source_always_the_same() -> None:
    settings = Settings((TIDE,), hosts={"tide.example": HostManners(parallel=3)})
    sources = [replace(TIDE, id=f"tide-{number}") for number in range(50)]

    locks = [shard_of(source, settings) for source in sources]

    assert set(locks) == {"tide.example#0", "tide.example#1", "tide.example#2"}
    assert locks == [shard_of(source, settings) for source in sources]


def test_settings_that_watch_the_same_are_one_edition_whatever_else_they_say() -> None:
    here = Settings((TIDE, replace(TIDE, id="off", enabled=False)))

    assert edition_of(here) == edition_of(Settings((TIDE,), follow=("华为",)))
    assert edition_of(here) != edition_of(Settings((TIDE, replace(TIDE, id="gravel"))))
