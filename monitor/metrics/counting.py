"""Happenings → counters and times of one process, in a registry of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics

from monitor.metrics.levels import written
from monitor.model import (
    ArticleRead,
    ArticleUnreadable,
    Checked,
    CheckResult,
    Delivered,
    DeliveryResult,
    Precision,
    QueueSeen,
    VerdictKind,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.metrics.levels import Identity
    from monitor.model import Happening, Levels, Message, Moment, Tier, Verdict

BUCKETS = (1, 5, 15, 30, 45, 60, 120, 300, 900, 3600, 21_600, 86_400)
"""Seconds. 45 and 120 are the goals for official sources, 300 for media (DESIGN §5); later ones tell outages apart."""

NEWS = (VerdictKind.NEW, VerdictKind.ADVANCED)
OUTCOMES = (VerdictKind.REPEATED, VerdictKind.BACKGROUND, VerdictKind.DOUBTED)
"""What an article without news is counted as: the first of these that one of its announcements is."""

ALERTS, DIGEST, NOTICE = "alerts", "digest", "notice"


class Metrics:
    """Counts what one process is told of; it answers `ports.Observer`.

    Args:
        identity: What the process is.
    """

    def __init__(self, identity: Identity) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # Else each has a series that says when it began.
        self._identity = identity
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._checks = self._counter("checks", "Checks of sources.", "result", "reason")
        # The path of an unchanged check is the only hot one: its counter is looked up once.
        self._unchanged = self._checks.labels(CheckResult.UNCHANGED, "")
        self._checks.labels(CheckResult.BROKE_OFF, "")  # From 0 on, so that the first one is seen as an increase.
        self._entries = self._counter("entries", "Entries that were never seen before.")
        self._articles = self._counter("articles", "Articles, by what became of them.", "outcome", "reason")
        self._announcements = self._counter("announcements", "What articles say of models, by verdict.", "verdict")
        self._launches = self._counter("launches", "Launches that are new or rose.", "change", "status")
        self._messages = self._counter("messages", "Deliveries of messages.", "provider", "tells", "result")
        self._seen_after = self._times("publication_to_entry", "From publication to the entry seen.", "tier")
        self._read_after = self._times("entry_to_article", "From the entry seen to the article written.", "tier")
        self._told_after = self._times("publication_to_message", "From publication to the message accepted.", "tier")
        self._accepted_after = self._times("message_to_acceptance", "From a message due to it accepted.", "tells")
        self._queue: QueueSeen | None = None
        self._ways: Mapping[type, Callable[..., None]] = {
            Checked: self._checked,
            ArticleRead: self._article_read,
            ArticleUnreadable: self._article_unreadable,
            Delivered: self._delivered,
            QueueSeen: self._queue_seen,
        }

    def __call__(self, happening: Happening, /) -> None:
        """Count what happened."""
        self._ways[type(happening)](happening)

    def text(self, levels: Levels) -> bytes:
        """Write all that was counted and what is read off the process now, in the form that `CONTENT_TYPE` names."""
        return written(self._registry, self._identity, levels, self._queue)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"monitor_{name}", words, labels, registry=self._registry)

    def _times(self, name: str, words: str, label: str) -> Histogram:
        return Histogram(f"monitor_{name}_seconds", words, (label,), buckets=BUCKETS, registry=self._registry)

    def _checked(self, one: Checked) -> None:
        if one.result is CheckResult.UNCHANGED:
            self._unchanged.inc()
            return
        self._checks.labels(one.result, one.reason).inc()
        self._entries.inc(one.new_entries)

    def _article_read(self, one: ArticleRead) -> None:
        self._articles.labels("first_listing" if one.baseline else _outcome(one.verdicts), "").inc()
        for verdict in one.verdicts:
            self._announcements.labels(verdict.kind).inc()
            if verdict.kind in NEWS:
                self._launches.labels(verdict.kind, verdict.announcement.status).inc()
        if one.seen_at and not one.baseline:
            self._read_after.labels(one.tier).observe(_seconds(one.seen_at, one.read_at))
            _observe_since(self._seen_after, one.published, one.tier, one.seen_at)

    def _article_unreadable(self, one: ArticleUnreadable) -> None:
        self._articles.labels("unreadable", one.reason).inc()

    def _delivered(self, one: Delivered) -> None:
        message, tells = one.message, _tells(one.message)
        self._messages.labels(one.provider, tells, one.result).inc()
        if one.result is not DeliveryResult.ACCEPTED:
            return
        self._accepted_after.labels(tells).observe(_seconds(message.due_at or message.created_at, one.at))
        if tells == ALERTS:  # A digest comes by the clock: how late it tells of something is its reader's own wish.
            for article in {alert.article.url: alert.article for alert in message.alerts}.values():
                _observe_since(self._told_after, article.published, article.tier, one.at)

    def _queue_seen(self, one: QueueSeen) -> None:
        self._queue = one


def _outcome(verdicts: Sequence[Verdict]) -> str:
    """Say what an article is counted as: as news where any of it is."""
    kinds = {verdict.kind for verdict in verdicts}
    if kinds.intersection(NEWS):
        return "news"
    return next((kind.value for kind in OUTCOMES if kind in kinds), "nothing")


def _tells(message: Message) -> str:
    if message.notice:
        return NOTICE
    return DIGEST if message.digest else ALERTS


def _observe_since(times: Histogram, published: Moment | None, tier: Tier, at: datetime) -> None:
    """Count the time since an article was published; a day alone is none to measure from."""
    if published and published.precision is Precision.TIME:
        times.labels(tier).observe(_seconds(published.at, at))


def _seconds(since: datetime, until: datetime) -> float:
    """Give the seconds between; none where an article's date lies ahead, or a clock was set back."""
    return max((until - since).total_seconds(), 0.0)
