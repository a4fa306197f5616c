"""Connections are kept for one server each, over TLS, too, and go through a proxy where a source wants that."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import subprocess
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from fetch.loopback import Request, never, redirect, reply, serving
from fetch.network import Names

from monitor.errors import FetchError, FetchReason
from monitor.http import Home, HttpClient
from monitor.http.client import shared_tls
from monitor.http.exchange import exchange
from monitor.http.gate import Gate
from monitor.http.network import AsyncioNetwork
from monitor.http.transport import DirectTransport

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.anyio


async def test_requests_that_hang_leave_room_for_others() -> None:
    async with serving(never) as deaf, serving(reply(b"x")) as fine, HttpClient(connections=50) as client:
        home = Home(deaf.url, allow_private=True)
        hanging = [
            asyncio.create_task(client.request("GET", deaf.url, home=home, deadline=timedelta(seconds=9)))
            for _ in range(45)
        ]
        while deaf.open < 45:  # noqa: ASYNC110 -- the server says when all are open.
            await asyncio.sleep(0.01)
        async with asyncio.timeout(2):
            got = await client.request("GET", fine.url, home=Home(fine.url, allow_private=True))
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)

    assert got.body == b"x"


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [
        ("301 Moved", "308 Moved", True),
        ("301 Moved", "302 Found", False),
        ("302 Found", "301 Moved", False),
        ("307 Later", "307 Later", False),
    ],
)
async def test_an_address_has_moved_where_every_step_is_for_good(first: str, second: str, *, moved: bool) -> None:
    answers = {"old": redirect("/mid", first), "mid": redirect("/new", second), "new": reply(b"x")}

    async with serving(reply(b"y"), **answers) as server, HttpClient() as client:
        got = await client.request("GET", f"{server.url}/old", home=Home(server.url, allow_private=True))

    assert got.moved_to == (f"{server.url}/new" if moved else "")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache_control": "public, max-age=600"}, 600),
        ({"cache_control": "s-maxage=9, Max-Age = 60"}, 60),
        ({"cache_control": "max-age=600", "age": "250"}, 350),
        ({"cache_control": "max-age=60", "age": "250"}, 0),
        ({"cache_control": "no-cache, max-age=600"}, 0),
        ({"cache_control": "max-age=soon"}, 0),
        ({"expires": "Sun, 01 Mar 2099 10:00:00 GMT"}, 0),
    ],
)
async def test_how_long_an_answer_is_fresh(headers: dict[str, str], seconds: int) -> None:
    async with serving(reply(b"x", **headers)) as server, HttpClient() as client:
        got = await client.request("GET", server.url, home=Home(server.url, allow_private=True))

    assert got.fresh_for() == seconds


async def test_a_kept_connection_on_which_its_server_spoke_unasked_is_not_used_again() -> None:
    late = reply(b"too slow", status="408 Request Timeout")

    async with serving(reply(b"first") + late, reply(b"second")) as server, HttpClient(kept_alive=2) as client:
        home = Home(server.url, allow_private=True)
        got = [(await client.request("GET", server.url, home=home)).body for _ in range(2)]

    assert got == [b"first", b"second"]
    assert server.connections == 2


async def test_no_more_connections_are_kept_than_may_be() -> None:
    async with serving(reply(b"x")) as one, serving(reply(b"x")) as other, HttpClient(kept_alive=1) as client:
        for server in (one, other, other, one):
            await client.request("GET", server.url, home=Home(server.url, allow_private=True))

    assert (one.connections, other.connections) == (2, 1)


async def test_a_reply_left_half_unread_ends_its_connection() -> None:
    async with serving(reply(b"x" * 300_000)) as server, HttpClient(kept_alive=2) as client:
        home = Home(server.url, allow_private=True)
        got = [len((await client.request("GET", server.url, home=home, most=10)).body) for _ in range(2)]

    assert got == [10, 10]
    assert server.connections == 2


async def test_a_kept_connection_that_was_reset_meanwhile_is_not_used_again() -> None:
    async def answer_and_reset(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"first"))
        await writer.drain()
        at_once = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)

    async with (
        serving(answer_and_reset, reply(b"second")) as server,
        serving(reply(b"meanwhile")) as other,
        HttpClient(kept_alive=2) as client,
    ):
        first, _, second = [
            await client.request("POST", one.url, home=Home(one.url, allow_private=True), content=b"{}")
            for one in (server, other, server)
        ]

    assert (first.body, second.body) == (b"first", b"second")


async def test_what_may_be_asked_twice_is_where_a_kept_connection_ends_as_it_is_used() -> None:
    async def leave(_request: Request, _writer: asyncio.StreamWriter) -> None:
        """Say nothing: the connection ends as it is asked."""

    async with serving(reply(b"first"), leave, reply(b"again")) as server, HttpClient(kept_alive=1) as client:
        home = Home(server.url, allow_private=True)
        got = [(await client.request("GET", server.url, home=home)).body for _ in range(2)]

    assert got == [b"first", b"again"]
    assert (len(server.requests), server.connections) == (3, 2)


async def test_what_may_be_done_once_only_is_not_sent_again_where_a_kept_connection_ends() -> None:
    async def leave(_request: Request, _writer: asyncio.StreamWriter) -> None:
        """Say nothing: the connection ends as it is asked."""

    async with serving(reply(b"first"), leave, reply(b"again")) as server, HttpClient(kept_alive=1) as client:
        home = Home(server.url, allow_private=True)
        await client.request("POST", server.url, home=home, content=b"{}")
        with pytest.raises(FetchError) as caught:
            await client.request("POST", server.url, home=home, content=b"{}")

    assert caught.value.reason is FetchReason.BAD_PROTOCOL
    assert len(server.requests) == 2


async def test_a_new_connection_that_says_nothing_is_not_asked_twice() -> None:
    async def leave(_request: Request, _writer: asyncio.StreamWriter) -> None:
        """Say nothing: the connection ends as it is asked."""

    async with serving(leave) as server, HttpClient(kept_alive=1) as client:
        with pytest.raises(FetchError):
            await client.request("GET", server.url, home=Home(server.url, allow_private=True))

    assert len(server.requests) == 1


async def test_a_name_server_that_does_not_answer_is_known_to_have_let_nothing_through() -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return await asyncio.Event().wait() and ()

    transport = DirectTransport(Gate(resolve, AsyncioNetwork()), shared_tls(), patience=0.05)
    with pytest.raises(FetchError) as caught:
        await exchange(transport, httpx.Request("POST", "http://chat.example/", content=b"{}"))

    assert caught.value.reason is FetchReason.TIMEOUT
    assert caught.value.detail == "no connection within 0.05 s"
    assert caught.value.unsent


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a certificate of localhost's own, and its key, by the openssl that the system has."""
    folder = tmp_path_factory.mktemp("tls")
    pem, key = folder / "certificate.pem", folder / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,DNS:news.example", "-days", "2"]
    subprocess.run([*made, *named, "-keyout", key, "-out", pem], check=True, capture_output=True)
    return pem, key


async def test_large_bodies_come_whole_over_a_kept_connection_of_tls(certificate: tuple[Path, Path]) -> None:
    trust = ssl.create_default_context(cafile=certificate[0])
    body = bytes(range(256)) * 12_000

    async with (
        serving(reply(body), reply(b"small"), reply(body), tls=certificate) as server,
        HttpClient(tls=trust, kept_alive=1) as client,
    ):
        home = Home(server.url, allow_private=True)
        got = [(await client.request("GET", server.url, home=home)).body for _ in range(3)]

    assert got == [body, b"small", body]
    assert server.connections == 1


async def test_a_certificate_that_nobody_trusts_is_told_as_such_and_nothing_is_sent(
    certificate: tuple[Path, Path],
) -> None:
    async with serving(reply(b"x"), tls=certificate) as server, HttpClient() as client:
        with pytest.raises(FetchError) as caught:
            await client.request("POST", server.url, content=b"{}", home=Home(server.url, allow_private=True))

    assert caught.value.reason is FetchReason.TLS
    assert caught.value.unsent
    assert server.requests == []


async def test_where_nobody_listens_is_said_in_the_words_of_the_system() -> None:
    async with serving(reply(b"x")) as server:
        gone = server.url
    async with HttpClient() as client:
        with pytest.raises(FetchError) as caught:
            await client.request("GET", gone, home=Home(gone, allow_private=True))

    assert str(caught.value) == f"connection: Connection refused: {gone}"


async def proxied(url: str, proxy: str, *, resolve: Names | None = None) -> bytes:
    async with HttpClient(resolve=resolve) as client:
        return (await client.request("GET", url, proxy=proxy)).body


async def test_a_request_goes_through_the_proxy_which_looks_up_the_name() -> None:
    names = Names()

    async with serving(reply(b"by proxy")) as proxy:
        body = await proxied("http://news.example/feed", proxy.url, resolve=names)

    assert body == b"by proxy"
    assert [request.path for request in proxy.requests] == ["http://news.example/feed"]
    assert "news.example" not in names.asked


async def test_a_proxy_gets_its_own_login() -> None:
    async with serving(reply(b"x")) as proxy:
        await proxied("http://news.example/", proxy.url.replace("//", "//me:w%40rd@"))

    assert proxy.requests[0].headers["proxy-authorization"] == "Basic bWU6d0ByZA=="


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "http://127.1/", "http://2130706433/", "http://[::1]/", "http://localhost/", "http://hub/"],
)
async def test_a_proxy_is_sent_to_no_private_address(url: str) -> None:
    async with serving(reply(b"x")) as proxy:
        with pytest.raises(FetchError) as caught:
            await proxied(url, proxy.url)

    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
    assert proxy.requests == []


async def test_a_proxy_leads_to_a_server_over_tls_without_hearing_what_is_said(certificate: tuple[Path, Path]) -> None:
    heard = bytearray()

    async def carried(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65_536):
            heard.extend(piece)
            writer.write(piece)
        writer.close()

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.readuntil(b"\r\n\r\n"))
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(carried(reader, far_writer), carried(far_reader, writer))

    trust = ssl.create_default_context(cafile=certificate[0])
    async with serving(reply(b"by proxy"), tls=certificate) as server:
        listener = await asyncio.start_server(proxy, "127.0.0.1", 0)
        async with listener, HttpClient(tls=trust) as client:
            address = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
            got = await client.request("GET", "https://news.example/secret-path", proxy=address)

    assert got.body == b"by proxy"
    assert heard.startswith(b"CONNECT news.example:443 ")
    assert b"secret-path" not in heard


@pytest.mark.parametrize(
    ("url", "scheme", "head", "answer", "said"),
    [
        ("https://news.example/", "http", b"\r\n\r\n", reply(b"", "407 Who are you"), "407 Who are you"),
        ("https://news.example/", "http", b"\r\n\r\n", reply(b"", "502 Bad Gateway"), "502 Bad Gateway"),
        ("http://news.example/", "socks5", b"\x00", b"\x05\xff", "NO ACCEPTABLE METHODS"),
        ("http://news.example/", "socks5", b"\x00", b"HTTP/1.1 400 Bad Request\r\n\r\n", "Malformed reply"),
        ("http://news.example/", "socks5", b"\x00", b"", "Malformed reply"),
    ],
)
async def test_a_proxy_that_lets_nothing_through_is_a_failure_of_the_connection_in_its_words(
    url: str, scheme: str, head: bytes, answer: bytes, said: str
) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(head)
        writer.write(answer)
        writer.close()

    listener = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with listener:
        with pytest.raises(FetchError) as caught:
            await proxied(url, f"{scheme}://127.0.0.1:{listener.sockets[0].getsockname()[1]}")

    assert caught.value.reason is FetchReason.CONNECTION
    assert caught.value.unsent
    assert caught.value.detail.startswith("the proxy lets nothing through: ")
    assert said in caught.value.detail


@pytest.mark.parametrize(
    ("url", "scheme", "steps"),
    [
        pytest.param("http://news.example/", "socks5", [], id="greeting"),
        pytest.param("http://news.example/", "socks5", [b"\x05\x00"], id="request"),
        pytest.param(
            "https://news.example/", "socks5", [b"\x05\x00", b"\x05\x00\x00\x01" + bytes(6)], id="TLS behind SOCKS"
        ),
        pytest.param("https://news.example/", "http", [], id="CONNECT"),
        pytest.param("https://news.example/", "http", [b"HTTP/1.1 200 OK\r\n\r\n"], id="TLS behind CONNECT"),
    ],
)
async def test_a_proxy_that_falls_silent_holds_no_connection_of_ours(url: str, scheme: str, steps: list[bytes]) -> None:
    ended = asyncio.Event()

    async def fall_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for step in steps:
            await reader.read(4096)
            writer.write(step)
        with suppress(ConnectionError):
            while await reader.read(4096):
                pass
        ended.set()
        writer.close()

    listener = await asyncio.start_server(fall_silent, "127.0.0.1", 0)
    async with listener, HttpClient() as client:
        proxy = f"{scheme}://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        with pytest.raises(FetchError) as caught:
            await client.request("GET", url, proxy=proxy, deadline=timedelta(milliseconds=100))
        async with asyncio.timeout(5):
            await ended.wait()

    assert caught.value.reason is FetchReason.TIMEOUT


async def test_a_socks_proxy_is_asked_by_the_name_of_the_host() -> None:
    said = bytearray()

    async def socks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"\x05\x00")
        said.extend(await reader.readexactly(4 + 1 + len("news.example") + 2))
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(b"by socks"))
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(socks, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        body = await proxied("http://news.example/feed", f"socks5://127.0.0.1:{port}")

    assert body == b"by socks"
    assert b"news.example" in said
