"""One life under any number of settings: elected, reloaded, drained; what it does with its sources is its duty.

`monitor run`, `scheduler` and `worker` live it alike, and differ in their duty alone.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from monitor import wiring
from monitor.daemon.heart import Heart
from monitor.daemon.observatory import Observatory, place_of, serving_observatory
from monitor.daemon.page import serving_page
from monitor.daemon.pulse import Loop, Pulse
from monitor.daemon.saving import saves
from monitor.daemon.upkeep import Upkeep
from monitor.daemon.watch import first_to_mend, watching
from monitor.errors import SettingsError, StoreError
from monitor.log import get_logger
from monitor.model import Notice, NoticeKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from monitor.daemon.watch import Watch
    from monitor.ports import Right, Store
    from monitor.settings import Settings

log = get_logger(__name__)

PATIENCE = timedelta(seconds=6)
"""How long checks under way may take to end when asked to stop; an exit takes less than ten seconds."""

TURN = timedelta(seconds=2)
"""How soon one that waits for another's end notices it."""

DELIVERING = timedelta(seconds=4)
"""How long what waits is still sent then; whatever is left stays in the outbox."""


class Duty(Protocol):
    """What a life does with the sources of a watch."""

    def performing(self, watch: Watch, settings: Settings) -> AbstractAsyncContextManager[None]:
        """See that what is due is checked, until it is left; then end, or give up, what is under way."""
        ...


@dataclass(frozen=True, slots=True)
class _Turn:
    """That this process is the only one that keeps watch; it may have waited long for that."""

    right: Right
    awaited: bool


class Life:
    """One life, through any number of settings.

    Args:
        config: The file that is read anew when it is saved.
        store: The memory, the same throughout.
        circumstances: Of the whole life.
        duty: What is done with the sources.
        observed: How the process is observed.
        tells: It delivers, writes digests, beats the heart and serves the page, as one process at a time does on a
            database. One that does not needs no election.
    """

    def __init__(
        self,
        config: Path,
        store: Store,
        circumstances: wiring.Circumstances,
        duty: Duty,
        observed: wiring.Observation,
        *,
        tells: bool = True,
    ) -> None:
        self.config = config
        self.store = store
        self.circumstances = circumstances
        self.duty = duty
        self.tells = tells
        self.stop = asyncio.Event()
        self.changes: asyncio.Queue[Settings] = asyncio.Queue()
        self.watch: Watch | None = None
        self.began = asyncio.Event()
        self.refused = False
        self.away = False
        self.observed = observed
        self.pulse = Pulse() if tells else Pulse((Loop.TICK,))
        self.observatory = Observatory(
            observed,
            lambda: self.pulse.vitals(circumstances.clock()),
            store,
            circumstances,
            turns=self.pulse.turns,
            watch=self._now if tells else lambda: None,
        )

    async def live(self, settings: Settings) -> None:
        """Live until SIGTERM or SIGINT; take up each valid change of the settings file, and keep the last good one.

        A server of the database that is gone for a while is waited for.

        Args:
            settings: What the file says.

        Raises:
            StoreError: The store cannot be used any more.
            UsageError: Other machines could ask how it is, and the settings have no token.
        """
        place = place_of(self.observed.listen, settings)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop.set)
        self.settings = settings
        try:
            async with asyncio.TaskGroup() as group:
                if place:
                    answers = serving_observatory(self.observatory, place, self.circumstances.clock, self.stop)
                    group.create_task(answers)
                while not await self._lived(self.settings):
                    self.settings = self._up_to_date(self.settings)
                self.stop.set()
        except BaseExceptionGroup as faults:
            raise first_to_mend(faults) or faults from faults
        log.info("monitor stopped")

    async def _lived(self, settings: Settings) -> bool:
        """Live until asked to stop; False where the database's server was gone, and another life is to begin.

        Raises:
            StoreError: The store cannot be used any more.
        """
        try:
            try:
                await self._live_in_turn(settings)
            except BaseExceptionGroup as faults:
                raise first_to_mend(faults) or faults from faults
        except StoreError as error:
            if not error.passes:
                raise
            if not self.away:
                log.warning("the database is away, and waited for", reason=str(error))
            self.away = True
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), TURN.total_seconds())
            return self.stop.is_set()
        return True

    async def _live_in_turn(self, settings: Settings) -> None:
        """Live once this is the only one that may, where one alone may at a time."""
        if not self.tells:
            await self._live_on(settings)
            return
        async with _sole(self.store, self.stop) as turn:
            if turn:
                await self._live_on(self._up_to_date(settings) if turn.awaited else settings, turn.right)

    async def _live_on(self, settings: Settings, right: Right | None = None) -> None:
        """Watch under one set of settings after the other, with a page beside it, while this is the only one."""
        self.settings = settings
        self.pulse.begin(self.circumstances.clock())
        async with asyncio.TaskGroup() as group:
            beside = [group.create_task(self._read_changes(settings))]
            if right is not None:
                beside.append(group.create_task(_keep_alone(right, self.stop)))
                page = serving_page(
                    lambda: self.settings, self.store, self.circumstances, self._now, self.observatory, self.stop
                )
                beside.append(group.create_task(page))
            current: Settings | None = settings
            while current is not None:
                current = await self._keep(current)
            for task in beside:
                task.cancel()

    def _up_to_date(self, settings: Settings) -> Settings:
        """Give what the file says by now, or what it said before where it is refused."""
        try:
            return wiring.load_settings(self.config)
        except SettingsError as error:
            log.warning("settings refused, the last good ones stay", faults=error.faults)
            return settings

    def _now(self) -> Watch | None:
        return self.watch

    async def _keep(self, settings: Settings) -> Settings | None:
        """Watch under one set of settings; give the next one, or None when asked to stop."""
        self.settings = settings
        watched = watching(settings, self.store, self.circumstances, tells=self.tells, pulse=self.pulse)
        async with watched as watch, asyncio.TaskGroup() as group:
            self.watch = watch
            self.began.set()
            for note in settings.notes:
                log.warning("remark on the settings", setting=note)
            if self.away:
                log.info("the database is back")
            self.away = False
            log.info("monitor watches", sources=len(watch.sources), channels=len(watch.parts.senders))
            ended = asyncio.Event()
            if self.tells:
                group.create_task(watch.deliver_until(ended))
                group.create_task(Heart(settings, watch).beat_until(ended))
                zone = wiring.channels_of(settings)[0].zone
                group.create_task(Upkeep(watch, settings.keep, zone).keep_until(ended))
            stopped, following = group.create_task(self.stop.wait()), group.create_task(self.changes.get())
            async with self.duty.performing(watch, settings):
                await asyncio.wait((stopped, following), return_when=asyncio.FIRST_COMPLETED)
                for waiting in (stopped, following):
                    waiting.cancel()
                asyncio.get_running_loop().call_later(DELIVERING.total_seconds(), watch.hurry.set)
            ended.set()
            watch.news.set()
            return None if self.stop.is_set() else following.result()

    async def _read_changes(self, settings: Settings) -> None:
        """Read the settings whenever one of their files is saved; a fault changes nothing and is said once."""

        def current() -> Settings:
            return settings

        async for _ in saves(self.config, current):
            settings = await self._read_anew(settings)

    async def _read_anew(self, in_force: Settings) -> Settings:
        """Give what the file says now, which is to be taken up, or what is in force where it is refused."""
        try:
            settings = await asyncio.to_thread(wiring.load_settings, self.config)
        except SettingsError as error:
            log.warning("settings refused, the last good ones stay", faults=error.faults)
            await self._tell_refusal(error, wiring.notice_channel(in_force))
            return in_force
        self.refused = False
        log.info("settings taken up", file=self.config.name)
        await self.changes.put(settings)
        return settings

    async def _tell_refusal(self, error: SettingsError, channel: str) -> None:
        """Send one notice of the faults, if that is this one's business; no other until a good file was taken up."""
        if self.refused or not self.tells:
            return
        self.refused = True
        lines = [fault.removeprefix(f"{self.config.parent}/") for fault in error.faults]
        notice = Notice.of(NoticeKind.SETTINGS_REFUSED, self.config.name, lines)
        await self.began.wait()  # A file may be saved before the first watch is put together.
        if self.watch:
            await self.watch.tell(channel, notice)


@asynccontextmanager
async def _sole(store: Store, stop: asyncio.Event) -> AsyncIterator[_Turn | None]:
    """Be the only one that keeps watch on this database; None where it was asked to stop while another one was.

    Two would ask each source twice, and take turns at delivering. One that waits takes over when the other dies.
    """
    awaited = False
    with ExitStack() as rights:
        while not (right := rights.enter_context(store.watching())):
            rights.pop_all().close()
            if not awaited:
                log.warning("another monitor keeps watch on this database: this one waits, and takes over when it ends")
            awaited = True
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TURN.total_seconds())
            if stop.is_set():
                yield None
                return
        if awaited:
            log.info("the other monitor has ended")
        yield _Turn(right, awaited)


async def _keep_alone(right: Right, stop: asyncio.Event) -> None:
    """End this process once another may be the only one.

    Raises:
        StoreError: The server was gone for a while; another life begins, and waits its turn.
    """
    while await asyncio.to_thread(right.lasts):
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), TURN.total_seconds())
            return
    raise StoreError("the database was gone for a while, and another monitor may keep watch by now", passes=True)
