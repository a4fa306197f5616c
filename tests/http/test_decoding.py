from __future__ import annotations

import gzip
import tracemalloc
import zlib
from hashlib import shake_128
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, FetchReason
from monitor.http.decoding import DECODERS, decoded

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1024 * 1024
LIMIT = 5 * MIB
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=4)),
    "zstd": lambda body: zstandard.ZstdCompressor().compress(body),
}


@given(st.binary(max_size=200_000), st.sampled_from(sorted(DECODERS)))
def test_what_was_compressed_comes_back(body: bytes, coding: str) -> None:
    wire = COMPRESSORS[coding](body)

    assert decoded(wire, coding.upper(), limit=LIMIT, url="u") == body


@pytest.mark.parametrize("coding", sorted(DECODERS))
@pytest.mark.parametrize(
    "body",
    [b"a" * MIB, shake_128(b"noise").digest(MIB), b"a" * (LIMIT - 1) + b"b"],
    ids=["one letter", "noise", "as much as may come"],
)
def test_what_is_longer_than_a_piece_comes_back_whole(coding: str, body: bytes) -> None:
    assert decoded(COMPRESSORS[coding](body), coding, limit=LIMIT, url="u") == body


@given(st.binary(max_size=2_000), st.sampled_from(sorted(DECODERS)))
def test_any_bytes_are_decoded_or_refused(wire: bytes, coding: str) -> None:
    try:
        decoded(wire, coding, limit=LIMIT, url="u")
    except FetchError as error:
        assert error.reason in {FetchReason.BAD_ENCODING, FetchReason.TOO_LARGE}  # noqa: PT017 -- both outcomes are right.


@pytest.mark.parametrize("coding", sorted(DECODERS))
def test_a_bomb_is_stopped_at_the_limit(coding: str) -> None:
    wire = COMPRESSORS[coding](bytes(256 * MIB))
    tracemalloc.start()

    with pytest.raises(FetchError) as caught:
        decoded(wire, coding, limit=LIMIT, url="https://news.example/feed")

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.reason is FetchReason.TOO_LARGE
    assert peak < 3 * LIMIT


@pytest.mark.parametrize("coding", sorted(DECODERS))
def test_a_body_that_is_cut_is_refused(coding: str) -> None:
    whole = COMPRESSORS[coding](bytes(range(256)) * 200)

    with pytest.raises(FetchError) as caught:
        decoded(whole[: len(whole) // 2], coding, limit=LIMIT, url="u")

    assert caught.value.reason is FetchReason.BAD_ENCODING


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,br", "compress", "aws-chunked", "utf-8"])
def test_codings_that_nobody_asked_for_are_refused(coding: str) -> None:
    with pytest.raises(FetchError, match="content coding"):
        decoded(b"x", coding, limit=LIMIT, url="u")


def test_deflate_without_its_header_is_read() -> None:
    compressor = zlib.compressobj(wbits=-15)
    wire = compressor.compress(b"news" * 50) + compressor.flush()

    assert decoded(wire, "deflate", limit=LIMIT, url="u") == b"news" * 50


def test_all_members_of_a_gzip_file_are_read_and_padding_is_left() -> None:
    wire = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(64)

    assert decoded(wire, "gzip", limit=LIMIT, url="u") == b"one two"


@pytest.mark.parametrize("coding", ["", "identity", "gzip"])
def test_an_empty_body_is_empty_whatever_its_coding(coding: str) -> None:
    assert decoded(b"", coding, limit=LIMIT, url="u") == b""
