"""Turns a compressed body into bytes without ever holding more than the limit: decoders that stop.

httpx decodes each piece of the wire whole: 809 bytes of brotli became 512 MiB at once (research/trust.md §0).
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import brotli
import zstandard

from monitor.errors import FetchError, FetchReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
PIECE = 65_536
ZSTD_WINDOW = 8 * 1024 * 1024  # What RFC 8878 §3.1.1.1.2 asks every decoder to support; more is a way to fill memory.
# zstandard has no limit on what one call gives: a block of 4 bytes may become 128 KiB (RFC 8878 §3.1.1.2), so that this
# many bytes become 4 MiB at most.
ZSTD_SLICE = 128
MOST_MEMBERS = (
    1_000  # Block-wise gzip has one a 64 KiB; each costs a decoder, so that a body of empty ones would be dear.
)
CUT = "it ends too early"
GZIP_OR_ZLIB = 47  # zlib.decompressobj: 15 bits of window, plus 32 to tell gzip from zlib by the header.
RAW_DEFLATE = -15
GZIP_MAGIC = b"\x1f\x8b"


def decoded(body: bytes, coding: str, *, limit: int, url: str) -> bytes:
    """Decompress a body.

    Args:
        body: As it came over the wire.
        coding: The Content-Encoding header, empty where there was none.
        limit: The most bytes that may come out.
        url: Where it came from, for the error.

    Raises:
        FetchError: More than one coding, an unknown one, a damaged or cut stream, or more than `limit` bytes.
    """
    coding = coding.strip().lower()
    if coding in {"", "identity"} or not body:
        return body
    if coding not in DECODERS:
        raise FetchError(FetchReason.BAD_ENCODING, url, f"content coding {coding!r}, which was not asked for")
    whole = bytearray()
    try:
        for piece in DECODERS[coding](body):
            whole += piece
            if len(whole) > limit:
                raise FetchError(FetchReason.TOO_LARGE, url, f"more than {limit / 2**20:.3g} MiB when decompressed")
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise FetchError(FetchReason.BAD_ENCODING, url, f"damaged {coding}: {error}") from error
    return bytes(whole)


def _gzip(body: bytes) -> Iterator[bytes]:
    """Yield pieces of all members; what follows the last one is padding and is left (gzip does the same)."""
    yield from _inflate(body, GZIP_OR_ZLIB)


def _deflate(body: bytes) -> Iterator[bytes]:
    """Yield pieces of a zlib stream, or of a raw one, which some servers call deflate, too (RFC 9110 §8.4.1.2)."""
    has_header = body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
    yield from _inflate(body, GZIP_OR_ZLIB if has_header else RAW_DEFLATE)


def _inflate(body: bytes, window: int) -> Iterator[bytes]:
    at = 0
    for _ in range(MOST_MEMBERS):
        decoder = zlib.decompressobj(window)
        while not decoder.eof:
            wire = decoder.unconsumed_tail
            if not wire:
                wire = body[at : at + PIECE]
                at += len(wire)
            piece = decoder.decompress(wire, PIECE)
            if not piece and not wire and not decoder.eof:
                raise EOFError(CUT)
            yield piece
        at -= len(decoder.unused_data)
        if not body.startswith(GZIP_MAGIC, at):
            return
    raise EOFError(f"more than {MOST_MEMBERS} members")


def _brotli(body: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    for at in range(0, len(body), PIECE):
        piece = decoder.process(body[at : at + PIECE], output_buffer_limit=PIECE)
        # It may accept more though it holds more to give: it has given all once it gives nothing.
        while piece or not decoder.can_accept_more_data():
            yield piece
            piece = decoder.process(b"", output_buffer_limit=PIECE)
    if not decoder.is_finished():
        raise EOFError(CUT)


def _zstd(body: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(MOST_MEMBERS):
        decoder = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        while not decoder.eof:
            if at >= len(body):
                raise EOFError(CUT)
            yield decoder.decompress(body[at : at + ZSTD_SLICE])
            at = min(at + ZSTD_SLICE, len(body))
        at -= len(decoder.unused_data)
        if at >= len(body):
            return
    raise EOFError(f"more than {MOST_MEMBERS} frames")


DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
