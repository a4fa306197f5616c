"""A folder → a news world in it: feeds, lists and articles as files, and what was published into it since.

2,000 feeds of 20 to 40 entries (31 KiB, four in five RSS, the others Atom), 600 lists of 60 articles (65 KB), 5,000
articles (91 KB): the mix of research/performance.md §0. One of ten of each is GBK. Feed 7 stands at host 127.0.1.8, as
200 hosts take turns. All were last changed on a day of long ago, so that validators are what a server makes of that.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.model import Validators

from .layouts import HOUSES, article_page, list_page
from .texts import Writer, article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .layouts import Teaser

HOSTS, LISTED, TEASERS = 200, 60, 30
ZONE = ZoneInfo("Asia/Shanghai")
WRITTEN = datetime(2026, 3, 1, 10, 0, tzinfo=ZONE)
"""Before the last seven days of any run, so that nothing of it is a preview."""

FEW, MANY = 20, 41
USUAL = 30
"""Entries of a feed: from FEW up, USUAL in the mean."""


@dataclass(frozen=True, slots=True)
class World:
    """A world that is served.

    Args:
        folder: Where its files are.
        port: Where it is served; `tls_port` over TLS, under `certificate`.
        log: What was asked for, a line each: seconds, status, path.
        server: Who serves it, and in which version.
    """

    folder: str
    feeds: int
    lists: int
    articles: int
    port: int = 0
    tls_port: int = 0
    certificate: str = ""
    log: str = ""
    server: str = ""

    @property
    def root(self) -> Path:
        """Give the folder that is served."""
        return Path(self.folder) / "served"

    def save(self) -> Path:
        """Write down what it is, for cases in processes of their own."""
        file = Path(self.folder) / "world.json"
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")
        return file

    @classmethod
    def read(cls, file: str) -> World:
        """Read what was written down."""
        return cls(**json.loads(Path(file).read_text(encoding="utf-8")))

    def origin(self, number: int, *, secure: bool = False) -> str:
        """Give the origin of a feed, list or article."""
        port = self.tls_port if secure else self.port
        return f"{'https' if secure else 'http'}://127.0.1.{number % HOSTS + 1}:{port}"

    def feed(self, number: int, *, secure: bool = False) -> str:
        """Give the address of a feed."""
        return f"{self.origin(number, secure=secure)}/feeds/{number}.xml"

    def listing(self, number: int, *, secure: bool = False) -> str:
        """Give the address of a list."""
        return f"{self.origin(number, secure=secure)}/lists/{number}.html"

    def page(self, number: int, *, secure: bool = False) -> str:
        """Give the address of an article."""
        return f"{self.origin(number, secure=secure)}/articles/{number}.html"

    def validators(self, url: str) -> Validators:
        """Give what a server says of a file's version: nginx makes both of its time and its length."""
        facts = (self.root / url.split("/", 3)[3].partition("?")[0]).stat()
        return Validators(etag_of(facts), modified_of(facts))

    def asked_for(self, path: str, since: int = 0) -> int:
        """Count the requests for what begins with a path, from a byte of the log on."""
        with Path(self.log).open("rb") as log:
            log.seek(since)
            return log.read().count(b" /" + path.strip("/").encode() + b"/")

    def logged(self) -> int:
        """Give how long the log is."""
        return Path(self.log).stat().st_size

    def publish(self, number: int, articles: Sequence[int], *, secure: bool = False) -> None:
        """Put articles on top of a feed, as of now."""
        now = datetime.now(ZONE)  # noqa: TID251 -- what is published is of today.
        origin = self.origin(number, secure=secure)
        fresh = [(article(one).title, f"{origin}/fresh/{one % self.articles}.html", now) for one in articles]
        text = _feed(number, origin, [*fresh, *_entries(self, number, secure=secure)])
        _write(self.root / "feeds" / f"{number}.xml", text, is_gbk(number), dated=False)


def etag_of(facts: os.stat_result) -> str:
    """Give the entity tag that nginx makes."""
    return f'"{int(facts.st_mtime):x}-{facts.st_size:x}"'


def modified_of(facts: os.stat_result) -> str:
    """Give the time of the last change as HTTP writes it."""
    return format_datetime(datetime.fromtimestamp(int(facts.st_mtime), UTC), usegmt=True)


def entries_of(number: int) -> int:
    """Give how many entries a feed has."""
    return FEW + number * 11 % (MANY - FEW)


def is_gbk(number: int) -> bool:
    """Tell whether a feed, a list or an article is written in GBK."""
    return number % 10 == 9  # noqa: PLR2004 -- the last of ten.


def house_of(number: int) -> str:
    """Give whose markup a page has; the old house alone writes GBK."""
    return HOUSES[-1] if is_gbk(number) else HOUSES[number % (len(HOUSES) - 1)]


def build(folder: Path, ports: tuple[int, int], feeds: int, lists: int, articles: int) -> World:
    """Write a world into a folder; a minute at full size."""
    world = World(str(folder), feeds, lists, articles, *ports)
    for name in ("feeds", "lists", "articles"):
        (world.root / name).mkdir(parents=True)
    (world.root / "fresh").symlink_to("articles")  # The same pages, at addresses that no feed listed from the start.
    for number in range(feeds):
        text = _feed(number, world.origin(number), list(_entries(world, number)))
        _write(world.root / "feeds" / f"{number}.xml", text, is_gbk(number))
    titles = [article(number).title for number in range(articles)]
    for number in range(lists):
        page = list_page(house_of(number), _teasers(world, number, titles, LISTED), WRITTEN)
        _write(world.root / "lists" / f"{number}.html", page, is_gbk(number))
    for number in range(articles):
        at = WRITTEN - timedelta(minutes=number)
        page = article_page(house_of(number), article(number), at, _teasers(world, number, titles, TEASERS))
        _write(world.root / "articles" / f"{number}.html", page, is_gbk(number))
    return world


def served(world: World, **facts: str) -> World:
    """Give a world with what is known of it since it is served."""
    return replace(world, **facts)


def _teasers(world: World, number: int, titles: Sequence[str], count: int) -> list[Teaser]:
    chosen = [(number * 37 + step * 11) % len(titles) for step in range(1, count + 1)]
    return [(titles[one], f"{world.origin(number)}/articles/{one}.html") for one in chosen]


def _entries(world: World, number: int, *, secure: bool = False) -> Iterator[tuple[str, str, datetime]]:
    """Give title, address and time of what a feed lists from the start."""
    writer, origin = Writer(number), world.origin(number, secure=secure)
    for place in range(entries_of(number)):
        target = (number * USUAL + place) % world.articles
        yield writer.title(), f"{origin}/articles/{target}.html", WRITTEN - timedelta(hours=place)


def _feed(number: int, origin: str, entries: Sequence[tuple[str, str, datetime]]) -> str:
    """Write a feed."""
    writer, head = Writer(number), f'<?xml version="1.0" encoding="{"gbk" if is_gbk(number) else "utf-8"}"?>\n'
    if number % 5 == 4:  # noqa: PLR2004 -- the last of five.
        items = "".join(
            f'<entry><title>{title}</title><link rel="alternate" href="{url}"/><id>tag:{number},2026:{url}</id>'
            f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated><author><name>李青</name>"
            f'</author><category term="本地"/><summary type="html">{_escaped(writer)}</summary></entry>'
            for title, url, at in entries
        )
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>潮汐{number}</title><id>{origin}/</id>'
        return f"{head}{feed}<updated>{entries[0][2].isoformat()}</updated>{items}</feed>"
    items = "".join(
        f'<item><title>{title}</title><link>{url}</link><guid isPermaLink="false">{number}-{url}</guid>'
        f"<pubDate>{format_datetime(at)}</pubDate><dc:creator>李青</dc:creator><category>本地</category>"
        f"<description><![CDATA[<p>{_summary(writer)}</p>]]></description></item>"
        for title, url, at in entries
    )
    opening = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    return f"{head}{opening}<title>潮汐{number}</title><link>{origin}/</link>{items}</channel></rss>"


def _summary(writer: Writer) -> str:
    return f'{writer.paragraph(sentences=6)}<a href="/more">阅读全文</a>'


def _escaped(writer: Writer) -> str:
    return f"&lt;p&gt;{writer.paragraph(sentences=6)}&lt;/p&gt;"


def _write(file: Path, text: str, gbk: bool, *, dated: bool = True) -> None:  # noqa: FBT001 -- the one question.
    """Write a file as a whole, in place of the one before."""
    beside = file.with_suffix(".new")
    beside.write_bytes(text.encode("gb18030" if gbk else "utf-8"))
    if dated:
        os.utime(beside, (WRITTEN.timestamp(),) * 2)
    beside.replace(file)
