"""All that a process can export: every kind of happening told once, every level there."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

from metrics.reading import Scrape, read
from web.world import make_launch

from monitor.errors import DiscoverError, ExtractError, FetchReason, NoMatchError
from monitor.metrics import Identity, Metrics
from monitor.model import (
    Alert,
    Announcement,
    ArticleRead,
    ArticleReference,
    ArticleUnreadable,
    Checked,
    CheckResult,
    Condition,
    Delivered,
    DeliveryResult,
    DiskSpace,
    Levels,
    Message,
    MessageState,
    Moment,
    OutboxLevels,
    QueueSeen,
    SourceLevels,
    Status,
    Tier,
    Verdict,
    VerdictKind,
    Vitals,
)

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)


def exported() -> Scrape:
    """Give what Prometheus would read of a process to which everything happened."""
    metrics = Metrics(Identity("run", "a1b2c3d4"))
    told = Announcement("Heron", "2", ("Acme",), Status.RELEASED)
    for result in CheckResult:
        metrics(Checked(result))
    for label in (*FetchReason, DiscoverError.label, NoMatchError.label, ExtractError.label):
        metrics(Checked(CheckResult.FAILED, label))
        metrics(ArticleUnreadable(label))
    for kind, status, tier in product(VerdictKind, Status, Tier):
        verdict = Verdict(kind, "", Announcement("Heron", "2", ("Acme",), status), make_launch())
        metrics(ArticleRead((verdict,), tier, Moment(NOW), NOW, NOW))
        article = ArticleReference("https://a.example/", "On birds", "Bird News", tier, Moment(NOW))
        message = Message(1, "team", (Alert(make_launch(), told, article, kind),), MessageState.PENDING, NOW, NOW)
        for outcome in DeliveryResult:
            metrics(Delivered(message, "webhook", outcome, NOW))
    metrics(QueueSeen(1, 1))
    turns = {"tick": NOW, "delivery": NOW}
    read_off = (turns, SourceLevels({}), OutboxLevels(), "0003", DiskSpace(1, 2))
    levels = Levels(Vitals(Condition.OK), False, *read_off)  # noqa: FBT003 -- whatever it is.
    return read(metrics.text(levels))
