"""Messages → one provider's form, posted; where the form itself is refused, the plain one at once."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from monitor.errors import DeliveryError
from monitor.notify.pace import Rate
from monitor.notify.senders.means import secrets_of
from monitor.notify.senders.posting import exchange
from monitor.notify.senders.provider import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pydantic import SecretStr

    from monitor.model import Message
    from monitor.notify.senders.means import Means


@dataclass(frozen=True, slots=True)
class Address:
    """Where one provider takes messages of one channel.

    Args:
        provider: A name in `providers.toml`; `rendering` has a form of that name.
        url: Of the request.
        fields: Sent beside the form: a token, a topic, a chat.
        headers: Sent with the request.
        secret: Signs the request, where the provider wants that.
    """

    provider: str
    url: str
    fields: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Give how often messages are taken here."""
        provider = PROVIDERS[self.provider]
        in_group = str(self.fields.get("chat_id", "")).startswith(("-", "@"))  # Telegram's groups and channels.
        rates = (*provider.rates, *(provider.in_groups if in_group else ()))
        return tuple(Rate(most, timedelta(seconds=seconds)) for most, seconds in rates)

    def signed(self, url: str, secret: SecretStr | None, now: datetime) -> tuple[str, dict[str, object]]:
        """Give the address, and what is sent beside the form, signed where there is a secret to sign with."""
        fields, signs = dict(self.fields), PROVIDERS[self.provider].signs
        key = secret.get_secret_value() if secret else self.secret
        if not key or signs == "nothing":
            return url, fields
        if signs == "address":  # DingTalk: the time in milliseconds; the secret is the key.
            time = str(int(now.timestamp() * 1000))
            signature = _signature(key, f"{time}\n{key}")
            return f"{url}&{urlencode({'timestamp': time, 'sign': signature})}", fields
        time = str(int(now.timestamp()))  # Feishu and Lark: time and secret are the key, nothing is what is signed.
        return url, {"timestamp": time, "sign": _signature(f"{time}\n{key}", ""), **fields}


def _signature(key: str, text: str) -> str:
    return b64encode(digest(key.encode(), text.encode(), sha256)).decode()


@dataclass(frozen=True, slots=True)
class FormSender:
    """Posts messages in a provider's form, and takes its own word for acceptance."""

    address: Address
    means: Means

    async def send(self, message: Message) -> str:
        """Post a message and give the provider's code and words.

        Raises:
            DeliveryError: The provider refused it, whatever the HTTP status, or did not answer.
        """
        plain = self.means.channel.form == "text"
        try:
            return await self._posted(message, plain=plain)
        except DeliveryError as error:
            if plain or not PROVIDERS[self.address.provider].finds_malformed(error):
                raise
        return await self._posted(message, plain=True)

    async def _posted(self, message: Message, *, plain: bool) -> str:
        # A token that looks like a word is known as one only in the provider's own form of the address.
        own = (*secrets_of(self.address.url), *map(str, self.address.fields.values()))
        means = replace(self.means, secrets=(*self.means.secrets, *own))
        form = means.formed(message, self.address.provider, plain=plain)
        url, fields = self.address.signed(means.repointed(self.address.url), means.channel.secret, means.clock())
        reply = await exchange(means, url, {**fields, **form}, self.address.headers)
        return PROVIDERS[self.address.provider].judged(reply, means)
