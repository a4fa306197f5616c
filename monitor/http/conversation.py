"""One connection, and what HTTP/1.1 (RFC 9112, by h11) says may be said on it next."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import h11
import httpcore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

MOST_HEAD = 100 * 1024
"""Bytes of a reply's head; as many as httpcore allows."""
A_READ = 64 * 1024
"""Bytes at a time."""


@dataclass(eq=False, slots=True)
class Conversation:
    """Asks one thing after the other on one connection.

    Args:
        stream: The connection.
    """

    stream: httpcore.AsyncNetworkStream
    _state: h11.Connection = field(
        default_factory=lambda: h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD)
    )

    async def ask(self, request: httpx.Request) -> tuple[int, list[tuple[bytes, bytes]]]:
        """Send a request; give the status and the headers of its reply, names as they were written.

        Replies that only inform are passed over, and their number is bounded by the deadline of whoever asks.

        Raises:
            httpcore.ProtocolError: One of the two is none.
            httpcore.NetworkError: The connection broke.
        """
        try:
            said = self._said(request)
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error
        with suppress(httpcore.WriteError):  # Who wants no more of it has answered already, or reading will tell.
            await self.stream.write(said)
        while not isinstance(event := await self._event(), h11.Response):
            pass  # Of those that only inform (RFC 9110 §15.2).
        return event.status_code, event.headers.raw_items()

    async def body(self) -> AsyncIterator[bytes]:
        """Give the body of the reply as it comes.

        Raises:
            httpcore.ProtocolError: It breaks off, or is not framed as HTTP wants it.
            httpcore.NetworkError: The connection broke.
        """
        while isinstance(event := await self._event(), h11.Data):
            yield bytes(event.data)

    @property
    def is_closed(self) -> bool:
        """Tell whether the server has ended it, or said what nobody asked, while nothing was to be said."""
        return bool(self.stream.get_extra_info("is_readable"))

    def is_over(self) -> bool:
        """Tell whether the server will hear nothing more on it; where it will, be ready for the next request.

        Of a server that said more than its reply, the rest would be taken for the next one.
        """
        if {self._state.our_state, self._state.their_state} != {h11.DONE} or self._state.trailing_data[0]:
            return True
        self._state.start_next_cycle()
        return False

    def _said(self, request: httpx.Request) -> bytes:
        url = request.url
        events = [h11.Request(method=request.method, target=url.raw_path, headers=request.headers.raw)]
        content = [h11.Data(request.content)] if request.content else []
        return b"".join(self._state.send(event) or b"" for event in (*events, *content, h11.EndOfMessage()))

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        try:
            while (event := self._state.next_event()) is h11.NEED_DATA:
                received = await self.stream.read(A_READ)
                if not received and self._state.their_state is h11.SEND_RESPONSE:
                    raise httpcore.RemoteProtocolError("Server disconnected without sending a response.")
                self._state.receive_data(received)
        except h11.RemoteProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error
        return cast("h11.Event | type[h11.PAUSED]", event)
