"""Addresses of Slack, Discord, Telegram, ntfy, Bark, ServerChan and PushPlus → where they take messages.

They are read as the providers show them and as apprise writes them. What is not read here (several targets, logins,
options that only apprise knows) is left to apprise.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from monitor.notify.senders.posting_forms import Address, FormSender

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.notify.senders.means import Maker

_TELEGRAM_TOKEN = re.compile(r"\d+:[\w-]+")
_TURBO = re.compile(r"sctp(\d+)t\w+", re.IGNORECASE)


def read_push_address(url: str) -> Maker | None:
    """Understand an address of one of these services; None where it is left to apprise."""
    parts = urlsplit(url)
    reader = _BY_SCHEME.get(parts.scheme) or (_BY_HOST.get(parts.hostname or "") if parts.scheme == "https" else None)
    address = reader(parts) if reader else None
    return partial(FormSender, address) if address else None


def _pieces(parts: SplitResult) -> list[str]:
    return [unquote(piece) for piece in parts.path.split("/") if piece]


def _slack(parts: SplitResult) -> Address | None:
    if len(_pieces(parts)) != 4 or not parts.path.startswith("/services/"):  # noqa: PLR2004 -- services, team, app, key.
        return None
    return Address("slack", f"https://hooks.slack.com{parts.path}")


def _discord(parts: SplitResult) -> Address | None:
    pieces = [unquote(parts.netloc), *_pieces(parts)] if parts.scheme == "discord" else _pieces(parts)[2:]
    query = dict(parse_qsl(parts.query))
    if len(pieces) != 2 or query.keys() - {"thread_id", "wait"}:  # noqa: PLR2004 -- id and token.
        return None
    thread = f"&thread_id={quote(query['thread_id'])}" if "thread_id" in query else ""
    return Address(
        "discord", f"https://discord.com/api/webhooks/{quote(pieces[0])}/{quote(pieces[1])}?wait=true{thread}"
    )


def _telegram(parts: SplitResult) -> Address | None:
    query = dict(parse_qsl(parts.query))
    if parts.scheme == "tgram":
        token, chats = unquote(parts.netloc), _pieces(parts)
    else:
        token, chats = parts.path.split("/")[1].removeprefix("bot"), [query.pop("chat_id", "")]
    if not _TELEGRAM_TOKEN.fullmatch(token) or len(chats) != 1 or not chats[0] or query.keys() - {"thread", "topic"}:
        return None
    chat, _, topic = chats[0].partition(":")
    topic = query.get("thread") or query.get("topic") or topic
    thread = {"message_thread_id": int(topic)} if topic.isdecimal() else {}
    return Address("telegram", f"https://api.telegram.org/bot{token}/sendMessage", {"chat_id": chat, **thread})


def _ntfy(parts: SplitResult) -> Address | None:
    pieces, own = _pieces(parts), parts.scheme != "https"
    if parts.query or parts.username:
        return None
    if own and not pieces:  # ntfy://TOPIC: the public server.
        return Address("ntfy", "https://ntfy.sh/", {"topic": unquote(parts.netloc)})
    if len(pieces) != 1:
        return None
    scheme = "http" if parts.scheme == "ntfy" else "https"
    return Address("ntfy", f"{scheme}://{parts.netloc}/", {"topic": pieces[0]})


def _bark(parts: SplitResult) -> Address | None:
    pieces = _pieces(parts)
    if len(pieces) != 1 or parts.query or parts.username:
        return None
    scheme = "http" if parts.scheme == "bark" else "https"
    return Address("bark", f"{scheme}://{parts.netloc}/push", {"device_key": pieces[0]})


def _serverchan(parts: SplitResult) -> Address | None:
    key = unquote(parts.netloc) if parts.scheme == "schan" else next(iter(_pieces(parts)), "").removesuffix(".send")
    if not key.isalnum():
        return None
    numbered = _TURBO.fullmatch(key)  # Keys of the newer service name the host that takes them.
    if numbered:
        return Address("serverchan", f"https://{numbered[1]}.push.ft07.com/send/{key}.send")
    return Address("serverchan", f"https://sctapi.ftqq.com/{key}.send")


def _pushplus(parts: SplitResult) -> Address | None:
    query = dict(parse_qsl(parts.query))
    token = unquote(parts.netloc) if parts.scheme == "pushplus" else query.pop("token", "")
    if not token or parts.path.strip("/") not in {"", "send"} or query.keys() - {"topic"}:
        return None
    return Address("pushplus", "https://www.pushplus.plus/send", {"token": token, **query})


_BY_SCHEME: Mapping[str, Callable[[SplitResult], Address | None]] = {
    "discord": _discord,
    "tgram": _telegram,
    "ntfy": _ntfy,
    "ntfys": _ntfy,
    "bark": _bark,
    "barks": _bark,
    "schan": _serverchan,
    "pushplus": _pushplus,
}
_BY_HOST: Mapping[str, Callable[[SplitResult], Address | None]] = {
    "hooks.slack.com": _slack,
    "discord.com": _discord,
    "discordapp.com": _discord,
    "api.telegram.org": _telegram,
    "ntfy.sh": _ntfy,
    "api.day.app": _bark,
    "sctapi.ftqq.com": _serverchan,
    "www.pushplus.plus": _pushplus,
}
