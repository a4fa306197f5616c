from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.fetch import manners
from monitor.fetch.manners import Manners, Turns

pytestmark = pytest.mark.anyio

POLITE = Manners(parallel=1, spacing=timedelta(milliseconds=50))


async def began(turns: Turns, host: str, port: int = 443) -> float:
    async with turns.turn(host, port):
        return asyncio.get_running_loop().time()


async def test_turns_at_one_server_are_spaced() -> None:
    turns = Turns(POLITE)

    times = await asyncio.gather(*(began(turns, "news.example") for _ in range(4)))

    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert all(gap >= 0.045 for gap in gaps)


async def test_turns_at_different_servers_are_not() -> None:
    turns = Turns(Manners(spacing=timedelta(minutes=1)))

    async with asyncio.timeout(5):
        times = await asyncio.gather(*(began(turns, f"{n}.example") for n in range(9)))

    assert len(times) == 9


async def test_both_doors_of_a_host_are_one_server_and_other_ports_are_others() -> None:
    turns = Turns(Manners(spacing=timedelta(minutes=1)))

    for port in (80, 8080, 8081):
        async with asyncio.timeout(5):
            await began(turns, "news.example", port)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await began(turns, "news.example", 443)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_ones_own_machine_is_asked_without_a_pause(host: str) -> None:
    assert Turns(POLITE).manners_for(host) == Manners(parallel=1, spacing=timedelta(0))


def test_what_is_said_of_a_host_counts_there_alone() -> None:
    keen = Manners(parallel=4, spacing=timedelta(0))
    turns = Turns(POLITE, {"hub.example": keen, "localhost": POLITE})

    found = [turns.manners_for(host) for host in ("hub.example", "localhost", "news.example")]

    assert found == [keen, POLITE, POLITE]


async def test_a_turn_that_fails_or_is_cancelled_frees_its_place() -> None:
    turns = Turns(Manners(parallel=1, spacing=timedelta(0)))

    async def hang() -> None:
        async with turns.turn("news.example", 443):
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(hang()) for _ in range(3)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    async with asyncio.timeout(1):
        await began(turns, "news.example")


async def test_servers_that_nobody_asks_are_forgotten() -> None:
    turns = Turns(Manners(spacing=timedelta(0)))

    for number in range(manners.MOST_IDLE_SERVERS + 10):
        await began(turns, f"{number}.example")

    assert len(turns._servers) <= manners.MOST_IDLE_SERVERS


async def test_a_server_in_use_or_one_that_asked_for_patience_is_not_forgotten_for_others() -> None:
    turns = Turns(Manners(spacing=timedelta(0)))

    async with turns.turn("busy.example", 443):
        async with turns.turn("tired.example", 443) as turn:
            turn.answered(retry_after=600)
        for number in range(manners.MOST_IDLE_SERVERS + 10):
            await began(turns, f"{number}.example")
        async with turns.turn("tired.example", 443) as later:
            rest = later.rest
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05), turns.turn("busy.example", 443):
                pass

    assert rest > 500


async def test_servers_that_gave_no_answer_wait_in_a_lane_of_their_own() -> None:
    turns = Turns(Manners(spacing=timedelta(0)), most_silent=1)
    for name in ("a.example", "b.example"):
        async with turns.turn(name, 443) as turn:
            turn.gave_no_answer()

    async with turns.turn("a.example", 443):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await began(turns, "b.example")
        async with asyncio.timeout(1):
            await began(turns, "fine.example")


async def test_an_answer_brings_a_server_back_among_the_others() -> None:
    turns = Turns(Manners(spacing=timedelta(0)), most_silent=1)
    for name in ("a.example", "b.example"):
        async with turns.turn(name, 443) as turn:
            turn.gave_no_answer()
    async with turns.turn("b.example", 443) as turn:
        turn.answered()

    async with turns.turn("a.example", 443), asyncio.timeout(1):
        await began(turns, "b.example")


async def test_a_server_that_asked_for_patience_gives_its_turns_at_once_with_the_rest() -> None:
    turns = Turns(Manners(spacing=timedelta(minutes=1)))
    async with turns.turn("a.example", 443) as turn:
        turn.answered(retry_after=30)

    async with asyncio.timeout(1), turns.turn("a.example", 443) as turn:
        rest = turn.rest

    assert 29 < rest <= 30
