"""What checks cost: a bare httpx loop, the fetcher and the daemon's whole check take turns over sources at rest.

Each turn is a figure of its own.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx

from monitor import wiring
from monitor.fetch import HttpFetcher, Manners
from monitor.http import HttpClient
from monitor.model import Validators
from monitor.schedule import ticking

from .costs import AT_A_TIME, at_a_time, cpu, megabytes, milliseconds
from .past import MINUTE, a_store, listed_before, read_before, source_at, sources_of, the_watch
from .world import HOSTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.daemon.watch import Watch
    from monitor.ports import Store
    from monitor.settings import Source

    from .world import World

Figures = dict[str, Any]
REQUESTS = 2_000
A_TICK = 33
"""Sources that a tick of the daemon finds due, of 2,000 a minute; it starts their checks together."""
QUARTER = timedelta(minutes=15)
HUGE = 100_000
OPEN_MANNERS = Manners(AT_A_TIME, timedelta(0))


class Timed:
    """A store that takes the CPU time of whatever is asked of it; all else is the store's own."""

    def __init__(self, store: Store) -> None:
        self._store, self.seconds = store, 0.0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever the store's method is.
        method = getattr(self._store, name)
        if not callable(method):
            return method

        def timed(*arguments: object, **named: object) -> object:
            started = time.thread_time()
            try:
                return method(*arguments, **named)
            finally:
                self.seconds += time.thread_time() - started

        return timed


async def kept(world: World, rounds: int) -> Figures:
    """Ask one host again and again over kept connections: a bare httpx loop, and the fetcher."""
    url = world.feed(0)
    source, known = source_at(url, "kept"), world.validators(url)
    found: Figures = {"bare": [], "ours": []}
    limits = httpx.Limits(max_connections=AT_A_TIME, max_keepalive_connections=AT_A_TIME)
    for _ in range(rounds):
        async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
            found["bare"].append(await _after_a_few([url] * REQUESTS, _asking(client, known)))
        client_of_ours = HttpClient(connections=AT_A_TIME, kept_alive=AT_A_TIME)
        async with HttpFetcher(wiring.utc_now, client=client_of_ours, manners=OPEN_MANNERS, robots=False) as fetcher:
            ask = partial(_fetched, fetcher, source, known)
            found["ours"].append(await _after_a_few([url] * REQUESTS, ask))
    return found


async def unchanged(world: World, rounds: int, *, secure: bool = False) -> Figures:
    """Check feeds and lists at 200 hosts: a bare httpx loop without keep-alive, the fetcher alone, the whole check.

    A bare loop with kept connections is dearer there: httpx looks through all of them for each request
    (research/performance.md §1).
    """
    trust = _trusting(world) if secure else None
    sources = sources_of(world, secure=secure)
    known = {one.url: world.validators(one.url) for one in sources}
    found: Figures = {"bare": [], "fetcher": [], "whole": [], "database": []}
    limits = httpx.Limits(max_connections=AT_A_TIME, max_keepalive_connections=0)
    with a_store() as store:
        timed: Any = Timed(store)
        listed_before(store, sources, world)
        async with the_watch(sources, timed, trust=trust) as watch:
            await at_a_time(sources[:HOSTS], watch.check_guarded)  # Imports, patterns, statements.
            for _ in range(rounds):
                verify = trust or ssl.create_default_context()
                async with httpx.AsyncClient(limits=limits, verify=verify, trust_env=False) as client:
                    ask = _asking(client, known)
                    found["bare"].append(await at_a_time(known, ask))
                fetcher = HttpFetcher(wiring.utc_now, client=HttpClient(tls=trust), manners=OPEN_MANNERS, robots=False)
                async with fetcher:
                    fetch = partial(_fetched_as_known, fetcher, known)
                    found["fetcher"].append(await at_a_time(sources, fetch))
                timed.seconds = 0.0
                found["whole"].append(await at_a_time(sources, watch.check_guarded, A_TICK))
                found["database"].append(timed.seconds / len(sources) * 1000 / found["whole"][-1])
    return found


def _asking(client: httpx.AsyncClient, known: Validators | dict[str, Validators]) -> Callable[[str], Any]:
    async def ask(url: str) -> None:
        validators = known if isinstance(known, Validators) else known[url]
        heads = {"If-None-Match": str(validators.etag), "If-Modified-Since": str(validators.last_modified)}
        reply = await client.get(url, headers=heads)
        if reply.status_code != httpx.codes.NOT_MODIFIED:
            raise ValueError(f"{url} has changed: {reply.status_code}")

    return ask


async def _fetched(fetcher: HttpFetcher, source: Source, known: Validators, url: str) -> None:
    if await fetcher.fetch(url, source, known) is not None:
        raise ValueError(f"{url} has changed")


async def _fetched_as_known(fetcher: HttpFetcher, known: dict[str, Validators], source: Source) -> None:
    await _fetched(fetcher, source, known[source.url], source.url)


async def _after_a_few(urls: Sequence[str], ask: Callable[[str], Any]) -> float:
    await at_a_time(urls[: 5 * AT_A_TIME], ask)  # Connections, caches, imports.
    return await at_a_time(urls, ask)


async def minute(world: World, rounds: int, every: float = MINUTE.total_seconds()) -> Figures:
    """Watch sources over TLS by the daemon's ticker, interval after interval; one in a hundred lists an article."""
    interval = timedelta(seconds=every)
    with a_store() as store:
        sources, trust = sources_of(world, secure=True, every=interval), _trusting(world)
        changing = range(max(world.feeds // 100, 1))  # Feeds come first.
        listed_before(store, sources, world)
        read_before(store, [sources[number] for number in changing], world)
        _spread_out(store, sources, interval)
        found: Figures = {"core": [], "checks": [], "read": []}
        async with the_watch(sources, store, trust=trust) as watch, _ticking(watch):
            for turn in range(rounds):
                for place, number in enumerate(changing):
                    fresh = [place + earlier * len(changing) for earlier in range(turn, -1, -1)]
                    world.publish(number, fresh, secure=True)
                log, started = world.logged(), cpu()
                await asyncio.sleep(every)
                found["core"].append((cpu() - started) / every)
                found["checks"].append(world.asked_for("feeds", log))
                found["read"].append(world.asked_for("fresh", log))
    return found


def _spread_out(store: Store, sources: Sequence[Source], interval: timedelta) -> None:
    """Make sources due one after the other within the next interval, as they are once a daemon has run for a while."""
    now = wiring.utc_now()
    states = store.source_states([one.id for one in sources])
    spread = [
        (state, replace(state, next_at=now + number * interval / len(sources)))
        for number, state in enumerate(states.values())
    ]
    store.record_unchanged(spread, now)


class _ticking:  # noqa: N801 -- it reads as a function.
    """Check what is due and deliver what is written, as the daemon does, until it is left."""

    def __init__(self, watch: Watch) -> None:
        self._watch, self._finished = watch, asyncio.Event()

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._life())

    async def __aexit__(self, *_: object) -> None:
        self._finished.set()
        await self._task

    async def _life(self) -> None:
        watch = self._watch

        def start(group: asyncio.TaskGroup) -> None:
            for source in watch.due():
                watch.checks[source.id] = task = group.create_task(watch.check_guarded(source))
                task.add_done_callback(lambda _, name=source.id: watch.checks.pop(name, None))

        async with asyncio.TaskGroup() as errands:
            errands.create_task(watch.deliver_until(self._finished))
            async with asyncio.TaskGroup() as group:
                with ticking(partial(start, group)):
                    await self._finished.wait()
            watch.news.set()


async def huge(world: World, rounds: int) -> Figures:
    """Check 100,000 sources at as many hosts once; a quarter of an hour is what they have."""
    sources = [
        source_at(f"http://{_host(number)}:{world.port}/feeds/{number % world.feeds}.xml", f"s{number}", QUARTER)
        for number in range(HUGE)
    ]
    with a_store() as store:
        listed_before(store, sources, world)
        async with the_watch(sources, store) as watch:
            tick = [milliseconds(watch.due) for _ in range(rounds)]
            began, started = time.monotonic(), cpu()
            await at_a_time(sources, watch.check_guarded, 200)
            core, passed = (cpu() - started) / QUARTER.total_seconds(), time.monotonic() - began
    return {"core": core, "passed": passed, "tick": tick, "megabytes": megabytes(name="VmHWM")}


def _host(number: int) -> str:
    return f"127.{2 + number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"


def _trusting(world: World) -> ssl.SSLContext:
    trust = ssl.create_default_context(cafile=world.certificate)
    trust.check_hostname = False  # One certificate for all of 127.0.0.0/8.
    return trust
