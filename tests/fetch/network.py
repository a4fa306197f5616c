"""A network for tests that opens no socket: it records what would be dialled and answers with canned bytes."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import httpcore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class RecordingNetwork(httpcore.AsyncNetworkBackend):
    """Answers one connection after the other with these bytes, encrypted or not; the deaf are not there."""

    def __init__(self, *replies: bytes, deaf: Iterable[str] = ()) -> None:
        self.dialled: list[tuple[str, int]] = []
        self.heard: list[bytes] = []
        self._replies = list(replies)
        self._deaf = set(deaf)

    async def connect_tcp(self, host: str, port: int, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        self.dialled.append((host, port))
        if host in self._deaf:
            raise httpcore.ConnectError("nobody there")
        return _Stream(self._replies.pop(0), self.heard)


class _Stream(httpcore.AsyncMockStream):
    def __init__(self, reply: bytes, heard: list[bytes]) -> None:
        super().__init__([reply])
        self._heard = heard

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109, ARG002 -- httpcore's signature.
        self._heard.append(buffer)


class Names:
    """A resolver that knows a few names, one answer after the other, and whatever the system reads as a number."""

    def __init__(self, **answers: Sequence[str] | list[Sequence[str]]) -> None:
        self._answers = {name.replace("_", "."): answer for name, answer in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host == "localhost":
            return ["::1", "127.0.0.1"]
        answer = self._answers.get(host)
        if answer is None:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            return [str(address[0]) for *_, address in found]
        if isinstance(answer, list):
            return answer.pop(0)
        return answer
