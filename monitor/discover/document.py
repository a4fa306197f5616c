"""Turns a document's bytes into text or an XML tree, and says what came where it is not what was promised."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from monitor.charset import decode
from monitor.errors import DiscoverError
from monitor.html import plain_text
from monitor.text import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from monitor.model import Document
    from monitor.settings import Source

# XML 1.0 appendix F: without a mark, the first character tells UTF-16, which no declaration inside can.
UTF_16 = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
HEAD = 8_192
LONGEST_QUOTE = 80
BLANK = " \t\r\n\f\ufeff"

_PROLOGUE = re.compile(r"\A(?:[\s\ufeff]+|<!--.*?-->|<\?xml[^>]*>)*", re.DOTALL)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>([^<]*)", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,200}\?>")


def text_of(document: Document, source: Source) -> str:
    """Decode a document the way its bytes, its server and its source say."""
    charset = UTF_16.get(document.body[:2], document.charset)
    return decode(document.body, charset, source.encoding)


def refuse_other_documents(text: str, url: str, wanted: str) -> None:
    """Say what came where it is plainly not the XML that is `wanted`.

    Raises:
        DiscoverError: It is empty, an HTML page, or text without a tag.
    """
    start = _PROLOGUE.sub("", text.lstrip(BLANK)[:HEAD], count=1)
    if not text.strip(BLANK):
        raise DiscoverError(url, f"an empty document, not {wanted}")
    if _HTML.match(start):
        title = _TITLE.search(start)
        named = f" titled “{quoted(plain_text(title[1]))}”" if title and title[1].strip() else ""
        raise DiscoverError(url, f"an HTML page{named}, not {wanted}")
    if "<" not in text:
        raise DiscoverError(url, f"text that begins “{quoted(start)}”, not {wanted}")


def xml_root(text: str, url: str, wanted: str) -> Element:
    """Parse XML that must be well-formed and without entities of its own; fetch nothing that it names.

    Raises:
        DiscoverError: It is not such XML; the error calls it a damaged `wanted`.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        # lxml refuses text that declares an encoding: it has none any more.
        root: Element = etree.fromstring(_DECLARATION.sub("", text, count=1), parser, base_url=url)
    except etree.XMLSyntaxError as error:
        raise DiscoverError(url, f"a damaged {wanted}: {error.msg}") from error
    except ValueError as error:  # A declaration where none may stand.
        raise DiscoverError(url, f"a damaged {wanted}: {error}") from error
    if next(root.iter(etree.Entity), None) is not None:
        raise DiscoverError(url, f"a {wanted} with entities of its own")
    return root


def quoted(text: str) -> str:
    """Give the opening of a text on one line, short enough for an error."""
    line = one_line(text)
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"
