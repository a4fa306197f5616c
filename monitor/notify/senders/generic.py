"""Messages → everything else that apprise speaks to (Slack, Discord, Telegram, ntfy…): the only user of its senders.

One target a channel: of several targets apprise tells only that not all went well, so a retry would tell some twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread

from monitor.errors import DeliveryError, UsageError
from monitor.notify.senders.door import notify, schemes, service_for
from monitor.notify.senders.means import SERVER_FAULTS, WORTH_ANOTHER_TRY

if TYPE_CHECKING:
    from apprise import NotifyBase
    from apprise.result import AppriseResult

    from monitor.model import Message
    from monitor.notify.senders.means import Maker, Means

_GLUE = 16
"""Bytes that apprise may put between title and body where a service knows no title."""

_KEYS = ("dedup", "alias")
"""By these PagerDuty (dedup_key) and Opsgenie (alias) know a message that they had already."""

_HOSTS_OF_PROVIDERS = ("notify_url", "webhook_url")
_STATUS = re.compile(r"error=(\d{3})")


def read_service(url: str) -> Maker:
    """Understand an address of any other service.

    Raises:
        UsageError: apprise knows no such service, the address lacks a part, or it names several targets.
    """
    targets = len(_understood(url))
    if targets > 1:
        raise UsageError(f"names {targets} targets: write one channel for each, so that each is told once")
    return partial(ServiceSender, url)


def _understood(url: str) -> NotifyBase:
    plugin = service_for(url)
    if plugin is None:
        raise UsageError(_complaint(urlsplit(url).scheme))
    return plugin


def _complaint(scheme: str) -> str:
    known = schemes() | {"https", "mailto", "console"}
    if scheme in known:
        return f"is no complete {scheme}:// address: compare it with https://appriseit.com/services/"
    if len(scheme) > max(map(len, known)):  # Rather a token that was pasted without its address.
        return "is no address: it begins with https://, mailto: or another scheme"
    near = get_close_matches(scheme, sorted(known), 1)
    return f"nothing here sends to {scheme}://" + (f", did you mean {near[0]}://?" if near else "")


@dataclass(frozen=True, slots=True)
class ServiceSender:
    """Sends messages through one of apprise's plugins, in a thread of the channel's own."""

    url: str
    means: Means
    thread: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    async def send(self, message: Message) -> str:
        """Send a message and name the service that took it.

        Raises:
            DeliveryError: It did not, in the words of apprise's log.
        """
        plugin = _understood(self.url)  # A new one each time: one that is kept sleeps between two messages.
        self._repoint(plugin)
        key = next((name for name in _KEYS if hasattr(plugin, name)), "")
        if key:
            setattr(plugin, key, message.code)
        rendered = self.means.rendered(message, max(int(plugin.body_maxlen) - _GLUE, 0))
        body = rendered.rest or f"#{message.code}"
        result = await to_thread.run_sync(
            notify, plugin, rendered.subject, body, limiter=self.thread, abandon_on_cancel=True
        )
        try:
            return self._judged(plugin, result)
        except DeliveryError as error:
            error.idempotent = bool(key)
            raise

    def _repoint(self, plugin: NotifyBase) -> None:
        if self.means.channel.endpoint is None:
            return
        hosts = [name for name in _HOSTS_OF_PROVIDERS if isinstance(getattr(plugin, name, None), str)]
        if not hosts:
            raise DeliveryError(self.means.channel.name, "this service takes no endpoint", retryable=False)
        for name in hosts:
            setattr(plugin, name, self.means.repointed(getattr(plugin, name)))

    def _judged(self, plugin: NotifyBase, result: AppriseResult) -> str:
        if result:
            return f"accepted by {plugin.service_name}"
        said = " ".join(entry.message for entry in result.logs())
        status = _STATUS.search(said)
        number = int(status[1]) if status else 0
        raise DeliveryError(
            self.means.channel.name,
            self.means.words(f"{plugin.service_name}: {result.status.name} {said}"),
            code=status[1] if status else result.status.name,
            retryable=not number or number in SERVER_FAULTS or number in WORTH_ANOTHER_TRY,
            ambiguous=not number,
        )
