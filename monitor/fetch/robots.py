"""What robots.txt says of an address (RFC 9309), by protego: asked for once a day and server, kept for all sources."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from protego import Protego

from monitor.charset import decode
from monitor.errors import FetchError, FetchReason

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from monitor.http import Reply
    from monitor.ports import Clock
    from monitor.settings import Source

MOST_BYTES = 500 * 1024  # What RFC 9309 §2.5 asks parsers to read at least; rules behind it do not count.
KEPT = timedelta(hours=24)  # RFC 9309 §2.4: no cached copy is used for longer, unless the file cannot be reached.
ASKED_AGAIN = timedelta(hours=1)
"""After a server error: the file is asked for again; until then nothing else is (RFC 9309 §2.3.1.4)."""
MOST_SERVERS = 2_000

_AGENT = ("user-agent", "useragent", "user agent")
_RULES = ("allow", "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")
_PRODUCT = re.compile(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one server's file says.

    Args:
        until: As long as it holds.
        parsed: Its rules; None where there are none, so that all is allowed.
        fault: Why nothing may be asked, whatever the rules; empty otherwise.
    """

    until: datetime
    parsed: Protego | None = None
    fault: str = ""

    def allows(self, url: str, agent: str) -> bool:
        """Tell whether a program may ask for an address."""
        return not self.fault and (self.parsed is None or bool(self.parsed.can_fetch(url, agent)))


class Robots:
    """Knows what servers allow.

    Args:
        bring: Asks for an address the way a source wants it; gives the reply whatever its status.
        clock: Tells the time.
        agent: Our own User-Agent.
    """

    def __init__(self, bring: Callable[[str, Source], Awaitable[Reply]], clock: Clock, agent: str) -> None:
        self._bring = bring
        self._clock = clock
        self._agent = agent
        self._known: dict[str, Rules] = {}
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # As long as somebody waits.

    async def refuse_forbidden(self, url: str, source: Source) -> None:
        """Refuse an address that its server does not want to be asked for.

        Raises:
            FetchError: It is forbidden to us, or whether it is cannot be known.
        """
        place = robots_address(url)
        lock = self._asking.setdefault(place, asyncio.Lock())
        async with lock:  # Sixty articles of one host, and one question.
            rules = self._known.get(place)
            if rules is None or rules.until <= self._clock():
                rules = self._remember(place, await self._ask(place, url, source, rules))
        if rules.fault:
            raise FetchError(FetchReason.ROBOTS, url, rules.fault)
        if not rules.allows(url, product_of(source.user_agent or self._agent)):
            raise FetchError(FetchReason.ROBOTS, url, f"{place} forbids it; `robots: ignore` asks all the same")

    async def _ask(self, place: str, url: str, source: Source, before: Rules | None) -> Rules:
        try:
            reply = await self._bring(place, source)
        except FetchError as error:  # Where the server cannot be had at all, the file is not what people look for.
            raise FetchError(
                error.reason, url, error.detail, retry_after=error.retry_after, unsent=error.unsent
            ) from error
        now = self._clock()
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR and before is not None and not before.fault:
            return Rules(now + ASKED_AGAIN, before.parsed)
        return rules_of(reply.status, reply.body, now)

    def _remember(self, place: str, rules: Rules) -> Rules:
        self._known.pop(place, None)
        if len(self._known) >= MOST_SERVERS:
            del self._known[next(iter(self._known))]  # The one that was asked the longest ago.
        self._known[place] = rules
        return rules


def rules_of(status: int, body: bytes, now: datetime) -> Rules:
    """Read what a server answered when it was asked for its robots.txt."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Rules(now + KEPT, parsed_rules(body))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        said = f"robots.txt: HTTP {status}, so nothing else may be asked; `robots: ignore` asks all the same"
        return Rules(now + ASKED_AGAIN, fault=said)
    return Rules(now + KEPT)  # Unavailable: all is allowed (RFC 9309 §2.3.1.3).


def parsed_rules(body: bytes) -> Protego:
    """Read the rules of a robots.txt, up to the limit, the line that it cuts aside."""
    if len(body) > MOST_BYTES:
        body = body[:MOST_BYTES].rpartition(b"\n")[0]
    return Protego.parse(_understood(decode(body, "utf-8")))


def robots_address(url: str) -> str:
    """Give where the server of an address says what it allows."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"


def product_of(user_agent: str) -> str:
    """Give the name by which robots.txt calls a program: the first word of its User-Agent (RFC 9309 §2.2.1)."""
    found = _PRODUCT.match(user_agent)
    return found[0] if found else user_agent


def _understood(text: str) -> str:
    """Write the file as protego reads it rightly: 12 of the 142 cases of Google's own parser differ otherwise.

    A name ends at its first blank, and lines that are no rules (Sitemap, and what nobody knows) divide no group.
    """
    lines = []
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition(":")
        word = key.strip().lower()
        if colon and word in _AGENT:
            lines.append(f"user-agent: {''.join(value.partition('#')[0].split()[:1])}")
        elif not colon or word in _RULES:
            lines.append(line)
    return "\n".join(lines)
