"""Launches and messages from the store turned into what `launches` and `show` print."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from monitor.cli.output import local_time
from monitor.errors import UsageError
from monitor.model import VerdictKind, joined_name, message_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.model import Article, Launch, Message, Verdict
    from monitor.ports import Store

LONGEST_NUMBER = 19  # Digits; a database numbers its rows below 2**63.
NEWS = frozenset({VerdictKind.NEW, VerdictKind.ADVANCED})
LAUNCH_FIELDS = (
    "id",
    "launch",
    "release",
    "organisations",
    "model",
    "version",
    "status",
    "date",
    "modality",
    "domain",
    "parameters",
    "rumour",
    "first_seen_at",
    "status_at",
)


def launch_record(launch: Launch) -> dict[str, Any]:
    """Give a launch as the record of `launches --json`."""
    given = {field: getattr(launch, field) for field in LAUNCH_FIELDS if field != "launch"}
    times = {field: _iso(given[field]) for field in ("first_seen_at", "status_at")}
    record = {**given, **times, "launch": str(launch.key), "organisations": list(launch.organisations)}
    return {field: record[field] for field in LAUNCH_FIELDS}


@dataclass(frozen=True, slots=True)
class LaunchLife:
    """A launch and all that was announced of it, oldest first."""

    launch: Launch
    history: list[tuple[Verdict, Article]]
    messages: list[Message]

    @classmethod
    def of(cls, launch: Launch, store: Store) -> Self:
        """Look a launch's life up."""
        return cls(launch, store.history(launch.id), store.messages(launch_id=launch.id))

    def summary(self) -> dict[str, Any]:
        """Give it as the record of `launches --json`: the contract's fields of a launch, and what else is known."""
        risen = [(verdict, article) for verdict, article in self.history if verdict.kind in NEWS and verdict.launch]
        return {
            **launch_record(self.launch),
            "statuses": [
                {
                    "status": verdict.launch.status.value,
                    "at": _iso(verdict.launch.status_at),
                    "item": article.url,
                }
                for verdict, article in risen
                if verdict.launch
            ],
            "items": list(dict.fromkeys(article.url for _, article in self.history)),
            "copies": [],
            "messages": [message.code for message in reversed(self.messages)],
        }

    def record(self) -> dict[str, Any]:
        """Give it as one JSON object with all its proofs."""
        return {**self.summary(), "life": [_event(*event) for event in self.history]}

    def lines(self) -> Iterator[str]:
        """Give it as lines for people."""
        launch = self.launch
        facts = [launch.date, launch.parameters, launch.domain or launch.modality, launch.rumour and "rumour"]
        yield f"{'、'.join(launch.organisations)} {joined_name(launch.model, launch.version)}".strip()
        yield " · ".join([launch.status, *(str(fact) for fact in facts if fact)])
        yield f"{launch.key} · launch {launch.id} · release {launch.release}"
        for verdict, article in self.history:
            yield ""
            yield " · ".join(filter(None, [_time_of(article), article.source_name, article.tier, article.title]))
            announcement = verdict.announcement
            yield f"    {announcement.status} · {announcement.confidence:.2f} · {verdict.kind}: {verdict.reason}"
            yield f"    {announcement.evidence}"
            yield f"    {article.url}"
        for message in reversed(self.messages):
            yield ""
            yield _told(message)
            if message.reply:
                yield f"    {message.reply}"


@dataclass(frozen=True, slots=True)
class MessageLife:
    """A message and the launches it told of."""

    message: Message
    launches: list[LaunchLife]

    def record(self) -> dict[str, Any]:
        """Give it as one JSON object."""
        message = self.message
        return {
            "id": message.code,
            "channel": message.channel,
            "state": message.state.value,
            "attempts": message.attempts,
            "created_at": _iso(message.created_at),
            "reply": message.reply,
            "launches": [launch.record() for launch in self.launches],
            "notice": asdict(message.notice) if message.notice else None,
        }

    def lines(self) -> Iterator[str]:
        """Give it as lines for people."""
        message = self.message
        yield _told(message)
        if message.reply:
            yield f"    {message.reply}"
        if message.notice:
            yield f"{message.notice.kind} · {message.notice.about} · {message.notice.count}"
            yield from message.notice.lines
        for launch in self.launches:
            yield ""
            yield from launch.lines()


def look_up(which: str, store: Store) -> LaunchLife | MessageLife:
    """Find what a person named: a launch's number or key, or a message's code.

    A code of digits alone is a launch's number unless it begins with `#`.

    Raises:
        UsageError: There is no such launch or message.
    """
    launch = None
    if which.isascii() and which.isdecimal():
        launch = store.launch(int(which)) if len(which) < LONGEST_NUMBER else None
    elif which.startswith("v1:"):
        launch = next((launch for launch in store.launches() if str(launch.key) == which), None)
    else:
        number = message_number(which)
        message = None if number is None else store.message(number)
        if message:
            told = {alert.launch.id: alert.launch for alert in message.alerts}.values()
            return MessageLife(message, [LaunchLife(launch, store.history(launch.id), []) for launch in told])
    if launch is None:
        raise UsageError(f"{which} is no launch and no message; `monitor launches` and `monitor outbox` list them")
    return LaunchLife.of(launch, store)


def _told(message: Message) -> str:
    return f"#{message.code} · to {message.channel} · {message.state} · {local_time(message.created_at)}"


def _event(verdict: Verdict, article: Article) -> dict[str, Any]:
    announcement = verdict.announcement
    return {
        "at": article.published.isoformat() if article.published else None,
        "source": article.source_name,
        "tier": article.tier.value,
        "title": article.title,
        "url": article.url,
        "status": announcement.status.value,
        "date": announcement.date,
        "rumour": announcement.rumour,
        "confidence": round(announcement.confidence, 4),
        "verdict": verdict.kind.value,
        "reason": verdict.reason,
        "evidence": announcement.evidence,
    }


def _time_of(article: Article) -> str:
    return article.published.isoformat() if article.published else ""


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
