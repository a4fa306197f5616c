"""Day and night: the ticker starts what is due, a changed settings file is taken up, SIGTERM drains."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from monitor import wiring
from monitor.daemon.life import PATIENCE, Life
from monitor.daemon.pulse import Loop
from monitor.log import get_logger
from monitor.schedule import ticking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from monitor.daemon.watch import Watch
    from monitor.model import Launch, SourceOutcome
    from monitor.ports import Clock, Store
    from monitor.settings import Settings, Source

log = get_logger(__name__)

PREVIEW = timedelta(days=7)


async def run(
    settings: Settings,
    config: Path,
    store: Store,
    *,
    first_look: FirstLook | None = None,
    clock: Clock = wiring.utc_now,
    observed: wiring.Observation | None = None,
) -> None:
    """Watch until SIGTERM or SIGINT; take up each valid change of the settings file, and keep the last good one.

    Args:
        settings: What `config` says.
        config: The settings file; it is read anew when it is saved.
        store: The memory.
        first_look: At the very first start, what hears of it; None at later ones.
        clock: Tells the time.
        observed: How the process is observed.

    Raises:
        StoreError: The store cannot be used any more.
    """
    observed = observed or wiring.observation("run")
    circumstances = wiring.day_and_night(clock, observed)
    await Life(config, store, circumstances, Checking(store, clock, first_look), observed).live(settings)


class FirstLook(Protocol):
    """Hears how the very first look at every source goes; nothing of what it brings is sent."""

    def looked(self, outcome: SourceOutcome, done: int, total: int) -> None:
        """Hear of a source that was looked at for the first time."""
        ...

    def ended(self, found: Sequence[Launch], settings: Settings) -> None:
        """Hear that all were; `found` are the launches of the last week, `settings` those that hold by now."""
        ...


class Checking:
    """Checks each source when it is due, in this process.

    Args:
        first_look: None once every source was looked at.
    """

    def __init__(self, store: Store, clock: Clock, first_look: FirstLook | None) -> None:
        self.store = store
        self.clock = clock
        self.first_look = first_look
        self.looked_at: set[str] = set()
        self._watch: Watch | None = None
        self._unseen: set[str] = set()

    @asynccontextmanager
    async def performing(self, watch: Watch, settings: Settings) -> AsyncIterator[None]:
        """Start what is due, and let what was started end."""
        async with asyncio.TaskGroup() as group:
            with ticking(partial(self._tick, watch, group, settings)):
                yield
            await _drain(watch)

    def _tick(self, watch: Watch, group: asyncio.TaskGroup, settings: Settings) -> None:
        """Start what is due; a fault of ours in that is said to whoever looks after the process, and tried again.

        Another guard of a run: the ticker would swallow it.
        """
        try:
            self._start_due(watch, group, settings)
        except Exception as fault:
            if watch.pulse.broke(Loop.TICK, fault):
                log.exception("looking for what is due broke off")
        else:
            watch.pulse.came_round(Loop.TICK, watch.clock())

    def _start_due(self, watch: Watch, group: asyncio.TaskGroup, settings: Settings) -> None:
        for source in watch.due():
            watch.checks[source.id] = task = group.create_task(self._check(watch, source, settings))
            task.add_done_callback(partial(_forget, watch, source.id))

    async def _check(self, watch: Watch, source: Source, settings: Settings) -> None:
        outcome = await watch.check_guarded(source)
        if self.first_look is None:
            return
        awaited = self._awaited(watch)
        if source.id in awaited:
            awaited.discard(source.id)
            self.looked_at.add(source.id)
            self.first_look.looked(outcome, len(watch.sources) - len(awaited), len(watch.sources))
        if not awaited:
            listener, self.first_look = self.first_look, None
            since = self.clock() - PREVIEW
            listener.ended(await watch.parts.pipeline.stored(partial(self.store.launches, since=since)), settings)

    def _awaited(self, watch: Watch) -> set[str]:
        """Give the sources that nobody looked at yet; reckoned once under each set of settings, not at each check."""
        if watch is not self._watch:
            self._watch, self._unseen = watch, watch.sources.keys() - self.looked_at
        return self._unseen


def _forget(watch: Watch, source_id: str, _task: asyncio.Task[None]) -> None:
    watch.checks.pop(source_id, None)


async def _drain(watch: Watch) -> None:
    """Let the checks under way end; those that take too long are given up, and lose nothing: they are due again."""
    if not watch.checks:
        return
    _, late = await asyncio.wait(list(watch.checks.values()), timeout=PATIENCE.total_seconds())
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
