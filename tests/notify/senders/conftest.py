from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from notify.making import NOW, SHANGHAI
from notify.serving import Mailbox, Receiver, mailbox, receiver
from pydantic import SecretStr

from monitor.http import HttpClient
from monitor.notify import make_sender
from monitor.settings import Channel

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from monitor.ports import Sender


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as opened:
        yield opened


@pytest.fixture
def printed() -> StringIO:
    return StringIO()


@pytest.fixture
async def sender_for(printed: StringIO, anyio_backend: str) -> AsyncIterator[Callable[..., Sender]]:  # noqa: ARG001 -- asks for the loop.
    async with HttpClient() as client:

        def make(url: str, **changes: object) -> Sender:
            channel = Channel("team", SecretStr(url), SHANGHAI, **changes)
            return make_sender(channel, client=client, clock=lambda: NOW, stream=printed)

        yield make
