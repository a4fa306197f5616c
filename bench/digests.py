"""A year of digests in three zones, simulated: two daemons on one database, clocks that jump, providers that are down.

The clock runs in steps of minutes through a whole year with every change of summer time. It is set wrong by up to five
hours, and right again; the daemons die within the steps of a digest or a delivery, and start again; providers refuse
for hours. Every channel has something to tell at any time, so that each date must have its digest: missed and doubled
ones are counted, and news that is told never or twice.

    python bench/digests.py [--days 365] [--seed 1] [--start 2026-01-01]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from monitor import wiring
from monitor.daemon.watch import Watch, watching
from monitor.errors import DeliveryError
from monitor.log import configure_logging
from monitor.model import (
    Announcement,
    Article,
    Entry,
    Launch,
    LaunchKey,
    Message,
    MessageDue,
    SourceState,
    Status,
    Verdict,
    VerdictKind,
    Wait,
)
from monitor.settings import WEEKDAYS, Channel, DigestTimes, QuietHours, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.ports import Store

WHOLE, SHORT = 365, 45  # Days; the short one holds a change of summer time in each zone that has any.
JUMP = timedelta(hours=5)
A_DAY = timedelta(days=1)
TAIL = 4 * A_DAY  # After the last news, until a weekday's digest has come that tells of it.
# 02:30 is skipped in New York when summer time begins at 02:00; on Lord Howe Island clocks change by half an hour, and
# that channel's digest falls into its quiet hours.
CHANNELS = (
    Channel("shanghai", SecretStr("console:"), ZoneInfo("Asia/Shanghai")),
    Channel("new-york", SecretStr("console:"), ZoneInfo("America/New_York"), digest=DigestTimes(time(2, 30))),
    Channel(
        "lord-howe",
        SecretStr("console:"),
        ZoneInfo("Australia/Lord_Howe"),
        digest=DigestTimes(time(6, 45), WEEKDAYS),
        quiet=QuietHours(time(22, 15), time(7, 0)),
    ),
)
COMES_AT = {"shanghai": time(8, 30), "new-york": time(2, 30), "lord-howe": time(7)}


class KilledError(BaseException):
    """Ends a daemon in the middle of a step, as a kill does: nothing that is under way is written."""


@dataclass
class Figures:
    """What came of a simulation.

    Args:
        expected: Digests that were due, by channel and date.
        edges: The first and last of each channel; there may be nothing to tell yet, or any more.
        got: In how many messages each came.
        told: How often each piece of news was told in different messages.
        news: Pieces of news that were to be told.
        copies: How often a message came again, under its own id, since a daemon died before it was recorded.
    """

    expected: set[tuple[str, str]] = field(default_factory=set)
    edges: set[tuple[str, str]] = field(default_factory=set)
    got: Counter[tuple[str, str]] = field(default_factory=Counter)
    told: Counter[tuple[str, int]] = field(default_factory=Counter)
    news: set[tuple[str, int]] = field(default_factory=set)
    copies: int = 0
    kills: int = 0
    jumps: int = 0
    refusals: int = 0

    @property
    def missed(self) -> list[tuple[str, str]]:
        """Give the digests that never came."""
        return sorted(one for one in self.expected if not self.got[one])

    @property
    def doubled(self) -> list[tuple[str, str]]:
        """Give the digests that came in more than one message, and those of a date that has none."""
        return sorted(
            one for one, times in self.got.items() if times > 1 or (times and one not in self.expected | self.edges)
        )

    @property
    def untold(self) -> int:
        """Count the news that no digest told."""
        return len(self.news - self.told.keys())

    @property
    def retold(self) -> int:
        """Count the news that two digests told."""
        return sum(times > 1 for times in self.told.values())


class World:
    """The clock, the two daemons, their channels, and what happens to all of these."""

    def __init__(self, folder: Path, start: datetime, days: int, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 -- chance, not secrecy.
        self.now = self.start = start
        self.skew = timedelta(0)
        self.end = start + days * A_DAY
        self.database = f"sqlite:///{folder / 'monitor.db'}"
        self.figures = Figures()
        self.seen: dict[tuple[str, str], set[int]] = {}
        self.down: dict[str, datetime] = {}
        self.deadly = 0
        self.number = 0

    def clock(self) -> datetime:
        """Tell the time as the machine shows it."""
        return self.now + self.skew

    def on_step(self, _step: str) -> None:
        """Die where that was drawn."""
        if self.deadly:
            self.deadly -= 1
            if not self.deadly:
                self.figures.kills += 1
                raise KilledError

    async def send(self, message: Message) -> str:
        """Take a message as a provider does, unless it is down."""
        if self.down.get(message.channel, self.now) > self.now:
            self.figures.refusals += 1
            raise DeliveryError(message.channel, "down")
        if message.digest:
            place = (message.channel, message.digest.name)
            if message.id in self.seen.setdefault(place, set()):
                self.figures.copies += 1
                return "accepted"
            self.seen[place].add(message.id)
            self.figures.got[place] += bool(message.alerts)  # Monday's line alone tells nothing.
            self.figures.told.update((message.channel, alert.launch.id) for alert in message.alerts)
        return "accepted"

    async def live(self) -> Figures:
        """Go through all days, and through what follows from the last one."""
        while self.now < self.end + TAIL:
            try:
                await self._until_killed()
            except (KilledError, BaseExceptionGroup) as end:
                if not isinstance(end, KilledError) and not end.split(KilledError)[0]:
                    raise
        for channel in CHANNELS:
            first, *others, last = [(channel.name, day.isoformat()) for day in self._dates(channel)]
            self.figures.expected |= set(others)
            self.figures.edges |= {first, last}
        return self.figures

    def _dates(self, channel: Channel) -> Iterator[date]:
        """Give the dates whose hour came: counted on a calendar, not by what is tried here.

        The first after the last news tells the rest; behind that there is nothing to say.
        """
        day = self.start.astimezone(channel.zone).date()
        comes_at = self.start
        while comes_at <= self.end:
            comes_at = datetime.combine(day, COMES_AT[channel.name], channel.zone)
            is_one = day.weekday() in (channel.digest or DigestTimes()).days
            if is_one and comes_at > self.start:
                yield day
            if not is_one:  # The weekend's news is Monday's.
                comes_at = self.start
            day += A_DAY

    async def _until_killed(self) -> None:
        settings = Settings((), CHANNELS)
        stores: list[Store] = []
        try:
            async with AsyncExitStack() as stack:
                daemons = []
                for _ in range(2):
                    stores.append(wiring.open_store(self.database))
                    circumstances = wiring.Circumstances(self.clock, self.on_step, keeps_time=True)
                    daemons.append(await stack.enter_async_context(watching(settings, stores[-1], circumstances)))
                await self._go_on(daemons)
        finally:
            for store in stores:
                store.close()

    async def _go_on(self, daemons: list[Watch]) -> None:
        for watch in daemons:
            watch.parts = replace(watch.parts, senders={channel.name: self for channel in CHANNELS})
        while self.now < self.end + TAIL:
            self.now += timedelta(minutes=self.dice.choice((10, 30, 60, 90)))
            self._happen()
            if self.now < self.end and self.dice.random() < 1 / 3:
                self._publish(daemons[0].store)
            for watch in self.dice.sample(daemons, 2):
                await watch.write_digests()
                await watch.deliver()

    def _happen(self) -> None:
        """Let a clock be set, a provider be down, or a step be the last one, each every few days."""
        if self.dice.random() < 1 / 100:
            self.skew = self.dice.choice((timedelta(0), JUMP * self.dice.uniform(-1, 1)))
            self.figures.jumps += 1
        if self.now > self.end:
            self.skew = timedelta(0)
        elif self.dice.random() < 1 / 80:
            self.down[self.dice.choice(CHANNELS).name] = self.now + timedelta(hours=self.dice.uniform(1, 30))
        if self.dice.random() < 1 / 20:
            self.deadly = self.dice.randint(1, 6)

    def _publish(self, store: Store) -> None:
        """Let a rumour wait for every channel's digest."""
        self.number += 1
        name, now = f"heron{self.number}", self.clock()
        key = LaunchKey("acme", name, "", "", "")
        launch = Launch(key, f"{name}@", name, None, ("Acme",), Status.UPCOMING, now, now, now, rumour=True)
        said = Announcement(name, None, ("Acme",), Status.UPCOMING, rumour=True, evidence=f"{name} may come")
        verdict = Verdict(VerdictKind.NEW, "new", said, launch)
        store.record_check(SourceState("outlet"), [Entry(name, f"https://outlet.example/{name}", name)], now)
        for pending in store.unread("outlet", datetime.max.replace(tzinfo=UTC), 9):
            with store.reading(pending, now) as reading:
                if reading is None:
                    continue
                kept = [MessageDue(channel.name, (), now, kept=((verdict, Wait.UNPROMPT),)) for channel in CHANNELS]
                reading.save(Article(pending.entry.url, name, name), [verdict], kept)
        self.figures.news |= {(channel.name, self.number) for channel in CHANNELS}


def simulate(start: datetime, days: int, seed: int) -> Figures:
    """Go through some days."""
    configure_logging(level="critical")
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(World(Path(folder), start, days, seed).live())


def main(days: int = SHORT, seed: int = 1, start: date = date(2026, 3, 1)) -> int:
    """Print the figures; give 1 where a digest was missed or doubled, or news told never or twice."""
    found = simulate(datetime.combine(start, time(), UTC), days, seed)
    print(f"from {start}, days {days}, zones {len(CHANNELS)}, daemons 2, seed {seed}")
    print(f"kills {found.kills}, clock jumps {found.jumps}, refusals {found.refusals}")
    print(f"digests due {len(found.expected)}: missed {len(found.missed)}, doubled {len(found.doubled)}")
    print(f"news {len(found.news)}: untold {found.untold}, told twice {found.retold}")
    print(f"messages that came again under their own id: {found.copies}")
    print("\n".join(map(str, (*found.missed, *found.doubled))))
    return int(bool(found.missed or found.doubled or found.untold or found.retold))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=WHOLE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=date.fromisoformat, default=date(2026, 1, 1))
    asked = parser.parse_args()
    sys.exit(main(asked.days, asked.seed, asked.start))
