"""Day and night: the ticker starts what is due, a changed settings file is taken up, SIGTERM drains."""

from __future__ import annotations

import asyncio
import signal
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from watchfiles import awatch

from monitor import wiring
from monitor.daemon.heart import Heart
from monitor.daemon.page import serving_page
from monitor.daemon.watch import first_to_mend, watching
from monitor.errors import SettingsError, StoreError
from monitor.log import get_logger
from monitor.model import Notice, NoticeKind
from monitor.schedule import ticking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from monitor.daemon.watch import Watch
    from monitor.model import Launch
    from monitor.pipeline import SourceOutcome
    from monitor.ports import Clock, Right, Store
    from monitor.settings import Settings, Source

log = get_logger(__name__)

PREVIEW = timedelta(days=7)

SETTINGS_FILES = (".yaml", ".yml", ".opml", ".env")
"""Endings of files that settings are read from; other files of the same folder are not looked at."""

PATIENCE = timedelta(seconds=6)
"""How long checks under way may take to end when asked to stop; an exit takes less than ten seconds."""

TURN = timedelta(seconds=2)
"""How soon a daemon that waits for another's end notices it."""

DELIVERING = timedelta(seconds=4)
"""How long what waits is still sent then; whatever is left stays in the outbox."""


async def run(
    settings: Settings,
    config: Path,
    store: Store,
    *,
    first_look: FirstLook | None = None,
    clock: Clock = wiring.utc_now,
) -> None:
    """Watch until SIGTERM or SIGINT; take up each valid change of the settings file, and keep the last good one.

    Args:
        settings: What `config` says.
        config: The settings file; it is read anew when it is saved.
        store: The memory.
        first_look: At the very first start, what hears of it; None at later ones.
        clock: Tells the time.

    Raises:
        StoreError: The store cannot be used any more.
    """
    daemon = _Daemon(config, store, wiring.Circumstances(clock, silent_start=True, keeps_time=True), first_look)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, daemon.stop.set)
    try:
        async with _sole(store, daemon.stop) as turn:
            if turn:
                await daemon.live(daemon.up_to_date(settings) if turn.awaited else settings, turn.right)
    except BaseExceptionGroup as faults:
        raise first_to_mend(faults) or faults from faults
    log.info("monitor stopped")


@dataclass(frozen=True, slots=True)
class _Turn:
    """That this daemon is the only one; it may have waited long for that."""

    right: Right
    awaited: bool


@asynccontextmanager
async def _sole(store: Store, stop: asyncio.Event) -> AsyncIterator[_Turn | None]:
    """Be the only daemon on this database; None where it was asked to stop while another one was.

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


class FirstLook(Protocol):
    """Hears how the very first look at every source goes; nothing of what it brings is sent."""

    def looked(self, outcome: SourceOutcome, done: int, total: int) -> None:
        """Hear of a source that was looked at for the first time."""
        ...

    def ended(self, found: Sequence[Launch], settings: Settings) -> None:
        """Hear that all were; `found` are the launches of the last week, `settings` those that hold by now."""
        ...


class _Daemon:
    """One life of the daemon, through any number of settings.

    Args:
        config: The file that is read anew when it is saved.
        store: The memory, the same throughout.
        circumstances: Of the whole life.
        first_look: None once every source was looked at.
    """

    def __init__(
        self,
        config: Path,
        store: Store,
        circumstances: wiring.Circumstances,
        first_look: FirstLook | None,
    ) -> None:
        self.config = config
        self.store = store
        self.circumstances = circumstances
        self.first_look = first_look
        self.looked_at: set[str] = set()
        self.stop = asyncio.Event()
        self.changes: asyncio.Queue[Settings] = asyncio.Queue()
        self.watch: Watch | None = None
        self.began = asyncio.Event()
        self.refused = False

    async def live(self, settings: Settings, right: Right) -> None:
        """Watch under one set of settings after the other, with a page beside it, while this is the only daemon."""
        self.settings = settings
        async with asyncio.TaskGroup() as group:
            keeper = group.create_task(_keep_alone(right, self.stop))
            reader = group.create_task(self._read_changes(settings))
            page = group.create_task(
                serving_page(lambda: self.settings, self.store, self.circumstances, self._now, self.stop)
            )
            current: Settings | None = settings
            while current is not None:
                current = await self._keep(current)
            for task in (keeper, reader, page):
                task.cancel()

    def up_to_date(self, settings: Settings) -> Settings:
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
        async with watching(settings, self.store, self.circumstances) as watch, asyncio.TaskGroup() as group:
            self.watch = watch
            self.began.set()
            for note in settings.notes:
                log.warning("remark on the settings", setting=note)
            log.info("monitor watches", sources=len(watch.sources), channels=len(watch.parts.senders))
            ended = asyncio.Event()
            group.create_task(watch.deliver_until(ended))
            group.create_task(Heart(settings, watch).beat_until(ended))
            stopped, following = group.create_task(self.stop.wait()), group.create_task(self.changes.get())
            with ticking(partial(self._start_due, watch, group, settings)):
                await asyncio.wait((stopped, following), return_when=asyncio.FIRST_COMPLETED)
            for waiting in (stopped, following):
                waiting.cancel()
            asyncio.get_running_loop().call_later(DELIVERING.total_seconds(), watch.hurry.set)
            await _drain(watch)
            ended.set()
            watch.news.set()
            return None if self.stop.is_set() else following.result()

    def _start_due(self, watch: Watch, group: asyncio.TaskGroup, settings: Settings) -> None:
        for source in watch.due():
            watch.checks[source.id] = task = group.create_task(self._check(watch, source, settings))
            task.add_done_callback(partial(_forget, watch, source.id))

    async def _check(self, watch: Watch, source: Source, settings: Settings) -> None:
        outcome = await watch.check_guarded(source)
        if self.first_look is None:
            return
        awaited = watch.sources.keys() - self.looked_at - {source.id}
        if source.id not in self.looked_at:
            self.looked_at.add(source.id)
            self.first_look.looked(outcome, len(watch.sources) - len(awaited), len(watch.sources))
        if not awaited:
            listener, self.first_look = self.first_look, None
            since = self.circumstances.clock() - PREVIEW
            listener.ended(await watch.parts.pipeline.stored(partial(self.store.launches, since=since)), settings)

    async def _read_changes(self, settings: Settings) -> None:
        """Read the settings whenever one of their files is saved; a fault changes nothing and is said once."""
        while not self.stop.is_set():
            folders = self._folders(settings)
            async for touched in awatch(*folders, stop_event=self.stop, recursive=False):
                named = tuple(file.name for file in settings.files)
                if any(name.endswith((*SETTINGS_FILES, self.config.name, *named)) for _, name in touched):
                    settings = await self._read_anew(settings)
                if self._folders(settings) != folders:
                    break

    def _folders(self, settings: Settings) -> set[Path]:
        return {self.config.parent, *(file.parent for file in settings.files)}

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
        """Send one notice of the faults; no other until a good file has been taken up."""
        if self.refused:
            return
        self.refused = True
        lines = [fault.removeprefix(f"{self.config.parent}/") for fault in error.faults]
        notice = Notice.of(NoticeKind.SETTINGS_REFUSED, self.config.name, lines)
        await self.began.wait()  # A file may be saved before the first watch is put together.
        if self.watch:
            await self.watch.tell(channel, notice)


async def _keep_alone(right: Right, stop: asyncio.Event) -> None:
    """End this daemon once another may be the only one.

    Raises:
        StoreError: The server was gone for a while; whoever started this one starts it again, and it waits its turn.
    """
    while await asyncio.to_thread(right.lasts):
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), TURN.total_seconds())
            return
    raise StoreError(
        "the database was gone for a while, and another monitor may keep watch by now; start this one anew"
    )


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
