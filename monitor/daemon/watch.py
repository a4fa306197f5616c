"""Sources and channels under one set of settings: what is due is checked, what is news is delivered beside it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import wiring
from monitor.daemon.pulse import Loop, Pulse
from monitor.daemon.timetable import Timetable
from monitor.errors import FetchReason, MonitorError, StoreError
from monitor.hours import digest_due, quiet_until
from monitor.log import get_logger
from monitor.lookup import SourceView
from monitor.model import Checked, CheckResult, SourceOutcome
from monitor.notify import DeliveryReport, deliver
from monitor.pipeline import ARTICLE_COMMITTED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection
    from datetime import datetime

    from monitor.hours import DigestSlot
    from monitor.model import Notice, SourceState
    from monitor.ports import Checkpoint, Clock, Right, Store
    from monitor.settings import Channel, Settings, Source
    from monitor.wiring import Circumstances, Parts

log = get_logger(__name__)

LONGEST_CHECK = timedelta(minutes=15)
"""60 articles at one a second, and a deadline of 30 s each for a few; what takes longer is given up, and goes on at the
next check: its server is slow, or many sources wait for their turn at one that does not answer."""

LONGEST_PERIOD = timedelta(minutes=5)
"""Of what providers publish of their rates."""

LOOK_AGAIN = timedelta(seconds=5)
"""How often the outbox is looked at without news, for messages that are to be tried again."""


@dataclass(slots=True)
class Watch:
    """Checks sources, at most one check of each at a time, and delivers what they bring.

    Args:
        sources: By id; those that are enabled.
        parts: The pipeline and the senders.
        news: Is set when a message is written, so that it need not wait for a slow neighbour.
        states: What is remembered of each source; kept current, so that due-ness costs no query.
        checks: The checks under way, by source.
        digests: The digest of each channel that was last seen to.
        hurry: Is set when a delivery under way is to end soon; what it leaves stays in the outbox.
        broke_off: The sources whose check broke off by a fault of ours, since the last heartbeat.
        pulse: Is told of each turn of the loops.
        longest_check: May take so long.
        timetable: Says who is due.
    """

    sources: dict[str, Source]
    store: Store
    parts: Parts
    clock: Clock
    on_step: Checkpoint
    news: asyncio.Event
    states: dict[str, SourceState] = field(default_factory=dict)
    checks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    broke_off: set[str] = field(default_factory=set)
    pulse: Pulse = field(default_factory=Pulse)
    longest_check: timedelta = LONGEST_CHECK
    timetable: Timetable = field(init=False)

    def __post_init__(self) -> None:
        """Begin the table of due times, which what is remembered is noted in."""
        self.timetable = Timetable(self.sources, self.states)
        self.timetable.note(self.states.keys() & self.sources.keys())

    @property
    def delivered_at(self) -> datetime | None:
        """Give when delivery last went on: a round may take as long as providers let so many messages through."""
        return self.pulse.turns.get(Loop.DELIVERY)

    def due(self) -> list[Source]:
        """Give the sources that are due and not being checked."""
        return [self.sources[name] for name in self.timetable.due(self.clock()) if name not in self.checks]

    async def look_up(self, source_ids: Collection[str]) -> None:
        """Take up what the database remembers of sources, which another process may have checked."""
        states = await self.parts.pipeline.stored(self.store.source_states, source_ids)
        for name, state in states.items():
            self.states[name] = _due_if_changed(state, self.sources[name])
        self.timetable.note(states)

    def remember(self, state: SourceState) -> None:
        """Take up what a check found."""
        self.states[state.source_id] = state
        self.timetable.note((state.source_id,))

    async def check(self, source: Source) -> SourceOutcome:
        """Check one source now."""
        outcome = await self.parts.pipeline.check(source, self.states[source.id])
        self.remember(outcome.state or self.states[source.id])
        return outcome

    async def check_guarded(self, source: Source) -> SourceOutcome:
        """Check one source; whatever goes wrong costs this check only, unless it is the store.

        The last guard of a run: a fault of ours must not end the watch over all other sources.
        """
        limit = asyncio.timeout(self.longest_check.total_seconds())
        try:
            async with limit:
                return await self.check(source)
        except StoreError:
            raise
        except Exception as fault:
            if isinstance(fault, TimeoutError) and limit.expired():
                said = f"given up after {self.longest_check.total_seconds():g} s: its server is slow, or asked by many"
                log.warning("check given up", source=source.id, seconds=self.longest_check.total_seconds())
                self.parts.pipeline.observe(Checked(CheckResult.FAILED, FetchReason.TIMEOUT))
            else:
                said = f"broke off, {type(fault).__name__}: {fault}"
                log.exception("check broke off", source=source.id)
                self.broke_off.add(source.id)
                self.parts.pipeline.observe(Checked(CheckResult.BROKE_OFF))
        await self._put_off(source)
        return SourceOutcome(source.id, source.name, error=said)

    async def _put_off(self, source: Source) -> None:
        """Let a check that did not end be followed by the next one at its usual time."""
        # Its listing may be written already; what comes later must not be taken for the first one.
        written = await self.parts.pipeline.stored(self.store.source_states, [source.id])
        self.remember(replace(written[source.id], next_at=self.clock() + source.every[0]))
        await self.parts.pipeline.stored(self.store.record_check, self.states[source.id], (), self.clock())

    async def tell(self, channel: str, notice: Notice) -> None:
        """Write a notice to a channel; it is delivered as all messages are."""
        await self.parts.pipeline.stored(self.store.record_notice, channel, notice, self.clock())
        self.news.set()

    async def write_digests(self) -> None:
        """Write the digests whose hour has come; each is written once, however often this is called and by whom."""
        now = self.clock()
        for channel in self.parts.channels:
            slot = digest_due(channel, now)
            if slot and self.digests.get(channel.name) != slot.name:
                self.digests[channel.name] = slot.name
                await self._write_digest(channel.name, slot, now)

    async def _write_digest(self, channel: str, slot: DigestSlot, now: datetime) -> None:
        """Write one digest; a fault of ours in it costs this digest only, until the next start, unless it is the store.

        Another guard of a run: what a digest stumbles over must not keep the alerts of all channels from being sent.
        """
        try:
            if await self.parts.pipeline.stored(self._digest_written, channel, slot, now):
                log.info("digest written", stage="resolve", channel=channel, digest=slot.name)
        except StoreError:
            raise
        except Exception:
            log.exception("digest broke off", stage="resolve", channel=channel, digest=slot.name)

    def _digest_written(self, channel: str, slot: DigestSlot, now: datetime) -> bool:
        """Write a digest that is not done with yet; tell whether there is a message now."""
        if self.store.has_digest(channel, slot.name):
            return False
        states = self.store.source_states(self.sources)
        views = [SourceView.of(source, states[name]) for name, source in self.sources.items()]
        if not self.parts.pipeline.keeps_time:
            slot = replace(slot, due_at=now)
        return self.parts.digests.write(channel, slot, views, now)

    def _quiet_channels(self) -> list[str]:
        now = self.clock()
        return [channel.name for channel in self.parts.channels if quiet_until(channel, now)]

    async def deliver(self) -> DeliveryReport:
        """Deliver what is due, unless another process on this database does."""
        async with self._delivering() as sole:
            if sole:
                return await deliver(
                    self.store,
                    self.parts.senders,
                    call=self.parts.pipeline.stored,
                    clock=self.clock,
                    on_step=self._delivery_step,
                    lanes=self.parts.lanes,
                    stop=self.hurry,
                    news=self.news,
                    quiet=self._quiet_channels,
                    storm=self.parts.pipeline.times.storm,
                    observe=self.parts.pipeline.observe,
                )
        log.warning("another monitor delivers from this database", stage="notify")
        return DeliveryReport()

    def _delivery_step(self, step: str) -> None:
        """Take note that a delivery goes on."""
        self.pulse.came_round(Loop.DELIVERY, self.clock())
        self.on_step(step)

    @asynccontextmanager
    async def _delivering(self) -> AsyncIterator[Right]:
        """Hold the right to deliver; the store is spoken to in its own thread alone."""
        stored, right = self.parts.pipeline.stored, self.store.delivering()
        sole = await stored(right.__enter__)
        try:
            yield sole
        finally:
            await stored(right.__exit__, None, None, None)

    async def deliver_until(self, finished: asyncio.Event) -> DeliveryReport:
        """Deliver whenever there is news or something may be tried again, and once more when `finished` is set."""
        accepted: list[str] = []
        refused: list[tuple[str, str]] = []
        last = False
        while not last:
            with suppress(TimeoutError):
                if not finished.is_set():  # A delivery takes the news up, too.
                    await asyncio.wait_for(self.news.wait(), LOOK_AGAIN.total_seconds())
            self.news.clear()
            last = finished.is_set()
            await self.write_digests()
            report = await self.deliver()
            self.pulse.came_round(Loop.DELIVERY, self.clock())
            accepted += report.accepted
            refused += report.refused
        return DeliveryReport(tuple(accepted), tuple(refused))


@asynccontextmanager
async def watching(
    settings: Settings,
    store: Store,
    circumstances: Circumstances,
    *,
    tells: bool = True,
    pulse: Pulse | None = None,
) -> AsyncIterator[Watch]:
    """Put a watch together for as long as its settings hold.

    Args:
        settings: What to watch and whom to tell.
        store: The memory.
        circumstances: Of the run.
        tells: It delivers and writes digests. One that does not is told by others what to check, and looks that up.
        pulse: Is told of each turn of the loops, from one watch to the next.
    """
    news = asyncio.Event()
    news.set()  # What waited from before need not wait for the first look at the outbox.

    def noticed(step: str) -> None:
        circumstances.on_step(step)
        if step == ARTICLE_COMMITTED:
            news.set()

    sources = {source.id: source for source in settings.sources if source.enabled}
    async with wiring.assemble(settings, store, replace(circumstances, on_step=noticed)) as parts:
        watch = Watch(sources, store, parts, circumstances.clock, circumstances.on_step, news, pulse=pulse or Pulse())
        if tells:
            await watch.look_up(list(sources))
            for channel in parts.channels:
                await parts.pipeline.stored(_begin_digests, store, channel, circumstances.clock())
            await _remember_pace(store, parts, circumstances.clock())
        yield watch


async def _remember_pace(store: Store, parts: Parts, now: datetime) -> None:
    """Let the lanes know what providers took of late: a new start, or new settings, must not go beyond their rates."""
    accepted = await parts.pipeline.stored(store.accepted_since, now - LONGEST_PERIOD)
    for name, lane in parts.lanes.items():
        lane.pace.remember(at for channel, at in accepted if channel == name)


def _begin_digests(store: Store, channel: Channel, now: datetime) -> None:
    """Let a channel that is new here have digests from now on, and none of what was before."""
    if channel.digest is None:
        store.end_digests(channel.name)
    else:
        slot = digest_due(channel, now)
        store.begin_digests(channel.name, [slot.name] if slot else [], now)


def first_to_mend(faults: BaseExceptionGroup) -> MonitorError | None:
    """Give the one thing that a person has to mend, where a group of faults is that."""
    while isinstance(first := next(iter(faults.exceptions)), BaseExceptionGroup):
        faults = first
    return first if isinstance(first, MonitorError) else None


def _due_if_changed(state: SourceState, source: Source) -> SourceState:
    """Make a source due at once whose settings are others than at its last check: who mends one waits for it."""
    return replace(state, next_at=None) if state.asked_as not in {"", source.digest} else state
