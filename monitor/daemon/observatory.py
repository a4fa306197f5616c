"""A process's pulse, watch and memory → what health checks and Prometheus are answered."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from anyio import to_thread

from monitor.config import values
from monitor.daemon.timetable import is_due
from monitor.errors import StoreError, UsageError
from monitor.log import get_logger
from monitor.metrics import CONTENT_TYPE
from monitor.model import Condition, Levels, OutboxLevels, SourceLevels, Vitals
from monitor.settings import Web
from monitor.web import Access, Keys, create_observatory, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from monitor.daemon.pulse import Loop
    from monitor.daemon.watch import Watch
    from monitor.model import DiskSpace, SourceState, Undelivered
    from monitor.ports import Clock, Store
    from monitor.settings import Settings
    from monitor.wiring import Circumstances, Observation

    Facts = tuple[tuple[str, str], DiskSpace | None, list[Undelivered] | None]

log = get_logger(__name__)

PATIENCE = timedelta(seconds=4)
"""How long the database may take to answer; health checks and Prometheus give up after five or ten seconds."""

SILENT = "the database does not answer"


class Observatory:
    """Answers `web.Probes` for a process.

    Args:
        observation: Counts what happens.
        vitals: Say how the process is.
        store: The memory.
        circumstances: Of the process; its one thread alone speaks to the memory.
        turns: When its loops last came round.
        watch: Gives the watch that it keeps and tells of; None where that is another process's business.
        patience: How long the memory may take to answer.
    """

    def __init__(
        self,
        observation: Observation,
        vitals: Callable[[], Vitals],
        store: Store,
        circumstances: Circumstances,
        *,
        turns: Mapping[Loop, datetime] | None = None,
        watch: Callable[[], Watch | None] = lambda: None,
        patience: timedelta = PATIENCE,
    ) -> None:
        self.vitals = vitals
        self._observation = observation
        self._store = store
        self._circumstances = circumstances
        self._turns: Mapping[Loop, datetime] = {} if turns is None else turns
        self._watch = watch
        self._patience = patience
        self._asking: asyncio.Task[Facts | None] | None = None

    async def readiness(self) -> Vitals:
        """Tell whether the process does its work: after a first turn of its loops, on a memory that answers."""
        vitals = self.vitals()
        return self._judged(vitals, await self._facts()) if vitals.is_at_work else vitals

    async def metrics(self) -> tuple[bytes, str]:
        """Give what was counted, and what can be read off the process; less where the database does not answer."""
        vitals, facts, now = self.vitals(), await self._facts(), self._circumstances.clock()
        watch = self._watch()
        (schema, _), space, undelivered = facts or (("", ""), None, None)
        levels = Levels(
            vitals,
            ready=vitals.is_at_work and self._judged(vitals, facts).is_at_work,
            turns={loop.value: at for loop, at in self._turns.items()},
            sources=source_levels(watch.states, watch.checks, now) if watch else None,
            outbox=None if undelivered is None else outbox_levels(undelivered, now),
            schema=schema,
            space=space,
        )
        return self._observation.metrics.text(levels), CONTENT_TYPE

    def _judged(self, vitals: Vitals, facts: Facts | None) -> Vitals:
        if facts is None:
            return Vitals(Condition.FAILING, SILENT, vitals.last_pass_at)
        schema, ours = facts[0]
        if schema != ours:
            why = f"the database is at schema {schema or 'none'}, this program works with {ours}"
            return Vitals(Condition.FAILING, why, vitals.last_pass_at)
        return vitals

    async def _facts(self) -> Facts | None:
        """Ask the memory; None where it does not answer in time. Who hangs in it is asked no second time meanwhile."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._asked())
        await asyncio.wait((self._asking,), timeout=self._patience.total_seconds())
        return self._asking.result() if self._asking.done() else None

    async def _asked(self) -> Facts | None:
        try:
            return await to_thread.run_sync(self._look, limiter=self._circumstances.store_thread)
        except StoreError as error:
            log.debug("database not read for metrics", error=str(error))
            return None

    def _look(self) -> Facts:
        undelivered = self._store.undelivered(self._circumstances.clock()) if self._watch() else None
        return self._store.schema(), self._store.space(), undelivered


def source_levels(states: Mapping[str, SourceState], checks: Collection[str], now: datetime) -> SourceLevels:
    """Say how sources are; one that is being checked is due no more."""
    counts = Counter(state.health for state in states.values())
    due = [state for name, state in states.items() if name not in checks and is_due(state, now)]
    late = (now - state.next_at for state in due if state.next_at)
    return SourceLevels(counts, len(due), max(late, default=timedelta(0)))


def outbox_levels(undelivered: Iterable[Undelivered], now: datetime) -> OutboxLevels:
    """Add up what the channels' providers did not take so far."""
    stuck = list(undelivered)
    oldest = {
        tried: max((now - one.since for one in stuck if one.since and one.tried is tried), default=timedelta(0))
        for tried in (True, False)
    }
    waiting, parked = sum(one.waiting for one in stuck), sum(one.parked for one in stuck)
    return OutboxLevels(waiting, parked, *(max(oldest[tried], timedelta(0)) for tried in (True, False)))


def place_of(listen: str | None, settings: Settings) -> Web | None:
    """Say where a process is asked how it is, and with which token.

    Raises:
        UsageError: That is no address, or other machines reach it there, and the settings have no token.
    """
    if listen is None:
        return None
    try:
        place = Web(values.listen(listen), settings.web.token if settings.web else None)
    except ValueError as error:
        raise UsageError(f"--observe: {error}") from error
    if not place.is_local and place.token is None:
        raise UsageError(f"other machines can reach {listen}: write `web: {{token: …}}`, or observe 127.0.0.1 alone")
    return place


async def serving_observatory(probes: Observatory, place: Web, clock: Clock, stop: asyncio.Event) -> None:
    """Answer at an address of its own until `stop`; without it the watch goes on."""
    keys = Keys(place.token.get_secret_value()) if place.token else None
    app = create_observatory(probes, Access(keys, place.is_local, clock))
    try:
        await serve(app, place.listen, stop, said="how it is, is told")
    except UsageError as error:
        log.warning("not observed", reason=str(error))
