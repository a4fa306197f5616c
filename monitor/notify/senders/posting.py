"""One POST of JSON to a provider → its reply, or a DeliveryError in its words."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from monitor.errors import DeliveryError, FetchError, FetchReason
from monitor.http import Home
from monitor.notify.senders.means import DEADLINE, SERVER_FAULTS, WORTH_ANOTHER_TRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.http import Reply
    from monitor.notify.senders.means import Means

OK = range(200, 300)
MOST_OF_A_REPLY = 64 * 1024
"""Bytes; what providers answer has some hundred. Whoever answers more has answered all the same."""

# With these the request may have arrived, and only the answer is missing.
UNCERTAIN = frozenset({
    FetchReason.TIMEOUT, FetchReason.CONNECTION, FetchReason.BAD_PROTOCOL, FetchReason.BAD_ENCODING,
    FetchReason.TOO_LARGE,
})  # fmt: skip


async def exchange(
    means: Means, url: str, payload: Mapping[str, object] | bytes, headers: Mapping[str, str] | None = None
) -> Reply:
    """Post a payload as JSON, and give the reply, whatever its status; the host may be private: an operator chose it.

    Raises:
        DeliveryError: No reply came.
    """
    home = Home(url, {"Content-Type": "application/json; charset=utf-8", **(headers or {})}, allow_private=True)
    body = payload if isinstance(payload, bytes) else json.dumps(payload, ensure_ascii=False).encode()
    try:
        return await means.client.request("POST", url, content=body, deadline=DEADLINE, home=home, most=MOST_OF_A_REPLY)
    except FetchError as error:
        raise DeliveryError(
            means.channel.name,
            means.words(f"{error.reason.value}: {error.detail}" if error.detail else error.reason.value),
            code=error.reason.value,
            retryable=error.retryable,
            ambiguous=error.reason in UNCERTAIN and not error.unsent,
        ) from error


async def post(
    means: Means, url: str, payload: Mapping[str, object] | bytes, headers: Mapping[str, str] | None = None
) -> Reply:
    """Post a payload as JSON, and give the reply if its status is 2xx.

    Raises:
        DeliveryError: No reply came, or one of another status.
    """
    reply = await exchange(means, url, payload, headers)
    if reply.status in OK:
        return reply
    raise DeliveryError(
        means.channel.name,
        status_words(means, reply),
        code=str(reply.status),
        retryable=reply.status in SERVER_FAULTS or reply.status in WORTH_ANOTHER_TRY,
        too_many=reply.status == HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=reply.retry_after(means.clock()),
    )


def status_words(means: Means, reply: Reply) -> str:
    """Give a reply's status and the beginning of what it says."""
    return means.words(f"HTTP {reply.status} ".encode() + reply.body)
