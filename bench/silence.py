"""Sources that fall silent: is each way noticed within three looks, and is nobody told of sources that are well?

Each way is played by a server on loopback, through the real fetcher, pipeline and store, on a clock of its own; the
month of healthy sources is simulated with the same pure functions, without a network (see `newsroom`).
`python bench/silence.py` takes two minutes; a test plays the same in short.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))  # The neighbour is found from wherever this is imported.

from newsroom import MONTH, a_hundred_sources, lived_through

from monitor.fetch import HttpFetcher, Manners
from monitor.guard import Guard
from monitor.http import HttpClient
from monitor.knowledge import load_knowledge
from monitor.learning import Learner
from monitor.log import configure_logging
from monitor.pipeline import Pipeline
from monitor.rhythm import Rhythm
from monitor.schedule import next_due
from monitor.settings import Audience, ListSelectors, MessageTimes, Source, SourceKind
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from monitor.model import SourceState
    from monitor.ports import Store

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
LOOKS = 3
HOST = "outlet.example"
DEADLINE = timedelta(seconds=0.3)
AT_ONCE = Manners(4, timedelta(0))
LISTED = 30
UNTIL = 5_000  # Looks after which a way counts as not noticed at all.

TEXT = "今天上午，云岭电力公布了新的检修安排，涉及三个片区，预计两周完成。" * 4


@dataclass(slots=True)
class Outlet:
    """What the server of an outlet says now; a test of a way breaks it.

    Args:
        entries: How many it lists and has pages for.
        feed: Gives its list as status, headers and body; None for no answer.
        page: Gives the page of an article.
        robots: Its robots.txt; empty for none.
        has_name: Its name is found.
    """

    entries: int = LISTED
    feed: Callable[[Outlet], bytes | None] = field(default=lambda outlet: reply(rss(outlet)))
    page: Callable[[str], bytes] = field(default=lambda path: reply(article(path), "text/html"))
    robots: str = ""
    has_name: bool = True

    def answer(self, path: str) -> bytes | None:
        """Give the reply to a request; None for none at all."""
        if path == "/robots.txt":
            return reply(self.robots, "text/plain") if self.robots else reply("", status="404 Not Found")
        return self.feed(self) if path == "/feed" else self.page(path)

    async def resolve(self, _host: str, _port: int) -> Sequence[str]:
        """Look its name up."""
        if not self.has_name:
            raise OSError("no such name")
        return ["127.0.0.1"]


def reply(body: str, media_type: str = "application/rss+xml", status: str = "200 OK", more: str = "") -> bytes:
    """Write a reply."""
    data = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(data)}\r\n{more}Connection: close"
    return f"{head}\r\n\r\n".encode() + data


def rss(outlet: Outlet, *, dated: bool = True) -> str:
    """Write the newest entries, one a day up to the first look."""
    items = []
    for number in range(max(outlet.entries - LISTED, 0), outlet.entries):
        at = NOW - timedelta(days=LISTED - number, hours=2)
        date = f"<pubDate>{format_datetime(min(at, NOW))}</pubDate>" if dated else ""
        items.append(f"<item><title>第{number}篇</title><link>/{number}.html</link>{date}</item>")
    return f"<rss version='2.0'><channel><title>云岭日报</title>{''.join(reversed(items))}</channel></rss>"


def listing(outlet: Outlet, css: str = "news") -> str:
    """Write the same as a page."""
    items = "".join(
        f"<li class='{css}'><a href='/{number}.html'>第{number}篇报道的标题</a></li>"
        for number in range(outlet.entries)
    )
    return f"<html><body><ul>{items}</ul></body></html>"


def article(path: str) -> str:
    """Write an article's page."""
    return f"<html lang='zh'><body><article><h1>{path}</h1><p>{TEXT}</p></article></body></html>"


CHALLENGE = "<html><head><title>Just a moment...</title></head><body><script>_cf_chl_opt={}</script></body></html>"
LOGIN = "<html><body><form><input type='password' name='p'></form></body></html>"
PARKED = "<html><head><title>This domain is for sale</title></head><body><a href='/buy'>Buy it</a></body></html>"


def _says(body: str, media_type: str = "text/html", status: str = "200 OK", more: str = "") -> Callable[[Outlet], None]:
    def broken(outlet: Outlet) -> None:
        outlet.feed = lambda _: reply(body, media_type, status, more)

    return broken


def _set(**changes: object) -> Callable[[Outlet], None]:
    def broken(outlet: Outlet) -> None:
        for name, value in changes.items():
            setattr(outlet, name, value)

    return broken


def _unreadable(outlet: Outlet) -> None:
    def grown(outlet: Outlet) -> bytes:
        outlet.entries += 3
        return reply(rss(outlet))

    outlet.feed, outlet.page = grown, lambda _: reply("", status="403 Forbidden")


def _redesigned(outlet: Outlet) -> None:
    outlet.feed = lambda outlet: reply(listing(outlet, "card"), "text/html")


EMPTY = "<rss version='2.0'><channel><title>云岭日报</title></channel></rss>"
WAYS: dict[str, Callable[[Outlet], None]] = {
    "its name is gone": _set(has_name=False),
    "it hangs": _set(feed=lambda _: None),
    "404": _says("", status="404 Not Found"),
    "410": _says("", status="410 Gone"),
    "500": _says("", status="500 Oh"),
    "429, always": _says("", status="429 Slow Down"),
    "a page in place of the feed": _says(PARKED),
    "a challenge with 200": _says(CHALLENGE),
    "a challenge with 503": _says(CHALLENGE, status="503 Wait"),
    "a redirect to a login": _says("", status="302 Found", more="Location: /login\r\n"),
    "a list that is empty": _says(EMPTY, "application/rss+xml"),
    "a list that is frozen": _set(),
    "dates are gone": _set(feed=lambda outlet: reply(rss(outlet, dated=False))),
    "selectors match nothing": _redesigned,
    "articles cannot be read": _unreadable,
    "robots.txt forbids it": _set(robots="User-agent: *\nDisallow: /\n"),
}
"""Sixteen; the issue asks for twelve."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """After how many looks that could have told it, and after how long, a way was noticed; None for not at all."""

    looks: int | None
    after: timedelta


async def noticed(way: str, folder: Path) -> Noticed:
    """Play one way: an outlet is well for a day, then falls silent."""
    outlet = Outlet()
    if way == "a redirect to a login":
        outlet.page = lambda path: reply(LOGIN if path == "/login" else article(path), "text/html")
    if way == "selectors match nothing":
        outlet.feed = lambda outlet: reply(listing(outlet), "text/html")
    async with _watched(outlet, folder, way) as look:
        await look()
        await look()
        WAYS[way](outlet)
        if way == "robots.txt forbids it":
            look.now += timedelta(days=1)  # The rules are asked for once a day.
        if look.was_noticed:
            raise RuntimeError(f"{way}: somebody was told while it was well")
        began, looks = look.now, 0
        for _ in range(UNTIL):
            await look()
            looks += look.could_tell(way)
            if look.was_noticed:
                return Noticed(looks, look.now - began)
    return Noticed(None, timedelta(0))


@dataclass(slots=True)
class _Looks:
    """Looks at the one source whenever it is due."""

    source: Source
    store: Store
    pipeline: Pipeline | None = None
    now: datetime = NOW

    async def __call__(self) -> None:
        state = self.state
        self.now = max(self.now, state.next_at or self.now)
        if self.pipeline:
            await self.pipeline.check(self.source, state)

    @property
    def state(self) -> SourceState:
        return self.store.source_states([self.source.id])[self.source.id]

    @property
    def was_noticed(self) -> bool:
        return any(message.notice and message.notice.ailments for message in self.store.messages())

    def could_tell(self, way: str) -> bool:
        """Tell whether this look could show it: a frozen list is as others until its usual silence is over."""
        return way != "a list that is frozen" or Rhythm.read(self.state.rhythm).is_silent(self.now)


@asynccontextmanager
async def _watched(outlet: Outlet, folder: Path, way: str) -> AsyncIterator[_Looks]:
    """Serve an outlet, and give what looks at it."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            answer = outlet.answer(head.split(b" ", 2)[1].decode())
            if answer is None:
                await reader.read()  # Until the client gives up.
            else:
                writer.write(answer)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    url = f"http://{HOST}:{server.sockets[0].getsockname()[1]}/feed"
    source = Source("outlet", "云岭日报", url, ZoneInfo("Asia/Shanghai"), allow_private=True)
    if way == "selectors match nothing":
        source = replace(source, kind=SourceKind.PAGE, select=ListSelectors(item="li.news"))
    store = open_store(f"sqlite:///{folder / f'{abs(hash(way))}.db'}")
    look = _Looks(source, store)
    client = HttpClient(resolve=outlet.resolve)
    try:
        async with server, HttpFetcher(lambda: look.now, client=client, deadline=DEADLINE, manners=AT_ONCE) as fetcher:
            knowledge = load_knowledge()
            look.pipeline = Pipeline(
                fetcher=fetcher,
                guard=Guard(),
                store=store,
                knowledge=knowledge,
                learner=Learner(knowledge, store),
                audience=Audience(("ops",)),
                times=MessageTimes(),
                clock=lambda: look.now,
                next_due=next_due,
                on_step=lambda _: None,
                notice_channel="ops",
                silent_start=True,
            )
            yield look
    finally:
        store.close()


def main() -> int:
    """Play every way and the month; give 1 where something went unnoticed, or somebody was told for nothing."""
    configure_logging(level="critical")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            found = asyncio.run(noticed(way, Path(folder)))
            in_time = found.looks is not None and found.looks <= LOOKS
            missed += not in_time
            print(f"{way:30} {'noticed at look' if in_time else 'LATE'} {found.looks}, after {found.after}")
    print(f"noticed within {LOOKS} looks: {len(WAYS) - missed} of {len(WAYS)} ways")
    lives = [lived_through(one, MONTH) for one in a_hundred_sources()]
    false = [(life.name, notice) for life in lives for notice in life.notices]
    checks = sum(life.checks for life in lives)
    failed = sum(life.failed for life in lives)
    print(f"{len(lives)} healthy sources, {MONTH.days} days, {checks} checks, {failed} of them failed")
    print(f"false notices: {len(false)}")
    for name, notice in false:
        print(f"  {name}: {notice}")
    return int(bool(missed or false))


if __name__ == "__main__":
    sys.exit(main())
