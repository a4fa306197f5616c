"""The files that settings are read from → word that one was saved, appeared or went.

At once where the system tells of it, else within seconds: it tells nothing of a folder that was put in another's place,
of a file that is mounted alone, of a network's disk, or where its watches are used up.
"""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from watchfiles import awatch

from monitor.log import get_logger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection
    from pathlib import Path

    from monitor.settings import Settings

log = get_logger(__name__)

ENDINGS = (".yaml", ".yml", ".opml", ".env")
"""Of files that settings are read from; others of the same folder count only where the settings name them."""

LOOK_AGAIN = timedelta(seconds=3)
"""How soon what the system does not tell of is seen."""


async def saves(config: Path, current: Callable[[], Settings]) -> AsyncIterator[None]:
    """Give a turn whenever the settings are to be read anew; who takes it has done so before asking for the next.

    Args:
        config: The settings file.
        current: Gives what was read last.
    """
    seen = _traces(config, current())
    async for _ in _looks(lambda: _folders(config, current())):
        found = await asyncio.to_thread(_traces, config, current())
        if any(seen.get(place, trace) != trace for place, trace in found.items()):
            yield
            # What is saved while they are read may be in them or not; of places that are new in them, nothing was seen.
            found = await asyncio.to_thread(_traces, config, current()) | found
        seen = found


async def _looks(folders: Callable[[], Collection[Path]]) -> AsyncIterator[None]:
    """Give a turn whenever something happens in a folder, and every few seconds in any case."""
    look_again = int(LOOK_AGAIN / timedelta(milliseconds=1))
    # It sets an event that it is given when it is cancelled: not that of a life.
    watch = partial(awatch, recursive=False, rust_timeout=look_again, yield_on_timeout=True)
    while True:
        watched = {_there(folder) for folder in folders()}
        yield  # For what happened while nobody watched.
        try:
            async for _ in watch(*watched, stop_event=asyncio.Event()):
                yield
                if {_there(folder) for folder in folders()} != watched:
                    break
        except OSError as error:
            log.debug("the system does not tell what is saved", error=str(error))
            await asyncio.sleep(LOOK_AGAIN.total_seconds())


def _folders(config: Path, settings: Settings) -> set[Path]:
    return {config.parent, *(file.parent for file in settings.files), *settings.folders}


def _there(folder: Path) -> Path:
    """Give the folder, or where it would appear."""
    return next(place for place in (folder, *folder.absolute().parents) if place.is_dir())


def _traces(config: Path, settings: Settings) -> dict[Path, object]:
    """Give what tells, of each folder and each file that is named, whether anything was saved."""
    folders = {folder: _listed(folder, settings.folders) for folder in _folders(config, settings)}
    return folders | {file: _stamp(file) for file in (config, *settings.files)}


def _listed(folder: Path, looked_into: Collection[Path]) -> frozenset[object]:
    """Give the files in a folder that settings may be read from; below globs of folders, its folders, too."""
    try:
        with os.scandir(folder) as found:
            return frozenset(
                entry.name if entry.is_dir() else (entry.name, _stamp(entry))
                for entry in found
                if (entry.is_dir() and folder in looked_into) or entry.name.endswith(ENDINGS)
            )
    except OSError:
        return frozenset()


def _stamp(file: Path | os.DirEntry[str]) -> object:
    try:
        known = file.stat()
    except OSError:
        return None
    return known.st_mtime_ns, known.st_size, known.st_ino
