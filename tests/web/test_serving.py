"""The page on a real socket of this machine."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from web.world import make_launch

from monitor.errors import UsageError
from monitor.web import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from web.world import World

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def served(world: World, listen: str = "127.0.0.1:0") -> AsyncIterator[str]:
    stop, url = asyncio.Event(), asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(world.app(), listen, stop, on_ready=url.set_result))
    try:
        await asyncio.wait({serving, url}, return_when=asyncio.FIRST_COMPLETED)
        yield url.result() if url.done() else await serving
    finally:
        stop.set()
        await asyncio.gather(serving, return_exceptions=True)


async def test_the_page_is_served_until_told_to_stop(world: World) -> None:
    async with served(world) as url, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{url}/healthz")
        head = await client.head(url)

    assert (answer.status_code, head.status_code, head.text) == (200, 200, "")
    assert "server" not in answer.headers
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)


async def test_a_page_whose_loop_is_stuck_is_answered_for(world: World) -> None:
    stop, url, said = asyncio.Event(), asyncio.get_running_loop().create_future(), list[int]()
    serving = asyncio.create_task(serve(world.app(), "127.0.0.1:0", stop, on_ready=url.set_result, stuck_after=0.5))
    address = await url

    client = threading.Thread(target=lambda: said.append(httpx.get(f"{address}/healthz", trust_env=False).status_code))
    client.start()
    client.join()  # The loop comes round no more until the client has its answer.
    stop.set()
    await serving

    assert said == [503]


async def test_no_answer_waits_for_a_word_from_the_other_side(world: World) -> None:
    world.tell(make_launch())
    async with served(world) as url, httpx.AsyncClient(trust_env=False) as client:
        answers = [await client.get(url) for _ in range(20)]

    # 40 ms is how long Linux waits before it confirms what it received; the fastest is hardly the machine's doing.
    assert min(answer.elapsed.total_seconds() for answer in answers[1:]) < 0.035


async def test_a_taken_port_is_a_usage_error_naming_the_address(world: World) -> None:
    async with served(world) as url:
        taken = url.removeprefix("http://")

        with pytest.raises(UsageError, match=f"{taken}.*in use"):
            await serve(world.app(), taken, asyncio.Event())


@pytest.mark.parametrize(
    "listen", ["8080", "localhost", ":8080", "localhost:http", "localhost:65536", ""], ids=range(6)
)
async def test_what_is_no_address_is_a_usage_error(world: World, listen: str) -> None:
    with pytest.raises(UsageError, match="no address to listen on"):
        await serve(world.app(), listen, asyncio.Event())


async def test_signals_stay_with_the_daemon(world: World) -> None:
    before = signal.getsignal(signal.SIGTERM)

    async with served(world):
        during = signal.getsignal(signal.SIGTERM)

    assert during == before


async def test_a_cancelled_server_lets_go_of_its_port(world: World) -> None:
    url = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(world.app(), "127.0.0.1:0", asyncio.Event(), on_ready=url.set_result))
    address = (await url).removeprefix("http://")
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.get(f"http://{address}/healthz")

    serving.cancel()
    await asyncio.wait({serving})

    async with served(world, address) as again:
        assert again == f"http://{address}"
