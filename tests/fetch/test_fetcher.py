from __future__ import annotations

import asyncio
import gzip
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from fetch.loopback import Request, redirect, reply, serving
from fetch.network import Names, RecordingNetwork
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from monitor.errors import FetchError, FetchReason
from monitor.fetch import HttpFetcher, Manners
from monitor.fetch.fetcher import content_type
from monitor.http import HttpClient
from monitor.model import Validators
from monitor.settings import Source

if TYPE_CHECKING:
    from monitor.model import Document

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def source(url: str, **settings: Any) -> Source:  # noqa: ANN401 -- whatever a Source takes.
    return Source(id="one", name="One", url=url, zone=ZoneInfo("Asia/Shanghai"), **{"allow_private": True, **settings})


async def fetch(url: str, known: Validators | None = None, **settings: Any) -> Document | None:  # noqa: ANN401
    async with HttpFetcher(lambda: NOW, robots=False) as fetcher:
        return await fetcher.fetch(url, source(url, **settings), known)


async def test_a_document_tells_all_that_its_readers_need() -> None:
    answer = reply(
        gzip.compress("新闻".encode("gbk")),
        content_encoding="gzip",
        content_type='Text/XML; x=1; charset="GBK"',
        etag='W/"1"',
        last_modified="Sun, 01 Mar 2026 10:00:00 GMT",
    )

    async with serving(answer) as server:
        document = await fetch(f"{server.url}/feed")

    assert document is not None
    assert (document.body, document.url) == ("新闻".encode("gbk"), f"{server.url}/feed")
    assert (document.media_type, document.charset, document.fetched_at) == ("text/xml", "GBK", NOW)
    assert (document.validators.etag, document.validators.last_modified) == (
        'W/"1"',
        "Sun, 01 Mar 2026 10:00:00 GMT",
    )


async def test_the_first_request_is_unconditional() -> None:
    async with serving(reply(b"x")) as server:
        await fetch(server.url)

    assert not {"if-none-match", "if-modified-since"} & server.requests[0].headers.keys()


@pytest.mark.parametrize("etag", ['"abc"', 'W/"abc"', "no-quotes", '"caf\xe9"', '"a, b"'])
async def test_validators_go_back_byte_for_byte(etag: str) -> None:
    async with serving(reply(b"x", etag=etag, last_modified="yesterday"), reply(status="304 Not Modified")) as server:
        first = await fetch(server.url)
        assert first is not None
        second = await fetch(server.url, first.validators)

    assert second is None
    assert server.requests[1].headers["if-none-match"] == etag
    assert server.requests[1].headers["if-modified-since"] == "yesterday"


async def test_an_unchanged_body_is_no_news_though_the_server_says_200() -> None:
    async with serving(reply(b"same", etag="1"), reply(b"same", etag="2"), reply(b"other")) as server:
        first = await fetch(server.url)
        assert first is not None
        second = await fetch(server.url, first.validators)
        third = await fetch(server.url, first.validators)

    assert second is None
    assert third is not None


async def test_a_304_that_nobody_asked_for_is_refused() -> None:
    async with serving(reply(status="304 Not Modified")) as server:
        with pytest.raises(FetchError) as caught:
            await fetch(server.url, Validators(body_hash="ab"))

    assert (caught.value.reason, caught.value.status) == (FetchReason.BAD_PROTOCOL, 304)


@pytest.mark.parametrize(
    ("status", "headers", "reason", "retry_after"),
    [
        pytest.param("404 Not Found", {}, FetchReason.CLIENT_STATUS, None, id="not found"),
        pytest.param("403 Forbidden", {}, FetchReason.CLIENT_STATUS, None, id="forbidden"),
        pytest.param("429 Slow Down", {}, FetchReason.RATE_LIMITED, None, id="too many"),
        pytest.param("429 Slow Down", {"retry_after": "90"}, FetchReason.RATE_LIMITED, 90.0, id="too many, told"),
        pytest.param("503 Busy", {"retry_after": "5"}, FetchReason.RATE_LIMITED, 5.0, id="busy, told"),
        pytest.param("503 Busy", {}, FetchReason.SERVER_STATUS, None, id="busy"),
        pytest.param("500 Oh", {}, FetchReason.SERVER_STATUS, None, id="broken"),
        pytest.param("521 Down", {}, FetchReason.SERVER_STATUS, None, id="unnamed"),
        pytest.param("302 Found", {}, FetchReason.BAD_PROTOCOL, None, id="redirect to nowhere"),
        pytest.param("999 Denied", {}, FetchReason.BAD_PROTOCOL, None, id="not a status"),
    ],
)
async def test_a_status_other_than_success_is_a_reason(
    status: str, headers: dict[str, str], reason: FetchReason, retry_after: float | None
) -> None:
    async with serving(reply(b"sorry", status, **headers)) as server:
        with pytest.raises(FetchError) as caught:
            await fetch(server.url)

    error = caught.value
    assert (error.reason, error.status, error.retry_after) == (reason, int(status[:3]), retry_after)
    assert error.detail.startswith(f"HTTP {status[:3]}")


async def test_a_source_says_who_asks_and_with_what() -> None:
    async with serving(reply(b"x")) as server:
        await fetch(server.url, user_agent="ours/1", headers={"X-Key": SecretStr("s3cret")})

    assert server.requests[0].headers["x-key"] == "s3cret"
    assert server.requests[0].headers["user-agent"] == "ours/1"


async def test_an_article_elsewhere_is_not_private_because_its_source_is() -> None:
    async with serving(reply(b"x")) as server, HttpFetcher(lambda: NOW, robots=False) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(server.url, source("http://localhost/feed"))

    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
    assert server.connections == 0


async def test_an_article_elsewhere_does_not_get_the_headers_of_its_source() -> None:
    own = source("https://own.example/feed", headers={"X-Key": SecretStr("s3cret")}, user_agent="s3cret")

    network = RecordingNetwork(reply(b"x"))
    client = HttpClient(network=network, resolve=Names(other_example=("93.184.216.35",)))

    async with HttpFetcher(lambda: NOW, client=client, robots=False) as fetcher:
        await fetcher.fetch("https://other.example/article", own)

    assert b"GET /article" in network.heard[0]
    assert b"s3cret" not in network.heard[0]


async def test_a_source_that_may_not_be_private_is_refused_on_loopback() -> None:
    async with serving(reply(b"x")) as server:
        with pytest.raises(FetchError) as caught:
            await fetch(server.url, allow_private=False)

    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
    assert server.connections == 0


async def slow(_request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.03)
    writer.write(reply(b"x"))


@pytest.mark.parametrize("parallel", [1, 3])
async def test_a_server_is_asked_so_many_at_a_time(parallel: int) -> None:
    async with serving(slow) as server, HttpFetcher(lambda: NOW, manners=Manners(parallel), robots=False) as fetcher:
        await asyncio.gather(*(fetcher.fetch(f"{server.url}/{n}", source(server.url)) for n in range(6)))

    assert server.most_open == parallel


async def test_a_server_that_hangs_does_not_hold_up_another() -> None:
    awake = asyncio.Event()

    async def asleep(_request: Request, writer: asyncio.StreamWriter) -> None:
        await awake.wait()
        writer.write(reply(b"x"))

    async with serving(reply(b"x")) as fine, serving(asleep) as busy, HttpFetcher(lambda: NOW, robots=False) as fetcher:
        queue = [asyncio.create_task(fetcher.fetch(busy.url, source(busy.url))) for _ in range(20)]
        got = await fetcher.fetch(fine.url, source(fine.url))
        finished = [task for task in queue if task.done()]
        awake.set()
        await asyncio.gather(*queue)

    assert got is not None
    assert finished == []


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        pytest.param("", "", None, id="none"),
        pytest.param("TEXT/HTML", "text/html", None, id="bare"),
        pytest.param("text/xml;charset=GB2312", "text/xml", "GB2312", id="plain"),
        pytest.param('text/xml; a=b; Charset = "utf-8" ', "text/xml", "utf-8", id="quoted"),
        pytest.param("text/html; charset=", "text/html", None, id="empty"),
    ],
)
def test_a_content_type_is_split(header: str, media_type: str, charset: str | None) -> None:
    assert content_type(header) == (media_type, charset)


@given(st.text(max_size=60))
def test_no_content_type_is_a_crash(header: str) -> None:
    content_type(header)


async def test_a_named_host_is_asked_as_it_wants() -> None:
    hosts = {"127.0.0.1": Manners(parallel=2, spacing=timedelta(milliseconds=40))}
    before = asyncio.get_running_loop().time()

    async with serving(reply(b"x")) as server, HttpFetcher(lambda: NOW, hosts=hosts, robots=False) as fetcher:
        await asyncio.gather(*(fetcher.fetch(f"{server.url}/{n}", source(server.url)) for n in range(4)))

    assert asyncio.get_running_loop().time() - before >= 0.12


async def test_a_server_that_asks_for_patience_is_left_alone_by_all_of_its_sources() -> None:
    busy = reply(b"x", "429 Slow Down", retry_after="90")
    async with serving(busy) as server, HttpFetcher(lambda: NOW, robots=False) as fetcher:
        with pytest.raises(FetchError):
            await fetcher.fetch(f"{server.url}/one", source(server.url))
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(f"{server.url}/other", source(server.url))

    assert len(server.requests) == 1
    assert caught.value.reason is FetchReason.RATE_LIMITED
    assert caught.value.retry_after == pytest.approx(90, abs=5)


async def test_a_challenge_is_no_document_whatever_its_status() -> None:
    page = b"<html><title>Just a moment...</title><script>_cf_chl_opt={}</script></html>"

    for status in ("200 OK", "503 Wait"):
        async with serving(reply(page, status, content_type="text/html")) as server:
            with pytest.raises(FetchError) as caught:
                await fetch(server.url)
        assert caught.value.reason is FetchReason.CHALLENGE


async def test_a_document_says_how_long_it_is_fresh_and_where_it_has_moved_to() -> None:
    answers = {"old": redirect("/new", "301 Moved"), "new": reply(b"x", cache_control="max-age=600")}

    async with serving(reply(b"y"), **answers) as server:
        document = await fetch(f"{server.url}/old")

    assert document is not None
    assert (document.fresh_for, document.moved_to) == (600, f"{server.url}/new")


async def test_a_source_is_asked_through_its_proxy() -> None:
    async with serving(reply(b"by proxy")) as proxy:
        document = await fetch("http://news.example/feed", allow_private=False, proxy=SecretStr(proxy.url))

    assert document is not None
    assert document.body == b"by proxy"


async def test_what_a_source_leads_to_comes_over_one_connection_and_the_source_itself_by_new_ones() -> None:
    async with serving(reply(b"x")) as server, HttpFetcher(lambda: NOW, robots=False) as fetcher:
        outlet = source(f"{server.url}/feed")
        for path in ("feed", "1.html", "2.html", "3.html", "feed"):
            await fetcher.fetch(f"{server.url}/{path}", outlet)

    assert (len(server.requests), server.connections) == (5, 3)
    assert {request.headers["connection"] for request in server.requests} == {"close", "keep-alive"}


async def test_a_kept_connection_that_its_server_closes_costs_no_article() -> None:
    async def closes(_request: Request, _writer: asyncio.StreamWriter) -> None:
        """Say nothing: the connection ends as it is asked."""

    answers = (reply(b"x"), closes, reply(b"x"))
    async with serving(*answers) as server, HttpFetcher(lambda: NOW, robots=False) as fetcher:
        outlet = source(f"{server.url}/feed")
        first, second = [await fetcher.fetch(f"{server.url}/{path}", outlet) for path in ("1.html", "2.html")]

    assert first is not None
    assert second is not None
    assert (len(server.requests), server.connections) == (3, 2)


async def test_connections_are_kept_for_no_source_with_another_ones_rights() -> None:
    async with serving(reply(b"x")) as server, HttpFetcher(lambda: NOW, robots=False) as fetcher:
        await fetcher.fetch(f"{server.url}/1.html", source(f"{server.url}/feed"))
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(f"{server.url}/2.html", source(f"{server.url}/feed", allow_private=False))

    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
