"""What many checks write when nothing has changed, joined into few transactions.

A transaction of its own for each costs a third of an unchanged check, one for ten a tenth. Whoever records waits until
it is written, as with every other write.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import timedelta

    from monitor.model import SourceState

    Step = tuple[SourceState, SourceState]
    Write = Callable[[Sequence[Step]], Awaitable[set[str]]]

MOST = 200
"""States in one transaction: others want to write, too."""


class Batch:
    """Gathers states of unchanged sources.

    Args:
        write: Writes them, and gives the sources that have something to read.
        pause: How long the first waits for others; those that come while a batch is written make the next.
    """

    def __init__(self, write: Write, pause: timedelta) -> None:
        self._write = write
        self._pause = pause.total_seconds()
        self._waiting: list[tuple[Step, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def record(self, before: SourceState, after: SourceState) -> bool:
        """Have a state written, after the one that was; tell whether its source has something to read.

        Raises:
            StoreError: It could not be written.
        """
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(((before, after), done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._written())
        return await done

    async def _written(self) -> None:
        await asyncio.sleep(self._pause)
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                busy = await self._write([step for step, _ in batch])
            except BaseException as fault:
                for _, done in batch:
                    if not done.done():
                        done.set_exception(fault) if isinstance(fault, Exception) else done.cancel()
                if not isinstance(fault, Exception):
                    raise
            else:
                for (_, after), done in batch:
                    if not done.done():
                        done.set_result(after.source_id in busy)
