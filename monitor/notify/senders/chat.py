"""Messages → DingTalk, Feishu, Lark and WeCom bots, which refuse with HTTP 200: only code 0 in the body is acceptance.

Addresses are taken as the provider shows them (`https://oapi.dingtalk.com/robot/send?access_token=…`) and as apprise
writes them (`dingtalk://[secret@]token`). For a bot that wants signatures add `&secret=…` to the provider's address.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from monitor.errors import DeliveryError, UsageError
from monitor.notify.senders.means import host_of_address, repointed, secrets_of
from monitor.notify.senders.posting import Poster
from monitor.notify.senders.providers import PROVIDERS

if TYPE_CHECKING:
    from monitor.model import Message
    from monitor.notify.senders.means import Maker, Means
    from monitor.notify.senders.providers import Provider
    from monitor.settings import Channel

SECRET = "secret"  # noqa: S105 -- the parameter's name.


def read_short_address(url: str) -> Maker:
    """Understand `dingtalk://`, `feishu://`, `lark://` and `wecombot://` as apprise writes them.

    Raises:
        UsageError: The token is missing.
    """
    parts = urlsplit(url)
    provider = PROVIDERS[parts.scheme]
    secret, _, token = parts.netloc.rpartition("@")
    if not token:
        raise UsageError(f"lacks the bot's token: {parts.scheme}://TOKEN is what it needs")
    path = provider.path if provider.parameter else provider.path + quote(unquote(token))
    query = {provider.parameter: unquote(token)} if provider.parameter else {}
    return partial(
        ChatSender, provider, urlunsplit(("https", provider.host, path, urlencode(query), "")), unquote(secret)
    )


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
    address = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
    return partial(ChatSender, provider, address, secret)


class ChatSender:
    """Posts messages to one bot."""

    def __init__(self, provider: Provider, url: str, secret: str, channel: Channel, means: Means) -> None:
        self._provider = provider
        self._url = repointed(url, channel.endpoint)
        self._secret = secret
        self._channel = channel
        self._means = means
        self._hidden = (*secrets_of(channel.url.get_secret_value()), *secrets_of(url))

    async def send(self, message: Message) -> str:
        """Post a message and give the provider's code and words.

        Raises:
            DeliveryError: The provider refused it, whatever the HTTP status, or did not answer.
        """
        text = self._means.rendered(message, self._channel, self._provider.limit).text
        url, payload = self._url, self._provider.payload(text)
        if self._secret:
            url, payload = self._provider.signed(url, payload, self._secret, self._means.clock())
        poster = Poster(self._channel.name, url, self._means, self._hidden)
        reply = await poster.post(payload)
        return self._judged(reply.body, poster)

    def _judged(self, body: bytes, poster: Poster) -> str:
        """Give the words of acceptance, or raise those of refusal."""
        fields = _object(body)
        code = next((fields[name] for name in self._provider.codes if name in fields), None)
        if type(code) is not int:
            words = poster.words(b"no answer of a bot: " + body)
            raise DeliveryError(self._channel.name, words, ambiguous=True)
        said = next((fields[name] for name in self._provider.words if name in fields), "")
        words = poster.words(f"{code} {said}").rstrip()
        if code == 0:
            return words
        wait = self._provider.busy.get(code)
        raise DeliveryError(self._channel.name, words, code=str(code), retryable=wait is not None, retry_after=wait)


def _object(body: bytes) -> dict[str, object]:
    """Read a JSON object; none where the body is no such thing."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
