"""Turns what a page states of its dates into the moment of its publication."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from monitor.dates import LONGEST_STATEMENT, parse_moment
from monitor.model import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.extract.byline import Surroundings
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
_DATE_ATTRIBUTES = ("data-time", "data-timestamp", "data-date", "data-publish-time", "data-published", "content")
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
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?!\d)")
_EPOCH_NAME = re.compile(r"""(?:\bct\s*=|"?publish_?time"?\s*[:=]|"ct"\s*:)\s*["']?$""", re.IGNORECASE)
_EPOCH_NAME_LENGTH = 30
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d)([-/_]?)(1[0-2]|0[1-9])[-/_]?(3[01]|[12]\d|0[1-9])(?!\d)")
_PUBLISHED = re.compile(
    r"(?:发布|发表|发文|刊登|首发|發布|發表|公開|입력|등록)(?:时间|時間|日期|日時|日)?|(?<![新改订編修])(?:时间|時間|日期|日時)(?=\s*[:：])"
    r"|(?:\b|(?-i:(?<=[A-Z\d])))(?:published|posted|released|submitted|veröffentlicht|publié|publicado|pubblicato)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"更新|修改|修订|编辑于|수정|"
    r"\b(?:updated|modified|edited|revised|aktualisiert|mis à jour|actualizado|aggiornato)\b",
    re.IGNORECASE,
)
_DAY_OR_CLOCK = re.compile(r"\d{2,4}[-/年.]\d|\d月|20\d\d|\d:\d\d")
_NEAREST = 24  # Characters from `Updated on Tuesday` to the end of its date.
_TOLD = re.compile(r"\d|[刚昨前今周]|二〇|二零|ago\b|yesterday|today", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20|２０)\d\d|二[〇零○]")
_MOST_LINES = 60
_SAME_BEGINNING = 8
_CLOCKS_DIFFER = timedelta(days=1)


def read_published(
    root: Node,
    text: str,
    around: Surroundings,
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
        around: Its lines, by where the headline stands.
        metadata: What it says to machines.
        url: Its address, which may hold a date.
        zone: Where a time without a zone was stated.
        reference: When it was fetched: what is later is no publication, and `3小时前` is told from it.
    """
    changed: list[str] = []
    stated = ((statement, None) for statement in _for_machines(root, text, metadata))
    shown = ((statement, reference) for statement in _shown(root, around, changed))
    hidden = ((statement, None) for statement in _hidden(text, around, metadata.canonical or url))
    late = ((statement, reference) for statement in changed)
    return _first(chain(stated, shown), zone, reference) or _first(chain(hidden, late), zone, reference)


def _first(
    statements: Iterable[tuple[str, datetime | None]], zone: ZoneInfo, reference: datetime | None
) -> Moment | None:
    """Give the first moment that is stated, with the clock time that a later statement of the same day has."""
    day: Moment | None = None
    for statement, now in statements:
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


def _for_machines(root: Node, text: str, metadata: Metadata) -> Iterator[str]:
    for name, content in metadata.named.items():
        if _META_NAME.search(name) and not _NOT_PUBLISHED.search(name):
            yield content
    for key in _DESCRIBED:
        yield from (stated for item in metadata.described if isinstance(stated := item.get(key), str))
    yield from _in_script(text, _DESCRIBED[0])  # In what is no JSON.
    for element in root.select("[datetime]")[:3]:
        yield element.attribute("datetime")


def _shown(root: Node, around: Surroundings, changed: list[str]) -> Iterator[str]:
    """Give what a page shows its readers as its date: its by-line, then elements whose names say so.

    Args:
        root: The page.
        around: Its lines.
        changed: Is filled with what tells when the page was changed.
    """
    for line in around.near():
        if _TOLD.search(line):
            yield _of_publication(line, changed)
    text = ""
    elements = root.select(_DATED_ELEMENTS)[:_MOST_ELEMENTS]
    for element in elements:
        statement = element.text
        if len(statement) < _LONGEST_ELEMENT and _TOLD.search(statement):
            text = text or "\n".join(around.behind())
            # What stands before the headline is the day's date, or that of other news.
            if around.headline < 0 or statement[:_SAME_BEGINNING] in text:
                yield _of_publication(statement, changed)
    for element in elements:
        attributes = element.attributes
        yield from (stated for name in _DATE_ATTRIBUTES if (stated := attributes.get(name)))


def _of_publication(statement: str, changed: list[str]) -> str:
    """Cut a statement down to what tells of publication, and put aside what tells of a change alone."""
    if (found := _PUBLISHED.search(statement)) is not None:
        behind = statement[found.end() :]
        return behind if _TOLD.search(behind) else statement[: found.start()]
    if (found := _CHANGED.search(statement)) is None:
        return statement
    before = statement[: found.start()]
    labels_what_follows = _DAY_OR_CLOCK.search(statement[found.end() : found.end() + _NEAREST])
    if labels_what_follows and _TOLD.search(before):
        return before
    changed.append(statement)
    return ""


def _hidden(text: str, around: Surroundings, url: str) -> Iterator[str]:
    """Give what else may state the date: programs' data, the address, a day above the headline, dated lines.

    Each look through a page's HTML costs as much as a look at all its headings.
    """
    for name in _DESCRIBED[1:]:
        yield from _in_script(text, name)
    for name in _STATE_NAMES if '"publish' in text or '"pubTime' in text else ():
        yield from _in_script(text, name)
    for found in _EPOCH.finditer(text):
        if _EPOCH_NAME.search(text[max(0, found.start() - _EPOCH_NAME_LENGTH) : found.start()]):
            yield found[0]
    for found in _URL_DATE.finditer(url):
        yield f"{found[1]}-{found[3]}-{found[4]}"
    yield from (line for line in around.before() if _YEAR.search(line))
    dated = [line for line in around.behind() if _YEAR.search(line[:LONGEST_STATEMENT])][:_MOST_LINES]
    yield from sorted(dated, key=lambda line: _PUBLISHED.search(line) is None)


def _in_script(text: str, name: str) -> Iterator[str]:
    if (place := text.find(f'"{name}"')) >= 0 and (found := _SCRIPT_DATE.match(text, place + len(name) + 2)):
        yield found[1]
