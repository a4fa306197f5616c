"""What comes over the wire, before anybody reads it: charsets, compression, whole replies of HTTP servers."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import zlib
from datetime import UTC, datetime
from functools import cache

import brotli
import httpcore
import zstandard

from bench.fuzz.target import Target, chosen, words
from monitor.charset import damage, decode
from monitor.errors import FetchError, FetchReason
from monitor.fetch.challenge import challenge_in
from monitor.fetch.fetcher import content_type
from monitor.http import HttpClient
from monitor.http.decoding import DECODERS, decoded
from monitor.http.exchange import MOST_BYTES
from monitor.http.reply import LONGEST_WAIT

NOW = datetime(2030, 7, 9, 4, tzinfo=UTC)
LIMIT = 65_536
LABELS = (None, "utf-8", "gb2312", "big5", "shift_jis", "iso-2022-jp", "euc-kr", "utf-16", "latin1", "rot13", "tis-620")
TEXT = "云岭智能今日发布青鸾大模型2.0，面向开发者开放。"
COMPRESSORS = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "x-gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=1)),
    "zstd": lambda body: zstandard.ZstdCompressor().compress(body),
}
CODINGS = sorted(DECODERS)
REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\nContent-Length: 4\r\n\r\nnews"


def check_charset(data: bytes) -> None:
    """Any bytes under any label are a text that can be stored, no longer than its bytes, its damage a share."""
    label, data = chosen(data, LABELS)
    override, body = chosen(data, LABELS)
    text = decode(body, label, override)
    text.encode()  # No half of a character is left.
    assert len(text) <= len(body)
    assert 0 <= damage(text) <= 1
    if override is None and label in {None, "utf-8", "gb2312"} and _is_plain_utf8(body):
        assert text == body.decode(), "UTF-8 came back as something else"


def _is_plain_utf8(body: bytes) -> bool:
    """Tell whether nothing in a body says that it is anything but UTF-8."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or b"charset" in body.lower() or b"<?xml" in body:
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def check_compression(data: bytes) -> None:
    """Any bytes are decompressed within the limit or refused with a reason; what was compressed comes back."""
    coding, body = chosen(data, CODINGS)
    try:
        assert len(decoded(body, coding, limit=LIMIT, url="u")) <= LIMIT
    except FetchError as error:
        assert error.reason in {FetchReason.BAD_ENCODING, FetchReason.TOO_LARGE}
    assert decoded(COMPRESSORS[coding](body), coding, limit=LIMIT, url="u") == body


def check_server(data: bytes) -> None:
    """Whatever a server answers is a reply within bounds, or a FetchError; what it asks of us can be done."""
    method, script = chosen(data, ("GET", "POST"))
    try:
        reply = asyncio.run(_asked(method, script))
    except FetchError as error:
        assert error.words
        return
    assert len(reply.body) <= MOST_BYTES
    assert "@" not in reply.url.partition("//")[2].partition("/")[0]
    assert reply.fresh_for() >= 0
    wait = reply.retry_after(NOW)
    assert wait is None or 0 <= wait <= LONGEST_WAIT
    media_type, charset = content_type(reply.headers.get("content-type", ""))
    assert media_type == media_type.lower()
    assert isinstance(decode(reply.body, charset), str)
    challenge_in(reply.headers, reply.body)


async def _asked(method: str, script: bytes):  # noqa: ANN202 -- Reply, which only the checker above looks into.
    client = HttpClient(tls=_no_tls(), resolve=_anywhere, network=httpcore.AsyncMockBackend([script]))
    async with client:
        return await client.request(method, "http://news.example/feed", content=b"{}" if method == "POST" else None)


async def _anywhere(_host: str, _port: int) -> list[str]:
    return ["93.184.216.34"]


@cache
def _no_tls() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # The certificates of a client that never dials.


BUSY = b"HTTP/1.1 503 Busy\r\nCache-Control: max-age=9\r\nAge: 3\r\nServer: cloudflare\r\n\r\n<title>Just a moment"
PACKED = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + COMPRESSORS["gzip"](TEXT.encode())
TARGETS = (
    Target(
        "charset",
        check_charset,
        [
            b"\0\0" + TEXT.encode(),
            b"\2\0" + TEXT.encode("gb18030"),
            b"\0\0<meta charset=big5>" + TEXT.encode("gb18030"),
            b"\0\0<?xml version='1.0' encoding='shift_jis'?>" + "新型モデル".encode("shift_jis"),
            b"\0\0\xff\xfe" + TEXT.encode("utf-16-le"),
            b"\5\0" + "新型モデル".encode("iso2022_jp"),
        ],
        words("gb18030 utf-16 big5 <!-- -->", b"<meta charset=", b"<?xml encoding='", b"\xff\xfe", b"\x1b$B"),
    ),
    Target(
        "compression",
        check_compression,
        [
            bytes([index]) + COMPRESSORS[coding](body)
            for index, coding in enumerate(CODINGS)
            for body in (TEXT.encode(), b"a" * 2 * LIMIT)
        ],
        [b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"\x78\x9c", b"\x00\x00\xff\xff", b"\x50\x2a\x4d\x18"],
    ),
    Target(
        "server",
        check_server,
        [
            b"\0" + REPLY,
            b"\0HTTP/1.1 302 Found\r\nLocation: /next?a=%zz\r\nContent-Length: 0\r\n\r\n",
            b"\0HTTP/1.1 301 Moved\r\nLocation: http://user:password@[::1]:99999/\r\n\r\n",
            b"\0HTTP/1.1 429 Wait\r\nRetry-After: Wed, 21 Oct 2037 07:28:00 GMT\r\nContent-Length: 0\r\n\r\n",
            b"\0HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnews\r\n0\r\n\r\n",
            b"\0" + PACKED,
            b"\1" + BUSY,
            b"\0HTTP/1.1 103 Early\r\n\r\n" + REPLY,
        ],
        words(
            "HTTP/1.1 HTTP/1.0 304 Location: // http:// Content-Length: Content-Encoding: br zstd Retry-After: Date:"
            " GMT max-age= 99999999999999999999",
            b"200 OK",
            b"\r\n",
            b"Transfer-Encoding: chunked",
            b"Cache-Control: max-age=",
            b"Content-Type: text/html; charset=",
        ),
    ),
)
