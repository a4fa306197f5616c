"""What people write in a settings file turned into values; each refusal says what to write instead."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from monitor.charset import codec_of
from monitor.config.faults import did_you_mean, quoted
from monitor.text import one_line

_INTERVAL = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?([smhd])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST_INTERVAL = timedelta(days=366)
_PARTIAL_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?", re.ASCII)
_BOUNDS = 2


def text(value: str) -> str:
    """Fold a name to one line without invisible characters."""
    line = one_line(value)
    if not line:
        raise ValueError("must not be empty")
    return line


def identity(value: str) -> str:
    """Read a source's id, which people type in commands."""
    if not re.fullmatch(r"[\w.-]{1,80}", value) or value.startswith("-"):
        raise ValueError(f"{quoted(value)} is no id: write letters, digits, - _ and . without blanks")
    return value


def interval(value: object) -> timedelta:
    """Read `30s`, `5m`, `6h` or `1d`."""
    match = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError(f"{quoted(value)} is no interval: write a number with s, m, h or d, such as 30s, 5m, 6h, 1d")
    length = timedelta(**{_UNITS[match[2]]: float(match[1])})
    if length > _LONGEST_INTERVAL:
        raise ValueError(f"{quoted(value)} is too long: write at most 366d")
    return length


def rhythm(value: object) -> tuple[timedelta, timedelta]:
    """Read one interval between checks, or the bounds within which it may move."""
    bounds = value if isinstance(value, list) else [value, value]
    if len(bounds) != _BOUNDS:
        raise ValueError("must be one interval, 5m, or its bounds, [5m, 6h]")
    least, greatest = interval(bounds[0]), interval(bounds[1])
    if least < timedelta(seconds=1):
        raise ValueError(f"{quoted(bounds[0])} is too often: write 1s or more")
    if least > greatest:
        raise ValueError(f"the least time comes first: [{bounds[1]}, {bounds[0]}]")
    return least, greatest


def time_zone(value: object) -> ZoneInfo:
    """Read the name of a time zone."""
    try:
        return ZoneInfo(value if isinstance(value, str) else "")
    except (KeyError, ValueError, OSError) as error:
        hint = did_you_mean(str(value), _zone_names()) or ": write a name such as Asia/Shanghai"
        raise ValueError(f"{quoted(value)} is no time zone{hint}") from error


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())  # 11 ms a call: it walks the zone files.


def language(value: str) -> str:
    """Read a language code of two letters."""
    if not re.fullmatch(r"[a-z]{2}", value):
        raise ValueError(f"{quoted(value)} is no language code: write two small letters, such as zh or en")
    return value


def encoding(value: str) -> str:
    """Read the name of a character encoding."""
    if codec_of(value) is None:
        raise ValueError(f"{quoted(value)} is no encoding we know: write utf-8, gb18030, big5 …")
    return value


def partial_date(value: str) -> str:
    """Read `2023-07-07` or `2023-07`."""
    try:
        date.fromisoformat(f"{value}-01"[:10] if _PARTIAL_DATE.fullmatch(value) else "")
    except ValueError as error:
        raise ValueError(f"{quoted(value)} is no date: write 2023-07-07 or 2023-07") from error
    return value


def header_value(value: str) -> str:
    """Read what one line of an HTTP header may hold (RFC 9110 §5.5: visible ASCII and blanks)."""
    if not value.isascii() or not value.isprintable():
        raise ValueError("a header takes only printable ASCII characters")
    return value


def web_address(value: str) -> str:
    """Read an http or https address without user and password. The refusal never repeats the address."""
    try:
        parts = urlsplit(value)
        broken = parts.port == 0
    except ValueError as error:
        raise ValueError("is no web address: check its host and port") from error
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError('is no web address: it begins with http:// or https://, such as "https://example.org/feed"')
    if broken or re.search(r"[\s\\]", value) or not value.isprintable():
        raise ValueError("is no web address: take out blanks, backslashes and port 0")
    if parts.username is not None:
        raise ValueError('no user and password in an address: write headers: {Authorization: "${NAME}"}')
    return value
