"""The page beside the watch: what is known, and how the sources are now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from anyio import to_thread

from monitor.errors import UsageError
from monitor.log import get_logger
from monitor.lookup import SourceView
from monitor.lookup.naming import wordings
from monitor.web import LOOPBACK_HOSTS, PageOptions, create_app, serve
from monitor.wiring import load_knowledge

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import datetime

    from monitor.daemon.watch import Watch
    from monitor.ports import Store
    from monitor.settings import Settings
    from monitor.wiring import Circumstances

log = get_logger(__name__)

Result = TypeVar("Result")


async def serving_page(
    settings: Settings,
    store: Store,
    circumstances: Circumstances,
    watch_now: Callable[[], Watch | None],
    stop: asyncio.Event,
) -> None:
    """Serve the page until `stop`; it shows whatever watch there is at the moment.

    Without it the watch goes on: a taken address must not keep people from being told.
    """
    if settings.web is None:
        return

    def sources() -> list[SourceView]:
        watch = watch_now()
        return [SourceView.of(source, watch.states[source.id]) for source in watch.sources.values()] if watch else []

    def last_pass() -> datetime | None:
        watch = watch_now()
        return watch.cycle_at if watch else None

    async def call(function: Callable[..., Result], *arguments: object) -> Result:
        return await to_thread.run_sync(partial(function, *arguments), limiter=circumstances.store_thread)

    app = create_app(
        store,
        sources=sources,
        hosts=LOOPBACK_HOSTS,
        last_pass=last_pass,
        clock=circumstances.clock,
        call=call,
        options=PageOptions(wordings=partial(wordings, knowledge=load_knowledge(settings))),
    )
    try:
        await serve(app, settings.web.listen, stop)
    except UsageError as error:
        log.warning("no page", reason=str(error))
