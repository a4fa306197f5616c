"""Messages that are due → accepted or refused, in the provider's words. Channels go side by side, each one by one.

    claim (with a lease) ── queue of its channel ── send ──┬─ accepted ─▶ recorded
                                                           └─ refused ──▶ parked, or due again later; the queue rests

A lease ends by itself: what was claimed by a process that died is claimed again. Between a provider's acceptance and
our record of it a death means one more copy, with the same code (DESIGN §3); nowhere can a message be lost.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.errors import DeliveryError
from monitor.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping
    from datetime import datetime

    from monitor.model import Message
    from monitor.ports import Checkpoint, Clock, Outbox, Sender
    from monitor.settings import Storm

    Call = Callable[..., Awaitable[Any]]

log = get_logger(__name__)

AT_ONCE = 64
"""Messages claimed together; channels take turns, so the shortest queues come first."""

NO_SENDER_AGAIN = timedelta(hours=1)
"""A channel that the settings no longer name may come back with the next reload."""


@dataclass(frozen=True, slots=True)
class DeliveryTimes:
    """How long things may take.

    Args:
        deadline: For one delivery, whatever the sender does.
        lease: For what is claimed; a message whose lease might end before its delivery does is given back.
        look_again: How often to look for new messages while a delivery is under way.
        first_wait: After the first refusal; doubled with each further one.
        longest_wait: Between two deliveries of one message.
        rest: Longest time that a refusal keeps the other messages of its channel waiting.
    """

    deadline: timedelta = timedelta(seconds=20)
    lease: timedelta = timedelta(seconds=60)
    look_again: timedelta = timedelta(milliseconds=500)
    first_wait: timedelta = timedelta(seconds=15)
    longest_wait: timedelta = timedelta(hours=1)
    rest: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What came of one round.

    Args:
        accepted: Codes of the messages that providers accepted.
        refused: Channel and reply of each refusal.
    """

    accepted: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Queue:
    """What is claimed for one channel, and why it rests, if it does."""

    waiting: deque[tuple[Message, datetime]] = field(default_factory=deque)
    worker: asyncio.Task[None] | None = None
    resting: tuple[datetime, str] | None = None


async def deliver(  # noqa: PLR0913 -- what it works on, and the seams at which a test takes hold.
    outbox: Outbox,
    senders: Mapping[str, Sender],
    *,
    call: Call,
    clock: Clock,
    on_step: Checkpoint,
    jitter: Callable[[], float] = random.random,
    times: DeliveryTimes = DeliveryTimes(),
    stop: asyncio.Event | None = None,
    quiet: Callable[[], Collection[str]] = tuple,
    storm: Storm | None = None,
) -> DeliveryReport:
    """Send everything that is due, until nothing is; a channel that hangs or refuses delays no other.

    `call` runs a method of the outbox where the store lives. `jitter` gives numbers from 0 to 1, so that refused
    messages do not all come back at once. `on_step` is told "message claimed", "message sent", "acceptance recorded"
    and "refusal recorded". `quiet` names the channels that only what is urgent is sent to now. In a `storm`
    what is due goes out together. When `stop` is set, what is being sent is ended, and the rest is given back.
    """
    return await _Round(
        outbox, senders, call, clock, on_step, jitter, times, stop or asyncio.Event(), quiet, storm
    ).run()


@dataclass(slots=True)
class _Round:
    """One call of `deliver`, with its arguments and what it did so far."""

    outbox: Outbox
    senders: Mapping[str, Sender]
    call: Call
    clock: Clock
    on_step: Checkpoint
    jitter: Callable[[], float]
    times: DeliveryTimes
    stop: asyncio.Event
    quiet: Callable[[], Collection[str]]
    storm: Storm | None
    queues: dict[str, _Queue] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    accepted: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    async def run(self) -> DeliveryReport:
        """Claim and send until nothing is due and nothing is under way."""
        try:
            while True:
                claimed = 0 if self.stop.is_set() else await self._claim()
                busy = [worker for worker in self._workers() if not worker.done()]
                if busy:
                    pause = self.times.look_again.total_seconds()
                    await asyncio.wait(busy, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                elif not claimed:
                    break
        finally:
            for worker in self._workers():
                worker.cancel()
            ended = await asyncio.gather(*self._workers(), return_exceptions=True)
        for failure in ended:
            if isinstance(failure, BaseException):
                raise failure
        return DeliveryReport(tuple(self.accepted), tuple(self.refused))

    def _workers(self) -> list[asyncio.Task[None]]:
        return [queue.worker for queue in self.queues.values() if queue.worker]

    async def _claim(self) -> int:
        """Take what is due into the queues, and see to it that somebody works on each; give how many there were."""
        if self.storm:
            await self.call(self.outbox.gather, self.storm, self.clock())
        lease_until = self.clock() + self.times.lease
        messages: list[Message] = await self.call(self.outbox.claim, self.clock(), lease_until, AT_ONCE, self.quiet())
        for message in messages:
            if message.id in self.held:  # The clock leapt over its lease while it waits here or is being sent.
                continue
            self.held.add(message.id)
            self.on_step("message claimed")
            queue = self.queues.setdefault(message.channel, _Queue())
            queue.waiting.append((message, lease_until))
            if queue.worker is None or _ended_well(queue.worker):
                queue.worker = asyncio.create_task(self._work(queue))
        return len(messages)

    async def _work(self, queue: _Queue) -> None:
        while queue.waiting:
            message, lease_until = queue.waiting.popleft()
            now = self.clock()
            if queue.resting and queue.resting[0] > now:
                self.held.discard(message.id)
                await self.call(self.outbox.record_given_back, message.id, queue.resting[1], queue.resting[0])
            elif self.stop.is_set() or now + self.times.deadline > lease_until:
                # Asked to stop, or so slow a queue that somebody else might claim it meanwhile.
                self.held.discard(message.id)
                await self.call(self.outbox.record_given_back, message.id, message.reply, now)
            else:
                queue.resting = await self._send(message)
                self.held.discard(message.id)

    async def _send(self, message: Message) -> tuple[datetime, str] | None:
        """Make one delivery; give how long the channel is to rest, and why, if it is."""
        sender = self.senders.get(message.channel)
        if sender is None:
            words = f"no channel named {message.channel} in the settings"
            wait = NO_SENDER_AGAIN.total_seconds()
            return await self._take_refusal(message, DeliveryError(message.channel, words, retry_after=wait))
        try:
            async with asyncio.timeout(self.times.deadline.total_seconds()):
                reply = await sender.send(message)
        except DeliveryError as error:
            return await self._take_refusal(message, error)
        except TimeoutError:
            words = f"no answer within {self.times.deadline.total_seconds():g} s"
            return await self._take_refusal(message, DeliveryError(message.channel, words, ambiguous=True))
        except Exception as fault:  # noqa: BLE001 -- other people's senders: a fault in one must not end the delivery.
            # Its words may hold a token, so only its kind is said.
            words = f"fault of our own in sending: {type(fault).__name__}"
            return await self._take_refusal(message, DeliveryError(message.channel, words, ambiguous=True))
        self.on_step("message sent")
        await self.call(self.outbox.record_accepted, message.id, reply, self.clock())
        self.on_step("acceptance recorded")
        self.accepted.append(message.code)
        log.info("message accepted", channel=message.channel, message=message.code, reply=reply)
        return None

    async def _take_refusal(self, message: Message, error: DeliveryError) -> tuple[datetime, str] | None:
        """Park the message, or set when it is tried again; what a person need not act upon twice is said once."""
        self.refused.append((message.channel, error.reply))
        tell = log.debug if error.reply == message.reply else log.warning
        tell("message refused", channel=message.channel, message=message.code, reply=error.reply, again=error.retryable)
        if not error.retryable:
            await self._record_refusal(message, error.reply, None)
            return None
        now, asked = self.clock(), timedelta(seconds=error.retry_after or 0)
        wait = max(self._backoff(message.attempts), asked)
        await self._record_refusal(message, error.reply, now + wait)
        return now + max(min(wait, self.times.rest), asked), f"waits with its channel: {error.reply}"

    def _backoff(self, attempts: int) -> timedelta:
        """Double the wait with each attempt; the first counts as one already."""
        doubled = self.times.first_wait * float(2 ** min(max(attempts - 1, 0), 16))
        return min(doubled, self.times.longest_wait) * (0.5 + self.jitter() / 2)

    async def _record_refusal(self, message: Message, reply: str, next_at: datetime | None) -> None:
        await self.call(self.outbox.record_refused, message.id, reply, next_at)
        self.on_step("refusal recorded")


def _ended_well(worker: asyncio.Task[None]) -> bool:
    return worker.done() and not worker.cancelled() and worker.exception() is None
