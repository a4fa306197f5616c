"""What work costs, counted in function calls: the same on every machine, however busy, and so no timed test.

Each is held against a reference that is counted in the same run. The bounds are floors under what was reached: they
only become tighter. Times are measured by `make bench`.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

import feedparser
import httpcore
import httpx
import pytest
from fetch.loopback import reply
from fetch.network import RecordingNetwork

from monitor import wiring
from monitor.daemon.watch import watching
from monitor.detect import detect
from monitor.discover import discover
from monitor.fetch import HttpFetcher
from monitor.http import HttpClient
from monitor.knowledge import load_knowledge
from monitor.model import Article, Document, SourceState, Validators
from monitor.settings import Settings, Source
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

pytestmark = pytest.mark.anyio

CHECKS = 20
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = Validators(etag='"a"', last_modified="Fri, 20 Nov 2026 08:00:00 GMT")
UNCHANGED = reply(status="304 Not Modified", etag='"a"')
QUIET = "城北的河边新修了一条步道，傍晚有许多人在那里散步，孩子们在桥下看鱼，老人们坐在树下下棋。" * 30


class Calls:
    """Counts the calls of functions, Python's and C's, in this thread while it is entered."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Self:
        sys.setprofile(self._seen)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _seen(self, _frame: FrameType, event: str, _argument: object) -> None:
        self.count += event in {"call", "c_call"}


def calls_of(work: Callable[[], object]) -> int:
    """Count a second run: the first one imports and compiles."""
    work()
    with Calls() as calls:
        work()
    return calls.count


async def test_an_unchanged_check_costs_less_than_a_request_of_httpx_alone() -> None:
    ours, bare = await _a_check(), await _a_request_of_httpx()

    assert ours < 0.6 * bare


def test_a_changed_feed_costs_a_fraction_of_what_feedparser_takes() -> None:
    entries = "".join(
        f"<item><title>第{n}条消息</title><link>https://news.example/{n}</link><guid>{n}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 08:{n:02}:00 +0800</pubDate><description>{'河边的步道' * 40}</description></item>"
        for n in range(30)
    )
    body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>消息</title>{entries}</channel></rss>".encode()
    document = Document("https://news.example/feed", body, "application/rss+xml", "utf-8", KNOWN, NOW)
    source = Source("news", "News", "https://news.example/feed", ZONE)

    ours = calls_of(lambda: discover(document, source))
    theirs = calls_of(lambda: feedparser.parse(body))

    assert len(discover(document, source)) == len(feedparser.parse(body).entries) == 30
    assert ours * 13 < theirs


def test_an_article_without_a_launch_costs_the_detector_next_to_nothing() -> None:
    knowledge = load_knowledge()
    quiet = Article("https://news.example/1", "步道修好了", QUIET)
    launch = Article(
        "https://news.example/2", "星河科技发布大模型星河 3.0", f"星河科技今天发布了大模型星河 3.0。{QUIET}"
    )

    assert calls_of(lambda: detect(quiet, knowledge)) * 200 < calls_of(lambda: detect(launch, knowledge))


async def _a_check() -> float:
    """Give the calls of a check that finds nothing changed, rhythm, health and the order to write among them."""
    sources = tuple(
        Source(f"s{n}", f"Outlet {n}", f"http://93.184.216.{n + 1}/feed", ZONE, obeys_robots=False)
        for n in range(CHECKS)
    )
    store = open_store("sqlite://")
    circumstances = wiring.Circumstances(silent_start=True, keeps_time=True)
    client = HttpClient(network=RecordingNetwork(*[UNCHANGED] * 2 * CHECKS))
    try:
        async with (
            watching(Settings(sources, ()), store, circumstances) as watch,
            HttpFetcher(wiring.utc_now, client=client) as fetcher,
        ):
            now = wiring.utc_now()
            parts = replace(watch.parts, pipeline=replace(watch.parts.pipeline, fetcher=fetcher))
            asked = replace(watch, parts=parts)
            for one in sources:
                asked.states[one.id] = SourceState(
                    one.id, KNOWN, now - timedelta(minutes=1), now, listed_at=now, whole_at=now, asked_as=one.digest
                )
            await asyncio.gather(*map(asked.check, sources))
            with Calls() as calls:
                outcomes = await asyncio.gather(*map(asked.check, sources))
    finally:
        store.close()
    assert not any(outcome.error or outcome.new_entries for outcome in outcomes)
    return calls.count / CHECKS


async def _a_request_of_httpx() -> float:
    """Give the calls of the same request by a bare client of httpx, which keeps no connection either."""
    network = RecordingNetwork(*[UNCHANGED] * 2 * CHECKS)
    transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=10, max_keepalive_connections=0))
    transport._pool = httpcore.AsyncConnectionPool(max_keepalive_connections=0, network_backend=network)
    heads = {"If-None-Match": '"a"', "If-Modified-Since": str(KNOWN.last_modified)}
    async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
        urls = [f"http://93.184.216.{n + 1}/feed" for n in range(CHECKS)]
        await asyncio.gather(*(client.get(url, headers=heads) for url in urls))
        with Calls() as calls:
            await asyncio.gather(*(client.get(url, headers=heads) for url in urls))
    return calls.count / CHECKS
