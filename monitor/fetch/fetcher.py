"""Turns an address and a source into a Document: asks what changed, as the source wants to be asked."""

from __future__ import annotations

from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from monitor.errors import FetchError, FetchReason
from monitor.fetch.manners import Manners, Turns
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


class HttpFetcher:
    """Brings documents over HTTP; answers `ports.Fetcher`. It closes its client when it is left.

    Args:
        clock: Tells when a reply was complete.
        client: Makes the requests; one without kept connections unless given.
        parallel: Requests at a time to one server.
        spacing: Between two requests to one server; one's own machine is asked without.
        hosts: Servers that want to be asked otherwise.
        deadline: For one document.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        client: HttpClient | None = None,
        parallel: int = POLITE.parallel,
        spacing: timedelta = POLITE.spacing,
        hosts: Mapping[str, Manners] | None = None,
        deadline: timedelta = DEADLINE,
    ) -> None:
        self._clock = clock
        self._client = client or HttpClient()
        self._turns = Turns(Manners(parallel, spacing), hosts)
        self._deadline = deadline

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def fetch(self, url: str, source: Source, validators: Validators | None = None) -> Document | None:
        """Bring the document at `url` the way `source` wants it; None where it has not changed since `validators`.

        Raises:
            FetchError: It could not be had.
        """
        known = validators or Validators()
        _, host, port = origin_of(url)
        async with self._turns.turn(host, port):
            reply = await self._client.request(
                "GET", url, headers=_conditions(known), deadline=self._deadline, home=_home_of(source)
            )
        now = self._clock()
        if reply.status == HTTPStatus.NOT_MODIFIED and (known.etag or known.last_modified):
            return None
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
        return Document(reply.url, reply.body, media_type, charset, fresh, now)


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
