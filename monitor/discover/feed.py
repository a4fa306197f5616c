"""Turns a feed into entries: strictly where it is well-formed, else leniently; says what came where it is no feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.charset import decode
from monitor.discover.lenient import read_leniently
from monitor.discover.listing import entries_of
from monitor.discover.strict import read_strictly
from monitor.errors import DiscoverError
from monitor.html import plain_text
from monitor.text import one_line

if TYPE_CHECKING:
    from monitor.model import Document, Entry
    from monitor.settings import Source

# XML 1.0 appendix F: without a mark, the first character tells UTF-16, which no declaration inside can.
UTF_16 = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
HEAD = 8_192
LONGEST_QUOTE = 80
BLANK = " \t\r\n\f\ufeff"

_PROLOGUE = re.compile(r"\A(?:[\s\ufeff]+|<!--.*?-->|<\?xml[^>]*>)*", re.DOTALL)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>([^<]*)", re.IGNORECASE)


def feed_entries(document: Document, source: Source) -> tuple[Entry, ...]:
    """List a feed's entries.

    Raises:
        DiscoverError: It is no feed, or damaged so that no entry can be read.
    """
    charset = UTF_16.get(document.body[:2], document.charset)
    text = decode(document.body, charset, source.encoding)
    _refuse_other_documents(text, document.url)
    try:
        listings = read_strictly(text, document.url)
    except DiscoverError as damage:
        listings = read_leniently(text, document.url)
        if not listings:
            raise DiscoverError(document.url, damage.reason) from damage
    return entries_of(listings, source.zone)


def _refuse_other_documents(text: str, url: str) -> None:
    """Say what came where it is plainly no feed; read leniently, a page would be a feed with nothing new."""
    start = _PROLOGUE.sub("", text.lstrip(BLANK)[:HEAD], count=1)
    if not text.strip(BLANK):
        raise DiscoverError(url, "an empty document, not a feed")
    if _HTML.match(start):
        title = _TITLE.search(start)
        named = f" titled “{_quote(plain_text(title[1]))}”" if title and title[1].strip() else ""
        raise DiscoverError(url, f"an HTML page{named}, not a feed")
    if "<" not in text:
        raise DiscoverError(url, f"text that begins “{_quote(start)}”, not a feed")


def _quote(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"
