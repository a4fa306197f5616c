"""Slack, Discord, Telegram, ntfy, Bark, ServerChan, PushPlus: what they are sent, and what they answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from notify.making import a_message, an_alert

from monitor.cli.mending import refusals
from monitor.errors import DeliveryError
from monitor.http.reply import LONGEST_WAIT
from monitor.settings import Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from notify.serving import Receiver

    from monitor.ports import Sender

pytestmark = pytest.mark.anyio
MESSAGE = a_message(an_alert("青鸾", "2.0", "云岭智能", evidence="<!channel> 云岭智能发布青鸾2.0 @all"))
SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
DISCORD = "https://discord.com/api/webhooks/123456789/abcdefghijklmnopqrstuv"
TELEGRAM = "tgram://123456789:abcdefg_hijklmnop/12315544"
PUSHPLUS = "pushplus://0123456789abcdef0123456789abcdef"
# Address, path, part of the body, the answer of acceptance, the words that we keep of it.
ACCEPTED = [
    (SLACK, "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "blocks", b"ok", "ok"),
    (DISCORD, "/api/webhooks/123456789/abcdefghijklmnopqrstuv?wait=true", "embeds", b'{"id": "99", "type": 0}', "99"),
    ("discord://123456789/abcdefghijk", "/api/webhooks/123456789/abcdefghijk?wait=true", "embeds", b'{"id": "9"}', "9"),
    (TELEGRAM, "/bot123456789:abcdefg_hijklmnop/sendMessage", "chat_id", b'{"ok": true, "result": {}}', "True"),
    ("https://api.telegram.org/bot12:ab/sendMessage?chat_id=-100", "/bot12:ab/sendMessage", "parse_mode",
     b'{"ok": true}', "True"),
    ("ntfy://models", "/", "topic", b'{"id": "x1", "event": "message"}', "x1"),
    ("https://ntfy.sh/models", "/", "click", b'{"id": "x1", "event": "message"}', "x1"),
    ("barks://api.day.app/k3yk3yk3y", "/push", "device_key", b'{"code": 200, "message": "success"}', "200 success"),
    ("schan://SCT123abc", "/SCT123abc.send", "desp", b'{"code": 0, "message": ""}', "0"),
    ("schan://sctp77tabc", "/send/sctp77tabc.send", "title", b'{"code": 0}', "0"),
    (PUSHPLUS, "/send", "template", '{"code": 200, "msg": "请求成功", "data": "n1"}'.encode(), "200 请求成功"),
]  # fmt: skip
# Address, status, body, retryable, wait.
REFUSED = [
    (SLACK, 403, b"invalid_token", False, None),
    (SLACK, 404, b"channel_not_found", False, None),
    (SLACK, 200, b"<html>hello</html>", False, None),
    (DISCORD, 404, b'{"message": "Unknown Webhook", "code": 10015}', False, None),
    (DISCORD, 429, b'{"message": "slow", "retry_after": 1.5, "global": false}', True, 1.5),
    (TELEGRAM, 400, b'{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}', False, None),
    (TELEGRAM, 429, b'{"ok": false, "error_code": 429, "parameters": {"retry_after": 7}}', True, 7),
    (TELEGRAM, 429, b'{"ok": false, "error_code": 429, "parameters": {"retry_after": 1e999}}', True, LONGEST_WAIT),
    (DISCORD, 429, b'{"retry_after": %s}' % (b"9" * 400), True, LONGEST_WAIT),
    (DISCORD, 429, b'{"retry_after": NaN}', True, None),
    (TELEGRAM, 200, b'{"ok": false, "description": "odd"}', False, None),
    ("ntfy://models", 429, b'{"code": 42901, "http": 429, "error": "limit reached"}', True, None),
    ("barks://api.day.app/k3yk3yk3y", 400, b'{"code": 400, "message": "failed to get device token"}', False, None),
    ("schan://SCT123abc", 200, '{"code": 40001, "message": "错误的Key"}'.encode(), False, None),
    (PUSHPLUS, 200, '{"code": 903, "msg": "无效的用户令牌"}'.encode(), False, None),
    (PUSHPLUS, 200, '{"code": 900, "msg": "用户账号使用受限"}'.encode(), False, None),
    (PUSHPLUS, 200, b'{"code": 500, "msg": "busy"}', True, 60),
]


@pytest.mark.parametrize(
    ("url", "path", "part", "answer", "words"), ACCEPTED, ids=[each[0][:16] + each[1][:6] for each in ACCEPTED]
)
async def test_a_message_goes_where_the_provider_says_and_its_own_word_is_kept(
    hook: Receiver, sender_for: Callable[..., Sender], *, url: str, path: str, part: str, answer: bytes, words: str
) -> None:
    hook.answer = answer

    reply = await sender_for(url, endpoint=hook.url).send(MESSAGE)

    (post,) = hook.posts
    assert (post.path, reply) == (path, words)
    assert part in post.body
    assert "青鸾2.0" in str(post.body)


@pytest.mark.parametrize(
    ("url", "status", "answer", "retryable", "wait"), REFUSED, ids=[str(n) for n in range(len(REFUSED))]
)
async def test_what_is_not_the_word_of_acceptance_is_a_refusal(
    hook: Receiver,
    sender_for: Callable[..., Sender],
    *,
    url: str,
    status: int,
    answer: bytes,
    retryable: bool,
    wait: float | None,
) -> None:
    hook.status, hook.answer = status, answer

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(url, endpoint=hook.url).send(MESSAGE)

    assert (refusal.value.retryable, refusal.value.retry_after) == (retryable, wait)


DOCUMENTED = [
    (url, field, code)
    for provider, url, field in [
        ("dingtalk", "dingtalk://t0kent0ken", "errcode"),
        ("feishu", "feishu://t0kent0ken", "code"),
        ("lark", "lark://t0kent0ken", "code"),
        ("wecombot", "wecombot://t0kent0ken", "errcode"),
        ("pushplus", PUSHPLUS, "code"),
    ]
    for code in refusals(provider)
]


@pytest.mark.parametrize(("url", "field", "code"), DOCUMENTED, ids=[f"{url[:6]} {code}" for url, _, code in DOCUMENTED])
async def test_no_documented_refusal_is_taken_for_acceptance(
    hook: Receiver, sender_for: Callable[..., Sender], url: str, field: str, code: str
) -> None:
    hook.says(**{field: int(code), "msg": "no", "errmsg": "no"})

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(url, endpoint=hook.url).send(MESSAGE)

    assert refusal.value.code == code


@pytest.mark.parametrize("provider", ["dingtalk", "feishu", "lark", "wecombot"])
def test_at_least_twenty_refusals_are_known_each_with_its_document_and_a_way_out(provider: str) -> None:
    known = refusals(provider)

    assert sum(refusal.held in {"page", "quoted"} for refusal in known.values()) >= 20
    assert all(refusal.document and refusal.means for refusal in known.values())
    assert [refusal.code for refusal in known.values() if not refusal.advice] in ([], ["310000"])


@pytest.mark.parametrize(
    ("url", "answer", "status", "kind"),
    [
        ("wecombot://t0kent0ken", b'{"errcode": 40008, "errmsg": "invalid message type"}', 200, "text"),
        ("feishu://t0kent0ken", b'{"code": 11246, "msg": "parse card"}', 200, "content"),
        ("dingtalk://t0kent0ken", b'{"errcode": 400105, "errmsg": "msgtype"}', 200, "text"),
        (SLACK, b"invalid_blocks", 400, "text"),
        (
            TELEGRAM,
            b'{"ok": false, "error_code": 400, "description": "Bad Request: can\'t parse entities"}',
            400,
            "text",
        ),
        (DISCORD, b'{"message": "Invalid Form Body", "code": 50035}', 400, "content"),
    ],
    ids=["wecom", "feishu", "dingtalk", "slack", "telegram", "discord"],
)
async def test_a_form_that_is_refused_is_followed_by_plain_text(
    hook: Receiver, sender_for: Callable[..., Sender], url: str, answer: bytes, status: int, kind: str
) -> None:
    hook.answer, hook.status = answer, status

    with pytest.raises(DeliveryError):
        await sender_for(url, endpoint=hook.url).send(MESSAGE)

    rich, plain = hook.posts
    assert rich.body != plain.body
    assert kind in plain.body
    assert "青鸾2.0" in str(plain.body)


async def test_nobody_can_be_mentioned_in_discord(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    hook.answer = b'{"id": "1"}'

    await sender_for(DISCORD, endpoint=hook.url).send(MESSAGE)

    assert hook.posts[0].body["allowed_mentions"] == {"parse": []}


async def test_a_template_writes_the_message_of_its_channel(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    hook.says(errcode=0)
    template = Template("t.j2", "新模型 {{ items[0].name }}", Path("t.j2"))

    await sender_for("wecombot://t0kent0ken", endpoint=hook.url, template=template).send(MESSAGE)

    assert hook.posts[0].body == {"msgtype": "text", "text": {"content": "新模型 云岭智能 青鸾2.0"}}


async def test_a_faulty_template_gives_way_to_the_built_in_layout(
    hook: Receiver, sender_for: Callable[..., Sender]
) -> None:
    hook.says(errcode=0)
    template = Template("t.j2", "{{ nothing }}", Path("t.j2"))

    await sender_for("wecombot://t0kent0ken", endpoint=hook.url, template=template).send(MESSAGE)

    assert "青鸾2.0" in hook.posts[0].body["markdown"]["content"]
