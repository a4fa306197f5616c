"""A loop that is stuck: somebody else says so, for as long as it is."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from monitor.web.stand_in import standing_in

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.anyio


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"goes on")
    writer.close()


def asked(listener: socket.socket) -> str:
    """Ask as a health check does, and give all that comes."""
    with socket.create_connection(listener.getsockname(), timeout=20) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
        return b"".join(iter(lambda: client.recv(4096), b"")).decode()


async def test_a_stuck_loop_is_answered_for_until_it_goes_on(listener: socket.socket) -> None:
    said: list[str] = []
    server = await asyncio.start_server(answer, sock=listener)

    with capture_logs() as logs, standing_in(listener, stuck_after=0.2, look=0.02):
        client = threading.Thread(target=lambda: said.append(asked(listener)))
        client.start()
        client.join()  # The loop comes round no more until the client has its answer.
        # Whoever comes within the moment that the thread takes to notice is told the same once more.
        later = [await asyncio.to_thread(asked, listener) for _ in range(20)]
        server.close()

    head, _, body = said[0].partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 503 ")
    assert json.loads(body)["status"] == "failing"
    assert json.loads(body)["why"].endswith(" s ago: it is stuck")
    assert later[-1] == "goes on"
    assert [line["event"] for line in logs][:2] == ["the loop is stuck", "the loop goes on"]
    assert "client.join()" in logs[0]["at"]


async def test_a_loop_that_comes_round_answers_for_itself(listener: socket.socket) -> None:
    server = await asyncio.start_server(answer, sock=listener)

    with capture_logs() as logs, standing_in(listener, stuck_after=60, look=0.01):
        said = await asyncio.to_thread(asked, listener)
        server.close()

    assert (said, logs) == ("goes on", [])
