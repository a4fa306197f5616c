"""An address as a provider shows it → a channel, and a preview or a hello for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from monitor.model import Alert, ArticleReference, Message, MessageState, Notice, NoticeKind, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

    from monitor.model import Launch
    from monitor.ports import LaunchStore

MOST_LAUNCHES = 20
"""Enough to see how messages look; a channel's limit holds about thirty."""

_NEWS = frozenset({VerdictKind.NEW, VerdictKind.ADVANCED})
_NAMES = {"mailto": "MAIL", "mailtos": "MAIL", "wecombot": "WECOM", "tgram": "TELEGRAM", "json": "WEBHOOK"}
_WEB = ("http", "https")
_TELEGRAM = re.compile(r"https://api\.telegram\.org/bot(\d+:[\w-]+)(?:/\w*)?\?(.+)")


def spelled_for_us(url: str) -> str:
    """Give an address in a form that senders know: Telegram shows one that names the bot, and the chat in its query."""
    shown = _TELEGRAM.fullmatch(url)
    chat = parse_qs(shown[2]).get("chat_id") if shown else None
    return f"tgram://{shown[1]}/{chat[0]}" if shown and chat else url


def secret_name(url: str) -> str:
    """Derive the name of a variable from an address: `FEISHU_URL`, `MAIL_URL`, `SLACK_URL`."""
    from monitor.notify.senders.provider import PROVIDERS

    parts = urlsplit(url)
    host = parts.hostname or ""
    scheme = next((name for name, provider in PROVIDERS.items() if provider.host == host), parts.scheme)
    labels = host.split(".")
    if scheme in _WEB:
        stem = labels[-2] if len(labels) > 1 and not labels[-1].isdecimal() else "webhook"
    else:
        stem = _NAMES.get(scheme, scheme)
    return f"{re.sub(r'[^A-Za-z0-9]+', '_', stem).strip('_').upper() or 'CHANNEL'}_URL"


def preview(store: LaunchStore, channel: str, now: datetime, span: timedelta) -> Message | None:
    """Make the message that tells of the launches of the last days, else of the newest; None where none is known."""
    launches = store.launches(since=now - span)[:MOST_LAUNCHES] or store.launches()[:1]
    alerts = tuple(_alerts(store, launches))
    return Message(0, channel, alerts, MessageState.PENDING, now, now) if alerts else None


def hello(channel: str, now: datetime) -> Message:
    """Make the message that tries an address while nothing is known that a preview could tell."""
    return Message(0, channel, (), MessageState.PENDING, now, now, notice=Notice(NoticeKind.CONNECTED))


def trial(channel: str, now: datetime) -> Message:
    """Make the message that tries a channel and says no more."""
    return Message(0, channel, (), MessageState.PENDING, now, now, notice=Notice(NoticeKind.TRIED))


def _alerts(store: LaunchStore, launches: Sequence[Launch]) -> Iterator[Alert]:
    """Give for each launch the alert that its last news raised."""
    for launch in launches:
        told = [event for event in store.history(launch.id) if event[0].kind in _NEWS]
        if told:
            verdict, article = told[-1]
            reference = ArticleReference(
                article.url, article.title, article.source_name, article.tier, article.published
            )
            yield Alert(launch, verdict.announcement, reference, verdict.kind, verdict.previous)
