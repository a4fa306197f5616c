"""What many checks write when nothing has changed is written together."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.batch import MOST, Batch
from monitor.errors import StoreError
from monitor.model import SourceState

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.anyio


class Written:
    """Takes batches; sources whose names are `busy` have something to read."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.batches: list[list[str]] = []
        self._fault = fault

    async def __call__(self, steps: Sequence[tuple[SourceState, SourceState]]) -> set[str]:
        self.batches.append([state.source_id for _, state in steps])
        await asyncio.sleep(0)
        if self._fault:
            raise self._fault
        return {"busy"}


async def test_states_that_come_together_are_written_together_and_each_hears_of_its_own() -> None:
    written = Written()
    batch = Batch(written, timedelta(0))

    waits = await asyncio.gather(
        *(batch.record(SourceState(name), SourceState(name)) for name in ("idle", "busy", "other"))
    )

    assert waits == [False, True, False]
    assert written.batches == [["idle", "busy", "other"]]


async def test_no_batch_is_larger_than_it_may_be_and_none_is_lost() -> None:
    written = Written()
    batch = Batch(written, timedelta(0))
    names = [str(number) for number in range(2 * MOST + 1)]

    await asyncio.gather(*(batch.record(SourceState(name), SourceState(name)) for name in names))
    await batch.record(SourceState("later"), SourceState("later"))

    assert [len(names) for names in written.batches] == [MOST, MOST, 1, 1]
    assert [name for names in written.batches for name in names] == [*names, "later"]


async def test_a_store_that_fails_is_everybodys_who_waits() -> None:
    batch = Batch(Written(StoreError("disk full")), timedelta(0))

    came = await asyncio.gather(
        *(batch.record(SourceState(name), SourceState(name)) for name in "ab"), return_exceptions=True
    )

    assert [str(fault) for fault in came] == ["disk full", "disk full"]


async def test_who_goes_away_keeps_nobody_else_from_being_written() -> None:
    written = Written()
    batch = Batch(written, timedelta(0))
    gone = asyncio.create_task(batch.record(SourceState("gone"), SourceState("gone")))
    await asyncio.sleep(0)
    gone.cancel()

    assert await batch.record(SourceState("busy"), SourceState("busy"))
    assert written.batches == [["gone", "busy"]]
