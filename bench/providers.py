"""Providers on loopback that answer as their documents say: one that takes all, a hung one, one of twenty a minute."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Providers:
    """One server for all; the address says how it behaves: `/ok…`, `/hung…`, `/robot/send…` (DingTalk).

    Args:
        clock: Seconds, for limits by the minute.
        most: Messages that DingTalk takes in `period` seconds, before it refuses for `penalty` seconds.
        slow: Seconds until an answer.
        received: Path and body of each request that was taken, with its time.
    """

    clock: Callable[[], float]
    most: int = 20
    period: float = 60.0
    penalty: float = 600.0
    slow: float = 0.0
    received: defaultdict[str, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    url: str = ""
    server: asyncio.Server | None = None
    _taken: deque[float] = field(default_factory=deque)
    _closed_until: float = 0.0

    async def open(self) -> None:
        """Listen on a free port."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """Listen no more."""
        if self.server:
            self.server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = (await reader.readexactly(int(length[1]) if length else 0)).decode()
            path = head.split(b" ", 2)[1].decode().partition("?")[0]
            if path.startswith("/hung"):
                await asyncio.sleep(3600)
            await asyncio.sleep(self.slow)
            answer = self._answer(path, body)
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + f"Content-Length: {len(answer)}\r\n\r\n".encode()
                + answer
            )
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            writer.close()

    def _answer(self, path: str, body: str) -> bytes:
        """Refuse for ten minutes who sends more than twenty in a minute: DingTalk's document of its bots."""
        now = self.clock()
        while self._taken and self._taken[0] + self.period <= now:
            self._taken.popleft()
        if path.startswith("/robot/send"):
            if now < self._closed_until or len(self._taken) >= self.most:
                self._closed_until = max(self._closed_until, now + self.penalty)
                self.refused += 1
                return json.dumps({"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}).encode()
            self._taken.append(now)
        self.received[path].append((now, body))
        return b'{"errcode":0,"errmsg":"ok"}'
