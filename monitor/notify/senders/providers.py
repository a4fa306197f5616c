"""What DingTalk, Feishu, Lark and WeCom document of their bots: addresses, limits, codes, signatures. Data."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    Payload = dict[str, object]
    Signed = Callable[[str, Payload, str, datetime], tuple[str, Payload]]


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider's bots.

    Args:
        host: Of the addresses that it shows.
        path: How their path begins; a token without a parameter stands behind it.
        parameter: Holds the token; empty where the path ends with it.
        codes: Fields of a reply of which one says 0 if the message was accepted.
        words: Fields of a reply that say the same in words.
        limit: Most bytes of text.
        busy: Codes that mean "not now", with the seconds to wait.
        payload: Makes the body of a text message.
        signed: Adds the signature to address and body.
    """

    host: str
    path: str
    parameter: str
    codes: tuple[str, ...]
    words: tuple[str, ...]
    limit: int
    busy: Mapping[int, float]
    payload: Callable[[str], Payload]
    signed: Signed


def _content_in_text(text: str) -> Payload:
    return {"msgtype": "text", "text": {"content": text}}


def _text_in_content(text: str) -> Payload:
    return {"msg_type": "text", "content": {"text": text}}


def _sign_address(url: str, payload: Payload, secret: str, now: datetime) -> tuple[str, Payload]:
    """DingTalk: the time in milliseconds and the signature are parameters."""
    time = str(int(now.timestamp() * 1000))
    signature = b64encode(digest(secret.encode(), f"{time}\n{secret}".encode(), sha256)).decode()
    return f"{url}&{urlencode({'timestamp': time, 'sign': signature})}", payload


def _sign_body(url: str, payload: Payload, secret: str, now: datetime) -> tuple[str, Payload]:
    """Feishu and Lark: time in seconds and secret are the key, nothing is the text that is signed."""
    time = str(int(now.timestamp()))
    signature = b64encode(digest(f"{time}\n{secret}".encode(), b"", sha256)).decode()
    return url, {"timestamp": time, "sign": signature, **payload}


def _leave_unsigned(url: str, payload: Payload, _secret: str, _now: datetime) -> tuple[str, Payload]:
    """WeCom: its bots know no signature."""
    return url, payload


def _feishu(host: str) -> Provider:
    return Provider(
        host=host,
        path="/open-apis/bot/v2/hook/",
        parameter="",
        codes=("code", "StatusCode"),
        words=("msg", "StatusMessage"),
        limit=18_000,  # 20 KB for the whole request: the rest is for escapes and names of fields.
        busy={11232: 60.0, 11233: 60.0, 99991400: 60.0},  # Too much for the system, for one chat, for one bot.
        payload=_text_in_content,
        signed=_sign_body,
    )


PROVIDERS: Mapping[str, Provider] = {
    "dingtalk": Provider(
        host="oapi.dingtalk.com",
        path="/robot/send",
        parameter="access_token",
        codes=("errcode",),
        words=("errmsg",),
        limit=18_000,  # About 20,000 bytes for the whole request.
        busy={-1: 10.0, 130101: 600.0, 410100: 600.0},  # Busy; over 20 a minute it refuses for ten minutes.
        payload=_content_in_text,
        signed=_sign_address,
    ),
    "feishu": _feishu("open.feishu.cn"),
    "lark": _feishu("open.larksuite.com"),
    "wecombot": Provider(
        host="qyapi.weixin.qq.com",
        path="/cgi-bin/webhook/send",
        parameter="key",
        codes=("errcode",),
        words=("errmsg",),
        limit=2048,  # Of `content`, in bytes: the provider's document; over it errcode 40058.
        busy={-1: 10.0, 45009: 60.0, 45033: 10.0},  # Busy; too many calls in a minute; too many at once.
        payload=_content_in_text,
        signed=_leave_unsigned,
    ),
}
