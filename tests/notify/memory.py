"""An outbox in memory, a clock that is set by hand, and senders that do as they are told."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from notify.making import NOW, a_message, an_alert

from monitor.model import Message, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from monitor.errors import DeliveryError

Result = TypeVar("Result")


@dataclass
class HandClock:
    """Stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **time: float) -> None:
        self.now += timedelta(**time)


class MemoryOutbox:
    """Answers what `deliver` asks of an outbox, as the store does."""

    def __init__(self) -> None:
        self.rows: dict[int, Message] = {}
        self.leases: dict[int, datetime] = {}
        self.accepted: dict[int, list[str]] = defaultdict(list)
        self.gathered: list[tuple[object, datetime]] = []

    def put(self, *channels: str, next_at: datetime = NOW) -> list[Message]:
        """Write one message to each of these channels."""
        added = []
        for channel in channels:
            number = len(self.rows) + 1
            alert = an_alert("青鸾", str(number), "云岭")
            self.rows[number] = a_message(alert, number=number, channel=channel, next_at=next_at)
            added.append(self.rows[number])
        return added

    def claim(self, now: datetime, lease_until: datetime, limit: int, quiet: Collection[str] = ()) -> list[Message]:
        due = [
            row
            for row in self.rows.values()
            if row.state is MessageState.PENDING
            and row.next_at <= now
            and self.leases.get(row.id, now) <= now
            and (row.urgent or row.channel not in quiet)
        ]
        turns: dict[str, int] = defaultdict(int)
        places = {}
        for row in due:
            turns[row.channel] += 1
            places[row.id] = turns[row.channel]
        taken = sorted(due, key=lambda row: (places[row.id], row.id))[:limit]
        for row in taken:
            self.leases[row.id] = lease_until
            self.rows[row.id] = replace(row, attempts=row.attempts + 1)
        return [self.rows[row.id] for row in sorted(taken, key=lambda row: row.id)]

    def gather(self, storm: object, now: datetime) -> None:
        self.gathered.append((storm, now))

    def record_accepted(self, message_id: int, reply: str, _now: datetime) -> None:
        self.leases.pop(message_id, None)
        self.accepted[message_id].append(reply)
        self.rows[message_id] = replace(self.rows[message_id], state=MessageState.ACCEPTED, reply=reply)

    def record_refused(self, message_id: int, reply: str, next_at: datetime | None, unanswered: int = 0) -> None:
        self.leases.pop(message_id, None)
        row = replace(self.rows[message_id], unanswered=unanswered)
        if next_at is None:
            self.rows[message_id] = replace(row, state=MessageState.PARKED, reply=reply)
        else:
            self.rows[message_id] = replace(row, reply=reply, next_at=next_at)

    def give_back(self, message_id: int, next_at: datetime) -> None:
        row = self.rows[message_id]
        claimed = self.leases.pop(message_id, None) is not None
        self.rows[message_id] = replace(row, next_at=next_at, attempts=row.attempts - claimed)

    def postpone(self, channel: str, until: datetime, reply: str) -> None:
        for row in list(self.rows.values()):
            if row.channel == channel and row.state is MessageState.PENDING and row.next_at < until:
                self.give_back(row.id, until)
                if not self.rows[row.id].attempts:
                    self.rows[row.id] = replace(self.rows[row.id], reply=reply)


@dataclass
class ObedientSender:
    """Accepts, refuses or hangs, and remembers what it was given."""

    refusals: list[DeliveryError | Exception | None] = field(default_factory=list)
    hangs: bool = False
    takes: float = 0.0
    clock: HandClock | None = None
    sent: list[int] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0
    began: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: Message) -> str:
        self.under_way += 1
        self.most_under_way = max(self.under_way, self.most_under_way)
        self.began.set()
        try:
            await asyncio.sleep(0)
            if self.hangs:
                await asyncio.Event().wait()
            if self.clock:
                self.clock.move(seconds=self.takes)
            refusal = self.refusals.pop(0) if self.refusals else None
            if refusal:
                raise refusal
        finally:
            self.under_way -= 1
        self.sent.append(message.id)
        return f"ok {message.id}"


async def call(function: Callable[..., Result], *arguments: object) -> Result:
    """Run a method of the outbox as the store's thread would: not before others had a turn."""
    await asyncio.sleep(0)
    return function(*arguments)
