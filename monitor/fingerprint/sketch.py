"""A text → its sketch; two sketches → whether one text is a copy of the other, a part of it, or neither."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from heapq import nsmallest
from zlib import crc32

from monitor.text.characters import each_simplified

VERSION = 2  # Stored beside every sketch, for sketches outlive this program: a change of anything below is a new one.

SHINGLE, ROWS = 8, 32  # research/deduplication.md §2.2: recall .999 on edits, .953 on excerpts, nothing false.
LEAST = 100  # Characters; what is shorter has no identity of its own (§2.3).
LONGEST = 20_000  # Characters; more of a text says nothing new, and the writer's lock is held meanwhile.
SPARSEST = 8
FULL = 128
"""A sample takes one shingle in `SPARSEST`, and more of a short text, down to all, so that it holds `FULL` of them.

With an eighth of 100 characters, chance alone moves a containment by .14.
"""

REWRITTEN, EXCERPTED = 0.5, 0.7
"""How much of the smaller text must stand in the larger: where they are equally long, and where it is half or less.

Whoever rewrites keeps the length; whoever shortens copies. What lies between is an outlet repeating its background:
of 7,318 pairs in the archive (one company, one day, few sentences in common) a flat .5 links 30, of which 16 are such
follow-ups by their titles, and this 12 and 6. A copy with one sentence replaced is found in .984 of cases, not .991.
"""
HALF = 0.5  # A text that is less than this of the other is no copy of it, but a part.
WITNESSES = 4  # Values of a sample: fewer prove nothing.

_SAMPLE_BITS, _ROW_BITS = 32, 31  # Together a signed BIGINT; the former alone where thousands are compared.
_BYTES = 4  # Of a character in UTF-32: shingles are cut from bytes, as to write each by itself takes as long again.
_MARKS = re.compile(r"[\W_]+")


class Kinship(StrEnum):
    """What one text is to another."""

    COPY = "copy"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text's shingle hashes, as far as they are kept.

    Args:
        rows: The smallest ones: whoever shares some of them may be a copy, so that they are looked up.
        sample: All below a bound that `size` gives: they decide.
        size: How many different shingles the text has.
    """

    version: int
    rows: tuple[int, ...]
    sample: frozenset[int]
    size: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """What one text is to another, and how much of the smaller stands in the larger, 0 to 1."""

    kinship: Kinship
    containment: float


def bare(text: str) -> str:
    """Give a text's letters and digits alone: width, case, marks, blanks and traditional characters folded."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", each_simplified(text)).casefold())


def digest(text: str) -> int:
    """Give a text's hash: the same in every process, on every machine, for ever."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def sketch(text: str) -> Sketch | None:
    """Give a text's sketch; None where the text is too short, or too uniform, to be told from others."""
    return sketch_of(bare(text))


def sketch_of(letters: str) -> Sketch | None:
    """Give the sketch of a text that is bare already.

    A check sum orders the shingles: a cryptographic hash of each took .7 of a sketch's 1.2 ms. Only those that are
    looked up, among millions, get one behind it.
    """
    letters = letters[:LONGEST]
    if len(letters) < LEAST:
        return None
    data = letters.encode("utf-32-le")
    wide, starts = SHINGLE * _BYTES, range(0, len(data) - (SHINGLE - 1) * _BYTES, _BYTES)
    sums = {crc32(data[start : start + wide]): start for start in starts}
    if len(sums) < ROWS:
        return None
    bound = _bound(len(sums))
    sample = frozenset([one for one in sums if one < bound])
    rows = tuple(_row(one, data[sums[one] : sums[one] + wide]) for one in nsmallest(ROWS, sums))
    return Sketch(VERSION, rows, sample, len(sums))


def _row(checksum: int, shingle: bytes) -> int:
    return checksum << _ROW_BITS | digest(shingle.decode("utf-32-le")) & ((1 << _ROW_BITS) - 1)


def compare(one: Sketch, other: Sketch) -> Likeness:
    """Tell what two texts are to each other; the order does not matter."""
    small, large = sorted((one, other), key=lambda each: each.size)
    bound = _bound(large.size)
    asked = small.sample if bound >= _bound(small.size) else {value for value in small.sample if value < bound}
    if one.version != other.version or len(asked) < WITNESSES:
        return Likeness(Kinship.NONE, 0.0)
    containment = len(asked & large.sample) / len(asked)
    ratio = small.size / large.size
    if containment < EXCERPTED - (EXCERPTED - REWRITTEN) * max(0.0, ratio - HALF) / HALF:
        return Likeness(Kinship.NONE, containment)
    return Likeness(Kinship.PART if ratio < HALF else Kinship.COPY, containment)


def _bound(size: int) -> int:
    """Give the bound below which a text of this many shingles is sampled."""
    return (1 << _SAMPLE_BITS) // min(SPARSEST, max(1, size // FULL))
