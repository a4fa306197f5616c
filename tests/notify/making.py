"""Makes the values that messages are made of, with as little to say as a test needs."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.model import (
    Alert,
    Announcement,
    ArticleReference,
    Launch,
    LaunchKey,
    Message,
    MessageState,
    Moment,
    Notice,
    NoticeKind,
    Precision,
    Status,
    Tier,
    VerdictKind,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2023, 7, 9, 4, 0, tzinfo=UTC)
LINK = "https://www.example.org/tech/2023/0709/1.html"


def an_article(**changes: object) -> ArticleReference:
    published = Moment(datetime(2023, 7, 9, tzinfo=SHANGHAI), Precision.DAY)
    facts = {"url": LINK, "title": "题", "source_name": "某报", "tier": Tier.MEDIA, "published": published}
    return ArticleReference(**{**facts, **changes})


def an_alert(
    model: str,
    version: str | None = None,
    *organisations: str,
    status: Status = Status.RELEASED,
    article: ArticleReference | None = None,
    kind: VerdictKind = VerdictKind.NEW,
    **facts: object,
) -> Alert:
    announcement = Announcement(model, version, organisations, status, **facts)
    named = {
        name: facts[name] for name in ("date", "modality", "domain", "parameters", "named", "rumour") if name in facts
    }
    key = LaunchKey(organisations[0] if organisations else "", model, version or "", "", "")
    launch = Launch(
        key, f"{key.release_family}@2023-07-09", model, version, organisations, status, NOW, NOW, NOW, **named
    )
    return Alert(launch, announcement, article or an_article(), kind)


def a_message(*alerts: Alert, number: int = 1, channel: str = "team", **changes: object) -> Message:
    facts = {"state": MessageState.PENDING, "created_at": NOW, "next_at": NOW, "due_at": NOW}
    return Message(number, channel, alerts, **{**facts, **changes})


def a_notice(*faults: str, number: int = 1) -> Message:
    """Make the message that tells of a settings file with these faults."""
    return a_message(number=number, notice=Notice.of(NoticeKind.SETTINGS_REFUSED, "sources.yaml", faults))
