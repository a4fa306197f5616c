"""One mail to one server by SMTP: its answer to the whole of it, or its words of refusal. Blocking: run in a thread."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPNotSupportedError, SMTPResponseException
from typing import TYPE_CHECKING

from monitor.errors import DeliveryError
from monitor.notify.senders.means import DEADLINE, reply_words

if TYPE_CHECKING:
    from collections.abc import Mapping

GOOD = range(200, 300)
PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, and who we are to it.

    Args:
        mode: `insecure`, `starttls` or `ssl`.
        verify: Its certificate must be good.
    """

    host: str
    port: int
    mode: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    verify: bool = True


@dataclass(frozen=True, slots=True)
class Envelope:
    """What goes to the server: from whom, to whom, and the mail as bytes."""

    sender: str
    recipients: tuple[str, ...]
    mail: bytes


def submit(server: MailServer, envelope: Envelope, channel: str) -> str:
    """Hand one mail to its server and give the answer; refused recipients beside accepted ones are told in it.

    Args:
        server: Where.
        envelope: What.
        channel: Name of the channel, for errors.

    Raises:
        DeliveryError: The server did not take it, or did not answer.
    """
    mail = _Submission(server, envelope, channel)
    try:
        connection = mail.connected()
        try:
            return mail.handed_over(connection)
        finally:
            # A server that is slow to say goodbye must not make an accepted mail look unanswered.
            with suppress(SMTPException, OSError):
                connection.putcmd("QUIT")
            connection.close()
    except SMTPResponseException as error:
        raise mail.refused(error.smtp_code, error.smtp_error) from error
    except SMTPNotSupportedError as error:
        raise DeliveryError(channel, mail.words(str(error)), retryable=False) from error
    except (SMTPException, OSError) as error:
        said = str(error) or type(error).__name__
        raise DeliveryError(channel, mail.words(f"no answer from the mail server: {said}")) from error


class _Submission:
    """One mail on its way, with the words for what becomes of it."""

    def __init__(self, server: MailServer, envelope: Envelope, channel: str) -> None:
        self._server = server
        self._envelope = envelope
        self._channel = channel

    def connected(self) -> SMTP:
        """Connect, secure and log in as the server wants it."""
        server, name, wait = self._server, socket.gethostname(), DEADLINE.total_seconds()
        context = ssl.create_default_context()
        if not server.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        connection = (
            SMTP_SSL(server.host, server.port, local_hostname=name, timeout=wait, context=context)
            if server.mode == "ssl"
            else SMTP(server.host, server.port, local_hostname=name, timeout=wait)
        )
        try:
            if server.mode == "starttls":
                connection.starttls(context=context)
            connection.ehlo_or_helo_if_needed()
            if server.user and server.password:
                connection.login(server.user, server.password)
        except (SMTPException, OSError):
            connection.close()
            raise
        return connection

    def handed_over(self, connection: SMTP) -> str:
        """Name sender and recipients, hand over the mail, and give the server's answer to it."""
        code, said = connection.mail(self._envelope.sender)
        if code not in GOOD:
            raise self.refused(code, said)
        answers = {address: connection.rcpt(address) for address in self._envelope.recipients}
        left_out = {address: answer for address, answer in answers.items() if answer[0] not in GOOD}
        if len(left_out) == len(answers):
            raise self._nobody(left_out)
        try:
            code, said = connection.data(self._envelope.mail)
        except SMTPResponseException:
            raise
        except (SMTPException, OSError) as error:
            words = self.words(f"no answer to the mail: {error}")
            raise DeliveryError(self._channel, words, ambiguous=True) from error
        if code not in GOOD:
            raise self.refused(code, said)
        return self.words(f"{code} {_text(said)}" + (f"; refused: {_list(left_out)}" if left_out else ""))

    def _nobody(self, left_out: Mapping[str, tuple[int, bytes]]) -> DeliveryError:
        """Make the error of a mail that no recipient may get; for good only if each refusal is."""
        code = min(code for code, _ in left_out.values())
        return DeliveryError(
            self._channel, self.words(_list(left_out)), code=str(code), retryable=code not in PERMANENT
        )

    def refused(self, code: int, said: bytes | str) -> DeliveryError:
        """Make the error of a mail that the server refused; 5xx is for good (RFC 5321 §4.2.1)."""
        words = self.words(f"{code} {_text(said)}")
        return DeliveryError(self._channel, words, code=str(code), retryable=code not in PERMANENT)

    def words(self, said: str) -> str:
        """Give what was said as a short line without the password."""
        return reply_words(said, (self._server.password,))


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _list(answers: Mapping[str, tuple[int, bytes]]) -> str:
    return ", ".join(f"{address} {code} {_text(said)}" for address, (code, said) in answers.items())
