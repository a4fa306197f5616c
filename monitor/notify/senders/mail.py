"""Messages → e-mail, taken as sent only when the server says 250 to the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread

from monitor.errors import UsageError
from monitor.notify.senders.door import mail_for
from monitor.notify.senders.smtp import Envelope, MailServer, submit

if TYPE_CHECKING:
    from monitor.model import Message
    from monitor.notify.senders.means import Maker, Means
    from monitor.settings import Channel

_POLICY = SMTP.clone(cte_type="7bit")  # Not every server takes 8-bit text.
HOW_TO = "mailto://USER:PASSWORD@HOST:PORT?from=ME@EXAMPLE.ORG&to=YOU@EXAMPLE.ORG&mode=starttls"


@dataclass(frozen=True, slots=True)
class Account:
    """What an address says of mail.

    Args:
        server: Where it is handed in.
        sender: Name and address.
        to: Names and addresses of those it is for.
        copies: Addresses that also get it (Cc).
        hidden: Addresses that get it without being shown (Bcc).
        reply_to: Addresses that answers go to.
    """

    server: MailServer
    sender: tuple[str, str]
    to: tuple[tuple[str, str], ...]
    copies: tuple[str, ...]
    hidden: tuple[str, ...]
    reply_to: tuple[str, ...]

    @property
    def recipients(self) -> tuple[str, ...]:
        """Give every address that gets it."""
        return tuple(dict.fromkeys((*(address for _, address in self.to), *self.copies, *self.hidden)))


def read_mail(url: str) -> Maker:
    """Understand `mailto://` and `mailtos://` as apprise does, who knows the servers of many mail providers.

    Raises:
        UsageError: It names no server, or nobody to write to.
    """
    plugin = mail_for(url) if "://" in url else None  # RFC 6068's form knows no server.
    if plugin is None or not plugin.smtp_host or not plugin.targets:
        raise UsageError(f"is no complete mail address: {HOW_TO} is what it needs")
    server = MailServer(
        host=plugin.smtp_host,
        port=int(plugin.port or 0),
        mode=str(plugin.secure_mode),
        user=plugin.user or "",
        password=plugin.password or "",
        verify=plugin.verify_certificate,
    )
    account = Account(
        server=server,
        sender=(str(plugin.from_addr[0] or "monitor"), str(plugin.from_addr[1])),
        to=tuple((str(name or ""), str(address)) for name, address in plugin.targets),
        copies=tuple(sorted(plugin.cc)),
        hidden=tuple(sorted(plugin.bcc)),
        reply_to=tuple(sorted(plugin.reply_to)),
    )
    return partial(MailSender, account)


class MailSender:
    """Mails messages, in a thread of the channel's own."""

    def __init__(self, account: Account, channel: Channel, means: Means) -> None:
        self._account = account
        self._channel = channel
        self._means = means
        self._thread = CapacityLimiter(1)

    async def send(self, message: Message) -> str:
        """Mail a message and give the server's answer to it.

        Raises:
            DeliveryError: The server refused it, or did not answer.
        """
        envelope = Envelope(self._account.sender[1], self._account.recipients, self._mail(message).as_bytes())
        return await to_thread.run_sync(
            submit, self._account.server, envelope, self._channel.name, limiter=self._thread, abandon_on_cancel=True
        )

    def _mail(self, message: Message) -> EmailMessage:
        """Write a mail; its Message-ID stays the same however often it is sent, so that a reader sees it once."""
        rendered = self._means.rendered(message, self._channel)
        domain = self._account.sender[1].rpartition("@")[2]
        place = blake2b(self._channel.name.encode(), digest_size=6).hexdigest()
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = formataddr(self._account.sender)
        mail["To"] = ", ".join(formataddr(target) for target in self._account.to)
        if self._account.copies:
            mail["Cc"] = ", ".join(self._account.copies)
        if self._account.reply_to:
            mail["Reply-To"] = ", ".join(self._account.reply_to)
        mail["Subject"] = rendered.subject
        mail["Date"] = format_datetime(self._means.clock())
        mail["Message-ID"] = f"<{message.code.lower()}.{place}@{domain}>"
        mail["List-Id"] = f"monitor <{place}.monitor.{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(rendered.text)
        mail.add_alternative(rendered.html, subtype="html")
        return mail
