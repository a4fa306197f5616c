"""A small world of launches for the tests of the store, and the steps that most of them begin with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.model import (
    Announcement,
    Article,
    Entry,
    Launch,
    LaunchKey,
    MessageDue,
    SourceState,
    Status,
    Verdict,
    VerdictKind,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import PendingEntry
    from monitor.ports import Store

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
LEASE = timedelta(minutes=1)


def entry(name: str, **changes: object) -> Entry:
    return Entry(**{"identity": name, "url": f"https://news.example.org/{name}", "title": f"On {name}"} | changes)


def article(name: str, **changes: object) -> Article:
    told = {"url": f"https://news.example.org/{name}", "title": f"On {name}", "body": "Acme shows a model."}
    return Article(**told | changes)


def launch(family: str = "heron", version: str = "2", status: Status = Status.RELEASED, **changes: object) -> Launch:
    told = {
        "key": LaunchKey("acme", family, version, "", ""),
        "release": f"acme/{family}/{version}@2030-07-09",
        "model": family.title(),
        "version": version,
        "organisations": ("Acme",),
        "status": status,
        "first_seen_at": NOW,
        "status_at": NOW,
        "seen_at": NOW,
    }
    return Launch(**told | changes)


def verdict(told: Launch | None, kind: VerdictKind = VerdictKind.NEW) -> Verdict:
    status = told.status if told else Status.RELEASED
    announcement = Announcement(told.model if told else "Egret", told.version if told else None, ("Acme",), status)
    return Verdict(kind, f"{kind} in a test", announcement, told)


def due(channel: str, *verdicts: Verdict, joins: int | None = None, at: datetime = NOW) -> MessageDue:
    return MessageDue(channel, verdicts, at, joins)


def listed(store: Store, *names: str, source: str = "alpha", now: datetime = NOW) -> list[PendingEntry]:
    """Let a source list entries; give those that wait to be read."""
    store.record_check(SourceState(source), [entry(name) for name in names], now)
    return store.unread(source, now, 1000)


def told(
    store: Store, name: str, verdicts: Sequence[Verdict], *messages: MessageDue, now: datetime = NOW, **changes: object
) -> None:
    """Read one article that brings these verdicts and messages."""
    [pending] = [waiting for waiting in listed(store, name, now=now) if waiting.entry.identity == name]
    with store.reading(pending, now) as reading:
        assert reading is not None
        reading.save(article(name, **changes), verdicts, messages)


def sent_to(store: Store, *channels: str) -> list[int]:
    """Raise one message for each of these channels; give their numbers."""
    for number, channel in enumerate(channels, start=len(store.messages())):
        news = verdict(launch(f"family{number}"))
        told(store, f"article{number}", [news], due(channel, news))
    return sorted(message.id for message in store.messages())[-len(channels) :]
