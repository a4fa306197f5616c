"""What people write: `sources.yaml`, `.env`, lists of feeds, addresses of sources and channels."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from zoneinfo import ZoneInfo

from bench.fuzz.target import Target, chosen, is_storable, words
from monitor.config import load
from monitor.config.opml import parse_opml
from monitor.config.secrets import parse_dotenv
from monitor.config.tree import UnreadableTreeError
from monitor.dates import parse_moment
from monitor.errors import FetchError, MonitorError, SettingsError, redacted
from monitor.fingerprint import canonical
from monitor.html import check_selector
from monitor.http import origin_of
from monitor.http.url import MOST_PORT
from monitor.notify import check_channel
from monitor.notify.rendering.disarm import safe_link
from monitor.notify.senders.means import secrets_of

ZONE = ZoneInfo("Asia/Shanghai")
LONG_ENOUGH = 16  # Tokens have as many characters, and words of an address seldom digits among so many.
NOW = datetime(2030, 7, 9, 4, tzinfo=UTC)
_PLACED = re.compile(r"[^\n]*:\d+:\d+: [^\n]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_OTHER_FILES = re.compile(rb"include|file|template")


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="fuzz-settings-"))


def check_settings(data: bytes) -> None:
    """A settings file is settings, or faults of one line each with their place; a second reading says the same."""
    if _OTHER_FILES.search(data):  # Engines are not let loose on the files of whoever runs them.
        return
    path = _folder() / "sources.yaml"
    path.write_bytes(data)
    first, second = _loaded(path), _loaded(path)
    assert first == second
    if isinstance(first, tuple):
        assert first
        assert all(_PLACED.fullmatch(line) for line in first), first
        assert not any(_CONTROLS.search(line) for line in first), first


def _loaded(path: Path) -> object:
    try:
        return load(
            path, {"SECRET": "s3cret-s3cret-s3cret"}, check_channel=check_channel, check_selector=check_selector
        )
    except SettingsError as error:
        return error.faults


def check_lists(data: bytes) -> None:
    """A list of feeds is a tree or one fault of one line; a `.env` gives names that can be variables."""
    text = data.decode("utf-8", "replace")
    try:
        tree = parse_opml(text)
    except UnreadableTreeError as error:
        assert "\n" not in error.fault.message
    else:
        assert all(place.line >= 1 and place.column >= 1 for place in tree.places.values())
    assert all(name.isidentifier() and "\n" not in value for name, value in parse_dotenv(text).items())


def check_address(data: bytes) -> None:
    """An address has one key, which is its own; what is shown of it holds no login, and is itself once more."""
    url = data.decode("utf-8", "surrogateescape")
    key = canonical(url)
    assert canonical(key) == key
    if key != url.strip():
        assert canonical(f"https://{key}") == key
    assert redacted(redacted(url)) == redacted(url)
    link = safe_link(url)
    assert safe_link(link) == link
    assert not link or link.startswith(("http://", "https://"))
    assert link.isascii()
    assert "@" not in link.partition("//")[2].partition("/")[0]
    try:
        scheme, host, port = origin_of(url)
    except FetchError as error:
        assert is_storable(str(error)) or not is_storable(url)
    else:
        assert scheme in {"http", "https"}
        assert host
        assert 0 < port <= MOST_PORT


def check_channel_address(data: bytes) -> None:
    """The address of a channel is understood, or refused in one line that does not repeat what may be a token."""
    scheme, rest = chosen(data, CHANNELS)
    url = f"{scheme}{rest.decode('utf-8', 'replace')}"
    try:
        check_channel(url)
    except (MonitorError, ValueError) as error:
        said = str(error)
        assert "\n" not in said
        assert not any(
            secret in said
            for secret in secrets_of_any(url)
            if len(secret) >= LONG_ENOUGH and any(map(str.isdigit, secret))
        ), said
    assert secrets_of_any(url) == secrets_of_any(url)


def secrets_of_any(url: str) -> tuple[str, ...]:
    """Give what must not be shown of an address; nothing of one that no library reads."""
    try:
        return secrets_of(url)
    except ValueError:
        return ()


def check_date(data: bytes) -> None:
    """Any words are a moment with a zone, or none."""
    found = parse_moment(data.decode("utf-8", "replace"), ZONE, NOW)
    if found is not None:
        assert found.at.tzinfo is not None
        found.at.astimezone(UTC)
        again = parse_moment(found.isoformat(), ZONE, NOW)
        assert again is not None
        assert (again.at, again.precision) == (found.at.replace(microsecond=0), found.precision), (
            "its own form is read otherwise"
        )


CHANNELS = (
    "", "https://", "mailto://", "mailtos://", "dingtalk://", "feishu://", "wecombot://", "tgram://", "slack://", "ntfy://",
    "json://", "discord://", "bark://", "pover://",
)  # fmt: skip
SETTINGS = """\
version: 1
defaults: {every: [5m, 6h], timezone: Asia/Shanghai, language: zh, tier: media}
hosts: {a.example: {parallel: 4, spacing: 0.5s}}
channels:
  - {name: team, url: "console:", quiet: "23:00-07:00", digest: "weekdays 08:30"}
follow: [云岭]
sources:
  - https://a.example/rss
  - {id: b, kind: page, url: https://b.example/, select: {item: "#a li", link: "a", date: .t}, match: "/n/*", every: 1m}
routes: [{channels: [team], status: [released], min_confidence: 0.7, urgent: true}]
messages: {wait: 0s, more_after: 60m, hold_unsure: 30m}
web: {listen: 127.0.0.1:8080}
knowledge: {organisations: [{name: 云岭, aliases: [Y]}], models: [{name: 青鸾, organisation: 云岭}]}
"""
OPML = b"<opml version='2.0'><body><outline text='a'><outline xmlUrl='https://a.example/f'/></outline></body></opml>"
TOKEN = "0123456789abcdef0123"  # noqa: S105 -- it stands for one.
ADDRESSES = (
    "https://user:word@www.m.a.example:443/a/../b%2F?utm_source=x&id=3#!/r",
    "http://[::ffff:127.0.0.1]:80/",
    "https://e.example\\@a.example/",
    "https://例子.example/云?q=云",
    "//a.example",
    "https://cdn.ampproject.org/c/s/a.example/amp/x.amp.html",
)
DATES = (
    "2030年7月9日 10:00",
    "Tue, 09 Jul 2030 10:00:00 +0800",
    "昨天 08:30",
    "3小时前",
    "July 9, 2030 at 5 pm EST",
    "1900000000",
    "2030-07",
)
TARGETS = (
    Target(
        "settings",
        check_settings,
        [SETTINGS.encode(), b"sources: [https://a.example]\n", b"sources:\n\t- a\n", "sources：\n".encode()],
        words(
            " ".join(re.findall(r"\w+:", SETTINGS)) + " { } [ ] ${SECRET} &a *a !! --- \"'", b"\n  - ", b"|\n", b"\x85"
        ),
    ),
    Target(
        "lists",
        check_lists,
        [OPML, b"A=1\nexport B='2' # c\n"],
        words("<outline xmlUrl=' <!DOCTYPE &#0; =", b"export "),
    ),
    Target(
        "address",
        check_address,
        [address.encode() for address in ADDRESSES],
        words(":// // @ %2F %25 %E4 ? # &amp; [::1] xn-- .. \\ ; utm_ m."),
        longest=512,
        findings=[
            b"https://%2F//a.example/b",
            b"https:\x1e\x1e/4/le:44@%2F%2F?a#!/r",
            "https://例子.a.example../云".encode(),
            b"https://a.example/b#!\\=4#!/r",
            b"https://a@/b.example@c@www.a.example/",
        ],
    ),
    Target(
        "channel",
        check_channel_address,
        [
            f"\1oapi.dingtalk.com/robot/send?access_token={TOKEN}".encode(),
            f"\3me:{TOKEN}@smtp.example?to=a@b.example".encode(),
            f"\x07123456789:{TOKEN}-{TOKEN}/12345".encode(),
        ],
        words("?to= @ : / access_token= secret= % [ ? & +a=b .example mode= 云"),
        longest=256,
    ),
    Target(
        "date",
        check_date,
        [date.encode() for date in DATES],
        words("- : T Z +0800 GMT pm 年 月 日 前 上午 Jul 99 9999 0001", b" "),
        longest=64,
    ),
)
