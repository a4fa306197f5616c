"""One question asked in a fork of this process, with bounds to its time and memory."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MEMORY = 6 << 30  # Bytes of addresses: a change that fills memory ends itself only.
_WALL = 20  # Times the CPU that it may use; what waits for something that never comes uses none.


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mutant: who noticed it, or that it broke the process or ran out of time."""

    killer: str
    cpu: float
    is_over_time: bool = False
    is_broken: bool = False

    @property
    def is_killed(self) -> bool:
        """Tell whether anything noticed it."""
        return bool(self.killer) or self.is_over_time or self.is_broken


def forked(question: Callable[[], str], seconds: float | None) -> Outcome:
    """Answer a question in a fork; what it prints is nobody's concern.

    Args:
        question: Gives the answer, a short text.
        seconds: Of CPU, after which it is ended; None lets it take its time.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(question, writer, seconds)
    os.close(writer)
    return _awaited(child, reader, seconds)


def apart(work: Callable[[], None]) -> bool:
    """Do work in a fork that may print, so that what it imports is not here afterwards; tell whether it was done."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001 -- a fork ends here, whatever happened.
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def _answer(question: Callable[[], str], writer: int, seconds: float | None) -> None:
    code = 70
    try:
        os.setsid()
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        if seconds is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 3))
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            signal.alarm(int(seconds * _WALL) + 30)
        os.write(writer, json.dumps(question()).encode())
        code = 0
    finally:
        os._exit(code)


def _awaited(child: int, reader: int, seconds: float | None) -> Outcome:
    _, status, usage = os.wait4(child, 0)
    os.set_blocking(reader, False)  # What a test has started and left behind may hold the other end.
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    cpu = round(usage.ru_utime + usage.ru_stime, 3)
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if seconds is not None and number in {signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL}:
        return Outcome("", cpu, is_over_time=True)
    return Outcome(json.loads(said) if said else "", cpu, is_broken=not said)
