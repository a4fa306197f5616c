"""Messages that are due → accepted or refused, in the provider's words. Channels go side by side, each one by one.

    claim (with a lease) ── queue of its channel ── lane ──┬─ send ──┬─ accepted ─▶ recorded
                                                           │         └─ refused ──▶ parked, or due again later
                                                           └─ has to wait ──▶ the whole channel waits, nothing was tried

A lease ends by itself: what was claimed by a process that died is claimed again. Between a provider's acceptance and
our record of it a death means one more copy, with the same code (DESIGN §3); nowhere can a message be lost.
"""

from __future__ import annotations

import asyncio
import random
from asyncio import FIRST_COMPLETED
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.errors import DeliveryError
from monitor.log import get_logger
from monitor.model import Delivered, DeliveryResult, unobserved
from monitor.notify.lane import LONGEST_ASKED, Lane, Rest, backoff
from monitor.notify.senders import provider_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
    from datetime import datetime

    from monitor.model import Message
    from monitor.ports import Checkpoint, Clock, Observer, Outbox, Sender
    from monitor.settings import Storm

    Call = Callable[..., Awaitable[Any]]

log = get_logger(__name__)

AT_ONCE = 64
"""Messages claimed together; channels take turns, so the shortest queues come first."""

NO_SENDER_AGAIN = timedelta(minutes=10)
"""A channel that the settings no longer name may come back with the next reload."""

MOST_UNANSWERED = 2
"""A message without an answer is sent once more, and no further: each time it may have arrived (DESIGN §3)."""


@dataclass(frozen=True, slots=True)
class DeliveryTimes:
    """How long things may take.

    Args:
        deadline: For one delivery, whatever the sender does.
        lease: For what is claimed; a message whose lease might end before its delivery does is given back.
        look_again: How often to look for new messages while a delivery is under way.
        longest_wait: Between two deliveries of one message.
        short_pause: A channel that has to wait no longer than this keeps its messages meanwhile.
        farewell: How long a delivery under way may still take when asked to stop.
    """

    deadline: timedelta = timedelta(seconds=20)
    lease: timedelta = timedelta(seconds=60)
    look_again: timedelta = timedelta(milliseconds=500)
    longest_wait: timedelta = timedelta(hours=1)
    short_pause: timedelta = timedelta(seconds=5)
    farewell: timedelta = timedelta(seconds=1)


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
    """What is claimed for one channel, and who works on it."""

    channel: str
    waiting: deque[tuple[Message, datetime]] = field(default_factory=deque)
    worker: asyncio.Task[None] | None = None


async def deliver(  # noqa: PLR0913 -- what it works on, and the seams at which a test takes hold.
    outbox: Outbox,
    senders: Mapping[str, Sender],
    *,
    call: Call,
    clock: Clock,
    on_step: Checkpoint,
    lanes: MutableMapping[str, Lane] | None = None,
    jitter: Callable[[], float] = random.random,
    times: DeliveryTimes = DeliveryTimes(),
    stop: asyncio.Event | None = None,
    news: asyncio.Event | None = None,
    quiet: Callable[[], Collection[str]] = tuple,
    storm: Storm | None = None,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    observe: Observer = unobserved,
) -> DeliveryReport:
    """Send everything that is due, until nothing is; a channel that hangs, refuses or waits delays no other.

    `call` runs a method of the outbox where the store lives. `lanes` remember each channel from one round to the next.
    `jitter` gives numbers from 0 to 1, so that refused messages do not all come back at once. `on_step` is told
    "message claimed", "message sent", "acceptance recorded" and "refusal recorded". When `stop` is set, what is being
    sent is ended and recorded, and the rest is given back. `news` says that there is more to claim. `quiet` names the
    channels that only what is urgent is sent to now. In a `storm` what is due goes out together. `pause` lets some
    seconds pass. `observe` is told of each delivery.
    """
    known = {} if lanes is None else lanes
    seams = _Seams(call, clock, on_step, jitter, times, stop or asyncio.Event(), news or asyncio.Event(), pause)
    return await _Round(outbox, senders, known, seams, observe, quiet, storm).run()


@dataclass(frozen=True, slots=True)
class _Seams:
    """The arguments of `deliver` that are not what it works on."""

    call: Call
    clock: Clock
    on_step: Checkpoint
    jitter: Callable[[], float]
    times: DeliveryTimes
    stop: asyncio.Event
    news: asyncio.Event
    pause: Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class _Round:
    """One call of `deliver`, with its arguments and what it did so far."""

    outbox: Outbox
    senders: Mapping[str, Sender]
    lanes: MutableMapping[str, Lane]
    seams: _Seams
    observe: Observer
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
                claimed = 0 if self.seams.stop.is_set() else await self._claim()
                busy = [worker for worker in self._workers() if not worker.done()]
                if busy:
                    await self._until_something_happens(busy)
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

    async def _until_something_happens(self, busy: list[asyncio.Task[None]]) -> None:
        """Wait until a channel is done, there is news, or it is time to look again: a hung one keeps no news back."""
        news = asyncio.create_task(self.seams.news.wait())
        look_again = self.seams.times.look_again.total_seconds()
        await asyncio.wait((*busy, news), timeout=look_again, return_when=FIRST_COMPLETED)
        news.cancel()
        self.seams.news.clear()

    def _workers(self) -> list[asyncio.Task[None]]:
        return [queue.worker for queue in self.queues.values() if queue.worker]

    async def _claim(self) -> int:
        """Take what is due into the queues, and see to it that somebody works on each; give how many there were."""
        call, clock = self.seams.call, self.seams.clock
        if self.storm:
            await call(self.outbox.gather, self.storm, clock())
        lease_until = clock() + self.seams.times.lease
        messages: list[Message] = await call(self.outbox.claim, clock(), lease_until, AT_ONCE, self.quiet())
        for message in messages:
            if message.id in self.held:  # The clock leapt over its lease while it waits here or is being sent.
                continue
            self.held.add(message.id)
            self.seams.on_step("message claimed")
            queue = self.queues.setdefault(message.channel, _Queue(message.channel))
            queue.waiting.append((message, lease_until))
            if queue.worker is None or _ended_well(queue.worker):
                queue.worker = asyncio.create_task(self._work(queue))
        return len(messages)

    async def _work(self, queue: _Queue) -> None:
        lane = self.lanes.setdefault(queue.channel, Lane())
        while queue.waiting:
            now = self.seams.clock()
            rest = None if self.seams.stop.is_set() else self._rest(queue.channel, lane, now)
            if rest is None:
                await self._take(queue, lane, now)
            elif rest.until - now <= self.seams.times.short_pause:
                await self._pause(rest.until - now)
            else:
                await self._postpone(queue, rest)

    def _rest(self, channel: str, lane: Lane, now: datetime) -> Rest | None:
        """Say until when a channel has to wait; one that is in no settings may come back."""
        if channel in self.senders:
            return lane.wait(now)
        words = f"no channel named {channel} in the settings"
        self.refused.append((channel, words))
        return Rest(now + NO_SENDER_AGAIN, words)

    async def _take(self, queue: _Queue, lane: Lane, now: datetime) -> None:
        """Send the next message, or give it back: asked to stop, or so late that somebody else might claim it."""
        message, lease_until = queue.waiting.popleft()
        if self.seams.stop.is_set() or now + self.seams.times.deadline > lease_until:
            await self.seams.call(self.outbox.give_back, message.id, now)
        else:
            await self._send(message, lane)
        self.held.discard(message.id)

    async def _pause(self, wait: timedelta) -> None:
        """Wait for a channel's turn, or until asked to stop."""
        waits = asyncio.ensure_future(self.seams.pause(wait.total_seconds()))
        stopped = asyncio.create_task(self.seams.stop.wait())
        try:
            await asyncio.wait((waits, stopped), return_when=FIRST_COMPLETED)
        finally:
            waits.cancel()
            stopped.cancel()

    async def _postpone(self, queue: _Queue, rest: Rest) -> None:
        """Let the whole channel wait, what is claimed and what is not: none of it was tried."""
        given_back = [message.id for message, _ in queue.waiting]
        queue.waiting.clear()
        await self.seams.call(self.outbox.postpone, queue.channel, rest.until, rest.words)
        self.held.difference_update(given_back)

    async def _send(self, message: Message, lane: Lane) -> None:
        """Make one delivery and record what came of it."""
        try:
            reply = await self._answer(self.senders[message.channel], message)
        except DeliveryError as error:
            return await self._refuse(message, lane, error)
        except Exception as fault:  # noqa: BLE001 -- other people's senders: a fault in one must not end the delivery.
            # Its words may hold a token, so only its kind is said.
            words = f"fault of our own in sending: {type(fault).__name__}"
            return await self._refuse(message, lane, DeliveryError(message.channel, words, ambiguous=True))
        self.seams.on_step("message sent")
        now = self.seams.clock()
        lane.accepted(now)
        await self.seams.call(self.outbox.record_accepted, message.id, reply, now)
        self.seams.on_step("acceptance recorded")
        self._observe(message, DeliveryResult.ACCEPTED, now)
        self.accepted.append(message.code)
        log.info("message accepted", channel=message.channel, message=message.code, reply=reply)
        return None

    async def _answer(self, sender: Sender, message: Message) -> str:
        """Send a message within the deadline; when asked to stop, within what is left for a farewell."""
        times, stop = self.seams.times, self.seams.stop
        sending = asyncio.ensure_future(sender.send(message))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((sending, stopped), timeout=times.deadline.total_seconds(), return_when=FIRST_COMPLETED)
            if stop.is_set() and not sending.done():
                await asyncio.wait((sending,), timeout=times.farewell.total_seconds())
            if sending.done():
                return sending.result()
        finally:
            sending.cancel()
            stopped.cancel()
            await asyncio.gather(sending, stopped, return_exceptions=True)
        late = "when asked to stop" if stop.is_set() else f"within {times.deadline.total_seconds():g} s"
        raise DeliveryError(message.channel, f"no answer {late}", ambiguous=True)

    async def _refuse(self, message: Message, lane: Lane, error: DeliveryError) -> None:
        """Park the message, or set when it is tried again; what a person need not act upon twice is said once."""
        now, jitter = self.seams.clock(), self.seams.jitter()
        lane.refused(error, now, jitter)
        reply, unanswered = error.reply, message.unanswered + (error.ambiguous and not error.idempotent)
        next_at = None
        if unanswered >= MOST_UNANSWERED:
            reply += f" ({unanswered} times: it may have arrived)"
        elif error.retryable:
            wait = backoff(message.attempts, self.seams.times.longest_wait, jitter)
            next_at = now + max(wait, min(timedelta(seconds=error.retry_after or 0), LONGEST_ASKED))
        self.refused.append((message.channel, error.reply))
        tell = log.debug if error.reply == message.reply else log.warning
        tell("message refused", channel=message.channel, message=message.code, reply=reply, again=next_at is not None)
        await self.seams.call(self.outbox.record_refused, message.id, reply, next_at, unanswered)
        self.seams.on_step("refusal recorded")
        self._observe(message, DeliveryResult.REFUSED if next_at else DeliveryResult.PARKED, now)

    def _observe(self, message: Message, result: DeliveryResult, now: datetime) -> None:
        self.observe(Delivered(message, provider_of(self.senders[message.channel]), result, now))


def _ended_well(worker: asyncio.Task[None]) -> bool:
    return worker.done() and not worker.cancelled() and worker.exception() is None
