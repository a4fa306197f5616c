"""One mail to one server by SMTP: its answer to the whole of it, or its words of refusal. Blocking: run in a thread."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPNotSupportedError, SMTPResponseException
from typing import TYPE_CHECKING

from monitor.errors import DeliveryError
from monitor.notify.senders.means import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.notify.senders.means import Means

GOOD = range(200, 300)
PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True)
class Account:
    """A mail server, who we are to it, and for whom it is to take mail.

    Args:
        mode: `insecure`, `starttls` or `ssl`.
        verify: The server's certificate must be good.
        sender: Our address.
        recipients: Every address that gets the mail.
    """

    host: str
    port: int
    mode: str
    user: str = field(repr=False)
    password: str = field(repr=False)
    verify: bool
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """That a server took a mail.

    Args:
        words: Its answer, and what it said of the recipients that it did not take it for.
        deferred: Those of them for whom it may take it later (4xx): many servers put off whom they do not know yet.
    """

    words: str
    deferred: tuple[str, ...] = ()


def submit(account: Account, mail: bytes, means: Means) -> Submission:
    """Hand one mail to its server.

    Raises:
        DeliveryError: The server did not take it, or did not answer.
    """
    try:
        connection = _connected(account)
        try:
            return _handed_over(connection, account, mail, means)
        finally:
            # A server that is slow to say goodbye must not make an accepted mail look unanswered.
            with suppress(SMTPException, OSError):
                connection.putcmd("QUIT")
            connection.close()
    except SMTPResponseException as error:
        raise _refusal(means, error.smtp_code, error.smtp_error) from error
    except SMTPNotSupportedError as error:
        raise DeliveryError(means.channel.name, means.words(str(error)), retryable=False) from error
    except (SMTPException, OSError, ValueError) as error:  # smtplib reads a challenge that is no base64 unguarded.
        said = means.words(f"no answer from the mail server: {str(error) or type(error).__name__}")
        raise DeliveryError(means.channel.name, said) from error


def _connected(account: Account) -> SMTP:
    """Connect, secure and log in as the server wants it."""
    name, wait = socket.gethostname(), DEADLINE.total_seconds()
    connection = (
        SMTP_SSL(account.host, account.port, local_hostname=name, timeout=wait, context=_tls(account))
        if account.mode == "ssl"
        else SMTP(account.host, account.port, local_hostname=name, timeout=wait)
    )
    try:
        if account.mode == "starttls":
            connection.starttls(context=_tls(account))
        connection.ehlo_or_helo_if_needed()
        if account.user and account.password:
            connection.login(account.user, account.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _tls(account: Account) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not account.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _handed_over(connection: SMTP, account: Account, mail: bytes, means: Means) -> Submission:
    """Name sender and recipients, and hand over the mail."""
    code, said = connection.mail(account.sender)
    if code not in GOOD:
        raise _refusal(means, code, said)
    answers = {address: connection.rcpt(address) for address in account.recipients}
    left_out = {address: answer for address, answer in answers.items() if answer[0] not in GOOD}
    if len(left_out) == len(answers):  # Refused for good only if each of them is.
        codes = [code for code, _ in left_out.values()]
        may_be_taken = any(code not in PERMANENT for code in codes)
        raise DeliveryError(
            means.channel.name, means.words(_list(left_out)), code=str(min(codes)), retryable=may_be_taken
        )
    try:
        code, said = connection.data(mail)
    except SMTPResponseException:
        raise
    except (SMTPException, OSError) as error:
        raise DeliveryError(
            means.channel.name, means.words(f"no answer to the mail: {error}"), ambiguous=True
        ) from error
    if code not in GOOD:
        raise _refusal(means, code, said)
    words = means.words(f"{code} {_text(said)}" + (f"; refused: {_list(left_out)}" if left_out else ""))
    return Submission(words, tuple(address for address, (refused, _) in left_out.items() if refused not in PERMANENT))


def _refusal(means: Means, code: int, said: bytes | str) -> DeliveryError:
    """Make the error of a mail that the server refused; 5xx is for good (RFC 5321 §4.2.1)."""
    words = means.words(f"{code} {_text(said)}")
    return DeliveryError(means.channel.name, words, code=str(code), retryable=code not in PERMANENT)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _list(answers: Mapping[str, tuple[int, bytes]]) -> str:
    return ", ".join(f"{address} {code} {_text(said)}" for address, (code, said) in answers.items())
