"""A thousand bursty feeds: is every window that was overrun seen, and none that was not?

A feed shows its newest entries, between four and fifty. Entries come alone and in bursts that may be larger than that.
An overrun is a look before which as many came as the window holds: nothing of the last listing is left, and something
may have been missed. Pure and without a network; `python bench/bursts.py` takes some seconds.
"""

from __future__ import annotations

import random
import sys
from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.discover import with_listing
from monitor.model import Entry, Moment, Sighting, SourceState
from monitor.settings import Source

FEEDS, LOOKS = 1_000, 60
START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
BETWEEN = timedelta(minutes=30)
BURST_EVERY = 12  # Looks, on average.


@dataclass(slots=True)
class Count:
    """How many looks overran a window, how many of them were seen, and how many others were called so."""

    overrun: int = 0
    seen: int = 0
    false: int = 0


def play(number: int, count: Count) -> None:
    """Live through the looks at one feed."""
    chance = random.Random(number)  # noqa: S311 -- a made-up world, the same each time.
    source = Source(f"feed{number}", f"feed {number}", f"https://feed{number}.example/", ZoneInfo("UTC"))
    size = chance.randint(4, 50)
    window: deque[tuple[int, datetime]] = deque(((place, START - BETWEEN) for place in range(size)), maxlen=size)
    state, now, last, arrived = SourceState(source.id), START, size, 0
    known: set[int] = set()
    for look in range(LOOKS):
        sightings = [_sighting(source, place, at, is_known=place in known) for place, at in reversed(window)]
        state, _ = with_listing(source, state, sightings, now)
        state = replace(state, listed_at=now)
        is_overrun, was_called = look > 0 and arrived >= size, state.overrun_at == now
        count.overrun += is_overrun
        count.seen += is_overrun and was_called
        count.false += was_called and not is_overrun
        known |= {place for place, _ in window}
        now += BETWEEN
        burst = chance.randint(1, 3 * size) if chance.random() < 1 / BURST_EVERY else 0
        arrived = burst + chance.randint(0, 2)
        window.extend((last + place, now - timedelta(minutes=chance.randint(0, 29))) for place in range(arrived))
        last += arrived


def _sighting(source: Source, place: int, at: datetime, *, is_known: bool) -> Sighting:
    address = f"{source.url}{place}"
    return Sighting(
        Entry(str(place), address, f"News {place}", Moment(at)), address, is_known, at_known_address=is_known
    )


def main() -> int:
    """Print the counts; give 1 where an overrun went unseen, or something else was called one."""
    count = Count()
    for number in range(FEEDS):
        play(number, count)
    print(f"{FEEDS} feeds, {FEEDS * LOOKS} looks: {count.overrun} windows overrun, {count.seen} of them seen")
    print(f"called so for nothing: {count.false}")
    return int(count.seen < count.overrun or count.false > 0)


if __name__ == "__main__":
    sys.exit(main())
