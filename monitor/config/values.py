"""What people write in a settings file turned into values; each refusal says what to write instead."""

from __future__ import annotations

import ipaddress
import re
from datetime import date, time, timedelta
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from monitor.charset import codec_of
from monitor.config.faults import did_you_mean, quoted
from monitor.settings import EVERY_DAY, WEEKDAYS, DigestTimes, QuietHours, Storm
from monitor.text import one_line

_INTERVAL = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?([smhd])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST_INTERVAL = timedelta(days=366)
_LEAST_KEPT = timedelta(days=60)
_PARTIAL_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?", re.ASCII)
_BOUNDS = 2
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_DIGEST = re.compile(rf"(?:(weekdays|daily)(?: (?=\d)|$))?({_CLOCK})?", re.ASCII)
_QUIET = re.compile(rf"({_CLOCK}) ?- ?({_CLOCK})", re.ASCII)
_LISTEN = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+)):(\d{1,5})", re.ASCII)
_GREATEST_PORT = 65_535
_TOKEN = re.compile(r"[!-~]{16,200}", re.ASCII)
# What a glob hardly holds and a regular expression does: anchors, escapes, branches, groups, a dot that repeats.
_REGULAR_EXPRESSION = re.compile(r"^\^|\$$|\\|\||\(\?|(?:^|/)\.[*+]|\[\^")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*|\[[0-9A-Fa-f:.]+\]")
_PATH = re.compile(r"[^\s{}.]+(?:\.[^\s{}.]+)*")
_BRACES = re.compile(r"\{([^{}]*)\}")
_PARAMETER = re.compile(r"[\w.-]+")
_ROUTE = re.compile(r"/?[\w.-]+(?:/[\w.-]+)*/?")
_PROXIES = ("http", "https", "socks5", "socks5h")


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


def lasting(value: object) -> timedelta:
    """Read an interval of 1s or more."""
    length = interval(value)
    if length < timedelta(seconds=1):
        raise ValueError(f"{quoted(value)} is too short: write 1s or more")
    return length


def kept(value: object) -> timedelta:
    """Read how long something is kept: so long as copies of texts are looked for, at least."""
    length = interval(value)
    if length < _LEAST_KEPT:
        raise ValueError(f"{quoted(value)} is too short: write 60d or more, since copies are looked for so far back")
    return length


def rhythm(value: object) -> tuple[timedelta, timedelta]:
    """Read one interval between checks, or the bounds within which it may move."""
    bounds = value if isinstance(value, list) else [value, value]
    if len(bounds) != _BOUNDS:
        raise ValueError("must be one interval, 5m, or its bounds, [5m, 6h]")
    least, greatest = lasting(bounds[0]), lasting(bounds[1])
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


def proxy(value: str) -> str:
    """Read the address of a proxy. The refusal never repeats the address."""
    try:
        parts = urlsplit(value)
        known = parts.scheme.lower() in _PROXIES and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise ValueError("is no proxy: write http://host:port or socks5://host:port")
    return value


def host(value: str) -> str:
    """Read the name of a host, without scheme, port and path."""
    if not _HOST.fullmatch(value):
        raise ValueError(f"{quoted(value)} is no host: write its name alone, such as example.org")
    return value.lower()


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(value: str) -> str:
    """Read `host:port` of this machine, where the page is served."""
    match = _LISTEN.fullmatch(value)
    if not match or int(match[3]) > _GREATEST_PORT:
        raise ValueError(f"{quoted(value)} is no place to listen: write host:port, such as 127.0.0.1:8080")
    return value


def token(value: str) -> str:
    """Read what opens the page; it is as long as a machine makes it, so that nobody can try all of them.

    Raises:
        ValueError: It could be guessed, or would not pass a header or a form unchanged.
    """
    if not _TOKEN.fullmatch(value):
        raise ValueError("the token must be 16 to 200 letters, digits or signs without blanks: `openssl rand -hex 16`")
    return value


def digest(value: str) -> str:
    """Check when a digest goes out."""
    digest_times(value)
    return value


def digest_times(value: str) -> DigestTimes | None:
    """Read when a digest goes out: `08:30`, `daily`, `weekdays 08:30` or `hourly`; None for `off`."""
    if value == "off":
        return None
    if value == "hourly":
        return DigestTimes(hourly=True)
    match = _DIGEST.fullmatch(value) if value else None
    if not match:
        raise ValueError(f'{quoted(value)} is no time of a digest: write "08:30", "weekdays 08:30", hourly or off')
    at = _clock(match[2]) if match[2] else DigestTimes().at
    return DigestTimes(at, WEEKDAYS if match[1] == "weekdays" else EVERY_DAY)


def quiet(value: object) -> QuietHours:
    """Read quiet hours; they may pass midnight."""
    match = _QUIET.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError(f'{quoted(value)} are no quiet hours: write "23:00-07:00"')
    begin, end = _clock(match[1]), _clock(match[2])
    if begin == end:
        raise ValueError(f"{quoted(value)} begin when they end: write two times, or take them out")
    return QuietHours(begin, end)


def storm(value: str) -> str:
    """Check from how many messages on a channel gets them together."""
    storm_limit(value)
    return value


def storm_limit(value: str) -> Storm | None:
    """Read `5 in 10m`; None for `off`."""
    if value == "off":
        return None
    most, _, within = value.partition(" in ")
    try:
        return Storm(whole_number(most), lasting(within))
    except ValueError as error:
        words = f'{quoted(value)} is no number of messages in a time: write "5 in 10m" or off'
        raise ValueError(words) from error


def _clock(value: str) -> time:
    hour, minute = value.split(":")
    return time(int(hour), int(minute))


def glob(value: str) -> str:
    """Read a glob: `*` stands for anything, `?` for one character, `[ab]` for one of them."""
    said = text(value)
    if _REGULAR_EXPRESSION.search(said):
        raise ValueError(f"{quoted(value)} looks like a regular expression: write a glob, * stands for anything")
    if "[" in re.sub(r"\[[^\]]+\]", "", said):
        raise ValueError(f"{quoted(value)}: a [ without its ]")
    return said


def whole_number(value: object) -> int:
    """Read a number from 1 up."""
    if not isinstance(value, str) or not re.fullmatch(r"0*[1-9][0-9]{0,8}", value):
        raise ValueError(f"{quoted(value)} is no whole number from 1 up")
    return int(value)


def fraction(value: object) -> float:
    """Read a number from 0 to 1."""
    if not isinstance(value, str) or not re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?", value):
        raise ValueError(f"{quoted(value)} is no number from 0 to 1, such as 0.7")
    return float(value)


def json_path(value: str) -> str:
    """Read a dotted path within JSON."""
    if not _PATH.fullmatch(value):
        raise ValueError(f"{quoted(value)} is no path: write keys with dots between them, such as data.items")
    return value


def json_link(value: str) -> str:
    """Read a dotted path within JSON, or an address with such paths in braces."""
    if "{" not in value and "}" not in value:
        return json_path(value)
    if not all(_PATH.fullmatch(path) for path in _BRACES.findall(value)) or re.search(
        r"[\s{}]", _BRACES.sub("", value)
    ):
        raise ValueError(
            f'{quoted(value)} is no template: write "https://example.org/{{id}}", a path in each pair of braces'
        )
    return value


def parameter(value: str) -> str:
    """Read what fills a preset's braces: a word, or a web address, whose last slash is taken off."""
    if _PARAMETER.fullmatch(value):
        return value
    if "{" in value or "}" in value or not value.startswith(("http://", "https://")):
        raise ValueError(f"{quoted(value)} fits no preset: write letters, digits, - _ and ., or a web address")
    return web_address(value).rstrip("/")


def route(value: str) -> str:
    """Read what fills a preset's braces with a path: words with slashes between; the outer ones are taken off."""
    if not _ROUTE.fullmatch(value):
        raise ValueError(f"{quoted(value)} is no route: write it as its documentation does, such as /36kr/newsflashes")
    return value.strip("/")
