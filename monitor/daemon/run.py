"""Day and night: the ticker starts what is due, a changed settings file is taken up, SIGTERM drains."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from watchfiles import awatch

from monitor import wiring
from monitor.daemon.watch import unusable_store, watching
from monitor.errors import SettingsError
from monitor.log import get_logger
from monitor.schedule import ticking

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.daemon.watch import Watch
    from monitor.ports import Clock, Store
    from monitor.settings import Settings

log = get_logger(__name__)

PATIENCE = timedelta(seconds=8)
"""How long checks under way may take to end when asked to stop; an exit takes less than ten seconds."""


async def run(settings: Settings, config: Path, store: Store, *, clock: Clock = wiring.utc_now) -> None:
    """Watch until SIGTERM or SIGINT; take up each valid change of the settings file, and keep the last good one."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    changes: asyncio.Queue[Settings] = asyncio.Queue()
    try:
        async with asyncio.TaskGroup() as group:
            reader = group.create_task(_read_changes(config, changes, stop))
            current: Settings | None = settings
            while current is not None:
                current = await _keep(current, store, changes, stop, clock)
            reader.cancel()
    except BaseExceptionGroup as faults:
        raise unusable_store(faults) or faults from faults
    log.info("monitor stopped")


async def _keep(
    settings: Settings, store: Store, changes: asyncio.Queue[Settings], stop: asyncio.Event, clock: Clock
) -> Settings | None:
    """Watch under one set of settings; give the next one, or None when asked to stop."""
    async with watching(settings, store, clock=clock, silent_start=True) as watch, asyncio.TaskGroup() as group:
        log.info("monitor watches", sources=len(watch.sources), channels=len(watch.parts.senders))
        ended = asyncio.Event()
        group.create_task(watch.deliver_until(ended))
        stopped, following = group.create_task(stop.wait()), group.create_task(changes.get())
        with ticking(lambda: _start_due(watch, group)):
            await asyncio.wait((stopped, following), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        following.cancel()
        await _drain(watch)
        ended.set()
        watch.news.set()
        return None if stop.is_set() else following.result()


def _start_due(watch: Watch, group: asyncio.TaskGroup) -> None:
    for source in watch.due():
        watch.checks[source.id] = task = group.create_task(watch.check_guarded(source))
        task.add_done_callback(partial(_forget, watch, source.id))


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


async def _read_changes(config: Path, changes: asyncio.Queue[Settings], stop: asyncio.Event) -> None:
    """Read the settings file whenever it is saved; a faulty one changes nothing and is said once."""
    async for touched in awatch(config.parent, stop_event=stop, recursive=False):
        if not any(name.endswith((config.name, ".env")) for _, name in touched):
            continue
        try:
            settings = await asyncio.to_thread(wiring.load_settings, config)
        except SettingsError as error:
            log.warning("settings refused, the last good ones stay", faults=error.faults)
            continue
        log.info("settings taken up", file=config.name)
        await changes.put(settings)
