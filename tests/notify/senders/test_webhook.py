from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from notify.making import LINK, NOW, a_message, a_notice, an_alert
from notify.serving import Receiver, receiver
from pydantic import SecretStr

from monitor.errors import DeliveryError
from monitor.model import Ailing, Ailment, Cause, Digest, Doubt, Notice, NoticeKind, Status, Wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.ports import Sender

pytestmark = pytest.mark.anyio
MESSAGE = a_message(an_alert("青鸾大模型", "2.0", "云岭智能", date="2023-07-08", evidence="@all 云岭智能发布青鸾2.0"))


async def test_a_message_is_posted_as_documented(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    reply = await sender_for(f"{hook.url}/hook?a=b").send(MESSAGE)

    (post,) = hook.posts
    assert reply == "HTTP 200 ok"
    assert post.path == "/hook?a=b"
    assert post.headers["idempotency-key"] == MESSAGE.code
    assert post.body.keys() == {
        "version", "id", "type", "title", "message", "attachments", "html", "launches", "notice", "digest"
    }  # fmt: skip
    assert (post.body["id"], post.body["title"]) == (MESSAGE.code, "云岭智能发布青鸾大模型2.0（07-08）")
    assert post.body["launches"] == [
        {
            "key": "v1:云岭智能/青鸾大模型/2.0//",
            "organisations": ["云岭智能"],
            "model": "青鸾大模型",
            "version": "2.0",
            "status": "released",
            "date": "2023-07-08",
            "modality": "text",
            "domain": None,
            "parameters": None,
            "rumour": False,
            "kind": "new",
            "evidence": "＠all 云岭智能发布青鸾2.0",
            "url": LINK,
            "source": "某报",
            "tier": "media",
            "wait": None,
            "lapsed": None,
        }
    ]
    assert post.body["notice"] is post.body["digest"] is None


async def test_a_digest_is_posted_as_documented(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    overdue = replace(
        an_alert("白鹭", None, "云岭智能", status=Status.UPCOMING), wait=Wait.OVERDUE, lapsed="2023-07-08"
    )
    doubt = Doubt("@all 一文看懂", "javascript:1", "端侧模型", "it is a chip")
    digest = Digest("2023-07-09", "2023-07-09", (doubt,), 2, 34, (Ailing("北岸日报", "error", "@all"),), 0, 7)

    await sender_for(hook.url).send(a_message(overdue, digest=digest))

    (post,) = hook.posts
    assert post.body["digest"] == {
        "name": "2023-07-09",
        "day": "2023-07-09",
        "doubts": [{"title": "＠all 一文看懂", "url": "", "name": "端侧模型", "why": "it is a chip"}],
        "more_doubts": 2,
        "healthy": 34,
        "ailing": [{"name": "北岸日报", "state": "error", "reason": "＠all"}],
        "more_ailing": 0,
        "told": 7,
    }
    assert [(launch["wait"], launch["lapsed"]) for launch in post.body["launches"]] == [("overdue", "2023-07-08")]
    assert post.body["title"] == "摘要 07-09：云岭智能白鹭逾期未发布（原定 07-08）"


async def test_a_notice_is_posted_as_documented(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    await sender_for(hook.url).send(a_notice('sources.yaml:1:1: "@all" is no channel'))

    (post,) = hook.posts
    assert (post.body["launches"], post.body["title"]) == ([], "monitor：sources.yaml 有 1 处错误，沿用上一份")
    assert post.body["notice"] == {
        "kind": "settings_refused",
        "about": "sources.yaml",
        "lines": ['sources.yaml:1:1: "＠all" is no channel'],
        "more": 0,
        "sources": [],
    }


async def test_sources_that_are_not_well_are_posted_one_by_one(
    hook: Receiver, sender_for: Callable[..., Sender]
) -> None:
    since = datetime(2026, 3, 1, 9, 12, tzinfo=UTC)
    ailment = Ailment("tide", "潮汐观察", Cause.BROKEN, "HTTP 500 @all", since, "desk")

    await sender_for(hook.url).send(a_message(notice=Notice(NoticeKind.SOURCES_AILING, ailments=(ailment,))))

    assert hook.posts[0].body["notice"]["sources"] == [
        {
            "name": "潮汐观察",
            "cause": "broken",
            "reason": "HTTP 500 ＠all",
            "since": "2026-03-01T09:12:00+00:00",
            "owner": "desk",
        }
    ]


async def test_user_password_and_headers_of_an_address_are_sent_as_headers(
    hook: Receiver, sender_for: Callable[..., Sender]
) -> None:
    place = hook.url.removeprefix("http://")

    await sender_for(f"json://me:pass%40word@{place}/hook?a=b&+X-Token=tok-12345").send(MESSAGE)

    assert hook.posts[0].path == "/hook?a=b"
    assert hook.posts[0].headers["authorization"] == "Basic bWU6cGFzc0B3b3Jk"
    assert hook.posts[0].headers["x-token"] == "tok-12345"


async def test_a_user_without_a_password_is_sent_with_an_empty_one(
    hook: Receiver, sender_for: Callable[..., Sender]
) -> None:
    await sender_for(hook.url.replace("http://", "http://t0ken@")).send(MESSAGE)

    assert hook.posts[0].headers["authorization"] == "Basic dDBrZW46"


@pytest.mark.parametrize(
    ("status", "retryable"),
    [(302, False), (400, False), (404, False), (408, True), (425, True), (429, True), (500, True), (503, True)],
)
async def test_a_status_other_than_2xx_is_a_refusal_in_the_receivers_words(
    hook: Receiver, sender_for: Callable[..., Sender], *, status: int, retryable: bool
) -> None:
    hook.status, hook.answer = status, "关键词 missing".encode()

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(hook.url).send(MESSAGE)

    assert refusal.value.reply == (f"HTTP {status}" if status == 302 else f"HTTP {status} 关键词 missing")
    assert (refusal.value.code, refusal.value.retryable, refusal.value.ambiguous) == (str(status), retryable, False)
    assert len(hook.posts) == 1


async def test_the_wait_that_a_receiver_asks_for_is_told(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    hook.status, hook.headers = 429, {"Retry-After": "90"}

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(hook.url).send(MESSAGE)

    assert refusal.value.retry_after == 90


async def test_a_receiver_that_is_not_there_may_be_there_later(sender_for: Callable[..., Sender]) -> None:
    with pytest.raises(DeliveryError) as refusal:
        await sender_for("http://127.0.0.1:9/T0KEN12345").send(MESSAGE)

    assert refusal.value.retryable
    assert "T0KEN12345" not in str(refusal.value)


async def test_a_token_that_the_receiver_repeats_is_masked(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    hook.answer = b"thanks for T0KEN12345 and hunter22 and value-of-parameter"
    place = hook.url.removeprefix("http://")

    reply = await sender_for(f"http://me:hunter22@{place}/T0KEN12345?key=value-of-parameter").send(MESSAGE)

    assert reply == "HTTP 200 thanks for ••• and ••• and •••"


async def test_a_long_answer_is_cut(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    hook.answer = b"x" * 100_000

    reply = await sender_for(hook.url).send(MESSAGE)

    assert len(reply) == 200


async def test_an_endpoint_takes_the_place_of_the_host(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    await sender_for("https://example.org/hook?a=b", endpoint=f"{hook.url}/gateway/").send(MESSAGE)

    assert hook.posts[0].path == "/gateway/hook?a=b"


async def test_a_signed_webhook_can_be_checked_by_its_receiver(
    hook: Receiver, sender_for: Callable[..., Sender]
) -> None:
    await sender_for(f"{hook.url}/in", secret=SecretStr("k3y")).send(MESSAGE)

    (post,) = hook.posts
    time = post.headers["x-monitor-timestamp"]
    expected = hmac.new(b"k3y", time.encode() + b"." + post.raw, "sha256").hexdigest()
    assert post.headers["x-monitor-signature"] == f"sha256={expected}"
    assert int(time) == NOW.timestamp()


async def test_a_webhook_without_a_secret_is_not_signed(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    await sender_for(f"{hook.url}/in").send(MESSAGE)

    assert "x-monitor-signature" not in hook.posts[0].headers


@pytest.mark.parametrize(
    ("answer", "headers"),
    [
        (b"\x00\xff\x1b[31m" * 99, {}),
        (b"<html>" + b"x" * 6_000_000, {"Content-Type": "text/html"}),
        (b"no gzip", {"Content-Encoding": "gzip"}),
    ],
    ids=["garbage", "6 MB", "what cannot be decompressed"],
)
async def test_whatever_stands_in_the_answer_a_status_of_2xx_is_acceptance(
    hook: Receiver, sender_for: Callable[..., Sender], *, answer: bytes, headers: dict[str, str]
) -> None:
    hook.answer, hook.headers = answer, headers

    said = await sender_for(hook.url).send(MESSAGE)

    assert said.startswith("HTTP 200")
    assert said.isprintable()
    assert len(said) <= 200
    assert len(hook.posts) == 1


async def test_a_redirect_is_a_refusal_and_nothing_is_sent_elsewhere(
    hook: Receiver, sender_for: Callable[..., Sender]
) -> None:
    with receiver() as elsewhere:
        hook.status, hook.headers = 302, {"Location": elsewhere.url}
        with pytest.raises(DeliveryError) as refusal:
            await sender_for(hook.url).send(MESSAGE)

        assert (refusal.value.reply, refusal.value.retryable) == ("HTTP 302", False)
        assert elsewhere.posts == []
