"""Messages → DingTalk, Feishu, Lark and WeCom bots, which refuse with HTTP 200: only code 0 in the body is acceptance.

Addresses are taken as the provider shows them (`https://oapi.dingtalk.com/robot/send?access_token=…`) and as apprise
writes them (`dingtalk://[secret@]token`). For a bot that wants signatures add `&secret=…` to the provider's address.
"""

from __future__ import annotations

import json
import tomllib
from base64 import b64encode
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from hmac import digest
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from monitor.errors import DeliveryError, UsageError
from monitor.notify.senders.means import host_of_address, secrets_of
from monitor.notify.senders.posting import post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.model import Message
    from monitor.notify.senders.means import Maker, Means

SECRET = "secret"  # noqa: S105 -- the parameter's name.


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider's bots; the fields are those of `providers.toml`, and explained there."""

    host: str
    path: str
    parameter: str
    codes: Sequence[str]
    words: Sequence[str]
    limit: int
    busy: Mapping[str, float]
    fields: Sequence[str]
    signs: str

    def request(self, url: str, text: str, secret: str, now: datetime) -> tuple[str, dict[str, object]]:
        """Give address and body of a text message, signed where the bot has a secret."""
        kind, content, inner = self.fields
        payload: dict[str, object] = {kind: "text", content: {inner: text}}
        if not secret or self.signs == "nothing":
            return url, payload
        if self.signs == "address":  # DingTalk: the time in milliseconds; the secret is the key.
            time = str(int(now.timestamp() * 1000))
            signature = _signature(secret, f"{time}\n{secret}")
            return f"{url}&{urlencode({'timestamp': time, 'sign': signature})}", payload
        time = str(int(now.timestamp()))  # Feishu and Lark: time and secret are the key, nothing is what is signed.
        return url, {"timestamp": time, "sign": _signature(f"{time}\n{secret}", ""), **payload}


def _signature(key: str, text: str) -> str:
    return b64encode(digest(key.encode(), text.encode(), sha256)).decode()


PROVIDERS: Mapping[str, Provider] = {
    name: Provider(**facts)
    for name, facts in tomllib.loads(
        (resources.files("monitor.notify.senders") / "providers.toml").read_text(encoding="utf-8")
    ).items()
}


def read_short_address(url: str) -> Maker:
    """Understand `dingtalk://`, `feishu://`, `lark://` and `wecombot://` as apprise writes them.

    Raises:
        UsageError: The token is missing.
    """
    parts = urlsplit(url)
    provider = PROVIDERS[parts.scheme]
    secret, _, token = (unquote(part) for part in parts.netloc.rpartition("@"))
    if not token:
        raise UsageError(f"lacks the bot's token: {parts.scheme}://TOKEN is what it needs")
    tail = f"?{urlencode({provider.parameter: token})}" if provider.parameter else quote(token)
    return partial(ChatSender, provider, f"https://{provider.host}{provider.path}{tail}", secret)


def read_shown_address(url: str) -> Maker | None:
    """Understand an address that a provider shows; None where it is of none of them.

    Raises:
        UsageError: It is of one of them, but lacks its token.
    """
    host = host_of_address(url)
    provider = next((provider for provider in PROVIDERS.values() if provider.host == host), None)
    if provider is None:
        return None
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    token = query.get(provider.parameter) if provider.parameter else parts.path.removeprefix(provider.path)
    if not parts.path.startswith(provider.path) or not token:
        shown = f"{provider.path}?{provider.parameter}=…" if provider.parameter else f"{provider.path}…"
        raise UsageError(f"is not the whole address of a bot: https://{host}{shown} is what it needs")
    secret = query.pop(SECRET, "")
    return partial(ChatSender, provider, urlunsplit(parts._replace(query=urlencode(query), fragment="")), secret)


@dataclass(frozen=True, slots=True)
class ChatSender:
    """Posts messages to one bot."""

    provider: Provider
    url: str
    secret: str
    means: Means

    async def send(self, message: Message) -> str:
        """Post a message and give the provider's code and words.

        Raises:
            DeliveryError: The provider refused it, whatever the HTTP status, or did not answer.
        """
        # A token that looks like a word is known as one only in the provider's own form of the address.
        means = replace(self.means, secrets=(*self.means.secrets, *secrets_of(self.url)))
        text = means.rendered(message, self.provider.limit).text
        url, payload = self.provider.request(means.repointed(self.url), text, self.secret, means.clock())
        return self._judged((await post(means, url, payload)).body, means)

    def _judged(self, body: bytes, means: Means) -> str:
        """Give the words of acceptance, or raise those of refusal."""
        fields = _object(body)
        code = next((fields[name] for name in self.provider.codes if name in fields), None)
        if type(code) is not int:
            raise DeliveryError(means.channel.name, means.words(b"no answer of a bot: " + body), ambiguous=True)
        said = next((fields[name] for name in self.provider.words if name in fields), "")
        words = means.words(f"{code} {said}")
        if code == 0:
            return words
        wait = self.provider.busy.get(str(code))
        raise DeliveryError(means.channel.name, words, code=str(code), retryable=wait is not None, retry_after=wait)


def _object(body: bytes) -> dict[str, object]:
    """Read a JSON object; none where the body is no such thing."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
