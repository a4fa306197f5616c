"""Turns an address and a source into a Document: asks what changed, as the source wants to be asked."""

from __future__ import annotations

from functools import partial
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from monitor.errors import FetchError, FetchReason
from monitor.fetch.challenge import challenge_in
from monitor.fetch.manners import Manners, Turns
from monitor.fetch.robots import Robots
from monitor.http import DEADLINE, Home, HttpClient, origin_of
from monitor.model import Document, Validators

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta
    from types import TracebackType

    from monitor.http import Reply
    from monitor.ports import Clock
    from monitor.settings import Source

POLITE = Manners()

CONNECTIONS = 640
"""Open at a time. 500 hosts that hang hold 500 for 30 s, and of those that hung before, 256 at most are asked: the
others still find one at once. A process may have 1,024 files open unless its limit was raised."""


IN_SERIES = 128
"""Open at a time for what a source leads to: articles, parts of a sitemap. They come from one host, one after the
other, so that connections are kept between them: a third of an article's request is the connection (`bench.load`)."""


class HttpFetcher:
    """Brings documents over HTTP; answers `ports.Fetcher`. It closes its clients when it is left.

    Args:
        clock: Tells when a reply was complete.
        client: Makes all requests. Unless given there are two: sources are asked without kept connections, since each
            host is asked once a minute, and what they lead to with such.
        manners: How every server is asked; one's own machine is asked without a pause.
        hosts: Servers that want to be asked otherwise.
        deadline: For one document.
        robots: Servers' robots.txt is asked for and obeyed, unless a source says otherwise.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        client: HttpClient | None = None,
        manners: Manners = POLITE,
        hosts: Mapping[str, Manners] | None = None,
        deadline: timedelta = DEADLINE,
        robots: bool = True,
    ) -> None:
        self._clock = clock
        self._client = client or HttpClient(connections=CONNECTIONS)
        self._series = client or HttpClient(connections=IN_SERIES, kept_alive=IN_SERIES)
        self._turns = Turns(manners, hosts)
        self._deadline = deadline
        # As the sources themselves: hosts that hang at it would hold all that there is for articles.
        self._robots = Robots(partial(self._ask, self._client), clock, self._client.user_agent) if robots else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()
        await self._series.aclose()

    async def fetch(self, url: str, source: Source, validators: Validators | None = None) -> Document | None:
        """Bring the document at `url` the way `source` wants it; None where it has not changed since `validators`.

        Raises:
            FetchError: It could not be had.
        """
        known = validators or Validators()
        if self._robots and source.obeys_robots:
            await self._robots.refuse_forbidden(url, source)
        client = self._client if url == source.url else self._series
        reply = await self._ask(client, url, source, _conditions(known))
        now = self._clock()
        if reply.status == HTTPStatus.NOT_MODIFIED and (known.etag or known.last_modified):
            return None
        if (challenge := challenge_in(reply.headers, reply.body)) is not None:
            raise FetchError(FetchReason.CHALLENGE, reply.url, f"{challenge} stands before it", status=reply.status)
        if not HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(reply, reply.retry_after(now))
        fresh = Validators(
            etag=reply.headers.get("etag"),
            last_modified=reply.headers.get("last-modified"),
            body_hash=blake2b(reply.body).hexdigest(),
        )
        if fresh.body_hash == known.body_hash:
            return None
        media_type, charset = content_type(reply.headers.get("content-type", ""))
        return Document(reply.url, reply.body, media_type, charset, fresh, now, reply.fresh_for(), reply.moved_to)

    async def _ask(
        self, client: HttpClient, url: str, source: Source, conditions: Mapping[str, str] | None = None
    ) -> Reply:
        """Ask a server when it is its turn; give its reply whatever the status.

        Raises:
            FetchError: No complete reply came, or the server asked to be left alone for a while.
        """
        _, host, port = origin_of(url)
        async with self._turns.turn(host, port) as turn:
            if turn.rest:
                said = f"its server asked for patience, {turn.rest:.0f} s of it are left"
                raise FetchError(FetchReason.RATE_LIMITED, url, said, retry_after=turn.rest)
            try:
                reply = await client.request(
                    "GET",
                    url,
                    headers=conditions,
                    deadline=self._deadline,
                    home=_home_of(source),
                    proxy=source.proxy.get_secret_value() if source.proxy else None,
                )
            except FetchError as error:
                if error.reason is FetchReason.TIMEOUT:
                    turn.gave_no_answer()
                raise
            is_busy = reply.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
            turn.answered(reply.retry_after(self._clock()) if is_busy else None)
            return reply


def content_type(header: str) -> tuple[str, str | None]:
    """Split a Content-Type header into its lower-case media type and its charset as sent."""
    media_type, *parameters = header.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return media_type.strip().lower(), value.strip().strip("\"'") or None
    return media_type.strip().lower(), None


def _conditions(known: Validators) -> dict[str, str]:
    """Ask for the document only if it changed: validators go back as they came (RFC 9110 §13.1)."""
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _home_of(source: Source) -> Home:
    """Give what only the source's own origin is told and allowed."""
    headers = {name: secret.get_secret_value() for name, secret in source.headers.items()}
    if source.user_agent:
        headers["User-Agent"] = source.user_agent
    return Home(source.url, headers, allow_private=source.allow_private)


def _refusal(reply: Reply, retry_after: float | None) -> FetchError:
    """Say what a status other than success means."""
    try:
        words = f"HTTP {reply.status} {HTTPStatus(reply.status).phrase}"
    except ValueError:
        words = f"HTTP {reply.status}"
    return FetchError(
        _reason_for(reply.status, retry_after), reply.url, words, status=reply.status, retry_after=retry_after
    )


def _reason_for(status: int, retry_after: float | None) -> FetchReason:
    busy = status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after is not None
    if busy or status == HTTPStatus.TOO_MANY_REQUESTS:
        return FetchReason.RATE_LIMITED
    # What is in neither class: a redirect to nowhere, a 304 to an unconditional request, 999.
    return {4: FetchReason.CLIENT_STATUS, 5: FetchReason.SERVER_STATUS}.get(status // 100, FetchReason.BAD_PROTOCOL)
