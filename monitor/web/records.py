"""Launches, their lives and sources → the JSON of the API; the names of its fields are the command line's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from monitor.model import SourceHealth

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Article, Launch, Message, SourceState, Tier, Verdict
    from monitor.settings import Source

_HOME_ZONE = ZoneInfo("Asia/Shanghai")
_LAUNCH_FIELDS = "release organisations model version status date modality domain parameters rumour"


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How the page tells times by the clocks of `zone`, and how old the last completed pass may be."""

    zone: tzinfo = _HOME_ZONE
    pass_limit: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SourceView:
    """What people see of a source; its address and headers are not among it, since they may hold secrets."""

    id: str
    name: str
    tier: Tier
    state: SourceHealth
    reason: str = ""
    since: datetime | None = None
    newest_entry_at: datetime | None = None
    checked_at: datetime | None = None
    next_at: datetime | None = None

    @classmethod
    def of(cls, source: Source, state: SourceState) -> Self:
        """Join what the settings say of a source and what is remembered of it."""
        source = source.known_as(state.title)
        if not source.enabled:
            return cls(source.id, source.name, source.tier, SourceHealth.OFF)
        seen = (state.reason, state.since, state.newest_entry_at, state.checked_at, state.next_at)
        return cls(source.id, source.name, source.tier, state.health, *seen)

    @property
    def is_ailing(self) -> bool:
        """Tell whether somebody should look at it."""
        return self.state not in {SourceHealth.OK, SourceHealth.OFF}

    def record(self) -> dict[str, Any]:
        """Give it as JSON."""
        times = {name: iso(getattr(self, name)) for name in ("since", "newest_entry_at", "checked_at", "next_at")}
        return {"id": self.id, "name": self.name, "tier": self.tier, "state": self.state, "reason": self.reason} | times


def launch_record(launch: Launch) -> dict[str, Any]:
    """Give a launch as JSON."""
    facts = {name: getattr(launch, name) for name in _LAUNCH_FIELDS.split()}
    times = {"first_seen_at": iso(launch.first_seen_at), "status_at": iso(launch.status_at)}
    return {"id": launch.id, "launch": str(launch.key)} | facts | times


def event_record(verdict: Verdict, article: Article) -> dict[str, Any]:
    """Give what one article announced of a launch as JSON."""
    announcement = verdict.announcement
    return {
        "at": article.published.isoformat() if article.published else None,
        "source": article.source_name,
        "tier": article.tier,
        "title": article.title,
        "url": article.url,
        "status": announcement.status,
        "date": announcement.date,
        "rumour": announcement.rumour,
        "confidence": round(announcement.confidence, 4),
        "verdict": verdict.kind,
        "reason": verdict.reason,
        "evidence": announcement.evidence,
    }


def message_record(message: Message) -> dict[str, Any]:
    """Give a message as JSON: to whom and with what success; the channel by its name only."""
    facts = {name: getattr(message, name) for name in ("channel", "state", "attempts", "reply")}
    return {"id": message.code, "created_at": iso(message.created_at)} | facts


def iso(at: datetime | None) -> str | None:
    """Write an instant for programs."""
    return at.isoformat(timespec="seconds") if at else None
