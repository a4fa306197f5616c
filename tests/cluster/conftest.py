"""Databases with the queue's schema beside ours."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from monitor.cluster import open_queue, prepare

if TYPE_CHECKING:
    from postgres import Server


@pytest.fixture(scope="session")
def prepared(postgres: Server, empty_on_server: str) -> str:
    """Made once; a database like it takes 50 ms."""
    name = postgres.make(empty_on_server)

    async def make() -> None:
        async with open_queue(postgres.address(name), "test") as queue:
            await prepare(queue)

    asyncio.run(make())
    return name


@pytest.fixture
def address(postgres: Server, prepared: str) -> str:
    """The address of an empty database that many machines may share."""
    return postgres.address(postgres.make(prepared))
