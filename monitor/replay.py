"""Items of the past → the launches and messages that the real stages and the real store make of them, on their clock.

Nothing is fetched and nothing sent: an item is read at its own time, a message is accepted when it is due.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import SecretStr

from monitor import wiring
from monitor.detect import detect
from monitor.digest import DigestWriter
from monitor.hours import next_digest, open_from, quiet_until
from monitor.learning import Learner
from monitor.model import Entry, SourceState, VerdictKind
from monitor.notify.rendering import render
from monitor.pipeline import Judged, Terms, settle
from monitor.settings import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from monitor.hours import DigestSlot
    from monitor.knowledge import Knowledge
    from monitor.model import Announcement, Article, Message, PendingEntry
    from monitor.ports import Store
    from monitor.settings import Audience, MessageTimes

CHANNEL = Channel("replay", SecretStr("console:"), wiring.HOME_ZONE)
"""Who hears of everything where nobody's settings say otherwise; its digest has the contract's hour (§5)."""

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
class SentDigest:
    """A digest that would have gone out to a channel; it tells some of its lines without a launch."""

    id: str
    at: datetime
    channel: str
    launch_ids: tuple[int, ...]
    text: str


@dataclass(slots=True)
class Replay:
    """One run through the past, oldest item first.

    Args:
        store: An empty one; it holds all that is known afterwards.
        knowledge: Names, owners, dates of release.
        times: When messages go out.
        audience: Who hears of what.
        judge: Says what an article announces; the detector, unless somebody already knows.
        channels: Those of the audience, with their clocks.
    """

    store: Store
    knowledge: Knowledge
    times: MessageTimes
    audience: Audience
    judge: Callable[[Article, Knowledge], tuple[Announcement, ...]] = detect
    channels: tuple[Channel, ...] = (CHANNEL,)
    messages: list[Sent] = field(default_factory=list)
    digests: list[SentDigest] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    _due: list[datetime] = field(default_factory=list)
    _coming: list[tuple[Channel, DigestSlot]] | None = None
    _learner: Learner = field(init=False)

    def __post_init__(self) -> None:
        self._learner = Learner(self.knowledge, self.store)

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
        judged = Judged(item.article, self.judge(item.article, self._learner.knowledge()), at)
        terms = Terms(self.knowledge, self.audience, self.times, wiring.no_checkpoint)
        verdicts, messages = settle(self.store, entry, judged, terms)
        self._learner.heard(verdicts)
        clocks = {channel.name: channel for channel in self.channels}
        for due in messages:
            if due.verdicts:
                sent_at = due.due_at if due.urgent else open_from(clocks[due.channel], due.due_at)
                heapq.heappush(self._due, sent_at)
        self._deliver(at)

    def _pass_time(self, until: datetime) -> None:
        """Let happen what is due before the next item."""
        if self._coming is None:
            self._coming = self._digests_after(until)
        while self._coming and (at := min(slot.due_at for _, slot in self._coming)) <= until:
            self._deliver(at)
            self._write([(channel, slot) for channel, slot in self._coming if slot.due_at == at])
            self._coming = self._digests_after(at)
        self._deliver(until)

    def _digests_after(self, at: datetime) -> list[tuple[Channel, DigestSlot]]:
        slots = [(channel, next_digest(channel, at)) for channel in self.channels]
        return [(channel, slot) for channel, slot in slots if slot]

    def _write(self, slots: Sequence[tuple[Channel, DigestSlot]]) -> None:
        """Write digests as the daemon does; that a silent week is one, only a real channel need know."""
        step = wiring.no_checkpoint
        writer = DigestWriter(self.store, self.knowledge, self.audience, self.times, step, proves_silence=False)
        for channel, slot in slots:
            if writer.write(channel.name, slot, (), slot.due_at):
                heapq.heappush(self._due, slot.due_at)
                self._deliver(slot.due_at)

    def _deliver(self, until: datetime) -> None:
        while self._due and self._due[0] <= until:
            at = heapq.heappop(self._due)
            quiet = [channel.name for channel in self.channels if quiet_until(channel, at)]
            for message in self.store.claim(at, at + LEASE, ALL, quiet):
                self.store.record_accepted(message.id, "replayed", at)
                if message.digest:
                    self.digests.append(self._sent_digest(message, at))
                else:
                    self.messages.append(self._sent(message, at))

    def _sent(self, message: Message, at: datetime) -> Sent:
        kinds = {alert.kind for alert in message.alerts}
        return Sent(
            id=message.code,
            at=at,
            launch_ids=_launch_ids(message),
            reason=(VerdictKind.NEW if VerdictKind.NEW in kinds else VerdictKind.ADVANCED).value,
            item=self.names.get(message.alerts[0].article.url, ""),
            text=self._text(message),
        )

    def _sent_digest(self, message: Message, at: datetime) -> SentDigest:
        return SentDigest(message.code, at, message.channel, _launch_ids(message), self._text(message))

    def _text(self, message: Message) -> str:
        channel = next(channel for channel in self.channels if channel.name == message.channel)
        return render(message, language=channel.language, zone=channel.zone).text


def _launch_ids(message: Message) -> tuple[int, ...]:
    return tuple(dict.fromkeys(alert.launch.id for alert in message.alerts))


def _with_times(items: Iterable[Item]) -> list[tuple[datetime, Item]]:
    """Give each item its time; one that states none stays beside the item before it."""
    dated: list[tuple[datetime | None, Item]] = []
    for item in items:
        stated = item.article.published
        before = dated[-1][0] if dated else None
        dated.append((stated.at.astimezone(UTC) if stated else before, item))
    first = min((at for at, _ in dated if at), default=datetime.fromtimestamp(0, UTC))
    return [(at or first, item) for at, item in dated]
