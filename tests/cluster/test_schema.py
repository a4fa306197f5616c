"""The queue's schema: made once, brought up step by step, never taken back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psycopg
import pytest

from monitor.cluster import open_queue, prepare
from monitor.cluster.schema import SIGNED, _steps
from monitor.errors import StoreError

if TYPE_CHECKING:
    from postgres import Server

pytestmark = pytest.mark.anyio

AN_EARLIER_STEP = "03.02.00_50_post_batch_defer_jobs"
FUNCTIONS = "SELECT proname, pronargs FROM pg_proc WHERE proname LIKE 'procrastinate%' ORDER BY 1, 2"
INDEXES = "SELECT indexname FROM pg_indexes WHERE tablename LIKE 'procrastinate%' ORDER BY 1"


def shape(address: str) -> list[list[tuple[object, ...]]]:
    with psycopg.connect(address) as connection:
        return [connection.execute(query).fetchall() for query in (FUNCTIONS, INDEXES)]


def sign(address: str, step: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{SIGNED}{step}'".encode())


async def test_of_two_that_start_at_once_one_makes_the_schema(postgres: Server) -> None:
    address = postgres.address(postgres.make())
    async with open_queue(address, "test") as one, open_queue(address, "test") as other:
        taken = await asyncio.gather(prepare(one), prepare(other))
        again = await prepare(one)

    assert sorted(taken) == [[], [max(_steps())]]
    assert again == []


async def test_an_older_schema_is_brought_to_what_a_new_one_is(postgres: Server, address: str) -> None:
    old = postgres.address(postgres.make())
    for name in sorted(_steps()):
        if name <= AN_EARLIER_STEP:
            with psycopg.connect(old) as connection:
                connection.execute(_steps()[name].read_bytes())
    sign(old, AN_EARLIER_STEP)

    async with open_queue(old, "test") as queue:
        taken = await prepare(queue)

    assert taken == [name for name in sorted(_steps()) if name > AN_EARLIER_STEP]
    assert shape(old) == shape(address)


async def test_a_schema_of_a_newer_version_is_refused(address: str) -> None:
    sign(address, "99.00.00_01_pre_wonders")

    async with open_queue(address, "test") as queue:
        with pytest.raises(StoreError, match=r"made by a newer procrastinate .*; update this machine's, too"):
            await prepare(queue)
