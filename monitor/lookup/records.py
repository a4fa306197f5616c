"""Launches, announcements, messages → the records that programs read, from the command line and the page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from monitor.model import MessageState

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Article, Correction, Launch, Message, Notice, Verdict

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
    "confidence",
    "first_seen_at",
    "status_at",
    "seen_at",
)


def launch_record(launch: Launch) -> dict[str, Any]:
    """Give a launch by itself: the contract's fields of `launches`, and what else is known."""
    told = {
        "launch": str(launch.key),
        "organisations": list(launch.organisations),
        "first_seen_at": iso(launch.first_seen_at),
        "status_at": iso(launch.status_at),
        "seen_at": iso(launch.seen_at),
    }
    return {field: told[field] if field in told else getattr(launch, field) for field in LAUNCH_FIELDS}


def event_record(verdict: Verdict, article: Article) -> dict[str, Any]:
    """Give what one article announced, and what became of it."""
    announcement = verdict.announcement
    return {
        "at": article.published.isoformat() if article.published else None,
        "source": article.source_name,
        "tier": article.tier,
        "title": article.title,
        "url": article.url,
        "original_url": article.original_url,
        "original_name": article.original_name,
        "undecodable": round(article.undecodable, 4),
        "status": announcement.status,
        "date": announcement.date,
        "rumour": announcement.rumour,
        "confidence": round(announcement.confidence, 4),
        "verdict": verdict.kind,
        "reason": verdict.reason,
        "evidence": announcement.evidence,
    }


def correction_record(correction: Correction) -> dict[str, Any]:
    """Give what a person said."""
    return {
        "kind": correction.kind,
        "launches": [str(key) for key in correction.keys],
        "url": correction.url or None,
        "created_at": iso(correction.created_at),
        "undone_at": iso(correction.undone_at),
    }


def message_record(message: Message, held_until: datetime | None = None) -> dict[str, Any]:
    """Give a message: to whom and with what success; the channel by its name only.

    Where it is known until when its channel holds it, that is when it goes out next.
    """
    return {
        "id": message.code,
        "channel": message.channel,
        "state": message.state,
        "attempts": message.attempts,
        "created_at": iso(message.created_at),
        "next_at": iso(held_until or message.next_at) if message.state is MessageState.PENDING else None,
        "accepted_at": iso(message.accepted_at),
        "reply": message.reply,
        "digest": message.digest.name if message.digest else None,
        "urgent": message.urgent,
    }


def notice_record(notice: Notice) -> dict[str, Any]:
    """Give a notice as JSON."""
    return asdict(notice) | {"ailments": [asdict(one) | {"since": iso(one.since)} for one in notice.ailments]}


def iso(at: datetime | None) -> str | None:
    """Write an instant for programs."""
    return at.isoformat(timespec="seconds") if at else None
