from __future__ import annotations

import io
from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
from notify.making import NOW, SHANGHAI, a_message, a_notice, an_alert
from pydantic import SecretStr

from monitor.errors import DeliveryError
from monitor.http import HttpClient
from monitor.notify import make_sender, render
from monitor.settings import Channel, QuietHours

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.ports import Sender

pytestmark = pytest.mark.anyio
MESSAGE = a_message(an_alert("青鸾", "2.0", "云岭智能"))
CONSOLE = Channel("console", SecretStr("console:"), SHANGHAI)


class Full(io.StringIO):
    """A stream to a disk that is full."""

    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")


async def test_a_message_is_printed(sender_for: Callable[..., Sender], printed: io.StringIO) -> None:
    reply = await sender_for("console:").send(MESSAGE)

    assert reply == "printed"
    assert printed.getvalue() == render(MESSAGE, language="zh", zone=SHANGHAI).text + "\n\n"


async def test_a_notice_is_printed(sender_for: Callable[..., Sender], printed: io.StringIO) -> None:
    notice = a_notice("sources.yaml:3:1: odd")

    await sender_for("console:").send(notice)

    assert printed.getvalue() == render(notice, language="zh", zone=SHANGHAI).text + "\n\n"


async def test_a_terminal_that_knows_no_chinese_gets_what_it_can_show() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    async with HttpClient() as client:
        await make_sender(CONSOLE, client=client, clock=lambda: NOW, stream=stream).send(MESSAGE)

    stream.seek(0)
    assert "2.0" in stream.read()


async def test_a_full_disk_is_a_refusal() -> None:
    async with HttpClient() as client:
        sender = make_sender(CONSOLE, client=client, clock=lambda: NOW, stream=Full())
        with pytest.raises(DeliveryError, match="No space left on device"):
            await sender.send(MESSAGE)


@pytest.mark.parametrize(("hours", "late"), [(1, False), (3, True)])
async def test_a_message_that_goes_out_hours_after_it_was_made_says_so(*, hours: int, late: bool) -> None:
    stream = io.StringIO()
    async with HttpClient() as client:
        sender = make_sender(CONSOLE, client=client, clock=lambda: NOW + timedelta(hours=hours), stream=stream)
        await sender.send(MESSAGE)

    assert stream.getvalue().startswith("补报：") is late


@pytest.mark.parametrize(
    ("urgent", "hours", "late"), [(False, 9, False), (False, 12, True), (True, 9, True)], ids=["held", "late", "urgent"]
)
async def test_what_quiet_hours_held_is_not_late(*, urgent: bool, hours: int, late: bool) -> None:
    stream = io.StringIO()
    quiet = QuietHours(time(11), time(21))  # The message was due at noon in Shanghai.
    async with HttpClient() as client:
        clock = lambda: NOW + timedelta(hours=hours)  # noqa: E731 -- a clock.
        sender = make_sender(replace(CONSOLE, quiet=quiet), client=client, clock=clock, stream=stream)
        await sender.send(replace(MESSAGE, urgent=urgent))

    assert stream.getvalue().startswith("补报：") is late
