"""A channel's own clock → when its digest is due, and until when it is quiet. Pure: the time is an argument.

Clocks are put forward, put back and set. So a digest belongs to a date of the channel's zone (an hourly one to an
hour), and whoever writes it remembers the date: what a clock shows twice is told once, what it leaps over late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from monitor.model import Message
    from monitor.settings import Channel, DigestTimes, QuietHours

CATCH_UP = timedelta(hours=12)
"""A digest is written this late at most: else what it would have told is told by the next one, whose day it is."""

MONDAY = 0
SILENCE_PROVED_AT = time(8)  # Of a channel whose digests are hourly: one of Monday's 24.
_A_DAY = timedelta(days=1)
_AN_HOUR = timedelta(hours=1)
_AROUND = 8  # Days in which a digest falls for certain: a week, and one for a zone that skipped a date.
_HOURS_AROUND = range(-14, 27)  # From what may still be caught up on, past quiet hours of a day of 25 hours.


@dataclass(frozen=True, slots=True)
class DigestSlot:
    """One digest that a channel is to get.

    Args:
        name: What it is written once for: `2026-11-30`, of an hourly one the hour in UTC, `2026-11-30T08:00Z`.
        day: Its date by the channel's clock.
        due_at: When it is due; after the quiet hours that it falls into.
        proves_silence: It is sent with nothing to say, too, so that silence is known to be one.
    """

    name: str
    day: date
    due_at: datetime
    proves_silence: bool = False


def digest_due(channel: Channel, now: datetime) -> DigestSlot | None:
    """Give the latest digest whose time has come, written or not; None where that is too long ago."""
    slots = [slot for slot in _slots(channel, now) if now - CATCH_UP < slot.due_at <= now]
    return max(slots, key=_order, default=None)


def next_digest(channel: Channel, now: datetime) -> DigestSlot | None:
    """Give the digest that comes next; None where the channel has none."""
    slots = [slot for slot in _slots(channel, now) if slot.due_at > now]
    first = min((slot.due_at for slot in slots), default=None)
    return max((slot for slot in slots if slot.due_at == first), key=_order, default=None)


def quiet_until(channel: Channel, at: datetime) -> datetime | None:
    """Give the end of the quiet hours that a time falls into; None where it falls into none."""
    quiet, end = channel.quiet, at
    while quiet and (later := _end_of(quiet, channel.zone, end)):  # The open minutes may be those that a clock skips.
        if later - at > 2 * _A_DAY:
            break
        end = later
    return end if end > at else None


def open_from(channel: Channel, at: datetime) -> datetime:
    """Give the first time, `at` or later, at which a channel may be spoken to."""
    return quiet_until(channel, at) or at


def held_until(channel: Channel | None, message: Message, now: datetime) -> datetime:
    """Give the time at which a message that waits may go out; a channel that nobody knows any more is always open."""
    if channel is None or message.urgent:
        return message.next_at
    at = max(message.next_at, now)
    return quiet_until(channel, at) or message.next_at


def _order(slot: DigestSlot) -> tuple[datetime, str]:
    return slot.due_at, slot.name


def _slots(channel: Channel, now: datetime) -> Iterator[DigestSlot]:
    """Give the digests around a time, those long before and after it aside."""
    if channel.digest is None:
        return
    if channel.digest.hourly:
        yield from (_of_hour(channel, now + hours * _AN_HOUR) for hours in _HOURS_AROUND)
        return
    today = now.astimezone(channel.zone).date()
    for days in range(-_AROUND, _AROUND + 1):
        day = today + days * _A_DAY
        if day.weekday() in channel.digest.days:
            yield _of_day(channel, channel.digest, day)


def _of_day(channel: Channel, times: DigestTimes, day: date) -> DigestSlot:
    due_at = open_from(channel, _instant(day, times.at, channel.zone))
    return DigestSlot(day.isoformat(), day, due_at, proves_silence=day.weekday() == MONDAY)


def _of_hour(channel: Channel, at: datetime) -> DigestSlot:
    """Give the digest of the hour that a time lies in; an hour that a clock shows twice is two."""
    local = at.astimezone(channel.zone)
    begin = at - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    proved_at = open_from(channel, _instant(local.date(), SILENCE_PROVED_AT, channel.zone))
    proves = local.weekday() == MONDAY and begin <= proved_at < begin + _AN_HOUR
    return DigestSlot(f"{begin:%Y-%m-%dT%H:%MZ}", local.date(), open_from(channel, begin), proves_silence=proves)


def _end_of(quiet: QuietHours, zone: ZoneInfo, at: datetime) -> datetime | None:
    local = at.astimezone(zone)
    clock, overnight = local.time(), quiet.begin > quiet.end
    is_quiet = (clock >= quiet.begin or clock < quiet.end) if overnight else quiet.begin <= clock < quiet.end
    if not is_quiet:
        return None
    day = local.date() + _A_DAY if overnight and clock >= quiet.begin else local.date()
    end = _instant(day, quiet.end, zone)
    return end if end > at else _instant(day, quiet.end, zone, fold=1)  # A clock put back shows the end twice.


def _instant(day: date, clock: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    """Give the instant at which a clock shows a time: the first where it is shown twice, the next where it is skipped.

    PEP 495: with `fold=0` the offset before the change holds, so that 02:30 of a skipped hour is 03:30.
    """
    return datetime.combine(day, clock, zone).replace(fold=fold).astimezone(UTC)
