"""A channel's address → the sender that speaks to its provider; the table of schemes stands here.

What is not in the table goes to apprise. A web address is looked at twice: providers' own addresses are recognised as
people paste them, any other is a program that takes JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO
from urllib.parse import urlsplit

from monitor.errors import UsageError
from monitor.notify.lane import Lane
from monitor.notify.pace import Pace
from monitor.notify.senders.chat import read_short_address, read_shown_address
from monitor.notify.senders.console import ConsoleSender
from monitor.notify.senders.door import service_for
from monitor.notify.senders.generic import read_service
from monitor.notify.senders.mail import MailSender, read_mail
from monitor.notify.senders.means import Means, secrets_of
from monitor.notify.senders.posting_forms import FormSender
from monitor.notify.senders.push import read_push_address
from monitor.notify.senders.webhook import WebhookSender, read_webhook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.http import HttpClient
    from monitor.model import Notice
    from monitor.notify.senders.means import Maker
    from monitor.ports import Clock, Sender
    from monitor.settings import Channel

__all__ = ["check_channel", "lane_for", "make_sender", "provider_of"]


def make_sender(
    channel: Channel,
    *,
    client: HttpClient,
    clock: Clock,
    stream: TextIO,
    report: Callable[[Notice], None] = lambda _notice: None,
) -> Sender:
    """Make the sender of a channel; the console's messages go to `stream`, and `report` hears of faulty templates.

    Raises:
        UsageError: Nothing here can send to its address.
    """
    url = channel.url.get_secret_value()
    own = (channel.secret.get_secret_value(),) if channel.secret else ()
    return _maker_for(url)(Means(channel, client, clock, stream, (*secrets_of(url), *own), report))


def lane_for(sender: Sender) -> Lane:
    """Make a sender's lane, which keeps to what its provider publishes."""
    return Lane(Pace(sender.address.rates if isinstance(sender, FormSender) else ()))


def provider_of(sender: Sender) -> str:
    """Name the provider of a sender: one of `providers.toml`, or what kind of sender it is."""
    if isinstance(sender, FormSender):
        return sender.address.provider
    return next((name for kind, name in KINDS.items() if isinstance(sender, kind)), "apprise")


def check_channel(url: str) -> None:
    """Look at a channel's address without sending anything.

    Raises:
        UsageError: Nothing here can send to it; the words follow the key and show no secret.
    """
    _maker_for(url)


def _read_web_address(url: str) -> Maker:
    shown = read_shown_address(url)
    if shown is not None:
        return shown
    # apprise knows the web addresses of many others by their form.
    return read_push_address(url) or (read_webhook(url) if service_for(url) is None else read_service(url))


READERS: Mapping[str, Callable[[str], Maker]] = {
    "console": lambda _url: ConsoleSender,
    "mailto": read_mail,
    "mailtos": read_mail,
    "http": read_webhook,
    "https": _read_web_address,
    "json": read_webhook,
    "jsons": read_webhook,
    "dingtalk": read_short_address,
    "feishu": read_short_address,
    "lark": read_short_address,
    "wecombot": read_short_address,
}


KINDS: Mapping[type, str] = {ConsoleSender: "console", MailSender: "mail", WebhookSender: "webhook"}


def _maker_for(url: str) -> Maker:
    try:
        scheme = urlsplit(url).scheme
    except ValueError as error:
        words = "is no address: its host cannot be read; write brackets in a password as %5B and %5D"
        raise UsageError(words) from error
    if not scheme:
        raise UsageError("is no address: it begins with https://, mailto: or another scheme")
    reader = READERS.get(scheme)
    return reader(url) if reader else read_push_address(url) or read_service(url)
