"""Made-up sources that publish as real ones do, and what a watch makes of them: by the same pure functions, in no time.

Weekends, nights, Mid-Autumn and National Day of 2026, vacations, hubs that publish in bursts, a failure now and then.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.checks import Question, after_failure, after_listing
from monitor.errors import FetchError, FetchReason
from monitor.model import Document, Entry, Moment, Sighting, SourceState, Tier, Validators
from monitor.schedule import next_due
from monitor.settings import OFFICIAL_EVERY, USUAL_EVERY, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.model import Notice

BEGIN = datetime(2026, 9, 14, tzinfo=UTC)
MONTH = timedelta(days=30)
HISTORY = timedelta(days=400)
LISTED = 30
ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
FAILURES = 0.005  # Of all checks, each by itself: what a good server gives.

HOLIDAYS = tuple(
    (datetime(year, month, first, tzinfo=ZONE), datetime(year, month, last, tzinfo=ZONE) + DAY)
    for year, month, first, last in (
        (2025, 10, 1, 8),
        (2026, 1, 1, 3),
        (2026, 2, 15, 23),
        (2026, 4, 4, 6),
        (2026, 5, 1, 5),
        (2026, 9, 25, 27),
        (2026, 10, 1, 8),
    )
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a source publishes.

    Args:
        daily: Entries on a working day.
        hours: When, by the clock of Shanghai.
        weekend: Share of that on Saturdays and Sundays.
        holiday: Share of that on holidays.
        burst: Entries that come together.
        has_dates: Its list says when.
    """

    name: str
    daily: float
    hours: tuple[int, int] = (8, 22)
    weekend: float = 1.0
    holiday: float = 1.0
    burst: int = 1
    has_dates: bool = True
    tier: Tier = Tier.MEDIA


HABITS: tuple[tuple[int, Habit], ...] = (
    (20, Habit("busy outlet", 40, weekend=0.5, holiday=0.3)),
    (20, Habit("outlet of weekdays", 12, (9, 19), weekend=0, holiday=0)),
    (10, Habit("outlet without dates", 10, (9, 21), weekend=0.3, holiday=0.1, has_dates=False)),
    (10, Habit("small outlet", 2, (9, 23), weekend=0.7, holiday=0)),
    (10, Habit("person's blog", 0.7, (18, 24), holiday=0)),
    (15, Habit("maker's blog, weekly", 0.25, (0, 4), weekend=0, tier=Tier.OFFICIAL)),
    (8, Habit("laboratory, monthly", 0.04, (0, 10), weekend=0, tier=Tier.OFFICIAL)),
    (7, Habit("hub of models", 0.08, (9, 24), weekend=0.3, burst=6, tier=Tier.OFFICIAL)),
)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A source with all that it ever publishes, in order."""

    habit: Habit
    source: Source
    times: tuple[datetime, ...]
    seed: int


@dataclass(slots=True)
class Life:
    """What became of a source's watch.

    Args:
        delays: From each publication to the check that found it.
    """

    name: str
    habit: Habit
    checks: int = 0
    failed: int = 0
    notices: list[Notice] = field(default_factory=list)
    delays: list[timedelta] = field(default_factory=list)


def a_hundred_sources(every: tuple[timedelta, timedelta] | None = None, *, seed: int = 7) -> list[MadeUp]:
    """Make up the sources; `every` is that of all, what holds where nobody says any unless given."""
    made = [habit for count, habit in HABITS for _ in range(count)]
    return [made_up(habit, number + 1000 * seed, every) for number, habit in enumerate(made)]


def made_up(habit: Habit, seed: int, every: tuple[timedelta, timedelta] | None = None) -> MadeUp:
    """Make up one source of a habit."""
    every = every or (OFFICIAL_EVERY if habit.tier is Tier.OFFICIAL else USUAL_EVERY)
    name, url = f"{habit.name} {seed}", f"https://s{seed}.example/feed"
    source = Source(f"s{seed}", name, url, ZONE, tier=habit.tier, every=every)
    return MadeUp(habit, source, tuple(_published(habit, random.Random(seed))), seed)  # noqa: S311 -- to be repeated.


def _published(habit: Habit, chance: random.Random) -> Iterator[datetime]:
    first, last = habit.hours
    day = (BEGIN - HISTORY).astimezone(ZONE).replace(hour=0)
    while day < BEGIN + 2 * MONTH:
        share = habit.holiday if _is_holiday(day) else habit.weekend if day.isoweekday() > 5 else 1.0  # noqa: PLR2004
        moments = sorted(
            day + timedelta(hours=chance.uniform(first, last)) for _ in range(_poisson(habit.daily * share, chance))
        )
        for moment in moments:
            for place in range(chance.randint(1, habit.burst) if habit.burst > 1 else 1):
                yield moment.astimezone(UTC) + timedelta(seconds=20 * place)
        day += DAY


def _poisson(mean: float, chance: random.Random) -> int:
    count, left = 0, chance.expovariate(1)
    while left < mean:
        count, left = count + 1, left + chance.expovariate(1)
    return count


def _is_holiday(day: datetime) -> bool:
    return any(begin <= day < end for begin, end in HOLIDAYS)


def lived_through(made: MadeUp, span: timedelta) -> Life:
    """Watch a source for a span, from its first listing on."""
    source, chance = made.source, random.Random(made.seed)  # noqa: S311
    life = Life(made.source.name, made.habit)
    now, state, seen = BEGIN + timedelta(seconds=chance.uniform(0, 300)), SourceState(source.id), 0
    while now < BEGIN + span:
        life.checks += 1
        published = bisect_right(made.times, now)
        if state.listed_at and chance.random() < FAILURES:
            life.failed += 1
            error = FetchError(FetchReason.TIMEOUT, source.url, "no answer")
            state, notices = after_failure(source, state, error, now)
        else:
            is_first = state.listed_at is None
            if not is_first:
                life.delays += [now - at for at in made.times[seen:published]]
            state, notices = _looked(made, state, now, (seen, published))
            seen = published
        life.notices += notices
        now = next_due(source, state, first=life.checks == 1)
    return life


def _looked(
    made: MadeUp, state: SourceState, now: datetime, numbers: tuple[int, int]
) -> tuple[SourceState, Sequence[Notice]]:
    seen, published = numbers
    source = made.source
    question = Question.of(source, state, now)
    if state.listed_at and seen == published:
        return after_listing(source, question.answered(None, "", now), None, now)
    document = Document(source.url, b"", "", None, Validators(etag=str(published)), now)
    sightings = [
        Sighting(_entry(made, number), f"{source.id}/{number}", is_known=number < seen, at_known_address=number < seen)
        for number in range(published - 1, max(published - LISTED, 0) - 1, -1)
    ]
    return after_listing(source, question.answered(document, "", now), sightings, now)


def _entry(made: MadeUp, number: int) -> Entry:
    published = Moment(made.times[number]) if made.habit.has_dates else None
    return Entry(str(number), f"https://{made.source.id}.example/{number}", f"Entry {number}", published)
