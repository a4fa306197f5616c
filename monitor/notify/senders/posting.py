"""One POST of JSON to a provider → its reply, or a DeliveryError in its words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitor.errors import DeliveryError, FetchError, FetchReason
from monitor.http import Home
from monitor.notify.senders.means import DEADLINE, reply_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.http import Reply
    from monitor.notify.senders.means import Means

OK = range(200, 300)
SERVER_FAULTS = range(500, 600)
WORTH_ANOTHER_TRY = frozenset({408, 425, 429})
# With these the request may have arrived, and only the answer is missing.
UNCERTAIN = frozenset({
    FetchReason.TIMEOUT, FetchReason.CONNECTION, FetchReason.BAD_PROTOCOL, FetchReason.BAD_ENCODING,
    FetchReason.TOO_LARGE,
})  # fmt: skip


class Poster:
    """Posts JSON to one address.

    Args:
        channel: Name of the channel, for errors.
        url: The address; an operator's own choice, so it may be a private one.
        means: What to send with.
        secrets: Never to be shown.
        headers: Sent along.
    """

    def __init__(
        self, channel: str, url: str, means: Means, secrets: Sequence[str], headers: Mapping[str, str] | None = None
    ) -> None:
        self._channel = channel
        self._url = url
        self._means = means
        self._secrets = tuple(secrets)
        self._headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}

    async def post(self, payload: Mapping[str, object], **headers: str) -> Reply:
        """Post a payload and give the reply, if its status is 2xx.

        Raises:
            DeliveryError: No reply came, or one of another status.
        """
        home = Home(self._url, {**self._headers, **headers}, allow_private=True)
        body = json.dumps(payload, ensure_ascii=False).encode()
        try:
            reply = await self._means.client.request("POST", self._url, content=body, deadline=DEADLINE, home=home)
        except FetchError as error:
            raise DeliveryError(
                self._channel,
                self.words(f"{error.reason.value}: {error.detail}" if error.detail else error.reason.value),
                code=error.reason.value,
                retryable=error.retryable,
                ambiguous=error.reason in UNCERTAIN,
            ) from error
        if reply.status in OK:
            return reply
        raise DeliveryError(
            self._channel,
            self.words(f"HTTP {reply.status} ".encode() + reply.body).rstrip(),
            code=str(reply.status),
            retryable=reply.status in SERVER_FAULTS or reply.status in WORTH_ANOTHER_TRY,
            retry_after=reply.retry_after(self._means.clock()),
        )

    def words(self, said: str | bytes) -> str:
        """Give what was said as a short line without secrets."""
        return reply_words(said, self._secrets)
