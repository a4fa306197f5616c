"""Messages → JSON for a program: `http(s)://…` as it is, `json(s)://…` as apprise writes it.

The body, by apprise's own names where it has them:

    {"version": "1.0", "id": "K7F2", "type": "info", "title": …, "message": …, "attachments": [], "html": …,
     "launches": [{"key", "organisations", "model", "version", "status", "date", "modality", "domain", "parameters",
                   "rumour", "kind", "evidence", "url", "source", "tier"}]}
"""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus, urlsplit, urlunsplit

from monitor.notify.rendering.disarm import disarm, safe_link
from monitor.notify.senders.means import host_of_address, repointed, secrets_of
from monitor.notify.senders.posting import Poster

if TYPE_CHECKING:
    from monitor.model import Alert, Message
    from monitor.notify.senders.means import Maker, Means
    from monitor.settings import Channel

SCHEMES = {"http": "http", "https": "https", "json": "http", "jsons": "https"}


def read_webhook(url: str) -> Maker:
    """Understand an address of a program that takes JSON.

    Raises:
        UsageError: It names no host.
    """
    host_of_address(url)
    return partial(WebhookSender, url)


class WebhookSender:
    """Posts messages as JSON; a status of 2xx is acceptance."""

    def __init__(self, url: str, channel: Channel, means: Means) -> None:
        self._channel = channel
        self._means = means
        address, headers = _address_and_headers(url)
        self._poster = Poster(channel.name, repointed(address, channel.endpoint), means, secrets_of(url), headers)

    async def send(self, message: Message) -> str:
        """Post a message and give the status and the beginning of the answer.

        Raises:
            DeliveryError: The receiver did not take it, or did not answer.
        """
        payload = _payload(message, self._means, self._channel)
        reply = await self._poster.post(payload, **{"Idempotency-Key": message.code})
        return self._poster.words(f"HTTP {reply.status} ".encode() + reply.body).rstrip()


def _address_and_headers(url: str) -> tuple[str, dict[str, str]]:
    """Take user, password and `+Name=value` parameters out of an address: they are sent as headers."""
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    pairs = [pair for pair in parts.query.split("&") if pair]
    headers = dict(pair[1:].partition("=")[::2] for pair in pairs if pair.startswith("+"))
    headers = {unquote_plus(name): unquote_plus(value) for name, value in headers.items()}
    if user:
        headers["Authorization"] = f"Basic {b64encode(unquote(user).encode()).decode()}"
    query = "&".join(pair for pair in pairs if not pair.startswith("+"))
    return urlunsplit((SCHEMES[parts.scheme], place, parts.path, query, "")), headers


def _payload(message: Message, means: Means, channel: Channel) -> dict[str, object]:
    rendered = means.rendered(message, channel)
    return {
        "version": "1.0",
        "id": message.code,
        "type": "info",
        "title": rendered.subject,
        "message": rendered.text,
        "attachments": [],
        "html": rendered.html,
        "launches": [_launch(alert) for alert in message.alerts],
    }


def _launch(alert: Alert) -> dict[str, object]:
    launch, announcement = alert.launch, alert.announcement
    return {
        "key": str(launch.key),
        "organisations": [disarm(name) for name in launch.organisations or announcement.organisations],
        "model": disarm(launch.model),
        "version": disarm(launch.version or "") or None,
        "status": announcement.status.value,
        "date": announcement.date,
        "modality": announcement.modality.value,
        "domain": disarm(announcement.domain or "") or None,
        "parameters": disarm(announcement.parameters or "") or None,
        "rumour": announcement.rumour,
        "kind": alert.kind.value,
        "evidence": disarm(announcement.evidence),
        "url": safe_link(alert.article.url),
        "source": disarm(alert.article.source_name),
        "tier": alert.article.tier.value,
    }
