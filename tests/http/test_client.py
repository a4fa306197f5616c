from __future__ import annotations

import asyncio
import gzip
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
import respx
from fetch.loopback import Request, never, redirect, reply, serving
from fetch.network import Names, RecordingNetwork

from monitor import __version__
from monitor.errors import FetchError, FetchReason
from monitor.http import Home, HttpClient, Reply

if TYPE_CHECKING:
    from fetch.loopback import Answer

pytestmark = pytest.mark.anyio

SHORT = timedelta(milliseconds=300)
ENDLESS_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


async def ask(url: str, deadline: timedelta = timedelta(seconds=20), headers: dict[str, str] | None = None) -> Reply:
    async with HttpClient() as client:
        return await client.request("GET", url, deadline=deadline, home=Home(url, headers or {}, allow_private=True))


async def test_a_reply_is_plain_values() -> None:
    async with serving(reply(b"hello", etag='"caf\xe9"', x_two="a")) as server:
        got = await ask(f"{server.url}/feed?a=1#top")

    assert (got.status, got.body, got.headers["etag"]) == (200, b"hello", '"caf\xe9"')
    assert server.requests[0].path == "/feed?a=1"


async def test_who_asks_is_told_honestly() -> None:
    async with serving(reply()) as server, HttpClient(contact="+https://watch.example/about") as client:
        await client.request("GET", server.url, home=Home(server.url, allow_private=True))

    sent = server.requests[0].headers
    assert sent["user-agent"] == f"monitor/{__version__} (+https://watch.example/about)"
    assert sent["accept-encoding"] == "gzip, deflate, br, zstd"


async def test_a_webhook_gets_its_body_and_its_reply_is_not_followed() -> None:
    async with serving(redirect("/elsewhere", "307 Temporary Redirect")) as server, HttpClient() as client:
        home = Home(server.url, {"X-Token": "s"}, allow_private=True)
        got = await client.request(
            "POST", server.url, headers={"Content-Type": "application/json"}, content=b"{}", home=home
        )

    (sent,) = server.requests
    assert (sent.method, sent.body, sent.headers["content-type"]) == ("POST", b"{}", "application/json")
    assert (sent.headers["x-token"], got.status) == ("s", 307)


async def test_relative_redirects_are_followed_to_the_end() -> None:
    async with serving(
        a=redirect("b"), b=redirect("/%E6%96%B0", "308 Permanent Redirect"), **{"%E6%96%B0": reply(b"x")}
    ) as server:
        got = await ask(f"{server.url}/a")

    assert (got.body, got.url) == (b"x", f"{server.url}/%E6%96%B0")


async def test_a_location_in_raw_utf8_is_understood() -> None:
    location = "/新闻".encode().decode("latin-1")
    async with serving(redirect(location), reply(b"x")) as server:
        await ask(server.url)

    assert server.requests[1].path == "/%E6%96%B0%E9%97%BB"


async def test_a_circle_of_redirects_ends_after_five() -> None:
    async with serving(redirect("/again")) as server:
        with pytest.raises(FetchError) as caught:
            await ask(server.url)

    assert caught.value.reason is FetchReason.TOO_MANY_REDIRECTS
    assert len(server.requests) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:1", "http://a:99999/"])
async def test_redirects_lead_only_to_http(location: str) -> None:
    async with serving(redirect(location)) as server:
        with pytest.raises(FetchError) as caught:
            await ask(server.url)

    assert caught.value.reason is FetchReason.BAD_URL


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news",
        "/feed",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "http://a:b/",
        "gopher://a/",
        "http://\x00/",
        "http://xn--/",
    ],
)
async def test_only_http_addresses_are_asked_for(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        await ask(url)

    assert caught.value.reason is FetchReason.BAD_URL


async def test_headers_of_a_source_never_leave_its_origin() -> None:
    home = Home("http://own.example/feed", {"X-Key": "secret", "User-Agent": "mine", "Cookie": "a=b"})

    onwards = ("http://other.example/", "http://own.example:81/", "http://own.example/end")
    network = RecordingNetwork(*map(redirect, onwards), reply())
    names = Names(own_example=("93.184.216.34",), other_example=("93.184.216.35",))

    async with HttpClient(network=network, resolve=names) as client:
        await client.request("GET", home.url, headers={"If-None-Match": '"1"'}, home=home)

    assert [b"secret" in heard for heard in network.heard] == [True, False, False, True]
    assert [b"a=b" in heard for heard in network.heard] == [True, False, False, True]
    assert [b"User-Agent: mine" in heard for heard in network.heard] == [True, False, False, True]
    assert [b'If-None-Match: "1"' in heard for heard in network.heard] == [True] * 4


async def test_cookies_are_not_kept() -> None:
    async with serving(reply(set_cookie="sid=1; Path=/")) as server, HttpClient(kept_alive=2) as client:
        for _ in range(2):
            await client.request("GET", server.url, home=Home(server.url, allow_private=True))

    assert [request.headers.get("cookie") for request in server.requests] == [None, None]


async def test_user_and_password_are_sent_and_never_shown() -> None:
    async with serving(reply(status="404 Not Found")) as server:
        got = await ask(server.url.replace("//", "//me:geheim@"))
    with pytest.raises(FetchError) as caught:
        await ask(server.url.replace("//", "//me:geheim@"))

    assert server.requests[0].headers["authorization"].startswith("Basic ")
    assert "geheim" not in got.url + str(caught.value)


async def test_a_compressed_body_is_decompressed() -> None:
    async with serving(reply(gzip.compress(b"news" * 99), content_encoding="gzip")) as server:
        got = await ask(server.url)

    assert got.body == b"news" * 99


async def drip(_request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(ENDLESS_HEAD)
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_headers(_request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-A: b\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def pour(_request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(ENDLESS_HEAD)
    while True:
        writer.write(bytes(65_536))
        await writer.drain()


@pytest.mark.parametrize("answer", [never, drip, drip_headers])
async def test_the_deadline_ends_whatever_the_server_does(answer: Answer) -> None:
    before = asyncio.get_running_loop().time()

    async with serving(answer) as server:
        with pytest.raises(FetchError) as caught:
            await ask(server.url, SHORT)

    assert caught.value.reason is FetchReason.TIMEOUT
    assert asyncio.get_running_loop().time() - before < 2.0


async def test_the_deadline_begins_when_a_connection_is_free() -> None:
    async def slow(_request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(reply(b"late"))

    async with serving(slow) as server, HttpClient(connections=1) as client:
        home = Home(server.url, allow_private=True)
        got = await asyncio.gather(
            *(client.request("GET", server.url, deadline=timedelta(seconds=0.6), home=home) for _ in range(4))
        )

    assert [one.body for one in got] == [b"late"] * 4
    assert server.most_open == 1


async def test_cancelled_requests_leave_no_connection_taken() -> None:
    async with serving(hang=never, fine=reply(b"ok")) as server, HttpClient(connections=2) as client:
        home = Home(server.url, allow_private=True)
        for _ in range(20):
            with pytest.raises(FetchError):
                await client.request("GET", f"{server.url}/hang", deadline=timedelta(milliseconds=5), home=home)
        got = await client.request("GET", f"{server.url}/fine", home=home)

    assert got.body == b"ok"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(pour, id="endless"),
        pytest.param(reply(b"", content_length="5242881"), id="announced"),
        pytest.param(reply(b"", content_length="9" * 300), id="absurd"),
        pytest.param(reply(gzip.compress(bytes(30_000_000)), content_encoding="gzip"), id="bomb"),
    ],
)
async def test_a_body_beyond_the_limit_is_refused(answer: Answer) -> None:
    async with serving(answer) as server:
        with pytest.raises(FetchError) as caught:
            await ask(server.url)

    assert caught.value.reason in {FetchReason.TOO_LARGE, FetchReason.BAD_PROTOCOL}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(b"", FetchReason.BAD_PROTOCOL, id="nothing"),
        pytest.param(b"220 mail.example ESMTP\r\n\r\n", FetchReason.BAD_PROTOCOL, id="mail server"),
        pytest.param(reply(b"short", content_length="10"), FetchReason.BAD_PROTOCOL, id="cut"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", FetchReason.BAD_PROTOCOL, id="bad chunk"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", FetchReason.BAD_PROTOCOL, id="huge header"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            FetchReason.BAD_PROTOCOL,
            id="two lengths",
        ),
        pytest.param(reply(b"not gzip", content_encoding="gzip"), FetchReason.BAD_ENCODING, id="no gzip"),
    ],
)
async def test_broken_replies_are_named(answer: bytes, reason: FetchReason) -> None:
    async def say(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    async with serving(say) as server:
        with pytest.raises(FetchError) as caught:
            await ask(server.url)

    assert caught.value.reason is reason
    assert caught.value.detail


async def test_nobody_listening_is_a_connection_failure() -> None:
    async with serving(reply()) as server:
        pass

    with pytest.raises(FetchError) as caught:
        await ask(server.url)

    assert caught.value.reason is FetchReason.CONNECTION


async def test_a_server_without_tls_is_a_tls_failure() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    listener = await asyncio.start_server(plain, "127.0.0.1", 0)
    async with listener:
        with pytest.raises(FetchError) as caught:
            await ask(f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}/")

    assert caught.value.reason is FetchReason.TLS


async def test_a_header_that_cannot_be_sent_is_no_crash() -> None:
    async with serving(reply()) as server:
        await ask(server.url, headers={"User-Agent": "订阅者"})
        with pytest.raises(FetchError) as caught:
            await ask(server.url, headers={"X-Key": "a\r\nX-Other: b"})

    assert caught.value.reason is FetchReason.BAD_PROTOCOL
    assert server.requests[0].headers["user-agent"].encode("latin-1").decode() == "订阅者"


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        pytest.param(httpx.ConnectTimeout("slow"), FetchReason.TIMEOUT, id="timeout"),
        pytest.param(httpx.ConnectError("gone"), FetchReason.CONNECTION, id="connection"),
        pytest.param(httpx.RemoteProtocolError("odd"), FetchReason.BAD_PROTOCOL, id="protocol"),
    ],
)
async def test_respx_stands_in_for_a_proxy(failure: Exception, reason: FetchReason) -> None:
    async with respx.mock() as mocked, HttpClient() as client:
        mocked.get("https://news.example/feed").mock(side_effect=[httpx.Response(200, content=b"hi"), failure])
        got = await client.request("GET", "https://news.example/feed", proxy="http://proxy.example:3128")
        with pytest.raises(FetchError) as caught:
            await client.request("GET", "https://news.example/feed", proxy="http://proxy.example:3128")

    assert got.body == b"hi"
    assert caught.value.reason is reason
