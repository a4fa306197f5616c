from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify.making import NOW
from notify.memory import HandClock, MemoryOutbox, ObedientSender, call

from monitor.errors import DeliveryError
from monitor.model import MessageState
from monitor.notify import DeliveryReport, deliver
from monitor.notify.lane import Lane
from monitor.notify.outbox import DeliveryTimes
from monitor.notify.pace import Pace, Rate
from monitor.settings import Storm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model import Message
    from monitor.ports import Checkpoint

pytestmark = pytest.mark.anyio
QUICK = DeliveryTimes(deadline=timedelta(seconds=0.1), look_again=timedelta(seconds=0.01))
BUSY = DeliveryError("team", "busy")
NEVER = DeliveryError("team", "no such bot", retryable=False)


class PulledPlugError(BaseException):
    """The process dies here."""


async def one_round(  # noqa: PLR0913 -- the seams of `deliver`.
    outbox: MemoryOutbox,
    senders: Mapping[str, ObedientSender],
    clock: HandClock | None = None,
    *,
    on_step: Checkpoint = lambda _step: None,
    jitter: float = 1.0,
    times: DeliveryTimes = QUICK,
    stop: asyncio.Event | None = None,
    quiet: tuple[str, ...] = (),
    storm: Storm | None = None,
) -> DeliveryReport:
    return await deliver(
        outbox,  # type: ignore[arg-type]  # Answers what is asked of it.
        senders,
        call=call,
        clock=clock or HandClock(),
        on_step=on_step,
        jitter=lambda: jitter,
        times=times,
        stop=stop,
        quiet=lambda: quiet,
        storm=storm,
    )


async def test_an_accepted_message_leaves_the_outbox_with_the_providers_words() -> None:
    outbox, steps = MemoryOutbox(), []
    (message,) = outbox.put("team")

    report = await one_round(outbox, {"team": ObedientSender()}, on_step=steps.append)

    assert report == DeliveryReport(accepted=(message.code,))
    assert outbox.accepted == {1: ["ok 1"]}
    assert steps == ["message claimed", "message sent", "acceptance recorded"]


async def test_nothing_due_is_nothing_done() -> None:
    outbox = MemoryOutbox()
    outbox.put("team", next_at=NOW + timedelta(seconds=1))

    report = await one_round(outbox, {"team": ObedientSender()})

    assert report == DeliveryReport()


async def test_a_permanent_refusal_parks_the_message_and_holds_no_other() -> None:
    outbox, sender, steps = MemoryOutbox(), ObedientSender([NEVER]), []
    outbox.put("team", "team")

    report = await one_round(outbox, {"team": sender}, on_step=steps.append)

    assert report.refused == (("team", "no such bot"),)
    assert (outbox.rows[1].state, outbox.rows[1].reply) == (MessageState.PARKED, "no such bot")
    assert sender.sent == [2]
    assert steps.count("refusal recorded") == 1


@pytest.mark.parametrize(
    ("attempts", "jitter", "seconds"),
    [(0, 1.0, 15), (0, 0.0, 7.5), (1, 1.0, 30), (3, 1.0, 120), (7, 1.0, 1920), (8, 1.0, 3600), (500, 0.5, 2700)],
)
async def test_a_temporary_refusal_waits_twice_as_long_each_time_and_never_ends(
    attempts: int, jitter: float, seconds: float
) -> None:
    outbox, clock = MemoryOutbox(), HandClock()
    outbox.put("team")
    for _ in range(attempts):
        outbox.claim(clock(), clock(), 1)

    await one_round(outbox, {"team": ObedientSender([BUSY])}, clock, jitter=jitter)

    assert outbox.rows[1].state is MessageState.PENDING
    assert outbox.rows[1].next_at - NOW == timedelta(seconds=seconds)


async def test_the_wait_that_a_provider_asks_for_holds_for_all_of_its_channel() -> None:
    outbox = MemoryOutbox()
    outbox.put("team", "team", "other")
    sender, other = ObedientSender([DeliveryError("team", "slow down", retry_after=600)]), ObedientSender()

    report = await one_round(outbox, {"team": sender, "other": other})

    assert report.refused == (("team", "slow down"),)
    assert [outbox.rows[number].next_at - NOW for number in (1, 2)] == [timedelta(minutes=10)] * 2
    assert outbox.rows[2].reply == "waits with its channel: slow down"
    assert [outbox.rows[number].attempts for number in (1, 2)] == [1, 0]
    assert (sender.sent, other.sent) == ([], [3])


async def test_a_message_that_is_refused_for_hours_does_not_hold_its_channel_as_long() -> None:
    outbox, clock = MemoryOutbox(), HandClock()
    outbox.put("team", "team")
    for _ in range(9):
        outbox.claim(clock(), clock(), 1)

    await one_round(outbox, {"team": ObedientSender([BUSY])}, clock)

    assert [outbox.rows[number].next_at - NOW for number in (1, 2)] == [timedelta(hours=1), timedelta(seconds=15)]


async def test_a_hung_channel_delays_nobody_not_even_what_falls_due_meanwhile() -> None:
    outbox, hung, healthy = MemoryOutbox(), ObedientSender(hangs=True), ObedientSender()
    outbox.put("hung", "healthy", "healthy")

    def on_step(step: str) -> None:
        if step == "acceptance recorded" and len(outbox.rows) < 6:
            outbox.put("healthy")

    report = await one_round(outbox, {"hung": hung, "healthy": healthy}, on_step=on_step)

    assert healthy.sent == [2, 3, 4, 5, 6]
    assert report.refused == (("hung", "no answer within 0.1 s"),)
    assert outbox.rows[1].state is MessageState.PENDING
    assert hung.under_way == 0


async def test_a_channel_sends_one_message_at_a_time_in_order() -> None:
    outbox, sender = MemoryOutbox(), ObedientSender()
    outbox.put(*["team"] * 200)

    await one_round(outbox, {"team": sender})

    assert sender.most_under_way == 1
    assert sender.sent == list(range(1, 201))


async def test_a_message_of_a_channel_that_is_gone_waits_with_the_reason() -> None:
    outbox = MemoryOutbox()
    outbox.put("gone")

    report = await one_round(outbox, {})

    assert report.refused == (("gone", "no channel named gone in the settings"),)
    assert outbox.rows[1].state is MessageState.PENDING
    assert outbox.rows[1].next_at > NOW


async def test_what_a_slow_channel_cannot_send_within_its_lease_is_given_back_and_sent_once() -> None:
    clock = HandClock()
    outbox, sender = MemoryOutbox(), ObedientSender(takes=7, clock=clock)
    outbox.put(*["team"] * 30)

    await one_round(outbox, {"team": sender}, clock, times=DeliveryTimes())

    assert sorted(sender.sent) == list(range(1, 31))


async def test_a_faulty_sender_stops_no_other_and_is_heard_of_without_its_words() -> None:
    outbox, healthy = MemoryOutbox(), ObedientSender()
    outbox.put("faulty", "healthy", "healthy")

    faulty = ObedientSender([ZeroDivisionError("token 12345")])
    report = await one_round(outbox, {"faulty": faulty, "healthy": healthy})

    assert healthy.sent == [2, 3]
    assert outbox.rows[1].state is MessageState.PENDING
    assert report.refused == (("faulty", "fault of our own in sending: ZeroDivisionError"),)


async def test_a_round_that_is_asked_to_stop_gives_the_rest_back() -> None:
    outbox, sender, stop = MemoryOutbox(), ObedientSender(), asyncio.Event()
    outbox.put("team", "team")
    stop.set()

    await one_round(outbox, {"team": sender}, stop=stop)

    assert sender.sent == []
    assert {row.state for row in outbox.rows.values()} == {MessageState.PENDING}


async def test_a_clock_that_leaps_over_a_lease_sends_nothing_twice() -> None:
    clock, outbox = HandClock(), MemoryOutbox()
    sender = ObedientSender(takes=600, clock=clock)
    outbox.put("team", "team", "team")

    await one_round(outbox, {"team": sender}, clock)

    assert sorted(sender.sent) == [1, 2, 3]


async def test_a_round_that_is_ended_leaves_no_delivery_behind() -> None:
    outbox, hung = MemoryOutbox(), ObedientSender(hangs=True)
    outbox.put("hung")
    round_under_way = asyncio.create_task(one_round(outbox, {"hung": hung}, times=DeliveryTimes()))
    await hung.began.wait()

    round_under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await round_under_way

    assert hung.under_way == 0
    assert outbox.rows[1].state is MessageState.PENDING


async def test_ten_channels_one_down_and_one_hung_and_a_thousand_messages() -> None:
    outbox, began = MemoryOutbox(), time.perf_counter()
    senders = {f"c{number}": ObedientSender() for number in range(10)}
    senders["c0"].hangs = True
    senders["c1"].refusals = [DeliveryError("c1", "HTTP 500") for _ in range(1000)]
    last: dict[str, float] = {}
    outbox.put(*[f"c{number % 10}" for number in range(1000)])

    def on_step(_step: str) -> None:
        for name, sender in senders.items():
            if len(sender.sent) == 100:
                last.setdefault(name, time.perf_counter() - began)

    times = DeliveryTimes(deadline=timedelta(seconds=3))
    report = await one_round(outbox, senders, on_step=on_step, times=times)

    healthy = [sender.sent for name, sender in senders.items() if name not in {"c0", "c1"}]
    assert [len(sent) for sent in healthy] == [len(set(sent)) for sent in healthy] == [100] * 8
    assert len(report.accepted) == 800
    assert max(last.values()) < 2
    assert {row.state for row in outbox.rows.values() if row.channel in {"c0", "c1"}} == {MessageState.PENDING}


class LimitedProvider:
    """Takes so many messages within a period, and refuses the next, as DingTalk does."""

    def __init__(self, clock: HandClock, most: int, per: timedelta) -> None:
        self.clock, self.most, self.per = clock, most, per
        self.taken: list[tuple[datetime, int]] = []
        self.refusals = 0

    async def send(self, message: Message) -> str:
        since = self.clock() - self.per
        if sum(at > since for at, _ in self.taken) >= self.most:
            self.refusals += 1
            wait = (self.taken[-self.most][0] + self.per - self.clock()).total_seconds()
            raise DeliveryError("team", "429", too_many=True, retry_after=wait)
        self.taken.append((self.clock(), message.id))
        return "ok"


async def deliver_all(outbox: MemoryOutbox, provider: LimitedProvider, clock: HandClock, lane: Lane) -> None:
    async def pause(seconds: float) -> None:
        clock.move(seconds=seconds)

    lanes = {"team": lane}
    for _ in range(2000):
        if all(row.state is MessageState.ACCEPTED for row in outbox.rows.values()):
            return
        await deliver(
            outbox, {"team": provider}, call=call, clock=clock, on_step=lambda _: None, lanes=lanes, pause=pause
        )  # type: ignore[arg-type]
        clock.move(seconds=5)


async def test_a_provider_of_twenty_a_minute_refuses_none_of_two_hundred_messages() -> None:
    clock, outbox = HandClock(), MemoryOutbox()
    outbox.put(*["team"] * 200)
    provider = LimitedProvider(clock, 20, timedelta(minutes=1))

    await deliver_all(outbox, provider, clock, Lane(Pace((Rate(20, timedelta(minutes=1)),))))

    assert [number for _, number in provider.taken] == list(range(1, 201))
    assert provider.refusals == 0
    assert clock() - NOW < timedelta(minutes=11)
    assert {row.attempts for row in outbox.rows.values()} == {1}


async def test_a_provider_that_publishes_nothing_refuses_once_and_never_again() -> None:
    clock, outbox = HandClock(), MemoryOutbox()
    outbox.put(*["team"] * 200)
    provider = LimitedProvider(clock, 20, timedelta(minutes=1))

    await deliver_all(outbox, provider, clock, Lane())

    assert len(provider.taken) == 200
    assert provider.refusals == 1


async def test_a_message_that_only_waited_with_its_channel_was_not_tried() -> None:
    outbox = MemoryOutbox()
    outbox.put("team", "team")

    await one_round(outbox, {"team": ObedientSender([BUSY])})

    assert [row.attempts for row in outbox.rows.values()] == [1, 0]
    assert outbox.rows[2].next_at == NOW + timedelta(seconds=15)


async def test_a_resting_channel_lets_a_single_message_try_the_way() -> None:
    outbox, clock, lanes = MemoryOutbox(), HandClock(), {}
    sender = ObedientSender([BUSY, BUSY])
    outbox.put("team", "team", "team")

    for _ in range(2):
        await deliver(
            outbox,  # type: ignore[arg-type]
            {"team": sender},
            call=call,
            clock=clock,
            on_step=lambda _: None,
            lanes=lanes,
            jitter=lambda: 1.0,
        )
        clock.move(seconds=15)

    assert sum(row.attempts for row in outbox.rows.values()) == 2
    assert sender.sent == []


UNANSWERED = DeliveryError("team", "no answer", ambiguous=True)


async def test_a_message_without_an_answer_is_sent_once_more_marked_and_then_left_to_a_person() -> None:
    outbox, clock = MemoryOutbox(), HandClock()
    sender = ObedientSender([UNANSWERED, UNANSWERED])
    outbox.put("team")

    await one_round(outbox, {"team": sender}, clock)
    between = outbox.rows[1]
    clock.move(hours=1)
    await one_round(outbox, {"team": sender}, clock)

    assert (between.state, between.unanswered) == (MessageState.PENDING, 1)
    assert outbox.rows[1].state is MessageState.PARKED
    assert outbox.rows[1].reply == "no answer (2 times: it may have arrived)"


async def test_a_message_that_is_known_again_by_its_key_is_sent_until_it_is_answered() -> None:
    outbox, clock = MemoryOutbox(), HandClock()
    known = DeliveryError("team", "no answer", ambiguous=True)
    known.idempotent = True
    sender = ObedientSender([known] * 5)
    outbox.put("team")

    for _ in range(6):
        await one_round(outbox, {"team": sender}, clock)
        clock.move(hours=2)

    assert outbox.rows[1].state is MessageState.ACCEPTED
    assert outbox.rows[1].unanswered == 0


async def test_a_hung_delivery_is_ended_soon_when_asked_to_stop() -> None:
    outbox, hung, stop = MemoryOutbox(), ObedientSender(hangs=True), asyncio.Event()
    outbox.put("hung")
    times = DeliveryTimes(farewell=timedelta(seconds=0.05))
    round_under_way = asyncio.create_task(one_round(outbox, {"hung": hung}, times=times, stop=stop))
    await hung.began.wait()

    stop.set()
    report = await asyncio.wait_for(round_under_way, 5)

    assert report.refused == (("hung", "no answer when asked to stop"),)
    assert outbox.rows[1].unanswered == 1


async def test_a_message_of_a_channel_that_is_gone_was_never_tried() -> None:
    outbox = MemoryOutbox()
    outbox.put("gone")

    await one_round(outbox, {})

    assert outbox.rows[1].attempts == 0
    assert outbox.rows[1].reply == "no channel named gone in the settings"


STEPS = ["message claimed", "message sent", "acceptance recorded", "refusal recorded"]


@given(
    refusals=st.lists(st.sampled_from([None, BUSY]), max_size=8),
    deaths=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(min_value=1, max_value=4)), max_size=6),
)
def test_no_death_loses_a_message_and_each_repeats_at_most_one_a_channel(
    refusals: list[DeliveryError | None], deaths: list[tuple[str, int]]
) -> None:
    outbox, clock = MemoryOutbox(), HandClock()
    senders = {"a": ObedientSender(list(refusals)), "b": ObedientSender()}
    outbox.put("a", "b", "a", "b", "a")
    died = 0

    for step, count in [*deaths, ("none", 1)] + [("none", 1)] * 20:
        left = count

        def on_step(done: str, step: str = step) -> None:
            nonlocal left
            left -= done == step
            if left == 0:
                raise PulledPlugError

        try:
            asyncio.run(one_round(outbox, senders, clock, on_step=on_step))
        except PulledPlugError:
            died += 1
        clock.move(hours=2)

    assert {row.state for row in outbox.rows.values()} == {MessageState.ACCEPTED}
    assert {*senders["a"].sent, *senders["b"].sent} == set(outbox.rows)
    assert all(len(sender.sent) - len(set(sender.sent)) <= died for sender in senders.values())


async def test_to_a_quiet_channel_only_what_is_urgent_is_sent() -> None:
    outbox = MemoryOutbox()
    outbox.put("team", "team", "other")
    outbox.rows[2] = replace(outbox.rows[2], urgent=True)
    team, other = ObedientSender(), ObedientSender()

    await one_round(outbox, {"team": team, "other": other}, quiet=("team",))

    assert (team.sent, other.sent) == ([2], [3])
    assert outbox.rows[1].state is MessageState.PENDING


async def test_a_storm_is_looked_for_before_each_claim() -> None:
    outbox = MemoryOutbox()
    outbox.put("team")

    await one_round(outbox, {"team": ObedientSender()}, storm=Storm(3))
    await one_round(outbox, {"team": ObedientSender()})

    assert outbox.gathered == [(Storm(3), NOW), (Storm(3), NOW)]
