"""Messages to many providers → how soon each gets them, and what is lost, repeated or refused. Real HTTP, real store.

python bench/telling.py              what issue 8 asks for: 1,000 messages to each of ten channels, 100 SIGTERMs
python bench/telling.py --short      the same in small, as the tests run it
python bench/telling.py --stops 1000 as many SIGTERMs (half an hour)
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from anyio import CapacityLimiter, to_thread
from process import CONFIG, DATABASE, Monitor
from providers import Providers
from pydantic import SecretStr

from monitor import wiring
from monitor.log import configure_logging
from monitor.model import MessageState, Notice, NoticeKind
from monitor.notify import deliver, lane_for
from monitor.notify.outbox import DeliveryTimes
from monitor.settings import Channel, Settings
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from monitor.store import SqlStore

HOME = ZoneInfo("Asia/Shanghai")
CHANNELS, MESSAGES, SECONDS = 10, 1000, 100.0
SHORT_MESSAGES, SHORT_SECONDS = 40, 4.0
STOPS, SHORT_STOPS = 100, 3
LONGEST_DELAY, LONGEST_EXIT = 2.0, 10.0
FASTER = 60
"""How much faster than by the wall's clock the limited provider's minutes pass: 200 messages take ten of them."""

LIMITED, TWENTY = 200, 20
SLOW = "too slow: "
_NUMBER = re.compile(r"n(\d+)n")


def main(*, short: bool = True, stops: int | None = None, timed: bool = True) -> int:
    """Measure and print; give 1 where a goal is missed, those of time only if they are asked for."""
    configure_logging(level="critical")
    many, seconds = (SHORT_MESSAGES, SHORT_SECONDS) if short else (MESSAGES, SECONDS)
    faults = asyncio.run(_side_by_side(many, seconds))
    faults += asyncio.run(_limited())
    faults += _stopped(stops or (SHORT_STOPS if short else STOPS))
    counted = [fault for fault in faults if timed or not fault.startswith(SLOW)]
    for fault in counted:
        print(f"MISSED: {fault}")
    return 1 if counted else 0


@asynccontextmanager
async def _store() -> AsyncIterator[tuple[SqlStore, Any]]:
    """Open a store in a file of its own, spoken to in a thread of its own, as the daemon does."""
    thread = CapacityLimiter(1)

    async def call(function: Any, *arguments: object) -> Any:  # noqa: ANN401 -- whatever the store gives.
        return await to_thread.run_sync(partial(function, *arguments), limiter=thread)

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/monitor.db")
        try:
            yield store, call
        finally:
            store.close()


def _numbers(received: list[tuple[float, str]]) -> Iterator[tuple[float, int]]:
    for at, body in received:
        found = _NUMBER.search(body)
        if found:
            yield at, int(found[1])


async def _side_by_side(many: int, seconds: float) -> list[str]:
    """Ten channels, one down and one hung; the messages are spread over some seconds."""
    providers = Providers(time.monotonic)
    await providers.open()
    urls = [f"{providers.url}/ok{place}" for place in range(CHANNELS - 2)] + [
        "http://127.0.0.1:9/",
        f"{providers.url}/hung",
    ]
    channels = tuple(Channel(f"c{place}", SecretStr(url), HOME) for place, url in enumerate(urls))
    written: dict[int, float] = {}
    async with _store() as (store, call), wiring.open_senders(Settings((), channels)) as senders:
        lanes = {name: lane_for(sender) for name, sender in senders.items()}
        ended, news = asyncio.Event(), asyncio.Event()

        async def deliver_on() -> None:
            while not ended.is_set():
                await deliver(
                    store,
                    senders,
                    call=call,
                    clock=wiring.utc_now,
                    on_step=wiring.no_checkpoint,
                    lanes=lanes,
                    stop=ended,
                    news=news,
                )
                await asyncio.sleep(0.02)

        courier = asyncio.create_task(deliver_on())
        for number in range(many):
            written[number] = time.monotonic()
            for name in senders:
                await call(
                    store.record_notice, name, Notice(NoticeKind.TRIED, lines=(f"n{number}n",)), wiring.utc_now()
                )
            news.set()
            await asyncio.sleep(max(0.0, seconds / many - (time.monotonic() - written[number])))
        await _settled(providers, CHANNELS - 2, many)
        ended.set()
        await courier
        states = Counter(message.state for message in store.messages() if message.channel in {"c8", "c9"})
    providers.close()
    return _judge(providers, written, many, states)


async def _settled(providers: Providers, healthy: int, many: int) -> None:
    """Wait until all came, or a minute long."""
    for _ in range(600):
        if sum(map(len, providers.received.values())) >= healthy * many:
            return
        await asyncio.sleep(0.1)


def _judge(providers: Providers, written: dict[int, float], many: int, states: Counter[MessageState]) -> list[str]:
    delays: list[float] = []
    faults = []
    for place in range(CHANNELS - 2):
        got = list(_numbers(providers.received[f"/ok{place}"]))
        if sorted(number for _, number in got) != list(range(many)):
            faults.append(f"channel {place} got {len(got)} messages, {len({number for _, number in got})} different")
        delays += [at - written[number] for at, number in got]
    p99 = quantiles(delays, n=100)[98]
    print(f"{CHANNELS} channels, one down, one hung, {many:,} messages each")
    print(f"  each healthy one got exactly {many:,}: {'no' if faults else 'yes'}")
    print(f"  delay p50 {quantiles(delays, n=2)[0]:.3f} s, p99 {p99:.3f} s (goal < {LONGEST_DELAY:g} s)")
    print(f"  of the two others: {', '.join(f'{count} {state.value}' for state, count in states.items())}")
    if p99 >= LONGEST_DELAY:
        faults.append(f"{SLOW}p99 of the delay {p99:.2f} s")
    if states[MessageState.ACCEPTED] or states.total() != 2 * many:
        faults.append("messages of a channel that does not answer are gone")
    return faults


@dataclass(frozen=True, slots=True)
class FastClock:
    """Lets minutes pass in seconds."""

    began: float
    at: datetime

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        """Give the seconds that passed by it."""
        return (time.monotonic() - self.began) * FASTER


async def _limited() -> list[str]:
    """A bot of twenty a minute gets two hundred messages at once."""
    clock = FastClock(time.monotonic(), datetime(2026, 1, 1, tzinfo=UTC))
    providers = Providers(clock.seconds)
    await providers.open()
    bot = Channel("bot", SecretStr("dingtalk://t0kent0ken"), HOME, endpoint=providers.url)
    async with _store() as (store, call), wiring.open_senders(Settings((), (bot,)), clock) as senders:
        for number in range(LIMITED):
            await call(store.record_notice, "bot", Notice(NoticeKind.TRIED, lines=(f"n{number}n",)), clock())
        lanes = {"bot": lane_for(senders["bot"])}
        times = DeliveryTimes(lease=timedelta(hours=1))  # By the fast clock, too.

        async def pause(seconds: float) -> None:
            await asyncio.sleep(seconds / FASTER)

        while any(message.state is MessageState.PENDING for message in await call(store.messages)):
            await deliver(
                store,
                senders,
                call=call,
                clock=clock,
                on_step=wiring.no_checkpoint,
                lanes=lanes,
                times=times,
                pause=pause,
            )
            await asyncio.sleep(5 / FASTER)
        attempts = max(message.attempts for message in store.messages())
    providers.close()
    got = [number for _, number in _numbers(providers.received["/robot/send"])]
    print(f"a provider of {TWENTY} a minute, {LIMITED} messages at once")
    print(f"  delivered {len(got)} in {clock.seconds() / 60:.1f} of its minutes, refused {providers.refused}")
    faults = [f"{providers.refused} were refused"] if providers.refused else []
    if got != list(range(LIMITED)) or attempts != 1:
        faults.append("not all were delivered once, in order, at the first attempt")
    return faults


def _stopped(times: int) -> list[str]:
    """Stop the daemon again and again while it delivers; one of its channels is hung."""
    with tempfile.TemporaryDirectory() as name, _in_a_thread() as providers:
        folder = Path(name)
        folder.joinpath(CONFIG).write_text(
            f"web: off\nchannels:\n  - {{name: ok, url: '{providers.url}/ok'}}\n"
            f"  - {{name: hung, url: '{providers.url}/hung'}}\nnotices: ok\n"
            "sources:\n  - {id: none, url: 'http://127.0.0.1:9/', enabled: false}\n",
            encoding="utf-8",
        )
        return _judge_stops(*_stop_again_and_again(folder, providers, times), times)


def _stop_again_and_again(
    folder: Path, providers: Providers, times: int
) -> tuple[int, list[int], list[float], list[int]]:
    """Give how many messages there were, which came, how long each exit took, and the exit codes."""
    dice, exits, codes, written = random.Random(7), [], [], 0  # noqa: S311 -- the same moments in each run.
    store = open_store(f"sqlite:///{folder / DATABASE}")
    try:
        for _ in range(times):
            monitor = Monitor(folder)
            monitor.says(["monitor watches"])
            for _ in range(6):
                store.record_notice("ok", Notice(NoticeKind.TRIED, lines=(f"n{written}n",)), wiring.utc_now())
                written += 1
            store.record_notice("hung", Notice(NoticeKind.TRIED), wiring.utc_now())
            monitor.lives(dice.uniform(0.0, 0.5))
            began = time.monotonic()
            codes.append(monitor.end(signal.SIGTERM))
            exits.append(time.monotonic() - began)
        monitor = Monitor(folder)
        until = time.monotonic() + 60
        while time.monotonic() < until and len(providers.received["/ok"]) < written:
            monitor.lives(0.2)
        monitor.end(signal.SIGTERM)
    finally:
        store.close()
    return written, [number for _, number in _numbers(providers.received["/ok"])], exits, codes


def _judge_stops(written: int, got: list[int], exits: list[float], codes: list[int], times: int) -> list[str]:
    lost, repeated = written - len(set(got)), len(got) - len(set(got))
    print(f"SIGTERM {times:,} times while {written:,} messages go out, with a hung channel beside")
    print(f"  longest exit {max(exits):.2f} s (goal < {LONGEST_EXIT:g} s), lost {lost}, repeated {repeated}")
    faults = [f"{SLOW}an exit took {max(exits):.1f} s"] if max(exits) >= LONGEST_EXIT else []
    faults += [f"{lost} lost, {repeated} repeated"] if lost or repeated else []
    return faults + ([f"exit codes {sorted(set(codes))}"] if set(codes) != {0} else [])


class _in_a_thread:  # noqa: N801 -- reads as what it does.
    """Serve providers from a loop of their own, while this thread waits for processes."""

    def __enter__(self) -> Providers:
        self.loop = asyncio.new_event_loop()
        self.providers = Providers(time.monotonic, slow=0.03)
        self.thread = Thread(target=self.loop.run_forever)
        self.thread.start()
        asyncio.run_coroutine_threadsafe(self.providers.open(), self.loop).result()
        return self.providers

    def __exit__(self, *_: object) -> None:
        async def end() -> None:
            self.providers.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        asyncio.run_coroutine_threadsafe(end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="in small")
    parser.add_argument("--stops", type=int, metavar="N", help="how many SIGTERMs")
    parser.add_argument("--untimed", action="store_true", help="judge what came, and not how soon")
    wanted = parser.parse_args()
    sys.exit(main(short=wanted.short, stops=wanted.stops, timed=not wanted.untimed))
