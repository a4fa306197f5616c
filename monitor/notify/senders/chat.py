"""Addresses of DingTalk, Feishu, Lark and WeCom bots, which refuse with HTTP 200: only code 0 is acceptance.

They are taken as the provider shows them (`https://oapi.dingtalk.com/robot/send?access_token=…`) and as apprise
writes them (`dingtalk://[secret@]token`). For a bot that wants signatures add `&secret=…` to the provider's address.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from monitor.errors import UsageError
from monitor.notify.senders.means import host_of_address
from monitor.notify.senders.posting_forms import Address, FormSender
from monitor.notify.senders.provider import PROVIDERS

if TYPE_CHECKING:
    from monitor.notify.senders.means import Maker

SECRET = "secret"  # noqa: S105 -- the parameter's name.
BOTS = ("dingtalk", "feishu", "lark", "wecombot")


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
    address = Address(parts.scheme, f"https://{provider.host}{provider.path}{tail}", secret=secret)
    return partial(FormSender, address)


def read_shown_address(url: str) -> Maker | None:
    """Understand an address that a provider shows; None where it is of none of them.

    Raises:
        UsageError: It is of one of them, but lacks its token.
    """
    host = host_of_address(url)
    name = next((name for name in BOTS if PROVIDERS[name].host == host), None)
    if name is None:
        return None
    provider, parts = PROVIDERS[name], urlsplit(url)
    query = dict(parse_qsl(parts.query))
    token = query.get(provider.parameter) if provider.parameter else parts.path.removeprefix(provider.path)
    if not parts.path.startswith(provider.path) or not token:
        shown = f"{provider.path}?{provider.parameter}=…" if provider.parameter else f"{provider.path}…"
        raise UsageError(f"is not the whole address of a bot: https://{host}{shown} is what it needs")
    secret = query.pop(SECRET, "")
    whole = urlunsplit(parts._replace(query=urlencode(query), fragment=""))
    return partial(FormSender, Address(name, whole, secret=secret))
