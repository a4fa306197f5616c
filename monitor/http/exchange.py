"""Turns one request into one reply without following it: a body within bounds, every failure a FetchError."""

from __future__ import annotations

import ssl
from base64 import b64encode
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpcore
import httpx

from monitor.errors import FetchError, FetchReason
from monitor.http.decoding import decoded
from monitor.http.reply import Reply
from monitor.http.transport import CONNECT_SECONDS
from monitor.http.url import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


MOST_BYTES = 5 * 1024 * 1024  # Over the wire, and again when decompressed: research/trust.md §4.
REDIRECTS = frozenset({301, 302, 303, 307, 308})

# First match wins. httpx's own classes come only from stand-ins for the pool (respx).
REASONS: tuple[tuple[tuple[type[Exception], ...], FetchReason], ...] = (
    ((httpcore.TimeoutException, httpx.TimeoutException), FetchReason.TIMEOUT),
    ((httpcore.NetworkError, httpx.NetworkError, OSError), FetchReason.CONNECTION),
    ((httpcore.ProtocolError, httpx.ProtocolError), FetchReason.BAD_PROTOCOL),
)

_KINDLY: dict[type[Exception], str] = {
    httpcore.ConnectTimeout: f"no connection within {CONNECT_SECONDS:g} s",
    httpcore.ReadError: "the connection broke off",
}
"""Words for errors that come without any."""


async def exchange(transport: httpx.AsyncBaseTransport, request: httpx.Request, most: int | None = None) -> Reply:
    """Make one request; with `most`, so many bytes of the reply's body are enough.

    Raises:
        FetchError: No complete reply came.
    """
    url = shown(request.url)
    with _failures_at(url):
        response = await transport.handle_async_request(request)
        try:
            headers = _headers(response)
            body = b"" if response.status_code in REDIRECTS else await _body(response, headers, url, most)
        finally:
            await response.aclose()
    return Reply(response.status_code, headers, body, url)


def request_of(
    method: str, target: httpx.URL, headers: Iterable[Mapping[str, str]], content: bytes | None
) -> httpx.Request:
    """Put a request together; of headers of one name, whatever its case, the last wins."""
    login = f"{target.username}:{target.password}".encode()
    own = {"Authorization": f"Basic {b64encode(login).decode()}"} if target.userinfo else {}
    named = {name.lower(): (name, value) for part in (own, *headers) for name, value in part.items()}
    return httpx.Request(
        method,
        target,
        headers=[(_wire(name), _wire(value)) for name, value in named.values()],
        content=content,
    )


def _headers(response: httpx.Response) -> dict[str, str]:
    received: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        received[name] = f"{received[name]}, {value}" if name in received else value
    return received


async def _body(response: httpx.Response, headers: Mapping[str, str], url: str, most: int | None) -> bytes:
    """Read the body as it comes over the wire, then decompress it: neither grows beyond the limit."""
    if most is not None:
        return await _beginning(response, headers, url, most)
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > MOST_BYTES:
        raise _too_large(url)
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise _too_large(url)
    return decoded(bytes(body), headers.get("content-encoding", ""), limit=MOST_BYTES, url=url)


def _too_large(url: str) -> FetchError:
    return FetchError(FetchReason.TOO_LARGE, url, f"more than {MOST_BYTES >> 20} MiB")


async def _beginning(response: httpx.Response, headers: Mapping[str, str], url: str, most: int) -> bytes:
    """Read so much of the body as comes within some bytes: who answers a message may say whatever he likes."""
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) >= most:
            break
    try:
        return decoded(bytes(body[:most]), headers.get("content-encoding", ""), limit=MOST_BYTES, url=url)
    except FetchError:
        return b""


def _wire(value: str) -> bytes:
    """Write a header's value: a server's own words as they came, others (a User-Agent in Chinese) in UTF-8."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")


@contextmanager
def _failures_at(url: str) -> Iterator[None]:
    """Tell failures of the libraries beneath in our words."""
    try:
        yield
    except FetchError as error:  # From the gate, which knows the host only.
        raise FetchError(error.reason, url, error.detail) from error
    except ssl.SSLError as error:
        raise FetchError(FetchReason.TLS, url, str(error)) from error
    except tuple(kind for kinds, _ in REASONS for kind in kinds) as error:
        reason = next(reason for kinds, reason in REASONS if isinstance(error, kinds))
        if isinstance(_root_of(error), ssl.SSLError):
            reason = FetchReason.TLS
        unsent = isinstance(error, (httpcore.ConnectError, httpcore.ConnectTimeout))
        said = str(error).rstrip(".") or _KINDLY.get(type(error), type(error).__name__)
        raise FetchError(reason, url, said, unsent=unsent) from error


def _root_of(error: BaseException) -> BaseException:
    """Give what an error was raised from in the first place; httpcore hides causes (`raise … from None`)."""
    while (earlier := error.__cause__ or error.__context__) is not None:
        error = earlier
    return error
