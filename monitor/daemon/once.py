"""One pass over the sources, and what came of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from monitor import wiring
from monitor.daemon.heart import Heart
from monitor.daemon.watch import first_to_mend, watching

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.model import SourceOutcome
    from monitor.notify import DeliveryReport
    from monitor.ports import Checkpoint, Clock, Store
    from monitor.settings import Settings, Source


@dataclass(frozen=True, slots=True)
class PassReport:
    """What came of one pass over the sources."""

    outcomes: tuple[SourceOutcome, ...]
    delivery: DeliveryReport

    @property
    def failed(self) -> bool:
        """Tell whether some source, article or channel failed."""
        return bool(self.delivery.refused) or any(outcome.error or outcome.unreadable for outcome in self.outcomes)


async def once(
    settings: Settings,
    store: Store,
    *,
    everything: bool = False,
    on_source: Callable[[SourceOutcome, int, int], None] | None = None,
    clock: Clock = wiring.utc_now,
    on_step: Checkpoint = wiring.no_checkpoint,
) -> PassReport:
    """Check every source that is due, deliver what is due, and say what came of it.

    Args:
        settings: What to watch and whom to tell.
        store: The memory.
        everything: Check every source, due or not.
        on_source: Is told of each outcome as it comes, how many came and how many there will be.
        clock: Tells the time.
        on_step: Is told of each step that is done.
    """
    async with watching(settings, store, wiring.Circumstances(clock, on_step)) as watch:
        due = list(watch.sources.values()) if everything else watch.due()
        done = count(1)

        async def check(source: Source) -> SourceOutcome:
            outcome = await watch.check_guarded(source)
            if on_source:
                on_source(outcome, next(done), len(due))
            return outcome

        finished = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as errands:
                courier = errands.create_task(watch.deliver_until(finished))
                async with asyncio.TaskGroup() as group:
                    checks = [group.create_task(check(source)) for source in due]
                finished.set()
                watch.news.set()
        except BaseExceptionGroup as faults:
            raise first_to_mend(faults) or faults from faults
        await Heart(settings, watch).beat_once()
        return PassReport(tuple(task.result() for task in checks), courier.result())
