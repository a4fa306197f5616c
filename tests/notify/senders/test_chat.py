from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from notify.making import a_message, a_notice, an_alert

from monitor.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from notify.serving import Receiver

    from monitor.ports import Sender

pytestmark = pytest.mark.anyio
MESSAGE = a_message(an_alert("青鸾", "2.0", "云岭智能", evidence="云岭智能发布青鸾2.0"))
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=d1ngt0ken"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/f31shu-t0ken"
LARK = "https://open.larksuite.com/open-apis/bot/v2/hook/l4rk-t0ken"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=w3com-k3y"
ACCEPTANCES = [
    (DINGTALK, {"errcode": 0, "errmsg": "ok"}, "0 ok"),
    (FEISHU, {"code": 0, "msg": "success", "data": {}}, "0 success"),
    (FEISHU, {"StatusCode": 0, "StatusMessage": "success", "Extra": None}, "0 success"),
    (LARK, {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}, "0 success"),
    (WECOM, {"errcode": 0, "errmsg": "ok"}, "0 ok"),
]
# Codes as the providers document them, words in our own short form.
REFUSALS = [
    (DINGTALK, {"errcode": 310000, "errmsg": "keywords not in content"}, False, None),
    (DINGTALK, {"errcode": 300001, "errmsg": "token is not exist"}, False, None),
    (DINGTALK, {"errcode": 300005, "errmsg": "token is not exist"}, False, None),
    (DINGTALK, {"errcode": 130101, "errmsg": "send too fast"}, True, 600),
    (DINGTALK, {"errcode": 410100, "errmsg": "too fast"}, True, 600),
    (DINGTALK, {"errcode": -1, "errmsg": "system busy"}, True, 10),
    (DINGTALK, {"status": 1111, "punish": "deny"}, True, 60),
    (FEISHU, {"code": 19001, "msg": "param invalid"}, False, None),
    (FEISHU, {"code": 19021, "msg": "sign match fail"}, False, None),
    (FEISHU, {"code": 19022, "msg": "ip not allowed"}, False, None),
    (FEISHU, {"code": 19024, "msg": "key words not found"}, False, None),
    (FEISHU, {"code": 9499, "msg": "bad request"}, False, None),
    (FEISHU, {"code": 11232, "msg": "frequency limited"}, True, 60),
    (LARK, {"code": 19024, "msg": "key words not found"}, False, None),
    (LARK, {"code": 11233, "msg": "chat limited"}, True, 60),
    (LARK, {"StatusCode": 19001, "StatusMessage": "param invalid"}, False, None),
    (WECOM, {"errcode": 93000, "errmsg": "invalid webhook url"}, False, None),
    (WECOM, {"errcode": 40058, "errmsg": "content exceed max length"}, False, None),
    (WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}, True, 60),
    (WECOM, {"errcode": 45033, "errmsg": "api concurrent out of limit"}, True, 10),
    (WECOM, {"errcode": -1, "errmsg": "system busy"}, True, 10),
]


@pytest.mark.parametrize(("url", "answer", "words"), ACCEPTANCES, ids=[str(n) for n in range(len(ACCEPTANCES))])
async def test_code_0_is_acceptance(
    hook: Receiver, sender_for: Callable[..., Sender], url: str, answer: dict[str, object], words: str
) -> None:
    hook.says(**answer)

    reply = await sender_for(url, endpoint=hook.url).send(MESSAGE)

    assert reply == words
    assert url.endswith(hook.posts[0].path)
    assert "云岭智能发布青鸾2.0" in json.dumps(hook.posts[0].body, ensure_ascii=False)


@pytest.mark.parametrize(("url", "answer"), [each[:2] for each in ACCEPTANCES], ids=range(len(ACCEPTANCES)))
async def test_a_notice_is_a_text_like_others_within_the_providers_limit(
    hook: Receiver, sender_for: Callable[..., Sender], url: str, answer: dict[str, object]
) -> None:
    hook.says(**answer)

    await sender_for(url, endpoint=hook.url).send(a_notice(*("错" * 300 for _ in range(10))))

    (post,) = hook.posts
    said = json.dumps(post.body, ensure_ascii=False)
    assert "monitor：sources.yaml 有 10 处错误" in said
    assert ("另有" in said) == (url == WECOM)
    assert len(said.encode()) < (4300 if url == WECOM else 20_000)


@pytest.mark.parametrize(
    ("url", "answer", "retryable", "wait"),
    REFUSALS,
    ids=[f"{url.split('/')[2]} {next(iter(answer.values()))}" for url, answer, _, _ in REFUSALS],
)
async def test_another_code_is_a_refusal_though_the_status_is_200(
    hook: Receiver,
    sender_for: Callable[..., Sender],
    *,
    url: str,
    answer: dict[str, object],
    retryable: bool,
    wait: float | None,
) -> None:
    hook.says(**answer)

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(url, endpoint=hook.url).send(MESSAGE)

    code, words = answer.values()
    assert refusal.value.reply == f"{code} {words}"
    assert (refusal.value.retryable, refusal.value.retry_after) == (retryable, wait)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"ok",
        b"[]",
        b'{"code": "0"}',
        b'{"errcode": false}',
        b'{"errcode": null}',
        b"<html>",
        b"[" * 99_999,
        b"\xff",
    ],
    ids=["nothing", "text", "list", "string", "boolean", "null", "page", "deep", "bytes"],
)
@pytest.mark.parametrize("url", [DINGTALK, FEISHU, LARK, WECOM], ids=["dingtalk", "feishu", "lark", "wecom"])
async def test_what_is_no_answer_of_a_bot_is_no_acceptance(
    hook: Receiver, sender_for: Callable[..., Sender], url: str, answer: bytes
) -> None:
    hook.answer = answer

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(url, endpoint=hook.url).send(MESSAGE)

    assert refusal.value.retryable
    assert refusal.value.ambiguous


async def test_a_token_that_the_provider_repeats_is_masked(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    hook.says(errcode=300001, errmsg="no such token d1ngt0ken")

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(DINGTALK, endpoint=hook.url).send(MESSAGE)

    assert "d1ngt0ken" not in str(refusal.value)


@pytest.mark.parametrize(
    ("short", "path"),
    [
        ("dingtalk://d1ngT0ken", "/robot/send?access_token=d1ngT0ken"),
        ("feishu://F31-shu", "/open-apis/bot/v2/hook/F31-shu"),
        ("lark://L4rk", "/open-apis/bot/v2/hook/L4rk"),
        ("wecombot://w3-Com", "/cgi-bin/webhook/send?key=w3-Com"),
    ],
    ids=["dingtalk", "feishu", "lark", "wecom"],
)
async def test_an_address_as_apprise_writes_it_leads_to_the_same_bot(
    hook: Receiver, sender_for: Callable[..., Sender], short: str, path: str
) -> None:
    hook.says(errcode=0, code=0)

    await sender_for(short, endpoint=hook.url).send(MESSAGE)

    assert hook.posts[0].path == path


async def test_a_dingtalk_message_is_signed_in_its_address(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    hook.says(errcode=0)

    await sender_for(f"{DINGTALK}&secret=SEC123456", endpoint=hook.url).send(MESSAGE)

    assert hook.posts[0].path == (
        "/robot/send?access_token=d1ngt0ken&timestamp=1688875200000&sign=u6%2BqAiMEUfElnqEzyQ7Uy16%2F8bveIst6dcJBD%2B4cAWM%3D"
    )


async def test_a_feishu_message_is_signed_in_its_body(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    hook.says(code=0)

    await sender_for(f"{FEISHU}?secret=SEC123456", endpoint=hook.url).send(MESSAGE)

    assert hook.posts[0].path == "/open-apis/bot/v2/hook/f31shu-t0ken"
    assert hook.posts[0].body["timestamp"] == "1688875200"
    assert hook.posts[0].body["sign"] == "TwrCnyytNCIVpAExa/5/67n4md58rFpbL+kJCKljv2M="


@pytest.mark.parametrize(("form", "kind", "most"), [("rich", "markdown", 4096), ("text", "text", 2048)])
async def test_wecom_never_gets_more_bytes_than_it_takes(
    hook: Receiver, sender_for: Callable[..., Sender], form: str, kind: str, most: int
) -> None:
    hook.says(errcode=0)
    message = a_message(*(an_alert(f"青鸾{number}", "2.0", f"云岭{number}科技") for number in range(200)))

    await sender_for(WECOM, endpoint=hook.url, form=form).send(message)

    content = hook.posts[0].body[kind]["content"]
    assert most - 150 < len(content.encode()) <= most
    assert "\n另有" in content
