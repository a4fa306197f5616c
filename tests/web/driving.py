"""The page on a real socket, for a browser: served from a thread of its own, over a store in a file."""

from __future__ import annotations

import asyncio
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread

from monitor.web import serve

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.applications import Starlette

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 30  # Seconds until it must be up, or down.


@contextmanager
def served(make: Callable[[Callable[..., Awaitable[object]]], Starlette]) -> Iterator[str]:
    """Serve the application that `make` puts together around a way to call the store; give its address."""
    loop = asyncio.new_event_loop()
    stop, urls, up = asyncio.Event(), list[str](), threading.Event()

    async def live() -> None:
        limiter = CapacityLimiter(1)

        async def call(function: Callable[..., object], *arguments: object) -> object:
            return await to_thread.run_sync(partial(function, *arguments), limiter=limiter)

        def ready(url: str) -> None:
            urls.append(url)
            up.set()

        await serve(make(call), "127.0.0.1:0", stop, on_ready=ready)

    thread = threading.Thread(target=lambda: loop.run_until_complete(live()), daemon=True)
    thread.start()
    try:
        assert up.wait(PATIENCE), "the page did not come up"
        yield urls[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
        loop.close()
