"""Items of the past → the launches and messages that the real stages and the real store make of them, on their clock.

Nothing is fetched and nothing sent: an item is read at its own time, a message is accepted when it is due.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from monitor import wiring
from monitor.detect import detect
from monitor.model import Entry, SourceState, Status, VerdictKind
from monitor.notify.rendering import render
from monitor.pipeline import Judged, Terms, settle
from monitor.resolve import left_for_digest, overdue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from monitor.knowledge import Knowledge
    from monitor.model import Announcement, Article, Message, PendingEntry
    from monitor.ports import Store
    from monitor.settings import Audience, MessageTimes

CHANNEL = "replay"
DIGEST_AT = time(8, 30)
"""The contract's hour of the digest (§5), in the zone of the channel."""

A_DAY = timedelta(days=1)
LEASE = timedelta(minutes=1)
ALL = 1 << 30


@dataclass(frozen=True, slots=True)
class Item:
    """An article of the past under the name that the report gives it; its `published` says when it is read."""

    id: str
    article: Article


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that would have gone out, as a person would have read it.

    Args:
        at: When it was due.
        reason: `new`, or `advanced` where it tells of nothing but risen statuses.
        item: The item whose news it tells first.
    """

    id: str
    at: datetime
    launch_ids: tuple[int, ...]
    reason: str
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What waited for the clock, by launch key, and when it would have been told."""

    at: datetime
    launches: tuple[str, ...]


@dataclass(slots=True)
class Replay:
    """One run through the past, oldest item first.

    Args:
        store: An empty one; it holds all that is known afterwards.
        knowledge: Names, owners, dates of release.
        times: When messages go out.
        audience: Who hears of what.
        judge: Says what an article announces; the detector, unless somebody already knows.
    """

    store: Store
    knowledge: Knowledge
    times: MessageTimes
    audience: Audience
    judge: Callable[[Article, Knowledge], tuple[Announcement, ...]] = detect
    messages: list[Sent] = field(default_factory=list)
    digests: list[Digest] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    _due: list[datetime] = field(default_factory=list)
    _waiting: dict[str, None] = field(default_factory=dict)
    _next_digest: datetime | None = None

    def run(self, items: Sequence[Item], on_item: Callable[[], None] = lambda: None) -> None:
        """Read all items in the order of their times; equal times go by their place."""
        dated = _with_times(items)
        pending = self._listed(dated)
        for place, (at, item) in sorted(enumerate(dated), key=lambda one: (one[1][0], one[0])):
            self._pass_time(at)
            if entry := pending.get(str(place)):
                self._read(entry, item, at)
            on_item()
        if dated:
            self._pass_time(max(at for at, _ in dated) + A_DAY)

    def _listed(self, dated: Sequence[tuple[datetime, Item]]) -> dict[str, PendingEntry]:
        """Let each source list its items; give the entries by the place of their item."""
        by_source: dict[str, list[Entry]] = {}
        for place, (_, item) in enumerate(dated):
            url = item.article.url
            self.names.setdefault(url, item.id)
            by_source.setdefault(item.article.source_id, []).append(Entry(str(place), url, item.article.title))
        pending: dict[str, PendingEntry] = {}
        for source_id, entries in by_source.items():
            now = dated[0][0]
            self.store.record_check(SourceState(source_id), entries, now)
            pending |= {one.entry.identity: one for one in self.store.unread(source_id, now, ALL)}
        return pending

    def _read(self, entry: PendingEntry, item: Item, at: datetime) -> None:
        judged = Judged(item.article, self.judge(item.article, self.knowledge), at)
        terms = Terms(self.knowledge, self.audience, self.times, wiring.no_checkpoint)
        _, messages = settle(self.store, entry, judged, terms)
        for due in messages:
            if due.verdicts:
                heapq.heappush(self._due, due.due_at)
        for launch in left_for_digest(messages):
            self._waiting.setdefault(str(launch.key))
        self._deliver(at)

    def _pass_time(self, until: datetime) -> None:
        """Let happen what is due before the next item."""
        if self._next_digest is None:
            self._next_digest = _digest_after(until)
        while self._next_digest <= until:
            self._deliver(self._next_digest)
            today = self._next_digest.astimezone(wiring.HOME_ZONE).date()
            for launch in overdue(self.store.launches(status=Status.UPCOMING), today - A_DAY, today):
                self._waiting.setdefault(str(launch.key))
            if self._waiting:
                self.digests.append(Digest(self._next_digest, tuple(self._waiting)))
                self._waiting.clear()
            self._next_digest += A_DAY
        self._deliver(until)

    def _deliver(self, until: datetime) -> None:
        while self._due and self._due[0] <= until:
            at = heapq.heappop(self._due)
            for message in self.store.claim(at, at + LEASE, ALL):
                self.store.record_accepted(message.id, "replayed", at)
                self.messages.append(self._sent(message, at))

    def _sent(self, message: Message, at: datetime) -> Sent:
        kinds = {alert.kind for alert in message.alerts}
        return Sent(
            id=message.code,
            at=at,
            launch_ids=tuple(dict.fromkeys(alert.launch.id for alert in message.alerts)),
            reason=(VerdictKind.NEW if VerdictKind.NEW in kinds else VerdictKind.ADVANCED).value,
            item=self.names.get(message.alerts[0].article.url, ""),
            text=render(message, language="zh", zone=wiring.HOME_ZONE).text,
        )


def _with_times(items: Iterable[Item]) -> list[tuple[datetime, Item]]:
    """Give each item its time; one that states none stays beside the item before it."""
    dated: list[tuple[datetime | None, Item]] = []
    for item in items:
        stated = item.article.published
        before = dated[-1][0] if dated else None
        dated.append((stated.at.astimezone(UTC) if stated else before, item))
    first = min((at for at, _ in dated if at), default=datetime.fromtimestamp(0, UTC))
    return [(at or first, item) for at, item in dated]


def _digest_after(at: datetime) -> datetime:
    local = at.astimezone(wiring.HOME_ZONE)
    today = datetime.combine(local.date(), DIGEST_AT, wiring.HOME_ZONE)
    return (today if today > local else today + A_DAY).astimezone(UTC)
