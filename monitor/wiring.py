"""Settings → parts: the only file that knows every class, reads the clock and the environment."""

from __future__ import annotations

import os
import sys
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from anyio import CapacityLimiter
from pydantic import SecretStr

from monitor.model import unobserved
from monitor.settings import Audience, Channel, Source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping
    from pathlib import Path

    from monitor.correcting import Corrector
    from monitor.digest import DigestWriter
    from monitor.fetch import HttpFetcher
    from monitor.knowledge import Knowledge
    from monitor.metrics import Metrics
    from monitor.model import Document, Notice
    from monitor.notify import Lane
    from monitor.pipeline import Pipeline
    from monitor.ports import Checkpoint, Clock, Observer, Sender, Store
    from monitor.second_opinion import SecondOpinion
    from monitor.settings import Settings

GATHERS = timedelta(seconds=0.2)
"""How long a daemon lets what it writes of unchanged sources wait for others: those that a tick finds due, mostly."""

HOME_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Parts:
    """What one run needs, put together.

    Args:
        lanes: Remember each channel from one delivery to the next.
        notice_channel: Hears of the system itself.
        reported: What senders found that a person should hear of; who tells it takes it away.
    """

    pipeline: Pipeline
    senders: Mapping[str, Sender]
    lanes: dict[str, Lane]
    notice_channel: str
    reported: list[Notice]
    channels: tuple[Channel, ...]
    digests: DigestWriter


def utc_now() -> datetime:
    """Tell the time; nothing else reads the clock."""
    return datetime.now(UTC)  # noqa: TID251 -- this is the clock that everybody is handed.


def no_checkpoint(_step: str) -> None:
    """Take no note of any step."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a run is subject to beside its settings.

    Args:
        clock: Tells the time.
        on_step: Is told of each step that is done.
        silent_start: What a source lists at first is where it starts from: known, not told.
        keeps_time: It runs day and night, so that whatever is late is so after an outage; else somebody calls it when
            he likes.
        store_thread: One thread at a time speaks to the store, whoever asks.
        observe: Is told of what happens, and counts it.
    """

    clock: Clock = utc_now
    on_step: Checkpoint = no_checkpoint
    silent_start: bool = False
    keeps_time: bool = False
    store_thread: CapacityLimiter = field(default_factory=partial(CapacityLimiter, 1))
    observe: Observer = unobserved


@dataclass(frozen=True, slots=True)
class Observation:
    """How a process is observed.

    Args:
        metrics: Count what happens.
        listen: Where it answers how it is, beside the page; None for nowhere.
    """

    metrics: Metrics
    listen: str | None = None


def observation(role: str, run: str = "", listen: str | None = None) -> Observation:
    """Give what observes a process that does `role`, and whose log lines bear `run`."""
    from monitor.metrics import Identity, Metrics

    return Observation(Metrics(Identity(role, run)), listen)


def day_and_night(clock: Clock, observed: Observation) -> Circumstances:
    """Give the circumstances of a process that runs day and night."""
    return Circumstances(clock, silent_start=True, keeps_time=True, observe=observed.metrics)


def load_settings(path: Path) -> Settings:
    """Read a settings file; what is secret in it appears in no line of the log from then on.

    Raises:
        SettingsError: It does not say what can be done.
    """
    from monitor import config, html, log, notify

    environment = os.environ  # noqa: TID251 -- handed on to config.
    settings = config.load(path, environment, check_channel=notify.check_channel, check_selector=html.check_selector)
    log.hide(config.secrets_of(settings))
    return settings


def load_knowledge(settings: Settings | None = None) -> Knowledge:
    """Read the packaged facts and the user's own."""
    from monitor import knowledge

    if settings is None:
        return knowledge.load_knowledge()
    return knowledge.load_knowledge(settings.organisations, settings.models)


def open_store(database_url: str, *, is_there: bool = False) -> Store:
    """Open the memory, making and migrating it as needed, unless it must be there.

    Raises:
        StoreError: It cannot be used.
    """
    from monitor import store

    return store.open_store(database_url, is_there=is_there)


def copy_store(source: str, target: str, *, though_used: bool = False) -> dict[str, int]:
    """Copy one memory into another, empty one; give the rows of each table.

    Raises:
        StoreError: One of them cannot be used, is in use, or the other one holds something.
    """
    from monitor import store

    return store.copy(source, target, though_used=though_used)


def back_up_store(database_url: str, file: Path) -> dict[str, int]:
    """Write all of a memory into one file, while others use it; give the rows of each table.

    Raises:
        StoreError: It cannot be read, or the file not be written.
    """
    from monitor import store

    return store.back_up(database_url, file)


def restore_store(file: Path, database_url: str) -> tuple[dict[str, int], Path | None]:
    """Put a backup in a memory's place; give the rows of each table, and where what was there before is kept.

    Raises:
        StoreError: It is no sound backup of this program or an older one, or the memory is in use.
    """
    from monitor import store

    restored = store.restore(file, database_url, utc_now())
    return restored.rows, restored.before


def channels_of(settings: Settings) -> tuple[Channel, ...]:
    """Give the channels; without any, messages go to the terminal."""
    return settings.channels or (Channel("console", SecretStr("console:"), HOME_ZONE, digest=settings.digest),)


def notice_channel(settings: Settings) -> str:
    """Give the name of the channel that hears of the system itself: the one that was chosen, else the first."""
    return settings.notices or channels_of(settings)[0].name


def audience_of(settings: Settings) -> Audience:
    """Give who hears of what."""
    return Audience(tuple(channel.name for channel in channels_of(settings)), settings.routes, settings.follow)


def open_fetcher(settings: Settings | None, clock: Clock = utc_now) -> HttpFetcher:
    """Give what brings documents, as polite as the settings say; it is closed when it is left."""
    from monitor.fetch import HttpFetcher, Manners

    hosts = settings.hosts.items() if settings else ()
    return HttpFetcher(clock, hosts={name: Manners(wanted.parallel, wanted.spacing) for name, wanted in hosts})


async def fetch_document(url: str, *, allow_private: bool = False) -> Document:
    """Bring one document for a person who asks for it.

    Raises:
        FetchError: It could not be had.
    """
    from monitor.errors import FetchError, FetchReason

    async with open_fetcher(None) as fetcher:
        # A person asks, once, as with a browser: robots.txt is about programs that go by themselves (RFC 9309 §1).
        asking = Source("", "", url, HOME_ZONE, obeys_robots=False, allow_private=allow_private)
        document = await fetcher.fetch(url, asking)
    if document is None:
        raise FetchError(FetchReason.BAD_PROTOCOL, url, "unchanged, says the server, though nobody asked that")
    return document


@asynccontextmanager
async def open_senders(
    settings: Settings, clock: Clock = utc_now, report: Callable[[Notice], None] = lambda _notice: None
) -> AsyncIterator[Mapping[str, Sender]]:
    """Give what speaks to each channel's provider, by the channel's name; `report` hears of faulty templates."""
    from monitor.http import HttpClient
    from monitor.notify import make_sender

    # One for each channel, so that however many of them hang, there is one left for each that does not.
    async with HttpClient(connections=max(len(channels_of(settings)), 1)) as client:
        yield {
            channel.name: make_sender(channel, client=client, clock=clock, stream=sys.stdout, report=report)
            for channel in channels_of(settings)
        }


@contextmanager
def correcting(settings: Settings | None, store: Store, clock: Clock = utc_now) -> Iterator[Corrector]:
    """Open a desk where a person says what is wrong; without settings nobody is told of what becomes a launch."""
    from monitor.correcting import Corrector
    from monitor.pipeline import NOBODY, Terms
    from monitor.settings import MessageTimes

    audience = audience_of(settings) if settings else NOBODY
    times = settings.messages if settings else MessageTimes()
    terms = Terms(load_knowledge(settings), audience, times, no_checkpoint)
    now = clock()
    with store.correcting(now) as desk:
        yield Corrector(desk, terms, now)


@asynccontextmanager
async def open_second_opinion(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[SecondOpinion | None]:
    """Give who is asked about candidates in doubt; None where the settings name nobody."""
    if settings.second_opinion is None:
        yield None
        return
    from monitor.http import HttpClient
    from monitor.second_opinion import SecondOpinion

    async with HttpClient() as client:
        yield SecondOpinion(settings.second_opinion, client=client, clock=clock)


@asynccontextmanager
async def assemble(settings: Settings, store: Store, circumstances: Circumstances) -> AsyncIterator[Parts]:
    """Put the parts together for as long as they are needed."""
    from monitor.digest import DigestWriter
    from monitor.guard import Guard
    from monitor.learning import Learner
    from monitor.notify import lane_for
    from monitor.pipeline import Pipeline
    from monitor.schedule import next_due

    clock, knowledge = circumstances.clock, load_knowledge(settings)
    reported: list[Notice] = []
    async with (
        open_fetcher(settings, clock) as fetcher,
        open_senders(settings, clock, reported.append) as senders,
        open_second_opinion(settings, clock) as adviser,
    ):
        pipeline = Pipeline(
            fetcher=fetcher,
            guard=Guard(),
            store=store,
            knowledge=knowledge,
            learner=Learner(knowledge, store),
            audience=audience_of(settings),
            times=settings.messages,
            clock=clock,
            next_due=next_due,
            on_step=circumstances.on_step,
            adviser=adviser,
            notice_channel=notice_channel(settings),
            silent_start=circumstances.silent_start,
            keeps_time=circumstances.keeps_time,
            gathers=GATHERS if circumstances.keeps_time else timedelta(0),
            store_thread=circumstances.store_thread,
            observe=circumstances.observe,
        )
        lanes = {name: lane_for(sender) for name, sender in senders.items()}
        digests = DigestWriter(store, pipeline.knowledge, pipeline.audience, pipeline.times, circumstances.on_step)
        yield Parts(pipeline, senders, lanes, notice_channel(settings), reported, channels_of(settings), digests)
