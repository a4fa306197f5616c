"""What providers answer: chats over HTTP, mail servers over SMTP, an endpoint that is asked for a second opinion."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from math import isfinite
from threading import Thread
from zoneinfo import ZoneInfo

import httpcore
from pydantic import SecretStr

from bench.fuzz.target import Target, chosen, words
from monitor.errors import DeliveryError, OpinionError
from monitor.http import HttpClient
from monitor.model import (
    Alert,
    Announcement,
    Article,
    ArticleReference,
    Launch,
    LaunchKey,
    Message,
    MessageState,
    Status,
    Tier,
    VerdictKind,
)  # fmt: skip
from monitor.notify import make_sender
from monitor.notify.lane import LONGEST_ASKED, Lane
from monitor.notify.senders.means import REPLY_LENGTH, Means
from monitor.notify.senders.smtp import Account, submit
from monitor.second_opinion.answer import after_answer
from monitor.settings import Channel

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2030, 7, 9, 4, tzinfo=UTC)
TOKEN = "0123456789abcdef0123"  # noqa: S105 -- it stands for one.
CHATS = (
    f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}",
    f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}",
    f"tgram://123456789:{TOKEN}-{TOKEN}/12345",
    f"https://hooks.slack.com/services/T00000000/B00000000/{TOKEN}",
    f"https://discord.com/api/webhooks/123456789012345678/{TOKEN}",
    f"bark://api.day.app/{TOKEN}",
    f"schan://{TOKEN}",
    f"ntfys://ntfy.sh/{TOKEN}",
    f"https://hook.example/{TOKEN}",
)
ARTICLE = Article(
    url="https://a.example/1", title="云岭发布青鸾2.0", body="云岭智能今日发布青鸾大模型2.0。", published=None
)
CANDIDATE = Announcement(
    "青鸾大模型", "2.0", ("云岭智能",), Status.RELEASED, confidence=0.6, evidence="云岭智能今日发布青鸾大模型2.0"
)


@cache
def message() -> Message:
    """Give a message of one launch."""
    key = LaunchKey("云岭智能", "青鸾", "2.0", "", "")
    launch = Launch(key, "r", "青鸾大模型", "2.0", ("云岭智能",), Status.RELEASED, NOW, NOW, NOW)
    reference = ArticleReference(
        url=ARTICLE.url, title=ARTICLE.title, source_name="某报", tier=Tier.MEDIA, published=None
    )
    alert = Alert(launch, CANDIDATE, reference, VerdictKind.NEW)
    return Message(1, "team", (alert,), MessageState.PENDING, created_at=NOW, next_at=NOW, due_at=NOW)


def check_chat(data: bytes) -> None:
    """Whatever a provider answers, it took the message or the channel knows how long to wait, and no token is told."""
    address, data = chosen(data, CHATS)
    status, body = chosen(data, (200, 204, 400, 403, 429, 503))
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    try:
        words = asyncio.run(_sent(address, head + body))
    except DeliveryError as error:
        assert error.retry_after is None or (isfinite(error.retry_after) and error.retry_after >= 0)
        lane = Lane()
        lane.refused(error, NOW, 0.5)
        assert lane.rest is None or NOW < lane.rest.until <= NOW + LONGEST_ASKED
        words = error.reply
    assert len(words) <= REPLY_LENGTH
    assert "\n" not in words
    assert TOKEN not in words


async def _sent(address: str, reply: bytes) -> str:
    network = httpcore.AsyncMockBackend([reply])
    async with HttpClient(tls=_no_tls(), resolve=_anywhere, network=network) as client:
        channel = Channel("team", SecretStr(address), ZONE)
        return await make_sender(channel, client=client, clock=lambda: NOW, stream=io.StringIO()).send(message())


async def _anywhere(_host: str, _port: int) -> list[str]:
    return ["93.184.216.34"]


@cache
def _no_tls() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def check_mail_server(data: bytes) -> None:
    """Whatever a mail server says, it took the mail or it is a DeliveryError, and no password is told."""
    login, script = chosen(data, (("", ""), ("me", TOKEN)))
    server = _server()
    server.script = script
    account = Account(
        "127.0.0.1",
        server.port,
        "insecure",
        *login,
        verify=False,
        sender="me@a.example",
        recipients=("you@b.example", "i@c.example"),
    )
    try:
        taken = submit(account, b"Subject: a\r\n\r\nb\r\n", _means())
    except DeliveryError as error:
        assert TOKEN not in error.reply
        assert len(error.reply) <= REPLY_LENGTH
        return
    assert set(taken.deferred) < set(account.recipients)
    assert TOKEN not in taken.words


@cache
def _means() -> Means:
    channel = Channel("team", SecretStr(f"mailto://me:{TOKEN}@a.example"), ZONE)
    return Means(channel, None, lambda: NOW, io.StringIO(), (TOKEN,))  # type: ignore[arg-type]  # SMTP needs no client.


class _Server:
    """A mail server on loopback that says what it has to say at once, whatever it is told."""

    def __init__(self) -> None:
        self.script = b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection, suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                connection.sendall(self.script)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4_096):  # To acknowledge late costs each of its words 40 ms.
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


@cache
def _server() -> _Server:
    return _Server()


def check_opinion(data: bytes) -> None:
    """Whatever is answered, the candidate stays one that the article proves, or it is an OpinionError."""
    try:
        told = after_answer(data.decode("utf-8", "replace"), ARTICLE, CANDIDATE)
    except OpinionError as error:
        assert "\n" not in str(error)
        return
    assert 0 < told.confidence < 1
    assert told.evidence in ARTICLE.title + ARTICLE.body
    assert told.model


OPINION = json.dumps(
    {"announced": True, "evidence": CANDIDATE.evidence, "version": "2.0", "status": "upgraded"}
).encode()
GREETING = b"220 a\r\n250-a\r\n250 AUTH PLAIN LOGIN CRAM-MD5\r\n"
LOGIN = GREETING.replace(b"PLAIN LOGIN CRAM-MD5", b"LOGIN")
ANSWERS = [b'\0{"errcode":0,"errmsg":"ok"}', b'\4{"ok":false,"parameters":{"retry_after":3}}']
TARGETS = (
    Target(
        "chat",
        check_chat,
        [
            *(bytes([chat]) + answer for chat in range(len(CHATS)) for answer in ANSWERS),
            b'\1\0{"code":11232,"msg":"frequency limited"}',
            b'\0\0{"errcode":130101}',
            b"\4\0ok",
        ],
        words(
            f"""{TOKEN} "errcode": "code": "ok": "retry_after": "parameters":{{ "errmsg":" 1e999 NaN -1 null [] {{}}""",
            b"9" * 400,
            b"[" * 50,
            b"\xff",
        ),
        findings=[b'\3\4{"parameters":{"retry_after":1e999}}', b'\5\4{"retry_after":' + b"9" * 400 + b"}"],
    ),
    Target(
        "mail_server",
        check_mail_server,
        [
            b"\x00" + GREETING + b"250 a\r\n250 a\r\n450 later\r\n354 go\r\n250 taken\r\n221 bye\r\n",
            b"\x01" + GREETING + b"334 PDEyMzQ+\r\n235 in\r\n250 a\r\n250 a\r\n250 a\r\n354 go\r\n250 taken\r\n",
            b"\x01" + LOGIN + b"334 VXNlcg==\r\n334 UGFzcw==\r\n535 no\r\n",
            b"\x01220 a\r\n500 no\r\n250 a\r\n",
            b"\x00421 busy\r\n",
        ],
        words(f"220 250 250- 354 334 235 421 451 550 AUTH SIZE SMTPUTF8 {TOKEN}", b" ", b"\r\n"),
        longest=1_024,
        findings=[b"\x01" + LOGIN + b"334 A\r\n"],
    ),
    Target(
        "opinion",
        check_opinion,
        [OPINION, b"```json\n" + OPINION + b"\n```"],
        words(
            """"announced": false "evidence":" 青鸾 "organisations":[ "date":"2030-07-09" { } "model":"" null \\ud800"""
        ),
    ),
)
