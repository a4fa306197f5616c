"""Messages → JSON for a program: `http(s)://…` as it is, `json(s)://…` as apprise writes it.

The body, by apprise's own names where it has them:

    {"version": "1.0", "id": "K7F2", "type": "info", "title": …, "message": …, "attachments": [], "html": …,
     "launches": [{"key", "organisations", "model", "version", "status", "date", "modality", "domain", "parameters",
                   "rumour", "kind", "evidence", "url", "source", "tier", "wait", "lapsed"}],
     "notice": null, "digest": null}

Beside it go `Idempotency-Key`, the message's id, the same however often it is sent, and, where the channel has a
`secret:`, `X-Monitor-Timestamp: 1688875200` (seconds) and `X-Monitor-Signature: sha256=…`, the HMAC-SHA256 in hex
of the timestamp, a full stop and the body as it came. A receiver works it out anew, and refuses what is minutes old.

A notice, a message about the system itself, has no launches and says `"notice": {"kind", "about", "lines", "more",
"sources": [{"name", "cause", "reason", "since", "owner"}]}`:
`settings_refused` is about a file, with one line a fault and the number of `more` faults, `connected` about nothing,
`window_overrun` and `source_changed` are about the first of some sources, with one line each,
`sources_ailing` is about nothing and lists sources that are not well, and (cause `recovered`) those that are again.

A digest says `"digest": {"name", "day", "doubts": [{"title", "url", "name", "why"}], "more_doubts", "healthy",
"ailing": [{"name", "state", "reason"}], "more_ailing", "told"}` beside its launches. `wait` is why a launch was not
told at once: `unfollowed`, `unprompt` (a rumour, in development), `unsure`, `moved` (its date, from `lapsed`) or
`overdue` (`lapsed` passed without a release); null for what is told at once.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus, urlsplit, urlunsplit

from monitor.errors import DeliveryError
from monitor.notify.rendering.disarm import disarm, safe_link
from monitor.notify.senders.means import host_of_address
from monitor.notify.senders.posting import post, status_words

if TYPE_CHECKING:
    from monitor.model import Alert, Digest, Message, Notice
    from monitor.notify.senders.means import Maker, Means

SCHEMES = {"http": "http", "https": "https", "json": "http", "jsons": "https"}


def read_webhook(url: str) -> Maker:
    """Understand an address of a program that takes JSON: user, password and `+Name=value` are sent as headers.

    Raises:
        UsageError: It names no host.
    """
    host_of_address(url)
    parts = urlsplit(url)
    login, _, place = parts.netloc.rpartition("@")
    pairs = [pair for pair in parts.query.split("&") if pair]
    named = [pair[1:].partition("=") for pair in pairs if pair.startswith("+")]
    headers = {unquote_plus(name): unquote_plus(value) for name, _, value in named}
    if login:
        user, _, password = login.partition(":")  # RFC 7617 §2 wants the colon even where there is no password.
        headers["Authorization"] = f"Basic {b64encode(f'{unquote(user)}:{unquote(password)}'.encode()).decode()}"
    query = "&".join(pair for pair in pairs if not pair.startswith("+"))
    return partial(WebhookSender, urlunsplit((SCHEMES[parts.scheme], place, parts.path, query, "")), headers)


@dataclass(frozen=True, slots=True)
class WebhookSender:
    """Posts messages as JSON; a status of 2xx is acceptance."""

    url: str
    headers: dict[str, str]
    means: Means

    async def send(self, message: Message) -> str:
        """Post a message and give the status and the beginning of the answer.

        Raises:
            DeliveryError: The receiver did not take it, or did not answer.
        """
        rendered = self.means.rendered(message)
        payload = {
            "version": "1.0",
            "id": message.code,
            "type": "info",
            "title": rendered.subject,
            "message": rendered.text,
            "attachments": [],
            "html": rendered.html,
            "launches": [_launch(alert) for alert in message.alerts],
            "notice": _notice(message.notice) if message.notice else None,
            "digest": _digest(message.digest) if message.digest else None,
        }
        body = json.dumps(payload, ensure_ascii=False).encode()
        headers = {**self.headers, "Idempotency-Key": message.code, **self._signature(body)}
        try:
            reply = await post(self.means, self.means.repointed(self.url), body, headers)
        except DeliveryError as error:
            error.idempotent = True
            raise
        return status_words(self.means, reply)

    def _signature(self, body: bytes) -> dict[str, str]:
        secret = self.means.channel.secret
        if secret is None:
            return {}
        time = str(int(self.means.clock().timestamp()))
        signature = digest(secret.get_secret_value().encode(), f"{time}.".encode() + body, sha256).hex()
        return {"X-Monitor-Timestamp": time, "X-Monitor-Signature": f"sha256={signature}"}


def _notice(notice: Notice) -> dict[str, object]:
    return {
        "kind": notice.kind.value,
        "about": disarm(notice.about),
        "lines": [disarm(line) for line in notice.lines],
        "more": notice.more,
        "sources": [
            {
                "name": disarm(one.name),
                "cause": one.cause.value,
                "reason": disarm(one.reason),
                "since": one.since.isoformat(timespec="seconds"),
                "owner": disarm(one.owner) or None,
            }
            for one in notice.ailments
        ],
    }


def _digest(digest: Digest) -> dict[str, object]:
    doubts = [
        {
            "title": disarm(doubt.title),
            "url": safe_link(doubt.url),
            "name": disarm(doubt.name),
            "why": disarm(doubt.why),
        }
        for doubt in digest.doubts
    ]
    ailing = [
        {"name": disarm(source.name), "state": source.state, "reason": disarm(source.reason)}
        for source in digest.ailing
    ]
    return {**asdict(digest), "doubts": doubts, "ailing": ailing}


def _launch(alert: Alert) -> dict[str, object]:
    launch, announcement = alert.launch, alert.announcement
    return {
        "key": str(launch.key),
        "organisations": [disarm(name) for name in launch.organisations or announcement.organisations],
        "model": disarm(launch.model),
        "version": disarm(launch.version) or None,
        "status": announcement.status.value,
        "date": announcement.date,
        "modality": announcement.modality.value,
        "domain": disarm(announcement.domain) or None,
        "parameters": disarm(announcement.parameters) or None,
        "rumour": announcement.rumour,
        "kind": alert.kind.value,
        "evidence": disarm(announcement.evidence),
        "url": safe_link(alert.article.url),
        "source": disarm(alert.article.source_name),
        "tier": alert.article.tier.value,
        "wait": alert.wait.value if alert.wait else None,
        "lapsed": alert.lapsed or None,
    }
