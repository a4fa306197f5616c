"""A world on loopback in which every kind of source, every preset and every failure occurs, each at a port of its own.

`bench/checking.py` shows what `monitor check --live` says of it; a test holds that against `says`.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

ENTRIES = 12
TITLES = [f"潮汐观察第{number}期：港口与海" for number in range(ENTRIES)]
BOMB = 32 * 1024 * 1024
"""Bytes that the bomb here would unpack to; `bench/bombs.py` has larger ones of every coding."""

XML, HTML, JSON = "application/xml", "text/html; charset=utf-8", "application/json"
HELLO_OF_TLS = b"\x16"
NOBODY = "nobody.invalid"  # RFC 6761 §6.4: never a host's name.


@dataclass(frozen=True, slots=True)
class Outlet:
    """One server, and the source that watches it.

    Args:
        fields: Its entry in `sources.yaml`; `{at}` stands for the server's address.
        answers: By path: a reply, None for none at all. What is not there is not found.
        says: What `check --live` must say of it, among other words.
        is_well: That counts as well.
    """

    fields: Mapping[str, object]
    answers: Mapping[str, bytes | None] = field(default_factory=dict)
    says: str = ""
    is_well: bool = True

    def entry(self, at: str) -> str:
        """Write its line of the settings file."""
        allowed = {} if "allow_private" in self.fields else {"allow_private": True}
        return json.dumps({**self.fields, **allowed}, ensure_ascii=False).replace("{at}", at)


def reply(body: str | bytes, media_type: str = XML, status: str = "200 OK", **headers: str) -> bytes:
    """Write a reply; `content_encoding="gzip"` becomes a header."""
    data = body.encode() if isinstance(body, str) else body
    named = {"content_type": media_type, "content_length": str(len(data)), "connection": "close", **headers}
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in named.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + data


def rss(now: datetime, version: str = "2.0", *, until: timedelta = timedelta(0), entries: int = ENTRIES) -> str:
    """Write an RSS feed with an entry a day, the newest of them `until` ago."""
    items = "".join(
        f"<item><title>{TITLES[number]}</title><link>/{number}.html</link>"
        f"<pubDate>{format_datetime(now - until - number * timedelta(days=1))}</pubDate></item>"
        for number in range(entries)
    )
    return f"<?xml version='1.0'?><rss version='{version}'><channel><title>潮汐观察</title>{items}</channel></rss>"


def rdf(now: datetime, namespace: str) -> str:
    """Write an RDF feed of RSS 0.90 or 1.0."""
    items = "".join(
        f"<item rdf:about='/{number}.html'><title>{title}</title><link>/{number}.html</link>"
        f"<dc:date>{(now - number * timedelta(days=1)).isoformat()}</dc:date></item>"
        for number, title in enumerate(TITLES)
    )
    syntax = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    spaces = f"xmlns:rdf='{syntax}' xmlns='{namespace}' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    return f"<rdf:RDF {spaces}><channel><title>潮汐观察</title></channel>{items}</rdf:RDF>"


def atom(now: datetime) -> str:
    """Write an Atom feed."""
    entries = "".join(
        f"<entry><id>tag:{number}</id><title>{title}</title><link href='/{number}.html'/>"
        f"<updated>{(now - number * timedelta(days=1)).isoformat()}</updated></entry>"
        for number, title in enumerate(TITLES)
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>潮汐观察</title>{entries}</feed>"


def json_feed(now: datetime) -> str:
    """Write a JSON Feed."""
    items = [
        {"id": str(n), "url": f"/{n}.html", "title": title, "date_published": (now - timedelta(days=n)).isoformat()}
        for n, title in enumerate(TITLES)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "潮汐观察", "items": items})


def page(now: datetime) -> str:
    """Write a list page."""
    items = "".join(
        f"<li class='news'><a href='/{number}.html'>{title}</a><span class='day'>{now - number * DAY:%Y-%m-%d}</span>"
        for number, title in enumerate(TITLES)
    )
    return f"<html lang='zh'><title>潮汐观察</title><body><h1>潮汐观察</h1><ul>{items}</ul></body></html>"


def sitemap(now: datetime, at: str = "{at}") -> str:
    """Write a sitemap."""
    urls = "".join(
        f"<url><loc>{at}/news/{number}.html</loc><lastmod>{now - number * DAY:%Y-%m-%d}</lastmod></url>"
        for number in range(ENTRIES)
    )
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"


def index(now: datetime, *paths: str) -> str:
    """Write an index of sitemaps."""
    parts = "".join(f"<sitemap><loc>{{at}}{path}</loc><lastmod>{now.isoformat()}</lastmod></sitemap>" for path in paths)
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{parts}</sitemapindex>"


def news_sitemap(now: datetime) -> str:
    """Write a sitemap with what news programs want to know."""
    urls = "".join(
        f"<url><loc>{{at}}/{number}.html</loc><n:news><n:publication><n:name>潮汐观察</n:name></n:publication>"
        f"<n:publication_date>{(now - number * DAY).isoformat()}</n:publication_date>"
        f"<n:title>{title}</n:title></n:news></url>"
        for number, title in enumerate(TITLES)
    )
    news = "xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'"
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' {news}>{urls}</urlset>"


def article(now: datetime) -> str:
    """Write an article's page."""
    text = "".join(f"<p>{title}。潮水按时来去，船只照常靠岸，码头上一切如旧，没有别的消息。</p>" for title in TITLES)
    return f"<html lang='zh'><title>{TITLES[0]}</title><article><h1>{TITLES[0]}</h1><time>{now:%Y-%m-%d}</time>{text}"


def models(now: datetime) -> str:
    """Write what a hub's API says of an organisation's models."""
    return json.dumps(
        [{"id": f"Yunling/Qingluan-{n}", "createdAt": (now - n * DAY).isoformat()} for n in range(ENTRIES)]
    )


def repositories(now: datetime) -> str:
    """Write what a code host's API says of an organisation's repositories."""
    return json.dumps(
        [
            {"html_url": f"/yunling/r{n}", "full_name": f"yunling/r{n}", "created_at": (now - n * DAY).isoformat()}
            for n in range(ENTRIES)
        ]
    )


DAY = timedelta(days=1)
CHALLENGE = "<html><head><title>Just a moment...</title></head><body><script>_cf_chl_opt={}</script></body></html>"
PARKED = "<html><head><title>This domain is for sale</title></head><body><a href='/buy'>Buy it</a></body></html>"


def _feed(name: str, answer: bytes | None, says: str, *, is_well: bool = False, **more: object) -> Outlet:
    return Outlet({"id": name, "url": "{at}/feed", **more}, {"/feed": answer}, says, is_well)


def kinds(now: datetime) -> Iterator[Outlet]:
    """Give an outlet of every kind, all of them well."""
    dated = f"{ENTRIES} entries · newest"
    good = {"says": f"feed · {dated}", "is_well": True}
    for version in ("0.91", "0.92", "2.0"):
        yield _feed(f"rss-{version}", reply(rss(now, version)), **good)
    yield _feed("rdf-0.90", reply(rdf(now, "http://my.netscape.com/rdf/simple/0.9/")), **good)
    yield _feed("rdf-1.0", reply(rdf(now, "http://purl.org/rss/1.0/")), **good)
    yield _feed("atom", reply(atom(now)), **good)
    yield _feed("json-feed", reply(json_feed(now), JSON), **good)
    listed = {"/": reply(page(now), HTML)}
    yield Outlet({"id": "page", "kind": "page", "url": "{at}/"}, listed, f"page · {dated}")
    select = {"item": "li.news", "link": "a", "date": ".day"}
    yield Outlet({"id": "page-selected", "url": "{at}/", "select": select}, listed, f"page · {dated}")
    maps = {
        "/map.xml": reply(sitemap(now)),
        "/news.xml": reply(news_sitemap(now)),
        "/map.xml.gz": reply(gzip.compress(sitemap(now, "https://tide.example").encode()), "application/gzip"),
    }
    for name, path in (("sitemap", "/map.xml"), ("sitemap-news", "/news.xml"), ("sitemap-gzip", "/map.xml.gz")):
        more = {} if name == "sitemap-news" else {"match": "/news/*"}
        yield Outlet({"id": name, "kind": "sitemap", "url": "{at}" + path, **more}, maps, f"sitemap · {dated}")
    parts = {
        "/index.xml": reply(index(now, "/inner.xml", "/2020.xml")),
        "/inner.xml": reply(index(now, "/news.xml.gz")),
        "/news.xml.gz": reply(gzip.compress(sitemap(now, "https://tide.example").encode()), "application/gzip"),
        "/2020.xml": reply(sitemap(now - 2_000 * DAY, "https://tide.example/old")),
    }
    fields = {"id": "sitemap-index", "kind": "sitemap", "url": "{at}/index.xml", "match": "*/news/*"}
    yield Outlet(fields, parts, f"sitemap · {2 * ENTRIES} entries · newest")
    listing = json.dumps({"data": {"list": [{"no": n, "t": title} for n, title in enumerate(TITLES)]}})
    paths = {"item": "data.list", "link": "{at}/{no}.html", "title": "t"}
    fields = {"id": "json", "kind": "json", "url": "{at}/api", "select": paths}
    yield Outlet(fields, {"/api": reply(listing, JSON)}, f"json · {ENTRIES} entries · undated")
    fields = {"id": "article", "kind": "article", "url": "{at}/1.html"}
    yield Outlet(fields, {"/1.html": reply(article(now), HTML)}, "article · 1 entry")


def presets(now: datetime) -> Iterator[Outlet]:
    """Give an outlet of every preset, each pointed here by its `base:`, as one points it at a mirror."""
    here = {"base": "{at}"}
    hub = {"/api/models": reply(models(now), JSON)}
    yield Outlet({"id": "hf_org", "preset": "hf_org", "org": "Yunling", **here}, hub, f"json · {ENTRIES} entries")
    repository = {"id": "github_releases", "preset": "github_releases", "org": "yunling", "repo": "qingluan", **here}
    yield Outlet(repository, {"/yunling/qingluan/releases.atom": reply(atom(now))}, f"feed · {ENTRIES} entries")
    organisation = {"/orgs/yunling/repos": reply(repositories(now), JSON)}
    fields = {"id": "github_org", "preset": "github_org", "org": "yunling", **here}
    yield Outlet(fields, organisation, f"json · {ENTRIES} entries")
    fields = {"id": "rsshub", "preset": "rsshub", "route": "tide/news", **here}
    yield Outlet(fields, {"/tide/news": reply(rss(now))}, f"feed · {ENTRIES} entries")


def oddities(now: datetime) -> Iterator[Outlet]:
    """Give outlets that are odd, and well all the same."""
    moved = {"/feed": reply("", status="301 Moved Permanently", location="/new"), "/new": reply(rss(now))}
    yield Outlet({"id": "moved", "url": "{at}/feed"}, moved, "moved for good: write url: http://127.0.0.1:")
    half = rss(now)[: len(rss(now)) // 2]
    yield _feed("half-a-feed", reply(half), "a damaged feed", is_well=True)
    gbk = rss(now).encode("gb18030")
    mislabelled = reply(gbk, "application/rss+xml; charset=utf-8")
    yield _feed("says-utf8-is-gbk", mislabelled, f"{ENTRIES} entries · newest", is_well=True)
    yield _feed(
        "encoding-is-wrong", reply(gbk), "cannot be decoded: correct `encoding:`", is_well=True, encoding="utf-8"
    )


def refusals() -> Iterator[Outlet]:
    """Give outlets that answer with a status or with none."""
    statuses = {
        "404 Not Found": ("not-found", "page not found: HTTP 404"),
        "410 Gone": ("gone", "gone for good: HTTP 410"),
        "401 Unauthorized": ("wants-a-key", "refuses us: HTTP 401"),
        "403 Forbidden": ("refused-403", "refuses us: HTTP 403"),
        "429 Too Many Requests": ("asked-too-often", "rate limit: HTTP 429"),
        "503 Service Unavailable": ("overloaded", "server fails: HTTP 503"),
        "500 Internal Server Error": ("broken", "server fails: HTTP 500"),
    }
    for status, (name, says) in statuses.items():
        yield _feed(name, reply("", status=status), says)
    yield _feed("patience", reply("", status="503 Wait", retry_after="120"), "rate limit: HTTP 503")
    yield _feed("circle", reply("", status="302 Found", location="/feed"), "redirects in circles")
    yield _feed("to-a-file", reply("", status="302 Found", location="file:///etc/hosts"), "server fails")
    yield Outlet({"id": "no-such-name", "url": f"http://{NOBODY}/feed"}, {}, "host name not found", is_well=False)
    secure = {"id": "no-tls", "url": "https{at}/feed"}
    yield Outlet(secure, {}, "no secure connection", is_well=False)
    yield Outlet({"id": "closed-port", "url": "{closed}/feed"}, {}, "cannot be reached", is_well=False)
    yield _feed("hung", None, "cannot be reached: no complete reply within")
    yield _feed("not-http", b"* OK IMAP4 ready\r\n", "server fails")
    private = "127.0.0.1 is not a public address"
    yield _feed("private", reply(""), private, allow_private=False)
    inner = reply("", status="302 Found", location="http://127.0.0.1:1/feed")
    yield _feed("leads-to-private", inner, private)
    robots = {"/robots.txt": reply("User-agent: *\nDisallow: /\n", "text/plain")}
    yield Outlet({"id": "robots", "url": "{at}/feed"}, robots, "robots.txt forbids", is_well=False)


def contents(now: datetime) -> Iterator[Outlet]:
    """Give outlets that answer 200 and do not give what they should."""
    yield _feed("empty-body", reply(""), "no list can be read: an empty document, not a feed")
    yield _feed("empty-feed", reply(rss(now, entries=0)), "lists nothing")
    yield _feed("page-for-a-feed", reply(PARKED, HTML), "an HTML page titled “This domain is for sale”, not a feed")
    yield _feed("challenge", reply(CHALLENGE, HTML), "blocked by a challenge or login")
    yield _feed("stale", reply(rss(now, until=timedelta(days=200))), "silent for long: nothing new since")
    yield _feed("bomb", reply(gzip.compress(bytes(BOMB), 9), content_encoding="gzip"), "too large")
    yield _feed("too-many-codings", reply(b"x", content_encoding="gzip, gzip"), "server fails: content coding")
    select = {"item": "li.card"}
    fields = {"id": "selectors", "url": "{at}/", "select": select}
    yield Outlet(fields, {"/": reply(page(now), HTML)}, "select.item “li.card” matches nothing", is_well=False)
    fields = {"id": "match", "kind": "sitemap", "url": "{at}/map.xml", "match": "/blog/*"}
    yield Outlet(fields, {"/map.xml": reply(sitemap(now))}, "match “/blog/*” fits none of 12", is_well=False)
    fields = {"id": "json-path", "kind": "json", "url": "{at}/api", "select": {"item": "data.items", "link": "url"}}
    answer = {"/api": reply('{"data": {"list": []}}', JSON)}
    yield Outlet(fields, answer, "select.item “data.items” leads to nothing", is_well=False)


def all_outlets(now: datetime) -> list[Outlet]:
    """Give the whole world."""
    return [*kinds(now), *presets(now), *oddities(now), *refusals(), *contents(now)]


@asynccontextmanager
async def world(outlets: list[Outlet]) -> AsyncIterator[str]:
    """Serve every outlet at a port of its own; give the settings file that watches them all."""
    lines = ["channels: ['console:']", "sources:"]
    servers = []
    tasks: set[asyncio.Task[None]] = set()
    try:
        for outlet in outlets:
            server = await asyncio.start_server(_Host(outlet, tasks), "127.0.0.1", 0)
            servers.append(server)
            at = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            written = outlet.entry(at).replace("httpshttp:", "https:").replace("{closed}", _closed())
            lines.append(f"  - {written}")
        yield "\n".join(lines) + "\n"
    finally:
        for server in servers:
            server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for server in servers:
            await server.wait_closed()


@dataclass(slots=True)
class _Host:
    """Answers one request a connection."""

    outlet: Outlet
    tasks: set[asyncio.Task[None]]

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            start = await reader.readexactly(1)
            if start == HELLO_OF_TLS:
                writer.write(reply("", status="400 Bad Request"))  # As servers do that know no TLS.
                raise ConnectionAbortedError
            target = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
            answer = self.outlet.answers.get(urlsplit(target).path, reply("", status="404 Not Found"))
            if answer is None:
                await reader.read()  # Until the client gives up.
            else:
                host, port = writer.get_extra_info("sockname")[:2]
                writer.write(_with_address(answer, f"http://{host}:{port}"))
                await writer.drain()
        writer.close()


def _with_address(answer: bytes, at: str) -> bytes:
    """Write the server's own address into a reply that names it."""
    head, gap, body = answer.partition(b"\r\n\r\n")
    if b"{at}" not in body:
        return answer
    body = body.replace(b"{at}", at.encode())
    head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length"))
    return head + gap + body


def _closed() -> str:
    """Give an address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"
