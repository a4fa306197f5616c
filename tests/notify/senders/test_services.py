"""Everything else goes through apprise: Guilded stands for its 170 services."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from notify.making import LINK, a_message, a_notice, an_alert

from monitor.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from notify.serving import Receiver

    from monitor.ports import Sender

pytestmark = pytest.mark.anyio
MESSAGE = a_message(an_alert("青鸾", "2.0", "云岭智能", evidence="<!channel> 云岭智能发布青鸾2.0 @all"))
TOKEN = "gu1ld3d" * 12
GUILDED = f"guilded://123456789012345678/{TOKEN}"
PATH = f"/webhooks/123456789012345678/{TOKEN}"


async def test_a_service_that_takes_the_message_is_named(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    reply = await sender_for(GUILDED, endpoint=hook.url).send(MESSAGE)

    assert reply == "accepted by Guilded"
    assert len(hook.posts) == 1
    assert "青鸾2.0" in str(hook.posts[0].body)
    assert LINK in str(hook.posts[0].body)
    assert "<!" not in str(hook.posts[0].body)


async def test_a_notice_goes_through_a_service(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    await sender_for(GUILDED, endpoint=hook.url).send(a_notice("sources.yaml:3:1: odd"))

    assert "sources.yaml 有 1 处错误" in str(hook.posts[0].body)
    assert "sources.yaml:3:1: odd" in str(hook.posts[0].body)


@pytest.mark.parametrize(("status", "retryable"), [(403, False), (429, True), (500, True)])
async def test_a_service_that_refuses_is_quoted_without_its_token(
    hook: Receiver,
    sender_for: Callable[..., Sender],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    *,
    status: int,
    retryable: bool,
) -> None:
    hook.status, hook.answer = status, f"no_service {TOKEN}".encode()
    caplog.set_level(logging.DEBUG)

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(GUILDED, endpoint=hook.url).send(MESSAGE)

    seen = str(refusal.value) + caplog.text + "".join(capfd.readouterr())
    assert refusal.value.reply.startswith("Guilded: FAILURE ")
    assert (refusal.value.code, refusal.value.retryable) == (str(status), retryable)
    assert TOKEN not in seen.replace(f"{PATH} HTTP", "")


async def test_a_text_fits_the_service(hook: Receiver, sender_for: Callable[..., Sender]) -> None:
    hook.says(ok=True, result={"message_id": 1})
    many = a_message(*(an_alert(f"青鸾{number}", "2.0", f"云岭{number}科技") for number in range(400)))

    await sender_for(GUILDED, endpoint=hook.url).send(many)

    assert len(hook.posts) == 1
    said = hook.posts[0].body["content"]
    assert len(said) <= 2000
    assert LINK in said


async def test_a_service_without_a_host_of_its_own_takes_no_endpoint(sender_for: Callable[..., Sender]) -> None:
    with pytest.raises(DeliveryError, match="takes no endpoint"):
        await sender_for("gotify://127.0.0.1:9/t0ken123", endpoint="http://127.0.0.1:9").send(MESSAGE)
