from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from notify.making import LINK, a_message, a_notice, an_alert

from monitor.errors import DeliveryError
from monitor.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from notify.serving import Mailbox

    from monitor.ports import Sender

pytestmark = pytest.mark.anyio
MESSAGE = a_message(an_alert("青鸾", "2.0", "云岭智能", evidence="云岭智能发布青鸾2.0"))


def address(box: Mailbox, to: str = "team@example.org") -> str:
    return f"mailto://127.0.0.1:{box.port}?from=monitor@example.com&to={to}&mode=insecure"


async def test_a_mail_is_whole_and_taken_with_the_servers_words(
    box: Mailbox, sender_for: Callable[..., Sender]
) -> None:
    reply = await sender_for(address(box)).send(MESSAGE)

    (mail,) = box.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert reply == "250 2.0.0 queued as 7F3A"
    assert (mail["Subject"], mail["To"]) == ("云岭智能发布青鸾2.0", "team@example.org")
    assert (mail["From"], mail["Auto-Submitted"]) == ("monitor <monitor@example.com>", "auto-generated")
    assert mail["Date"] == "Sun, 09 Jul 2023 04:00:00 +0000"
    assert mail["List-Id"].endswith(".monitor.example.com>")
    assert mail.get_content_type() == "multipart/alternative"
    assert plain is not None
    assert html is not None
    assert LINK in plain.get_content()
    assert f'href="{LINK}"' in html.get_content()


async def test_a_notice_is_a_mail_with_its_first_line_as_subject(
    box: Mailbox, sender_for: Callable[..., Sender]
) -> None:
    await sender_for(address(box), language="en").send(a_notice("sources.yaml:3:1: odd"))

    (mail,) = box.mails
    assert mail["Subject"] == "monitor: sources.yaml refused, the last good one stays (faults: 1)"
    assert all("sources.yaml:3:1: odd" in part.get_content() for part in mail.iter_parts())


async def test_a_mail_that_is_sent_again_is_the_same_mail(box: Mailbox, sender_for: Callable[..., Sender]) -> None:
    for _ in range(2):
        await sender_for(address(box)).send(MESSAGE)
    await sender_for(address(box)).send(a_message(*MESSAGE.alerts, number=2))

    first, second, other = (mail["Message-ID"] for mail in box.mails)
    assert first == second != other
    assert MESSAGE.code.lower() in first


@pytest.mark.parametrize(
    ("answer", "retryable"),
    [("451 4.7.1 greylisted, come back", True), ("550 5.7.1 no spam here", False), ("452 4.3.1 disk full", True)],
    ids=["451", "550", "452"],
)
async def test_a_refused_mail_is_refused_in_the_servers_words(
    box: Mailbox, sender_for: Callable[..., Sender], *, answer: str, retryable: bool
) -> None:
    box.answer = answer

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(address(box)).send(MESSAGE)

    assert (refusal.value.reply, refusal.value.code) == (answer, answer[:3])
    assert (refusal.value.retryable, refusal.value.ambiguous) == (retryable, False)


async def test_refused_recipients_are_told_beside_the_acceptance(
    box: Mailbox, sender_for: Callable[..., Sender]
) -> None:
    box.refuses["gone@example.org"] = "550 5.1.1 no such user"

    reply = await sender_for(address(box, "gone@example.org,team@example.org")).send(MESSAGE)

    assert reply == "250 2.0.0 queued as 7F3A; refused: gone@example.org 550 5.1.1 no such user"
    assert box.recipients == [["team@example.org"]]


async def test_a_recipient_who_is_put_off_gets_the_mail_later_and_nobody_gets_it_twice(
    box: Mailbox, sender_for: Callable[..., Sender]
) -> None:
    box.refuses["b@example.org"] = "451 4.7.1 try again later"
    sender = sender_for(
        f"mailto://127.0.0.1:{box.port}?from=m@example.org&to=a@example.org,b@example.org&mode=insecure"
    )

    with pytest.raises(DeliveryError) as refusal:
        await sender.send(MESSAGE)
    box.refuses.clear()
    reply = await sender.send(MESSAGE)

    assert refusal.value.retryable
    assert "refused: b@example.org 451" in refusal.value.reply
    assert box.recipients == [["a@example.org"], ["b@example.org"]]
    assert reply == "250 2.0.0 queued as 7F3A"


async def test_who_was_put_off_alone_is_owed_the_mail_also_after_an_attempt_that_reached_nobody(
    box: Mailbox, sender_for: Callable[..., Sender]
) -> None:
    box.refuses["b@example.org"] = "451 4.7.1 try again later"
    sender = sender_for(address(box, "a@example.org,b@example.org"))
    with pytest.raises(DeliveryError):
        await sender.send(MESSAGE)
    box.refuses["b@example.org"] = "421 4.3.2 going down"
    with pytest.raises(DeliveryError):
        await sender.send(MESSAGE)
    box.refuses.clear()

    await sender.send(MESSAGE)

    assert box.recipients == [["a@example.org"], ["b@example.org"]]


async def test_who_is_put_off_for_ever_is_told_of_and_keeps_nobody_waiting(
    box: Mailbox, sender_for: Callable[..., Sender]
) -> None:
    box.refuses["b@example.org"] = "451 4.7.1 try again later"
    sender = sender_for(
        f"mailto://127.0.0.1:{box.port}?from=m@example.org&to=a@example.org,b@example.org&mode=insecure"
    )

    reply = await sender.send(replace(MESSAGE, attempts=8))

    assert reply.endswith("refused: b@example.org 451 4.7.1 try again later")


@pytest.mark.parametrize(
    ("answers", "retryable"),
    [(("550 no such user", "551 moved"), False), (("550 no such user", "450 busy"), True)],
    ids=["for good", "for now"],
)
async def test_a_mail_for_nobody_is_refused(
    box: Mailbox, sender_for: Callable[..., Sender], *, answers: tuple[str, str], retryable: bool
) -> None:
    box.refuses = dict(zip(("a@example.org", "b@example.org"), answers, strict=True))

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(address(box, "a@example.org,b@example.org")).send(MESSAGE)

    assert refusal.value.retryable is retryable
    assert answers[0] in refusal.value.reply
    assert not box.mails


async def test_a_server_that_is_not_there_may_be_there_later(sender_for: Callable[..., Sender]) -> None:
    with pytest.raises(DeliveryError) as refusal:
        await sender_for("mailto://127.0.0.1:9?from=monitor@example.com&to=team@example.org").send(MESSAGE)

    assert refusal.value.retryable
    assert refusal.value.reply.startswith("no answer from the mail server: ")


async def test_a_server_without_encryption_is_no_place_for_a_password(
    box: Mailbox, sender_for: Callable[..., Sender]
) -> None:
    url = f"mailtos://me:hunter22@127.0.0.1:{box.port}?from=monitor@example.com&to=team@example.org&mode=starttls"

    with pytest.raises(DeliveryError) as refusal:
        await sender_for(url).send(MESSAGE)

    assert not refusal.value.retryable
    assert "STARTTLS" in refusal.value.reply
    assert "hunter22" not in str(refusal.value)


@contextmanager
def saying(*answers: bytes) -> Iterator[str]:
    """Open a mail server that says one line after the other, whatever it is told, and falls silent; give its place."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            for answer in answers:
                connection.sendall(answer + b"\r\n")
                lines.readline()

    server = threading.Thread(target=serve)
    server.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}?from=monitor@example.com&to=team@example.org"
    finally:
        server.join()
        listener.close()


async def test_silence_after_the_mail_leaves_open_whether_it_was_taken(sender_for: Callable[..., Sender]) -> None:
    server = saying(b"220 hi", b"250 hello", b"250 ok", b"250 ok", b"354 go on")

    with server as place, pytest.raises(DeliveryError) as refusal:
        await sender_for(f"mailto://{place}").send(MESSAGE)

    assert refusal.value.ambiguous
    assert refusal.value.retryable


async def test_a_challenge_that_cannot_be_read_is_a_refusal_like_others(sender_for: Callable[..., Sender]) -> None:
    server = saying(b"220 hi", b"250-hello\r\n250 AUTH LOGIN", b"334 A", b"501 no")

    with server as place, pytest.raises(DeliveryError) as refusal:
        await sender_for(f"mailto://me:hunter22@{place}&mode=insecure").send(MESSAGE)

    assert refusal.value.retryable
    assert not refusal.value.ambiguous
    assert "hunter22" not in str(refusal.value)


async def test_no_text_of_an_article_reaches_the_headers(box: Mailbox, sender_for: Callable[..., Sender]) -> None:
    message = a_message(an_alert("青鸾\r\nBcc: all@example.org\n\nx", None, "云岭"))

    await sender_for(address(box)).send(message)

    assert box.mails[0]["Bcc"] is None
    assert box.recipients == [["team@example.org"]]


async def test_mails_of_one_release_are_one_thread_and_others_are_not(
    box: Mailbox, sender_for: Callable[..., Sender]
) -> None:
    risen = a_message(an_alert("青鸾", "2.0", "云岭智能", status=Status.OPEN_SOURCED), number=2)
    other = a_message(an_alert("玄鹭", "3.1", "霜桥智算"), number=3)

    for message in (MESSAGE, risen, other):
        await sender_for(address(box)).send(message)

    first, second, third = ([mail["In-Reply-To"], mail["References"]] for mail in box.mails)
    assert first == second
    assert first != third
    assert first[0].endswith("@example.com>")


async def test_a_notice_belongs_to_no_thread(box: Mailbox, sender_for: Callable[..., Sender]) -> None:
    await sender_for(address(box)).send(a_notice("odd"))

    assert box.mails[0]["References"] is None
