"""What polling costs this program: one case a process, so that figures of CPU and memory are that case's alone.

Called by `bench/polling.py` as `python bench/polled_by_us.py CASE PORT [CERTIFICATE]`; it prints JSON. Sources are at
as many hosts of 127.0.0.0/8 as are needed; that they were listed before is written into the store where a case is not
about that.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import ssl
import sys
import tempfile
import time
import urllib.request
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from polled import ENTRIES, ETAG, MODIFIED

from monitor import wiring
from monitor.daemon.watch import Watch, watching
from monitor.detect import detect
from monitor.discover import discover
from monitor.extract import extract_html
from monitor.fetch import HttpFetcher, Manners
from monitor.http import HttpClient
from monitor.knowledge import load_knowledge
from monitor.log import configure_logging
from monitor.model import Document, SourceState, Validators
from monitor.schedule import ticking
from monitor.settings import Channel, MessageTimes, Settings, Source
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from monitor.ports import Store

MANY, MINUTE = 2_000, timedelta(minutes=1)
NEWS = 40
"""Articles that come while 2,000 sources are due within a minute."""
PASSES, NEW_A_PASS = 10, 500
HUGE, QUARTER = 100_000, timedelta(minutes=15)
KNOWN = Validators(etag=f'"{ETAG}-0"', last_modified=MODIFIED)


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


def sources_at(port: int, count: int, scheme: str = "http", every: timedelta = MINUTE) -> list[Source]:
    """Give sources, each at a host of its own."""
    return [
        Source(
            f"s{n}",
            f"Outlet {n}",
            f"{scheme}://127.{1 + n // 62_500}.{n // 250 % 250}.{n % 250 + 1}:{port}/feed/{n}",
            wiring.HOME_ZONE,
            every=(every, every),
            allow_private=True,
            obeys_robots=False,
        )
        for n in range(count)
    ]


def listed_before(store: Store, sources: Sequence[Source]) -> None:
    """Write that every source was listed a minute ago, and is due."""
    now = wiring.utc_now()
    known = SourceState("", KNOWN, now - MINUTE, now, listed_at=now - MINUTE, whole_at=now)
    for start in range(0, len(sources), 1_000):
        some = sources[start : start + 1_000]
        states = [replace(known, source_id=one.id, asked_as=one.digest) for one in some]
        store.record_unchanged([(SourceState(state.source_id), state) for state in states], now)


@asynccontextmanager
async def the_watch(
    sources: Sequence[Source], store: Store, channels: tuple[Channel, ...] = (), *, trust: ssl.SSLContext | None = None
) -> AsyncIterator[Watch]:
    """Put the daemon's own watch together."""
    settings = Settings(tuple(sources), channels, messages=MessageTimes(storm=None))
    circumstances = wiring.Circumstances(silent_start=True, keeps_time=True)
    async with watching(settings, store, circumstances) as watch:
        if trust is None:
            yield watch
            return
        client = HttpClient(connections=640, tls=trust)
        async with HttpFetcher(wiring.utc_now, client=client) as fetcher:
            parts = replace(watch.parts, pipeline=replace(watch.parts.pipeline, fetcher=fetcher))
            yield replace(watch, parts=parts)


async def one_pass(watch: Watch, at_a_time: int = 10) -> float:
    """Check every source, ten at a time as peers do unless more are asked for; give the CPU seconds."""
    started, left = _cpu(), iter(watch.sources.values())

    async def work() -> None:
        for source in left:
            await watch.check_guarded(source)

    await asyncio.gather(*(work() for _ in range(at_a_time)))
    return _cpu() - started


async def unchanged(port: int, trust: ssl.SSLContext | None = None, count: int = MANY) -> dict[str, float]:
    """Check sources of which none changed: fetch, rhythm, health, database."""
    with _store() as store:
        timed: Any = Timed(store)
        sources = sources_at(port, count, "https" if trust else "http")
        listed_before(store, sources)
        async with the_watch(sources, timed, trust=trust) as watch:
            timed.seconds = 0.0
            seconds = await one_pass(watch)
    return {"ms": seconds / count * 1000, "database": timed.seconds / seconds, "megabytes": _peak()}


async def minute_over_tls(port: int, trust: ssl.SSLContext) -> dict[str, float]:
    """Check 2,000 sources over TLS, one in a hundred with a new entry, whose article is read."""
    with _store() as store:
        sources = sources_at(port, MANY, "https")
        listed_before(store, sources)
        async with the_watch(sources, store, trust=trust) as watch:
            changed = sources[:: MANY // 20]
            for source in changed:  # They were listed whole before, so that one entry is new.
                await watch.check_guarded(replace(source))
            for source in changed:
                await asyncio.to_thread(_ask, source.url.replace("/feed/", "/publish/"), trust)
            seconds = await one_pass(watch)
    return {"core": seconds / MINUTE.total_seconds()}


async def bare_over_tls(port: int, trust: ssl.SSLContext) -> dict[str, float]:
    """Do the same checks by a bare httpx loop that keeps no connection, and by our fetcher; 200 hosts."""
    urls = [source.url for source in sources_at(port, 200, "https")]
    heads = {"If-None-Match": str(KNOWN.etag), "If-Modified-Since": MODIFIED}
    limits = httpx.Limits(max_connections=10, max_keepalive_connections=0)
    bare, ours = [], []
    for _ in range(5):
        async with httpx.AsyncClient(limits=limits, verify=trust, trust_env=False) as client:
            bare.append(await _ten_at_a_time(urls, lambda url, client=client: client.get(url, headers=heads)))
        fetcher = HttpFetcher(wiring.utc_now, client=HttpClient(tls=trust), manners=Manners(10, timedelta(0)))
        async with fetcher:
            source = replace(sources_at(port, 1, "https")[0])
            ask = partial(_asked, fetcher, source)
            ours.append(await _ten_at_a_time(urls, ask))
    bare.sort()
    ours.sort()
    return {"bare": bare[2] / len(urls) * 1000, "ours": ours[2] / len(urls) * 1000}


async def _asked(fetcher: HttpFetcher, source: Source, url: str) -> None:
    await fetcher.fetch(url, replace(source, url=url), KNOWN)


async def _ten_at_a_time(urls: Sequence[str], ask: Callable[[str], Any]) -> float:
    started, left = _cpu(), iter(urls)

    async def work() -> None:
        for url in left:
            await ask(url)

    await asyncio.gather(*(work() for _ in range(10)))
    return _cpu() - started


async def changed_feed(port: int) -> dict[str, float]:
    """Parse a changed feed of 30 entries and hold it against the store; beside it feedparser on the same bytes."""
    import feedparser

    body = await asyncio.to_thread(_ask, f"http://127.0.0.1:{port}/feed/1")
    document = Document("http://127.0.0.1/feed", body, "application/rss+xml", "utf-8", Validators(), wiring.utc_now())
    source, rounds = sources_at(port, 1)[0], 100
    with _store() as store:
        store.record_check(SourceState(source.id), discover(document, source), wiring.utc_now())

        def ours() -> None:
            store.sightings(source.id, discover(document, source))

        ours()
        parsed, held = _best(lambda: feedparser.parse(body), 5), _best(ours, rounds)
    return {"ms": held * 1000, "times": parsed / held, "kilobytes": len(body) / 1024}


async def new_articles(port: int) -> dict[str, float]:
    """Take 30 new articles from fetch to store; beside that the sum of the same parts, one by one."""
    knowledge = load_knowledge()
    sources = sources_at(port, 2)
    urls = [f"{sources[0].url.partition('/feed')[0]}/article/0/{number}" for number in range(ENTRIES)]
    with _store() as store:
        async with the_watch(sources, store) as watch:
            await watch.check_guarded(sources[0])  # Imports, patterns, the first connection.
            seconds = _cpu()
            await watch.check_guarded(sources[1])
            ours = (_cpu() - seconds) / ENTRIES
        parts = await _parts(urls, knowledge, store)
    return {"ms": ours * 1000, "parts": parts * 1000}


async def _parts(urls: Sequence[str], knowledge: Any, store: Store) -> float:  # noqa: ANN401 -- as detect takes it.
    """Give the CPU seconds an article of what must be done, by bare httpx and pure functions, without a pipeline."""
    started = _cpu()
    async with httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False) as client:
        bodies = [(await client.get(url)).content for url in urls]
    articles = [extract_html(body, url=url) for body, url in zip(bodies, urls, strict=True)]
    for article in articles:
        detect(article, knowledge)
    entries = [_an_entry(article.url) for article in articles]
    store.record_check(SourceState("parts"), entries, wiring.utc_now())
    for pending, article in zip(store.unread("parts", wiring.utc_now(), len(urls)), articles, strict=True):
        with store.reading(pending, wiring.utc_now()) as reading:
            if reading:
                reading.cluster(article)
                reading.save(article, (), ())
    return (_cpu() - started) / len(urls)


def _an_entry(url: str) -> Any:  # noqa: ANN401 -- imported late.
    from monitor.model import Entry

    return Entry(url, f"{url}?parts", "")


async def to_the_channel(port: int) -> dict[str, float]:
    """Give how long after an article's reply its message came, while 2,000 sources are due within a minute."""
    from pydantic import SecretStr

    hook = Channel("hook", SecretStr(f"http://127.0.0.1:{port}/hook"), wiring.HOME_ZONE)
    with _store() as store:
        sources = sources_at(port, MANY)
        listed_before(store, sources)
        async with the_watch(sources, store, (hook,)) as watch:
            news = sources[:: MANY // NEWS]
            for source in news:
                await watch.check_guarded(source)
            for source in news:
                await asyncio.to_thread(_ask, source.url.replace("/feed/", "/publish/"))
        now, states = wiring.utc_now(), store.source_states([source.id for source in sources])
        for number, state in enumerate(states.values()):  # Due one after the other, those with news among them.
            store.record_check(replace(state, next_at=now + number * MINUTE / MANY), (), now)
        async with the_watch(sources, store, (hook,)) as watch:
            await _for_a_minute(watch)
    times = json.loads(await asyncio.to_thread(_ask, f"http://127.0.0.1:{port}/times"))
    waits = sorted(times["told"][name] - at for name, at in times["sent"].items() if name in times["told"])
    lost = len(times["sent"]) - len(waits)
    return {"p50": waits[len(waits) // 2], "p95": waits[int(len(waits) * 0.95)], "told": len(waits), "lost": lost}


async def _for_a_minute(watch: Watch) -> None:
    """Check what is due and deliver what is written, as the daemon does."""
    finished = asyncio.Event()

    def start(group: asyncio.TaskGroup) -> None:
        for source in [] if finished.is_set() else watch.due():
            watch.checks[source.id] = task = group.create_task(watch.check_guarded(source))
            task.add_done_callback(lambda _, name=source.id: watch.checks.pop(name, None))

    async with asyncio.TaskGroup() as errands:
        errands.create_task(watch.deliver_until(finished))
        async with asyncio.TaskGroup() as group:
            with ticking(partial(start, group)):
                await asyncio.sleep(MINUTE.total_seconds() + 2)
                finished.set()
        watch.news.set()


async def memory(port: int) -> dict[str, Any]:
    """Give the memory of an idle watch of 2,000 sources, and after each of ten passes with 500 new articles."""
    with _store() as store:
        sources = sources_at(port, MANY)
        listed_before(store, sources)
        async with the_watch(sources, store) as watch:
            await one_pass(watch, 200)
            idle, after = _resident(), []
            whole = sources[: NEW_A_PASS // ENTRIES + 1]
            for number in range(PASSES):
                chosen = sources[number * len(whole) : (number + 1) * len(whole)]
                fresh = [replace(one, url=f"{one.url}?pass={number}") for one in chosen]  # Asked anew, whole.
                await asyncio.gather(*map(watch.check_guarded, fresh))
                await one_pass(watch, 200)
                after.append(_resident())
    articles = PASSES * len(whole) * ENTRIES
    return {"idle": idle, "after": after, "peak": _peak(), "articles": articles}


async def huge(port: int) -> dict[str, float]:
    """Check 100,000 sources of which none changed, once; a quarter of an hour is what they have."""
    with _store() as store:
        sources = sources_at(port, HUGE, every=QUARTER)
        listed_before(store, sources)
        async with the_watch(sources, store) as watch:
            began = time.monotonic()
            watch.due()
            tick = time.monotonic() - began
            seconds = await one_pass(watch, 200)
            passed = time.monotonic() - began
    return {"core": seconds / QUARTER.total_seconds(), "passed": passed, "megabytes": _peak(), "tick": tick}


class _store:  # noqa: N801 -- it reads as a function.
    """A store in a folder that goes with it."""

    def __enter__(self) -> Store:
        self._folder = tempfile.TemporaryDirectory()
        self._opened = open_store(f"sqlite:///{Path(self._folder.name) / 'monitor.db'}")
        return self._opened

    def __exit__(self, *_: object) -> None:
        self._opened.close()
        self._folder.cleanup()


def _ask(url: str, trust: ssl.SSLContext | None = None) -> bytes:
    with urllib.request.urlopen(url, timeout=30, context=trust) as reply:  # noqa: S310 -- loopback.
        body: bytes = reply.read()
    return body


def _best(work: Callable[[], object], rounds: int) -> float:
    took = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return sorted(took)[rounds // 2]


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _resident() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


OVER_TLS = {"tls": bare_over_tls, "minute": minute_over_tls}
PLAIN: dict[str, Callable[[int], Any]] = {
    "unchanged": unchanged,
    "feed": changed_feed,
    "articles": new_articles,
    "channel": to_the_channel,
    "memory": memory,
    "huge": huge,
}


def main(case: str, port: str, certificate: str = "") -> int:
    """Run a case and print its figures."""
    configure_logging(level="critical")
    if case in OVER_TLS:
        trust = ssl.create_default_context(cafile=certificate)
        trust.check_hostname = False  # One certificate for all of 127.0.0.0/8.
        found = asyncio.run(OVER_TLS[case](int(port), trust))
    else:
        found = asyncio.run(PLAIN[case](int(port)))
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
