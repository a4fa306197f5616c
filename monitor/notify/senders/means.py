"""What the sender of a channel sends with, and how a provider's words become a reply that shows no secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TextIO, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from monitor.errors import TemplateFaultError, UsageError
from monitor.hours import open_from
from monitor.log import MASK
from monitor.model import Notice, NoticeKind
from monitor.notify.rendering import Rendered, render, render_form
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitor.http import HttpClient
    from monitor.model import Message
    from monitor.ports import Clock, Sender
    from monitor.settings import Channel

    Maker = Callable[["Means"], Sender]

Written = TypeVar("Written")

LATE_AFTER = timedelta(hours=2)
"""A message sent this long after it was due says so: shorter outages nobody notices. Quiet hours are no outage."""

DEADLINE = timedelta(seconds=15)
"""For one exchange with a provider; `outbox` ends whatever takes longer than its own."""

SERVER_FAULTS = range(500, 600)
WORTH_ANOTHER_TRY = frozenset({408, 425, 429})
REPLY_LENGTH = 200
_SHORTEST_MASKED = 4  # To mask a shorter password would garble every word.
_SHORTEST_SECRET = 6
_SURELY_SECRET = 16


@dataclass(frozen=True, slots=True)
class Means:
    """What the sender of one channel sends with.

    Args:
        channel: Where its messages go, in which language and zone.
        client: For providers that speak HTTP.
        clock: Tells the time.
        stream: Where the console's messages go.
        secrets: What a provider may repeat and nobody shall see.
        report: Is told what a person should hear of, as often as it happens.
    """

    channel: Channel
    client: HttpClient
    clock: Clock
    stream: TextIO
    secrets: tuple[str, ...]
    report: Callable[[Notice], None] = lambda _notice: None

    def rendered(self, message: Message, limit: int | None = None) -> Rendered:
        """Write a message in the channel's language and zone, marked where it is late."""
        return self._written(partial(render, message, limit=limit), message)

    def formed(self, message: Message, provider: str, *, plain: bool) -> Mapping[str, object]:
        """Write a message in a provider's form, in the channel's language and zone."""
        return self._written(partial(render_form, message, provider, plain=plain), message)

    def _written(self, write: Callable[..., Written], message: Message) -> Written:
        """Write by the channel's template; where that is faulty, tell so and write as without it."""
        language, zone, late = self.channel.language, self.channel.zone, self._is_late(message)
        write = partial(write, language=language, zone=zone, late=late)
        try:
            return write(template=self.channel.template)
        except TemplateFaultError as error:
            self.report(Notice.of(NoticeKind.TEMPLATE_REFUSED, error.template, [error.fault]))
            return write()

    def _is_late(self, message: Message) -> bool:
        if message.due_at is None:
            return False
        due_at = message.due_at if message.urgent else open_from(self.channel, message.due_at)
        return self.clock() - due_at > LATE_AFTER

    def words(self, said: str | bytes) -> str:
        """Give a provider's words as one short line without secrets."""
        return reply_words(said, self.secrets)

    def repointed(self, url: str) -> str:
        """Lead an address to the channel's endpoint, where it has one; path and parameters stay."""
        if self.channel.endpoint is None:
            return url
        here, there = urlsplit(url), urlsplit(self.channel.endpoint)
        return urlunsplit((there.scheme, there.netloc, there.path.rstrip("/") + here.path, here.query, here.fragment))


def reply_words(said: str | bytes, secrets: Iterable[str]) -> str:
    """Give a provider's words as one short line, secrets masked."""
    text = one_line(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)
    for secret in secrets:
        if len(secret) >= _SHORTEST_MASKED:
            text = text.replace(secret, MASK)
    return text[:REPLY_LENGTH].rstrip()


def secrets_of(url: str) -> tuple[str, ...]:
    """Give what of an address must never be shown, longest first: itself, passwords, tokens, values of parameters."""
    parts = urlsplit(url)
    host = parts.hostname if parts.scheme.removesuffix("s") in {"http", "json", "mailto"} else None
    pieces = [piece for piece in re.split(r"[/:@?&=#]+", url) if piece != host]
    tokens = [piece for piece in pieces if len(piece) >= (_SHORTEST_SECRET if _has_digit(piece) else _SURELY_SECRET)]
    values = [value for _, value in parse_qsl(parts.query) if len(value) >= _SHORTEST_SECRET]
    secrets = {url, *tokens, *values, parts.password or ""}
    return tuple(sorted((secrets | {unquote(secret) for secret in secrets}) - {""}, key=len, reverse=True))


def host_of_address(url: str) -> str:
    """Give the host of an address.

    Raises:
        UsageError: It names no host, or a port that is none.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise UsageError("is no address: its host or port cannot be read") from error
    if not host:
        raise UsageError(f"names no host: {parts.scheme}://HOST/… is what it needs")
    return host


def _has_digit(piece: str) -> bool:
    return any(sign.isdigit() for sign in piece)
