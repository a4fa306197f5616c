"""The page beside the watch: what is known, and how the sources are now."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from anyio import to_thread

from monitor.daemon.observatory import Observatory
from monitor.errors import StoreError, TemplateFaultError, UsageError
from monitor.log import get_logger
from monitor.lookup import SourceView
from monitor.lookup.naming import wordings
from monitor.web import LOOPBACK_HOSTS, PageOptions, Written, create_app, serve, vitals_of_pass
from monitor.wiring import (
    HOME_ZONE,
    Circumstances,
    channels_of,
    correcting,
    load_knowledge,
    observation,
    utc_now,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from monitor.daemon.watch import Watch
    from monitor.knowledge import Knowledge
    from monitor.model import Message, Vitals
    from monitor.ports import Clock, Store
    from monitor.settings import Channel, Settings, Source, Web
    from monitor.web import Said
    from monitor.wiring import Observation

log = get_logger(__name__)

Result = TypeVar("Result")

PASS_LIMIT = timedelta(minutes=15)
"""How much later than the longest rest of a source the newest check may be."""

LOOK_AGAIN = timedelta(minutes=1)
"""How often the page alone asks the database for the newest check."""


async def serving_page(
    settings_now: Callable[[], Settings],
    store: Store,
    circumstances: Circumstances,
    watch_now: Callable[[], Watch | None],
    probes: Observatory,
    stop: asyncio.Event,
) -> None:
    """Serve the page until `stop`; it shows whatever watch there is, and goes by whatever settings hold at the moment.

    Without it the watch goes on: a taken address must not keep people from being told.
    """
    web = settings_now().web
    if web is None:
        return

    def sources() -> list[SourceView]:
        watch = watch_now()
        return [SourceView.of(source, watch.states[source.id]) for source in watch.sources.values()] if watch else []

    def last_pass() -> datetime | None:
        watch = watch_now()
        return watch.delivered_at if watch else None

    try:
        await _serve(settings_now, web, store, circumstances, _Watched(sources, last_pass, probes), stop)
    except UsageError as error:
        log.warning("no page", reason=str(error))


async def page_alone(
    settings: Settings, store: Store, *, clock: Clock = utc_now, observed: Observation | None = None
) -> None:
    """Serve the page until SIGTERM or SIGINT, beside whoever watches into the same database.

    It is as well as that watch, as far as the database tells.

    Raises:
        UsageError: The settings say `web: off`, or nobody can listen there.
    """
    if settings.web is None:
        raise UsageError("the settings say `web: off`: there is no page to serve")
    stop, circumstances = asyncio.Event(), Circumstances(clock)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    beside = _Beside(settings.sources, store, circumstances)
    await beside.look()
    probes = Observatory(observed or observation("web"), beside.vitals, store, circumstances)
    looking = asyncio.create_task(beside.look_until(stop))
    try:
        seen = _Watched(beside.sources, beside.last_pass, probes)
        await _serve(lambda: settings, settings.web, store, circumstances, seen, stop)
    finally:
        looking.cancel()
        await asyncio.wait((looking,))


class _Beside:
    """What the database tells of a watch that another process keeps.

    Args:
        watched: Sources that the settings name.
    """

    def __init__(self, watched: Sequence[Source], store: Store, circumstances: Circumstances) -> None:
        self._watched, self._store, self._circumstances = watched, store, circumstances
        # Passes are known by their checks alone, and a source may rest as long as its bounds allow.
        longest = max((source.every[1] for source in watched if source.enabled), default=timedelta(0))
        self._limit = PASS_LIMIT + longest
        self._newest: datetime | None = None

    def sources(self) -> list[SourceView]:
        """Give how the sources are; it asks the store."""
        states = self._store.source_states([source.id for source in self._watched])
        return [SourceView.of(source, states[source.id]) for source in self._watched]

    def last_pass(self) -> datetime | None:
        """Give the time of the newest check, as it was lately."""
        return self._newest

    def vitals(self) -> Vitals:
        """Say how the watch is, without asking the store, which may be what hangs."""
        return vitals_of_pass(self._newest, self._circumstances.clock(), self._limit)

    async def look(self) -> None:
        """Ask the store for the newest check; one that does not answer leaves what was known, which grows old."""
        try:
            self._newest = await _in_store_thread(self._circumstances, self._newest_check)
        except StoreError as error:
            log.warning("the newest check is not known", error=str(error))

    async def look_until(self, stop: asyncio.Event) -> None:
        """Look once a minute."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_AGAIN.total_seconds())
            await self.look()

    def _newest_check(self) -> datetime | None:
        asked = [source.id for source in self._watched if source.enabled]
        states = self._store.source_states(asked).values()
        return max((state.checked_at for state in states if state.checked_at), default=None)


@dataclass(frozen=True, slots=True)
class _Watched:
    """What the page is told of the watch."""

    sources: Callable[[], Sequence[SourceView]]
    last_pass: Callable[[], datetime | None]
    probes: Observatory


async def _serve(
    settings_now: Callable[[], Settings],
    web: Web,
    store: Store,
    circumstances: Circumstances,
    watched: _Watched,
    stop: asyncio.Event,
) -> None:
    options = options_of(settings_now, web, store, circumstances.clock)
    app = create_app(
        store,
        sources=watched.sources,
        hosts=hosts_of(settings_now(), web),
        last_pass=watched.last_pass,
        clock=circumstances.clock,
        call=partial(_in_store_thread, circumstances),
        options=replace(options, probes=watched.probes),
    )
    await serve(app, web.listen, stop)


async def _in_store_thread(circumstances: Circumstances, function: Callable[..., Result], *arguments: object) -> Result:
    return await to_thread.run_sync(partial(function, *arguments), limiter=circumstances.store_thread)


def hosts_of(settings: Settings, web: Web) -> tuple[str, ...]:
    """Give the names under which the page may be asked for: this machine's own, its address, those of the settings."""
    public = urlsplit(settings.public_url).hostname if settings.public_url else None
    own = () if web.listens_everywhere else (web.host,)
    return (*LOOPBACK_HOSTS, *own, *web.hosts, *((public,) if public else ()))


class _Held:
    """What the settings that hold say of names and channels; they are read anew once other settings hold."""

    def __init__(self, settings_now: Callable[[], Settings]) -> None:
        self._settings_now = settings_now
        self._settings: Settings | None = None

    def knowledge(self) -> Knowledge:
        """Give aliases and owners."""
        self._take_up()
        return self._knowledge

    def channel(self, name: str) -> Channel | None:
        """Give a channel; None where there is none of this name any more."""
        self._take_up()
        return self._channels.get(name)

    def _take_up(self) -> None:
        settings = self._settings_now()
        if settings is not self._settings:
            self._settings = settings
            self._knowledge = load_knowledge(settings)
            self._channels = {channel.name: channel for channel in channels_of(settings)}


def options_of(settings_now: Callable[[], Settings], web: Web, store: Store, clock: Clock) -> PageOptions:
    """Say how the page behaves under the settings that hold at each moment; where it is served stays as it is."""
    held = _Held(settings_now)

    def written(message: Message) -> Written:
        from monitor.notify import render

        channel = held.channel(message.channel)
        asked: Any = (
            {"language": channel.language, "zone": channel.zone} if channel else {"language": "zh", "zone": HOME_ZONE}
        )
        try:
            rendered = render(message, **asked, template=channel.template if channel else None)
        except TemplateFaultError:  # Its channel got the built-in form, too.
            rendered = render(message, **asked)
        return Written(rendered.subject, rendered.text)

    def correct(said: Said) -> str:
        with correcting(settings_now(), store, clock) as corrector:
            return corrector.obey(said.kind, said.which, said.other, undo=said.undo)

    return PageOptions(
        wordings=lambda question: wordings(question, held.knowledge()),
        known=lambda name: held.knowledge().organisation(name),
        written=written,
        correct=correct,
        token=web.token,
        is_open=web.is_local,
        public_url=settings_now().public_url,
    )
