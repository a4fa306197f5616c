"""Turns the bytes of a document into text: which charset it is, and a decoding that never fails."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Labels without case, dashes and the like (https://encoding.spec.whatwg.org/#names-and-labels, as far as documents of
# our time use them). The table is closed: Python knows codecs that are no charset (rot13, zlib, idna, punycode).
# Chinese pages say gb2312 and hold gb18030, say big5 and hold Hong Kong's extension.
_CODECS = {
    label: codec
    for codec, labels in {
        "utf-8": "utf8 unicode11utf8 unicode20utf8 xunicode20utf8",
        "gb18030": "gb2312 gbk gb18030 xgbk gb231280 gb2312801980 csgb2312 chinese isoir58 cp936 windows936 ms936",
        "big5hkscs": "big5 big5hkscs cnbig5 csbig5 xxbig5 big5tw cp950",
        "cp1252": "iso88591 latin1 l1 windows1252 cp1252 ascii usascii ansix341968",
        "shift_jis": "shiftjis sjis xsjis windows31j ms932 csshiftjis cp932",
        "euc_jp": "eucjp xeucjp",
        "iso2022_jp": "iso2022jp csiso2022jp",
        "cp949": "euckr ksc5601 ksc56011987 windows949 cp949 korean",
        "utf-16-le": "utf16 utf16le unicode csunicode ucs2 iso10646ucs2",
        "utf-16-be": "utf16be unicodefffe",
        "iso8859_15": "iso885915 latin9",
        "cp1250": "windows1250 cp1250",
        "iso8859_2": "iso88592 latin2 l2",
        "cp1251": "windows1251 cp1251",
        "koi8_r": "koi8r koi8 koi",
        "cp1253": "windows1253 cp1253 iso88597",
        "cp1254": "windows1254 cp1254 iso88599 latin5",
        "cp1255": "windows1255 cp1255",
        "cp1256": "windows1256 cp1256",
        "cp1257": "windows1257 cp1257",
        "cp1258": "windows1258 cp1258",
        "cp874": "tis620 windows874 cp874",
    }.items()
    for label in labels.split()
}
# In these every byte, or nearly, stands for something: that a text decodes is no proof.
_SINGLE_BYTE = frozenset(codec for codec in _CODECS.values() if codec.startswith(("cp125", "iso8859", "koi8", "cp874")))
# A text in one of these may read as valid UTF-8, so what is declared must be believed.
_SEVEN_BIT_OR_WIDE = frozenset({"iso2022_jp", "utf-16-le", "utf-16-be"})
_GUESSES = ("gb18030", "big5hkscs", "shift_jis", "euc_jp", "cp949", "cp1252", "cp1251")
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# WHATWG looks at 1,024 bytes; Chinese pages of the 2000s put keywords and a description first.
_HEAD = 8_192
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})""",
    re.IGNORECASE,
)
_REPLACEMENT = "\ufffd"
# Above one in a hundred the charset is wrong, below it the text is damaged (research/trust.md §4).
TOLERATED = 0.01
# What may be wrong of all that is not ASCII, for a charset to fit. Of 110 Chinese pages in GB 18030, UTF-8 damages at
# least 75 %, Shift JIS 6 %, EUC-JP 5 %, Korean 2 %, Big5 0.6 % (3.5 % as a median); the right charset nothing.
_FITS_USUALLY, _FITS = 0.02, {"utf-8": 0.5}
_SAMPLE = 16_384
_BETWEEN_MARKS = re.compile(rb"[<>\r\n]+")


def decode(body: bytes, charset: str | None, override: str | None = None) -> str:
    """Decode a document; never fails.

    Args:
        body: The document.
        charset: What the Content-Type header says, if it does.
        override: What a person says; believed before all else.
    """
    if (codec := codec_of(override)) is not None:
        return _without_mark(body.decode(codec, "replace"))
    for mark, codec in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    declared = list(dict.fromkeys(_declared(body, charset)))
    if not _SEVEN_BIT_OR_WIDE.intersection(declared) and (text := _as_utf8(body)) is not None:
        return text
    if (text := _best_of(body, declared)) is not None:
        return _without_mark(text)
    return body.decode(_guessed(body) or next(iter(declared), "utf-8"), "replace")


def damage(text: str) -> float:
    """Give the share of characters that stand for what could not be decoded, 0 to 1."""
    return text.count(_REPLACEMENT) / len(text) if text and not text.isascii() else 0.0


def codec_of(label: str | None) -> str | None:
    """Give Python's codec for a charset label; None where there is none or the label is unknown."""
    return _CODECS.get(re.sub(r"[^a-z0-9]", "", label.lower())) if label else None


def _declared(body: bytes, charset: str | None) -> Iterator[str]:
    """Give the codecs that header and document name, the header's first."""
    if (codec := codec_of(charset)) is not None:
        yield codec
    for found in _DECLARED.finditer(_COMMENT.sub(b"", body[:_HEAD])):
        if (codec := codec_of((found[1] or found[2]).decode("ascii", "ignore"))) is not None:
            # Who can read this in bytes is not reading UTF-16 (https://html.spec.whatwg.org/#determining-the-character-encoding).
            yield "utf-8" if codec.startswith("utf-16") else codec


def _best_of(body: bytes, declared: Sequence[str]) -> str | None:
    """Decode by what damages least of the declared charsets and UTF-8, the first of equals; None where none fits.

    Single bytes come last, since they fit nearly anything.
    """
    wide = (codec for codec in (*declared, "utf-8") if codec not in _SINGLE_BYTE)
    read = [(codec, body.decode(codec, "replace")) for codec in dict.fromkeys(wide)]
    codec, text = min(read, key=lambda one: _wrong_share(one[1]))
    if _wrong_share(text) <= _FITS.get(codec, _FITS_USUALLY):
        return text
    return next((body.decode(codec, "replace") for codec in declared if codec in _SINGLE_BYTE), None)


def _wrong_share(text: str) -> float:
    """Give the share of what could not be decoded among all that is not ASCII: a page is mostly mark-up."""
    wrong = text.count(_REPLACEMENT)
    return wrong / (len(text) - len(text.encode("ascii", "ignore"))) if wrong else 0.0


def _as_utf8(body: bytes) -> str | None:
    """Decode strictly, forgiving a character cut off at the end; None where the body is no UTF-8.

    It comes before what is declared: 5 of 37 dev pages that declare gb* are UTF-8, saved anew, while text in another
    charset is hardly ever valid UTF-8.
    """
    try:
        return codecs.utf_8_decode(body)[0]
    except UnicodeDecodeError:
        return None


def _guessed(body: bytes) -> str | None:
    """Guess from the bytes alone, among the charsets that pages still use."""
    from charset_normalizer import from_bytes  # 2.5 MB that a watch of sources which name their charset does without.

    best = from_bytes(_telling(body), cp_isolation=list(_GUESSES)).best()
    return codec_of(best.encoding) if best is not None else None


def _telling(body: bytes) -> bytes:
    """Give the pieces of a document that are more than ASCII, each whole: a page begins with scripts and styles."""
    pieces, length = [], 0
    for piece in _BETWEEN_MARKS.split(body):
        if not piece.isascii():
            pieces.append(piece)
            length += len(piece)
            if length > _SAMPLE:
                break
    return b"\n".join(pieces)


def _without_mark(text: str) -> str:
    return text.removeprefix("\ufeff")
