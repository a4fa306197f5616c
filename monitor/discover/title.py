"""Turns a document that lists entries into what it calls itself: the name of a source that its user gave none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.discover.document import BLANK, text_of
from monitor.discover.json_feed import is_json_feed
from monitor.discover.json_tree import json_value, word_at
from monitor.html import plain_text
from monitor.settings import SourceKind
from monitor.text import one_line

if TYPE_CHECKING:
    from monitor.model import Document
    from monitor.settings import Source

HEAD = 65_536  # Of characters; a page may carry scripts and styles before its title.
LONGEST_TITLE = 100
ENTITLED = frozenset({SourceKind.FEED, SourceKind.PAGE, SourceKind.JSON})  # An article's title is its headline.

_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
# Behind these stand the titles of entries and of the feed's picture; `itunes:image` has none and stands before.
_FIRST_PART = re.compile(r"<(?:(?:\w+:)?(?:item|entry)|image)\b", re.IGNORECASE)
_TITLE = re.compile(
    r"<(?:\w+:)?title\b[^>]{0,500}>\s*(?:<!\[CDATA\[(.{0,2000}?)\]\]>|([^<]{0,2000}))", re.DOTALL | re.IGNORECASE
)


def title_of(document: Document, source: Source) -> str:
    """Give the title of a feed or a list page as one line; empty where it states none.

    Only the head is searched: a second parse would cost as much as the first.

    Raises:
        DiscoverError: It begins as JSON does and is none.
    """
    if source.kind not in ENTITLED:
        return ""
    text = text_of(document, source).lstrip(BLANK)
    if text.startswith(("{", "[")):
        value = json_value(text, document.url)
        title = word_at(value, "title") if is_json_feed(value) else ""
    else:
        head = _FIRST_PART.split(_COMMENT.sub("", text[:HEAD]), maxsplit=1)[0]
        stated = _TITLE.search(head)
        title = plain_text(stated[1] or stated[2] or "") if stated else ""
    line = one_line(title)
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"
