"""What is asked of a store while it grows: checks, articles, pages, and what a daemon does by the clock."""

from __future__ import annotations

import asyncio
import itertools
import random
from dataclasses import replace
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import httpx
from growth_world import CHANNELS, NOW, SOURCES, announcement, body, entry, settled

from monitor.digest import DigestWriter
from monitor.hours import DigestSlot
from monitor.knowledge import load_knowledge
from monitor.learning import Learner
from monitor.lookup import SourceView
from monitor.model import SourceState
from monitor.settings import Audience, MessageTimes, Source, Storm
from monitor.web import LOOPBACK_HOSTS, create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.applications import Starlette

    from monitor.model import Announcement, PendingEntry
    from monitor.store import SqlStore

    Asked = dict[str, tuple[int, Callable[[], object]]]

Result = TypeVar("Result")

CHECKS, PAGES, CLOCKS = 60, 9, 9
LISTED = 30
AT_ONCE = 20
"""Unchanged checks that are written together: at 100 a second as many end in the 0.2 s that the first waits."""
ZONE = ZoneInfo("Asia/Shanghai")
ROOMS = {
    "page: timeline": "/",
    "page: by status": "/?status=preview",
    "page: by kind": "/?modality=robotics",
    "page: by organisation": "/?organisation=青鸾智能",
    "page: by organisation in vain": "/?organisation=没有智能",
    "search: a name": "/?search=青鸾青鸾 3.17",
    "search: a word of every sentence": "/?search=发布",
    "search: one character": "/?search=青",
    "search: one letter": "/?search=h",
    "search: in vain": "/?search=鹈鹕 9",
    "page: one launch": "/launches/1",
    "page: calendar": "/calendar",
    "page: organisations": "/organisations",
    "page: one organisation": "/organisations/青鸾智能",
    "page: messages": "/messages",
    "page: figures": "/figures",
    "API: launches": "/api/launches",
    "feed: Atom": "/launches.atom",
    "feed: one organisation's": "/launches.json?organisation=青鸾智能",
    "page: sources": "/sources",
}


def asked(store: SqlStore, days: int) -> Asked:
    """Give what is asked of a store of so many days, by its name, with how often."""
    return {**_checks(store), **_articles(store), **_by_the_clock(store, days), **_pages(store, days)}


def _checks(store: SqlStore) -> Asked:
    draw = random.Random(11)  # noqa: S311 -- the same every time.
    listed = [entry(draw, "listed", f"{number}") for number in range(LISTED)]
    store.record_check(SourceState("listed"), listed, NOW)
    numbers = itertools.count(LISTED)
    before = store.source_states([f"s{number}" for number in range(AT_ONCE)])
    steps = [(state, replace(state, checked_at=NOW, next_at=NOW)) for state in before.values()]

    def one_new() -> None:
        listed[:] = [*listed[1:], entry(draw, "listed", f"{next(numbers)}")]
        unseen = [one.entry for one in store.sightings("listed", listed) if not one.is_known]
        store.record_check(SourceState("listed"), unseen, NOW)

    return {
        f"check: {AT_ONCE} unchanged": (CHECKS, lambda: store.record_unchanged(steps, NOW)),
        f"check: one of {LISTED} entries new": (CHECKS, one_new),
    }


def _articles(store: SqlStore) -> Asked:
    knowledge, draw = load_knowledge(), random.Random(13)  # noqa: S311
    learner, waiting, numbers = Learner(knowledge, store), _waiting(store, draw), itertools.count(1)

    def read(announced: Callable[[int], tuple[Announcement, ...]], words: Callable[[], str]) -> None:
        learner.knowledge()
        verdicts, _ = settled(store, knowledge, next(waiting), announced(next(numbers)), words())
        learner.heard(verdicts)

    texts = partial(body, draw)
    copied = body(draw)
    read(lambda _: (), lambda: copied)
    rows: dict[str, Callable[[int], tuple[Announcement, ...]]] = {
        "article: nothing": lambda _: (),
        "article: a launch told before": lambda _: (announcement(draw, 0),),
        "article: a launch of the largest family": lambda number: (announcement(draw, 0, f"9.{number}"),),
        "article: a launch of a new family": lambda number: (_new_family(draw, number),),
        "article: thirteen launches": lambda number: tuple(announcement(draw, one, f"8.{number}") for one in range(13)),
    }
    asked = {name: (CHECKS, partial(read, announced, texts)) for name, announced in rows.items()}
    return asked | {"article: a copy": (CHECKS, partial(read, lambda _: (), lambda: copied))}


def _new_family(draw: random.Random, number: int) -> Announcement:
    return replace(announcement(draw, 0), model=f"鹈鹕{number}", organisations=(f"鹈鹕{number}智能",))


def _waiting(store: SqlStore, draw: random.Random) -> Iterator[PendingEntry]:
    """Give entries that nobody read yet; those of a source that has listed for long."""
    for turn in itertools.count():
        entries = [entry(draw, "s1", f"new {turn} {number}") for number in range(CHECKS)]
        store.record_check(SourceState("s1"), entries, NOW)
        yield from store.unread("s1", NOW, CHECKS)


def _pages(store: SqlStore, days: int) -> Asked:
    named = [f"s{number}{f'-{day}' if day else ''}" for day in range(max(days, 1)) for number in range(SOURCES)]
    sources = [Source(name, name, f"https://{name}.example.org/feed", ZONE) for name in named]
    states = store.source_states(named)

    def views() -> list[SourceView]:
        return [SourceView.of(source, states[source.id]) for source in sources]

    minutes = itertools.count()  # What is kept for a minute is asked for anew each time.
    app = create_app(
        store,
        sources=views,
        hosts=LOOPBACK_HOSTS,
        last_pass=lambda: NOW,
        clock=lambda: NOW + timedelta(minutes=next(minutes)),
        call=_called,
    )
    return {name: (PAGES, lambda at=path: asyncio.run(_answer(app, at))) for name, path in ROOMS.items()}


async def _called(function: Callable[..., Result], *arguments: object) -> Result:
    return function(*arguments)


async def _answer(app: Starlette, path: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        reply = await client.get(path)
    if reply.status_code not in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
        raise RuntimeError(f"{path}: {reply.status_code}")


def _by_the_clock(store: SqlStore, days: int) -> Asked:
    names = [f"s{number}{f'-{day}' if day else ''}" for day in range(max(days, 1)) for number in range(SOURCES)]
    writer = DigestWriter(store, load_knowledge(), Audience(CHANNELS), MessageTimes(), lambda _step: None)
    slots = (DigestSlot(f"{number}", NOW.date(), NOW) for number in itertools.count())
    store.begin_digests("team", (), NOW - timedelta(days=1))

    def beat() -> None:
        store.undelivered(NOW)
        store.notices_since(NOW - timedelta(days=30))

    def delivery() -> None:
        with store.delivering():
            store.gather(Storm(), NOW)
            store.claim(NOW, NOW, 10)

    return {
        "clock: a look at the outbox in vain": (CLOCKS, delivery),
        "clock: a heartbeat": (CLOCKS, beat),
        "clock: a digest": (CLOCKS, lambda: writer.write("team", next(slots), (), NOW)),
        "clock: a start's look at what was accepted": (
            CLOCKS,
            lambda: store.accepted_since(NOW - timedelta(minutes=5)),
        ),
        "clock: a start's look at the sources": (CLOCKS, lambda: store.source_states(names)),
    }
