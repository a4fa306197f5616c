"""Runs a pure function on what strangers wrote in a process that may die: its memory and its time are bounded.

A thread cannot be stopped, and a parser that takes all memory takes the daemon with it; a process can be killed.
"""

from __future__ import annotations

import math
import os
import resource
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import BrokenWorkerProcess, CapacityLimiter, fail_after, to_process
from anyio.from_thread import start_blocking_portal

from monitor.errors import GuardError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Result = TypeVar("Result")

MOST_MEMORY = 400 * 1024 * 1024
"""Address space in bytes of the worker, of which Python and our modules take 62 MB."""

CPU_SECONDS = 4
"""Of one call; the largest of 411 real pages takes 0.05 s."""

DEADLINE = 5.0
"""Seconds of one call, whatever else the machine does; a page that is killed for that is tried again."""

START = 30.0
"""Seconds that a new worker has to load what it needs; 0.4 on an idle core."""

DIED_BEFORE = 0.1
"""Seconds within which a kept worker that breaks was dead already: where memory is short, the kernel kills the idle."""

AT_ONCE = 1  # Hostile pages wait for each other, so that the workers' memory is that of one.


class Guard:
    """Answers `ports.Guard` with a worker process that is kept for the next call while it behaves.

    Args:
        memory: Bytes that the worker may take.
        cpu_seconds: What one call may compute.
        deadline: Seconds that one call may last.
    """

    def __init__(
        self, *, memory: int = MOST_MEMORY, cpu_seconds: int = CPU_SECONDS, deadline: float = DEADLINE
    ) -> None:
        self._memory = memory
        self._cpu_seconds = cpu_seconds
        self._deadline = deadline
        self._turn = CapacityLimiter(AT_ONCE)
        self._is_ready = False

    async def __call__(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Run a function of a module, with arguments that can be pickled, and give its result or raise its error.

        Raises:
            GuardError: It took too much memory or time, or it crashed; the next call has a new worker.
        """
        limited = partial(run_limited, self._memory, self._cpu_seconds, function)
        async with self._turn:
            was_kept, started = self._is_ready, time.monotonic()
            try:
                try:
                    return await self._answer(function, limited, arguments)
                except BrokenWorkerProcess:
                    if not was_kept or time.monotonic() - started > DIED_BEFORE:
                        raise
                    return await self._answer(function, limited, arguments)
            except BrokenWorkerProcess as error:
                megabytes = self._memory >> 20
                raise GuardError(f"needs more than {megabytes} MiB or {self._cpu_seconds} s, or crashes") from error

    async def _answer(
        self, function: Callable[..., object], limited: Callable[..., Result], arguments: tuple[object, ...]
    ) -> Result:
        try:
            if not self._is_ready:
                with fail_after(START):
                    await to_process.run_sync(_loaded, function, cancellable=True)
            self._is_ready = False
            with fail_after(self._deadline):
                result = await to_process.run_sync(limited, *arguments, cancellable=True)
        except TimeoutError as error:
            raise GuardError(f"not done within {self._deadline:g} s") from error
        self._is_ready = True
        return result


@contextmanager
def guarding() -> Iterator[Callable[..., Any]]:
    """Give a guard to code that does not await, with a worker that is kept until it is left; see `Guard`."""
    guard = Guard()
    with start_blocking_portal() as portal:
        yield partial(portal.call, guard)


def run_limited(memory: int, cpu_seconds: int, function: Callable[..., Result], *arguments: object) -> Result:
    """Run a function within limits on this process, which does not outlive what exceeds them."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + cpu_seconds)
    try:
        return function(*arguments)
    except MemoryError:
        os._exit(1)  # What is left of this process would fail the next page, too.


def _loaded(function: Callable[..., object]) -> str:
    """Show that a worker has what it needs: a function comes by its name, and its module is loaded for it."""
    return type(function).__name__


def _limit(what: int, most: int) -> None:
    """Set a soft limit; the hard one stays, so that the next call may have its own."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
