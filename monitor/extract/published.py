"""Turns what a page states of its dates into the moment of its publication."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.dates import LONGEST_STATEMENT, parse_moment
from monitor.model import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.extract.metadata import Metadata
    from monitor.html import Node
    from monitor.model import Moment

_META_NAME = re.compile(
    r"publi?sh|pubdate|pubtime|releas|create|dc\.date|^date$|datepub|sailthru\.date|displaydate|issued", re.IGNORECASE
)
_NOT_PUBLISHED = re.compile(r"modif|updat|publisher|expir", re.IGNORECASE)
_DESCRIBED = ("datePublished", "pubDate", "publishDate", "publish_time", "dateCreated", "uploadDate")
_DATED_ELEMENTS = ", ".join(
    f"[class*={word}], [id*={word}]"
    for word in ("time", "date", "pub", "Time", "Date", "info", "source", "meta", "byline")
)
# What a page's own programs are told; looked for where nothing else states it.
_STATE_NAMES = (
    "publishedAt",
    "published_at",
    "publishTime",
    "publishDate",
    "publish_date",
    "pubTime",
    "firstPublishedAt",
)
_SCRIPT_DATE = re.compile(r'\s*:\s*"([^"]{8,40})"')
_MOST_ELEMENTS = 60
_LONGEST_ELEMENT = 400
# Digits first, then the name before them: a pattern that begins with a literal is searched ten times as fast.
_EPOCH = re.compile(r"1\d{9}(?!\d)")
_EPOCH_NAME = re.compile(r"""(?:\bct\s*=|"?publish_?time"?\s*[:=]|"ct"\s*:)\s*["']?$""", re.IGNORECASE)
_EPOCH_NAME_LENGTH = 30
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d)([-/_]?)(1[0-2]|0[1-9])[-/_]?(3[01]|[12]\d|0[1-9])(?!\d)")
_LABEL = re.compile(r"(?:日期|时间|发布于|发表于|\bpublished|\bposted)\s*[:：]?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20|２０)\d\d")
_MOST_LINES = 60
_CLOCKS_DIFFER = timedelta(days=1)


def read_published(
    root: Node,
    text: str,
    lines: Iterable[str],
    metadata: Metadata,
    *,
    url: str,
    zone: ZoneInfo,
    reference: datetime | None,
) -> Moment | None:
    """Find when a page was published; None where it does not say.

    Args:
        root: The page.
        text: Its HTML.
        lines: What is read of it, from the headline on.
        metadata: What it says to machines.
        url: Its address, which may hold a date.
        zone: Where a time without a zone was stated.
        reference: When it was fetched: what is later is no publication, and `3小时前` is told from it.
    """
    day: Moment | None = None
    for statement, now in _statements(root, text, lines, metadata, url, reference):
        moment = parse_moment(statement, zone, now)
        if moment is None or moment.precision is Precision.MONTH:
            continue
        if reference is not None and moment.at > reference + _CLOCKS_DIFFER:
            continue
        day = day or moment
        if day.precision is Precision.TIME:
            return day
        if moment.precision is Precision.TIME and moment.at.date() == day.at.date():
            return moment
    return day


def _statements(
    root: Node, text: str, lines: Iterable[str], metadata: Metadata, url: str, reference: datetime | None
) -> Iterator[tuple[str, datetime | None]]:
    """Give what may state the date, the most trustworthy first, each with what relative times are told from."""
    for statement in _for_machines(root, text, metadata):
        yield statement, None
    for element in root.select(_DATED_ELEMENTS)[:_MOST_ELEMENTS]:
        if len(statement := element.text) < _LONGEST_ELEMENT:
            yield statement, reference
    for name in _STATE_NAMES if '"publish' in text or '"pubTime' in text else ():
        yield from ((stated, None) for stated in _in_script(text, name))
    for found in _EPOCH.finditer(text):
        if _EPOCH_NAME.search(text[max(0, found.start() - _EPOCH_NAME_LENGTH) : found.start()]):
            yield found[0], None
    for found in _URL_DATE.finditer(metadata.canonical or url):
        yield f"{found[1]}-{found[3]}-{found[4]}", None
    dated = [line for line in lines if _YEAR.search(line[:LONGEST_STATEMENT])][:_MOST_LINES]
    for line in sorted(dated, key=lambda line: _LABEL.search(line) is None):
        yield line, None


def _for_machines(root: Node, text: str, metadata: Metadata) -> Iterator[str]:
    for name, content in metadata.named.items():
        if _META_NAME.search(name) and not _NOT_PUBLISHED.search(name):
            yield content
    dated = any(key in item for item in metadata.described for key in _DESCRIBED)
    for key in _DESCRIBED:
        for item in metadata.described:
            if isinstance(stated := item.get(key), str):
                yield stated
        if not dated:  # Each look through a page's HTML costs as much as a look at all its headings.
            yield from _in_script(text, key)
    for element in root.select("time[datetime]")[:3]:
        yield element.attribute("datetime")


def _in_script(text: str, name: str) -> Iterator[str]:
    if (place := text.find(f'"{name}"')) >= 0 and (found := _SCRIPT_DATE.match(text, place + len(name) + 2)):
        yield found[1]
