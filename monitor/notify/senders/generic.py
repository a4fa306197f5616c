"""Messages → everything else that apprise speaks to (Slack, Discord, Telegram, ntfy…): the only user of its senders.

One target a channel: of several targets apprise tells only that not all went well, so a retry would tell some twice.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread

from monitor.errors import DeliveryError, UsageError
from monitor.notify.senders.door import notify, schemes, service_for
from monitor.notify.senders.means import reply_words, repointed, secrets_of
from monitor.notify.senders.posting import SERVER_FAULTS, WORTH_ANOTHER_TRY

if TYPE_CHECKING:
    from apprise import NotifyBase
    from apprise.result import AppriseResult

    from monitor.model import Message
    from monitor.notify.senders.means import Maker, Means
    from monitor.settings import Channel

_GLUE = 16
"""Bytes that apprise may put between title and body where a service knows no title."""

_HOSTS_OF_PROVIDERS = ("notify_url", "webhook_url")
_STATUS = re.compile(r"error=(\d{3})")


def read_service(url: str) -> Maker:
    """Understand an address of any other service.

    Raises:
        UsageError: apprise knows no such service, the address lacks a part, or it names several targets.
    """
    plugin = service_for(url)
    if plugin is None:
        raise UsageError(_complaint(urlsplit(url).scheme))
    if len(plugin) > 1:
        raise UsageError(f"names {len(plugin)} targets: write one channel for each, so that each is told once")
    return partial(ServiceSender, url)


def _complaint(scheme: str) -> str:
    known = schemes() | {"https", "mailto", "console"}
    if scheme in known:
        return f"is no complete {scheme}:// address: compare it with https://appriseit.com/services/"
    if len(scheme) > max(map(len, known)):  # Rather a token that was pasted without its address.
        return "is no address: it begins with https://, mailto: or another scheme"
    near = get_close_matches(scheme, sorted(known), 1)
    return f"nothing here sends to {scheme}://" + (f", did you mean {near[0]}://?" if near else "")


class ServiceSender:
    """Sends messages through one of apprise's plugins, in a thread of the channel's own."""

    def __init__(self, url: str, channel: Channel, means: Means) -> None:
        self._url = url
        self._channel = channel
        self._means = means
        self._secrets = secrets_of(url)
        self._thread = CapacityLimiter(1)

    async def send(self, message: Message) -> str:
        """Send a message and name the service that took it.

        Raises:
            DeliveryError: It did not, in the words of apprise's log.
        """
        plugin = self._plugin()
        longest = int(plugin.body_maxlen)
        rendered = self._means.rendered(message, self._channel, max(longest - _GLUE, 0))
        body = rendered.rest or f"#{message.code}"
        result = await to_thread.run_sync(
            notify, plugin, rendered.subject, body, limiter=self._thread, abandon_on_cancel=True
        )
        return self._judged(plugin, result)

    def _plugin(self) -> NotifyBase:
        """Make a plugin for one message: one that is kept sleeps between two messages, and outbox paces already."""
        plugin = service_for(self._url)
        if plugin is None:
            raise DeliveryError(self._channel.name, "apprise does not understand the address", retryable=False)
        if self._channel.endpoint is not None:
            hosts = [name for name in _HOSTS_OF_PROVIDERS if isinstance(getattr(plugin, name, None), str)]
            if not hosts:
                raise DeliveryError(self._channel.name, "this service takes no endpoint", retryable=False)
            for name in hosts:
                setattr(plugin, name, repointed(getattr(plugin, name), self._channel.endpoint))
        return plugin

    def _judged(self, plugin: NotifyBase, result: AppriseResult) -> str:
        if result:
            return f"accepted by {plugin.service_name}"
        said = " ".join(entry.message for entry in result.logs())
        status = _STATUS.search(said)
        number = int(status[1]) if status else 0
        raise DeliveryError(
            self._channel.name,
            reply_words(f"{plugin.service_name}: {result.status.name} {said}", self._secrets).rstrip(),
            code=status[1] if status else result.status.name,
            retryable=not number or number in SERVER_FAULTS or number in WORTH_ANOTHER_TRY,
            ambiguous=not number,
        )
