"""Answers 503 in place of a loop that is stuck: the very loop that is to be asked how it is cannot say so itself.

A thread looks each second whether the loop still comes round. Where it does not for long, the thread says so in the
log, with the lines at which the loop is, and takes what comes to the listener until it does. What holds the lock of the
interpreter for so long (a regular expression, say) stops the thread as well: then nothing answers, and no health check
takes that for well.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
import traceback
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING

from monitor.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterator

log = get_logger(__name__)

STUCK_AFTER = 15.0
"""Seconds. What the loop does itself takes 3 at most, on a file of 100,000 sources that is read anew."""

LOOK = 1.0
_REQUEST = 8_192  # Bytes of a request that are read, so that its sender gets an answer and no reset.


@contextmanager
def standing_in(listener: socket.socket, *, stuck_after: float = STUCK_AFTER, look: float = LOOK) -> Iterator[None]:
    """Let a thread answer at a listener of the running loop whenever that loop is stuck.

    Args:
        listener: Listens already; it stays the loop's.
        stuck_after: Seconds without a turn of the loop.
        look: Seconds between two looks.
    """
    stand_in = _StandIn(listener, stuck_after, look)
    loop = asyncio.get_running_loop()

    def beat() -> None:
        stand_in.beat_at = monotonic()
        stand_in.next_beat = loop.call_later(look, beat)

    beat()
    thread = threading.Thread(target=stand_in.watch, name="stand-in", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stand_in.ended.set()
        if stand_in.next_beat:
            stand_in.next_beat.cancel()
        thread.join()


class _StandIn:
    """The thread's side; what both sides touch is one number and one event."""

    def __init__(self, listener: socket.socket, stuck_after: float, look: float) -> None:
        self.ended = threading.Event()
        self.beat_at = monotonic()
        self.next_beat: asyncio.TimerHandle | None = None
        self._listener, self._stuck_after, self._look = listener, stuck_after, look
        self._loop_thread = threading.get_ident()

    def watch(self) -> None:
        """Look whether the loop comes round, until it has ended."""
        while not self.ended.wait(self._look):
            if self._stuck_for() > self._stuck_after:
                log.error("the loop is stuck", seconds=round(self._stuck_for()), at=self._place())
                self._answer_until_it_goes_on()
                log.warning("the loop goes on")

    def _stuck_for(self) -> float:
        return monotonic() - self.beat_at

    def _place(self) -> str:
        """Say where the loop is, the innermost call last."""
        frame = sys._current_frames().get(self._loop_thread)  # noqa: SLF001 -- documented, in spite of its name.
        return "".join(traceback.format_stack(frame)[-4:]) if frame else ""

    def _answer_until_it_goes_on(self) -> None:
        with suppress(OSError), self._listener.dup() as listener:
            listener.settimeout(self._look)
            while self._stuck_for() > self._stuck_after and not self.ended.is_set():
                with suppress(OSError):
                    self._answer(listener.accept()[0])

    def _why(self) -> str:
        return f"the loop last came round {self._stuck_for():.0f} s ago: it is stuck"

    def _answer(self, connection: socket.socket) -> None:
        said = {"status": "failing", "last_pass_at": None, "why": self._why()}
        body = json.dumps(said).encode()
        head = (
            "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nconnection: close\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        with connection:
            connection.settimeout(self._look)
            connection.recv(_REQUEST)
            connection.sendall(head.encode() + body)
            connection.shutdown(socket.SHUT_WR)
