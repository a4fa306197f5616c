"""Messages → e-mail, taken as sent only when the server says 250 to the whole of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread

from monitor.errors import DeliveryError, UsageError
from monitor.notify.senders.door import mail_for
from monitor.notify.senders.smtp import Account, submit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import Message
    from monitor.notify.senders.means import Maker, Means

_POLICY = SMTP.clone(cte_type="7bit")  # Not every server takes 8-bit text.
HOW_TO = "mailto://USER:PASSWORD@HOST:PORT?from=ME@EXAMPLE.ORG&to=YOU@EXAMPLE.ORG&mode=starttls"


def read_mail(url: str) -> Maker:
    """Understand `mailto://` and `mailtos://` as apprise does, who knows the servers of many mail providers.

    Raises:
        UsageError: It names no server, nobody to write to, or a login that cannot be sent.
    """
    plugin = mail_for(url) if "://" in url else None  # RFC 6068's form knows no server.
    if plugin is None or not plugin.smtp_host or not plugin.targets:
        raise UsageError(f"is no complete mail address: {HOW_TO} is what it needs")
    sender_name, sender = plugin.from_addr
    to = [(str(name or ""), str(address)) for name, address in plugin.targets]
    copies, hidden = sorted(plugin.cc), sorted(plugin.bcc)
    account = Account(
        host=plugin.smtp_host,
        port=int(plugin.port or 0),
        mode=str(plugin.secure_mode),
        user=plugin.user or "",
        password=plugin.password or "",
        verify=plugin.verify_certificate,
        sender=str(sender),
        recipients=tuple(dict.fromkeys((*(address for _, address in to), *copies, *hidden))),
    )
    if account.password and not f"{account.user}{account.password}".isascii():
        # smtplib encodes both as ASCII (bpo-29750) and stumbles over others while it sends.
        raise UsageError("has a user or password with letters beyond ASCII, with which nobody can log in here")
    headers = {
        "From": formataddr((str(sender_name or "monitor"), account.sender)),
        "To": ", ".join(map(formataddr, to)),
        "Cc": ", ".join(copies),
        "Reply-To": ", ".join(sorted(plugin.reply_to)),
    }
    return partial(MailSender, account, headers)


MOST_TRIES = 8
"""Of a mail that a server puts off for some of its recipients: twenty minutes, longer than greylisting takes."""

MOST_RELEASES = 10
"""A round-up belongs to the threads of its first releases; a header is no place for a hundred."""


def _thread(message: Message, place: str, domain: str) -> dict[str, str]:
    """Lead all mails of a release to one origin, which mail programs need not have to show them as one thread."""
    releases = list(dict.fromkeys(alert.launch.release for alert in message.alerts))[:MOST_RELEASES]
    names = (blake2b(release.encode(), digest_size=9).hexdigest() for release in releases)
    origins = [f"<release.{name}.{place}@{domain}>" for name in names]
    return {"In-Reply-To": origins[0], "References": " ".join(origins)} if origins else {}


@dataclass(frozen=True, slots=True)
class MailSender:
    """Mails messages, in a thread of the channel's own.

    Args:
        owed: By the message's number, the recipients for whom its mail was put off; lost at a restart, after which all
            get it again, under the same Message-ID.
    """

    account: Account
    headers: Mapping[str, str]
    means: Means
    owed: dict[int, tuple[str, ...]] = field(default_factory=dict)
    thread: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    async def send(self, message: Message) -> str:
        """Mail a message and give the server's answer to it.

        Raises:
            DeliveryError: The server refused it, or did not answer.
        """
        # A server names those it refuses: of the address only the password is hidden.
        means = replace(self.means, secrets=(self.account.password,))
        mail = self._mail(message).as_bytes()
        account = replace(self.account, recipients=self.owed.get(message.id, self.account.recipients))
        try:
            taken = await to_thread.run_sync(submit, account, mail, means, limiter=self.thread, abandon_on_cancel=True)
        except DeliveryError as error:
            error.idempotent = True  # By its Message-ID.
            raise
        self.owed.pop(message.id, None)
        if taken.deferred and message.attempts < MOST_TRIES:
            self.owed[message.id] = taken.deferred
            raise DeliveryError(means.channel.name, taken.words, code="4xx")
        return taken.words

    def _mail(self, message: Message) -> EmailMessage:
        """Write a mail; its Message-ID stays the same however often it is sent, so that a reader sees it once."""
        rendered = self.means.rendered(message)
        domain = self.account.sender.rpartition("@")[2]
        place = blake2b(self.means.channel.name.encode(), digest_size=6).hexdigest()
        headers = {
            **self.headers,
            "Subject": rendered.subject,
            "Date": format_datetime(self.means.clock()),
            "Message-ID": f"<{message.code.lower()}.{place}@{domain}>",
            "List-Id": f"monitor <{place}.monitor.{domain}>",
            **_thread(message, place, domain),
            "Auto-Submitted": "auto-generated",
        }
        mail = EmailMessage(policy=_POLICY)
        for name, value in headers.items():
            if value:
                mail[name] = value
        mail.set_content(rendered.text)
        if rendered.html:
            mail.add_alternative(rendered.html, subtype="html")
        return mail
