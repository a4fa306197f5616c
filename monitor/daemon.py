"""One machine: passes over the sources that are due, delivery, and the way down when asked to stop."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import wiring
from monitor.errors import StoreError
from monitor.log import get_logger
from monitor.notify import DeliveryReport, deliver
from monitor.pipeline import ARTICLE_COMMITTED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from monitor.model import SourceState
    from monitor.pipeline import SourceOutcome
    from monitor.ports import Checkpoint, Clock, Store
    from monitor.settings import Settings, Source
    from monitor.wiring import Parts

    OnSource = Callable[[SourceOutcome, int], None]

log = get_logger(__name__)

TICK = timedelta(seconds=5)
"""How long the loop rests between two looks at what is due; the ticker of `schedule` takes its place."""


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
    on_source: OnSource | None = None,
    clock: Clock = wiring.utc_now,
    on_step: Checkpoint = wiring.no_checkpoint,
) -> PassReport:
    """Check every source that is due, deliver what is due, and say what came of it.

    Args:
        settings: What to watch and whom to tell.
        store: The memory.
        everything: Check every source, due or not.
        on_source: Is told of each outcome as it comes, and of how many there will be.
        clock: Tells the time.
        on_step: Is told of each step that is done.
    """
    async with _watch(settings, store, clock, on_step) as watch:
        return await watch.make_pass(everything=everything, on_source=on_source)


async def run(settings: Settings, store: Store, *, clock: Clock = wiring.utc_now) -> None:
    """Make passes until SIGTERM or SIGINT; the pass under way is finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with _watch(settings, store, clock, wiring.no_checkpoint) as watch:
        log.info("monitor watches", sources=len(watch.sources), channels=len(watch.parts.senders))
        while not stop.is_set():
            await watch.make_pass()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TICK.total_seconds())
    log.info("monitor stopped")


@asynccontextmanager
async def _watch(settings: Settings, store: Store, clock: Clock, on_step: Checkpoint) -> AsyncIterator[_Watch]:
    news = asyncio.Event()

    def noticed(step: str) -> None:
        on_step(step)
        if step == ARTICLE_COMMITTED:
            news.set()

    async with wiring.assemble(settings, store, clock=clock, on_step=noticed) as parts:
        yield _Watch([source for source in settings.sources if source.enabled], store, parts, clock, on_step, news)


@dataclass(frozen=True, slots=True)
class _Watch:
    """Passes over the sources, with a courier that delivers while they are checked.

    Args:
        news: Is set when an article is committed, so that its message need not wait for a slow neighbour.
    """

    sources: list[Source]
    store: Store
    parts: Parts
    clock: Clock
    on_step: Checkpoint
    news: asyncio.Event

    async def make_pass(self, *, everything: bool = False, on_source: OnSource | None = None) -> PassReport:
        """Check every source that is due and deliver what is due."""
        pipeline = self.parts.pipeline
        states = await pipeline.stored(self.store.source_states, [source.id for source in self.sources])
        now = self.clock()
        due = [source for source in self.sources if everything or _is_due(states[source.id], now)]

        async def check(source: Source) -> SourceOutcome:
            outcome = await pipeline.check(source, states[source.id])
            if on_source:
                on_source(outcome, len(due))
            return outcome

        finished = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as errands:
                courier = errands.create_task(self._courier(finished))
                async with asyncio.TaskGroup() as group:
                    checks = [group.create_task(check(source)) for source in due]
                finished.set()
                self.news.set()
        except BaseExceptionGroup as faults:
            raise _unusable_store(faults) or faults from faults
        return PassReport(tuple(task.result() for task in checks), courier.result())

    async def _courier(self, finished: asyncio.Event) -> DeliveryReport:
        """Deliver while the checks go on, unless another process on this database does."""
        with self.store.delivering() as sole:
            if sole:
                return await self._deliver_until(finished)
        log.warning("another monitor delivers from this database", stage="notify")
        return DeliveryReport()

    async def _deliver_until(self, finished: asyncio.Event) -> DeliveryReport:
        """Deliver whenever there is news, and once more when the checks are finished."""
        accepted: list[str] = []
        refused: list[tuple[str, str]] = []
        last = False
        while not last:
            await self.news.wait()
            self.news.clear()
            last = finished.is_set()
            report = await deliver(
                self.store, self.parts.senders, call=self.parts.pipeline.stored, clock=self.clock, on_step=self.on_step
            )
            accepted += report.accepted
            refused += report.refused
        return DeliveryReport(tuple(accepted), tuple(refused))


def _unusable_store(faults: BaseExceptionGroup) -> StoreError | None:
    """Give the one thing that a person has to mend, where it is that."""
    while isinstance(first := next(iter(faults.exceptions)), BaseExceptionGroup):
        faults = first
    return first if isinstance(first, StoreError) else None


def _is_due(state: SourceState, now: datetime) -> bool:
    return state.next_at is None or state.next_at <= now
