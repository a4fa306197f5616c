"""Pages whose charset is told wrongly, in eight ways → how many are read to the letter; and labels that crash readers.

    python bench/charsets.py

Two hundred pages at most: Chinese ones of others (`../shared`), where these are at hand, and those of `tests/corpus`;
what they declare of themselves is taken out first. Beside the eight ways stand others that are shown and not judged.
"""

from __future__ import annotations

import codecs
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.charset import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "extraction"
OWN = ROOT / "tests" / "corpus" / "pages"
PAGES, LEAST_EXACT = 200, 0.99
ENOUGH_HAN = 60
"""Characters; a page with fewer says nothing of Chinese charsets."""

LABELS = (
    "rot13", "rot_13", "zlib", "bz2", "hex", "base64", "quopri", "uu", "idna", "punycode", "undefined", "mbcs", "oem",
    "unicode_escape", "raw_unicode_escape", "utf-7", "\x00\ud800" * 40,
)  # fmt: skip
"""Seventeen that Python knows as codecs and that are no charsets, or that are nothing."""

_DECLARED = re.compile(r"""<meta[^>]*charset[^>]*>|<\?xml[^>]*\?>""", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def _meta(page: str, label: str) -> str:
    """Let a page declare a charset, where pages do."""
    head = re.search(r"<head[^>]*>", page, re.IGNORECASE)
    at = head.end() if head else 0
    return f'{page[:at]}<meta charset="{label}">{page[at:]}'


WAYS: dict[str, Callable[[str], tuple[bytes, str | None, str]]] = {
    "GB 18030 called UTF-8 by the server": lambda page: _told(_meta(page, "gbk"), "gb18030", "utf-8"),
    "GB 18030 called UTF-8 by both": lambda page: _told(_meta(page, "utf-8"), "gb18030", "utf-8"),
    "GB 18030 called GB 2312": lambda page: _told(_meta(page, "gb2312"), "gb18030", "gb2312"),
    "GB 18030 called Latin-1 by the server": lambda page: _told(_meta(page, "gbk"), "gb18030", "iso-8859-1"),
    "GB 18030, and nobody says so": lambda page: _told(page, "gb18030", None),
    "UTF-8 called GBK by both": lambda page: _told(_meta(page, "gbk"), "utf-8", "gbk"),
    "UTF-8 called Latin-1 by the server": lambda page: _told(page, "utf-8", "iso-8859-1"),
    "UTF-8 with a mark, called Big5": lambda page: _marked(_meta(page, "big5"), codecs.BOM_UTF8, "utf-8", "big5"),
}


def _told(page: str, codec: str, label: str | None) -> tuple[bytes, str | None, str]:
    return page.encode(codec), label, page


def _marked(page: str, mark: bytes, codec: str, label: str) -> tuple[bytes, str | None, str]:
    return mark + page.encode(codec), label, page


def _cut(page: str) -> tuple[bytes, str | None, str]:
    whole = f"{page.rstrip()}完"
    return whole.encode()[:-1], None, whole[:-1]


BEYOND: dict[str, Callable[[str], tuple[bytes, str | None, str]]] = {
    "UTF-16 with a mark, called UTF-8": lambda page: _marked(page, codecs.BOM_UTF16_LE, "utf-16-le", "utf-8"),
    "UTF-8, the last character cut": _cut,
    "GB 18030 called Latin-1 by both": lambda page: _told(_meta(page, "iso-8859-1"), "gb18030", "iso-8859-1"),
    "GB 18030 called Shift JIS by the server": lambda page: _told(_meta(page, "gbk"), "gb18030", "shift_jis"),
    "GB 18030 called Big5 by the server": lambda page: _told(_meta(page, "gbk"), "gb18030", "big5"),
}


def pages() -> Iterator[str]:
    """Give Chinese pages as text that any Chinese charset can hold and that declares no charset."""
    for file in (*sorted(SHARED.rglob("*.html")), *sorted(OWN.glob("*.html"))):
        text = _DECLARED.sub("", decode(file.read_bytes(), None)).removeprefix("\ufeff")
        text = text.encode("utf-8", "ignore").decode().replace("\ufffd", "")
        if len(_HAN.findall(text)) >= ENOUGH_HAN:
            yield text


def exact(way: Callable[[str], tuple[bytes, str | None, str]], texts: list[str]) -> int:
    """Count the pages that are read to the letter."""
    return sum(decode(body, label) == page for body, label, page in map(way, texts))


def crashes(texts: list[str]) -> int:
    """Count the labels that end in an exception, as the server's word, the page's and a person's."""
    found = 0
    for label in LABELS:
        for body in (texts[0].encode(), texts[0].encode("gb18030"), b"", bytes(range(256))):
            try:
                decode(_meta("", label).encode("utf-8", "ignore") + body, label)
                decode(body, None, label)
            except Exception as error:  # noqa: BLE001 -- a crash is what is counted here.
                found += 1
                print(f"  {label[:20]!r}: {error!r}")
    return found


def main() -> int:
    """Measure and print; give 1 where pages were misread, or a label crashed."""
    began, texts = time.perf_counter(), list(pages())
    texts = texts[:PAGES]
    print(f"{len(texts)} Chinese pages{'' if SHARED.exists() else ', all of our own: ../shared is not here'}")
    rates = []
    for name, way in WAYS.items():
        read = exact(way, texts)
        rates.append(read / len(texts))
        print(f"  {name:42} {read} of {len(texts)} to the letter ({rates[-1]:.1%})")
    for name, way in BEYOND.items():
        print(f"  {name:42} {exact(way, texts)} of {len(texts)}, not judged")
    total, fell = sum(rates) / len(rates), crashes(texts)
    seconds = time.perf_counter() - began
    print(
        f"all: {total:.2%} (goal {LEAST_EXACT:.0%}), {len(LABELS)} hostile labels: {fell} exceptions, {seconds:.0f} s"
    )
    return int(total < LEAST_EXACT or fell > 0)


if __name__ == "__main__":
    sys.exit(main())
