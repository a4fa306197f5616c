"""A channel's own clock: the digest comes once a date, and quiet hours end, whatever the clock of its zone does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr

from monitor.hours import CATCH_UP, DigestSlot, digest_due, next_digest, open_from, quiet_until
from monitor.settings import EVERY_DAY, WEEKDAYS, Channel, DigestTimes, QuietHours

# Clocks that change by half an hour, at midnight, in Ramadan, by two hours, and one that left out a date.
ODD_ZONES = (
    "Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "Africa/Casablanca",
    "Antarctica/Troll", "Pacific/Apia", "Asia/Kathmandu", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Chatham",
)  # fmt: skip
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

ZONES = st.sampled_from([*ODD_ZONES, *sorted(available_timezones())]).map(ZoneInfo)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
QUIETS = st.tuples(CLOCKS, CLOCKS).filter(lambda two: two[0] != two[1]).map(lambda two: QuietHours(*two))
DAILY = st.builds(DigestTimes, CLOCKS, st.sampled_from([EVERY_DAY, WEEKDAYS]))
TIMES = DAILY | st.just(DigestTimes(hourly=True))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2049, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- made aware.


def a_channel(zone: ZoneInfo | str, times: DigestTimes | None, quiet: QuietHours | None = None) -> Channel:
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    return Channel("team", SecretStr("console:"), place, digest=times, quiet=quiet)


CHANNELS = st.builds(a_channel, ZONES, TIMES, st.none() | QUIETS)


def following(channel: Channel, at: datetime, count: int) -> list[DigestSlot]:
    """Give the next digests, one after the other."""
    slots: list[DigestSlot] = []
    for _ in range(count):
        slot = next_digest(channel, slots[-1].due_at if slots else at)
        assert slot is not None
        slots.append(slot)
    return slots


@given(CHANNELS, MOMENTS)
def test_digests_come_one_after_the_other_each_under_a_name_of_its_own(channel: Channel, at: datetime) -> None:
    slots = following(channel, at, 9)

    assert all(before.due_at < after.due_at for before, after in pairwise(slots))
    assert len({slot.name for slot in slots}) == 9
    assert slots[0].due_at > at


@given(CHANNELS, MOMENTS)
def test_the_digest_that_is_due_is_the_one_that_came_last(channel: Channel, at: datetime) -> None:
    first, second = following(channel, at, 2)
    longest = min(second.due_at, first.due_at + CATCH_UP) - timedelta(microseconds=1)

    assert digest_due(channel, first.due_at) == digest_due(channel, longest) == first
    assert digest_due(channel, first.due_at - timedelta(microseconds=1)) != first


@given(ZONES, DAILY, MOMENTS)
def test_a_daily_digest_has_every_date_once_and_keeps_to_the_clock(
    zone: ZoneInfo, times: DigestTimes, at: datetime
) -> None:
    channel = a_channel(zone, times)
    slots = following(channel, at, 9)

    for before, after in pairwise(slots):
        between = [before.day + n * DAY for n in range(1, (after.day - before.day).days)]
        skipped = [day for day in between if day.weekday() in times.days and _exists(day, zone)]
        assert skipped == []
    for slot in slots:
        shown = slot.due_at.astimezone(zone)
        wanted = datetime.combine(slot.day, times.at)
        assert timedelta(0) <= shown.replace(tzinfo=None) - wanted <= DAY  # A clock put forward skips up to a date.
        assert shown.replace(tzinfo=None) == wanted or not _shows(slot.day, times.at, zone)


@given(ZONES, MOMENTS)
def test_hourly_digests_leave_out_no_hour(zone: ZoneInfo, at: datetime) -> None:
    slots = following(a_channel(zone, DigestTimes(hourly=True)), at, 30)

    assert all(after.due_at - before.due_at <= timedelta(hours=1.5) for before, after in pairwise(slots))


@given(CHANNELS, MOMENTS)
def test_no_digest_is_due_in_quiet_hours(channel: Channel, at: datetime) -> None:
    assert [slot for slot in following(channel, at, 9) if quiet_until(channel, slot.due_at)] == []


@given(ZONES, QUIETS, MOMENTS)
def test_quiet_hours_end(zone: ZoneInfo, quiet: QuietHours, at: datetime) -> None:
    channel = a_channel(zone, None, quiet)

    until = quiet_until(channel, at)

    assert until is None or at < until <= at + 2 * DAY
    assert open_from(channel, at) == (until or at)
    assert quiet_until(channel, open_from(channel, at)) is None


@given(CHANNELS, MOMENTS)
@hypothesis_settings(max_examples=30)
def test_silence_is_proved_once_a_week(channel: Channel, at: datetime) -> None:
    monday = at + (7 - at.weekday()) * DAY
    slots = following(channel, monday - DAY, 48 if channel.digest and channel.digest.hourly else 4)
    proving = [slot for slot in slots if slot.proves_silence and slot.due_at < monday + 3 * DAY]

    assert len(proving) <= 1
    assert all(slot.day.weekday() == 0 for slot in proving)


@pytest.mark.parametrize(
    ("zone", "clock", "day", "due"),
    [
        pytest.param(
            "America/New_York", time(2, 30), date(2026, 3, 8), "2026-03-08T07:30", id="skipped, an hour later"
        ),
        pytest.param("America/New_York", time(1, 30), date(2026, 11, 1), "2026-11-01T05:30", id="twice, the first"),
        pytest.param("Africa/Cairo", time(0, 15), date(2026, 4, 24), "2026-04-23T22:15", id="skipped at midnight"),
        pytest.param("Asia/Shanghai", time(8, 30), date(2026, 11, 30), "2026-11-30T00:30", id="no change"),
    ],
)
def test_a_clock_that_is_put_forward_or_back(zone: str, clock: time, day: date, due: str) -> None:
    expected = datetime.fromisoformat(due).replace(tzinfo=UTC)

    slots = following(a_channel(zone, DigestTimes(clock)), expected - DAY + MINUTE, 2)

    assert (slots[0].day, slots[0].due_at) == (day, expected)
    assert slots[1].day == day + DAY


def test_a_date_that_a_zone_left_out_has_no_digest_of_its_own() -> None:
    before = datetime(2011, 12, 29, 12, tzinfo=ZoneInfo("Pacific/Apia"))

    slots = following(a_channel("Pacific/Apia", DigestTimes()), before.astimezone(UTC), 2)

    assert [slot.name for slot in slots] == ["2011-12-31", "2012-01-01"]


def test_a_digest_that_falls_into_quiet_hours_comes_after_them() -> None:
    night = QuietHours(time(23), time(9))
    at = datetime(2026, 11, 29, 12, tzinfo=UTC)  # A Sunday evening in Shanghai.

    daily, hourly = (
        next_digest(a_channel("Asia/Shanghai", times, night), at + timedelta(hours=4))
        for times in (DigestTimes(), DigestTimes(hourly=True))
    )

    assert daily == DigestSlot("2026-11-30", date(2026, 11, 30), at + timedelta(hours=13), proves_silence=True)
    assert hourly == DigestSlot("2026-11-30T01:00Z", date(2026, 11, 30), at + timedelta(hours=13), proves_silence=True)


def test_what_was_due_too_long_ago_is_left_to_the_next() -> None:
    channel = a_channel("Asia/Shanghai", DigestTimes(days=WEEKDAYS))
    friday = datetime(2026, 11, 27, 0, 30, tzinfo=UTC)

    assert digest_due(channel, friday + CATCH_UP - MINUTE) is not None
    assert digest_due(channel, friday + CATCH_UP) is None
    assert following(channel, friday + CATCH_UP, 1)[0].name == "2026-11-30"


def test_a_channel_without_digest_has_none() -> None:
    channel = a_channel("Asia/Shanghai", None)

    assert (
        next_digest(channel, datetime.max.replace(tzinfo=UTC)),
        digest_due(channel, datetime(2026, 1, 1, tzinfo=UTC)),
    ) == (None, None)


def _shows(day: date, clock: time, zone: ZoneInfo) -> bool:
    """Tell whether the clock of a zone shows a time on a day."""
    at = datetime.combine(day, clock, zone)
    return at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None)


def _exists(day: date, zone: ZoneInfo) -> bool:
    return any(_shows(day, time(hour), zone) for hour in range(24))
