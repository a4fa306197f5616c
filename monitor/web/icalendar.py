"""Upcoming launches → an iCalendar (RFC 5545): what has a day or a month is an all-day event, the rest is left out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from monitor.lookup.agenda import Appointment

LONGEST_LINE = 75
"""Bytes of a line, its end aside (§3.1); a longer one goes on in the next, behind a blank."""

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_A_DAY = timedelta(days=1)


def icalendar(
    appointments: Iterable[Appointment], *, name: str, home: str, statuses: Mapping[str, str], now: datetime
) -> str:
    """Write a calendar.

    Args:
        appointments: What is to come.
        name: Of the calendar.
        home: Address of the page, without a slash at its end.
        statuses: Their words.
        now: When it is written.
    """
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//monitor//launches//EN", "METHOD:PUBLISH"]
    lines = [*head, f"X-WR-CALNAME:{_escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for one in appointments:
        lines += _event(one, home, statuses, now)
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _event(one: Appointment, home: str, statuses: Mapping[str, str], now: datetime) -> Iterator[str]:
    launch, span = one.launch, one.span
    if span is None or not (span.is_day or span.is_month):
        return
    yield "BEGIN:VEVENT"
    yield f"UID:{launch.id}@monitor"
    yield f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{launch.seen_at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{span.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{span.last + _A_DAY:%Y%m%d}"  # The day after the last one (§3.6.1).
    yield f"SUMMARY:{_escaped(f'{launch.who_and_what} · {statuses[launch.status]}')}"
    yield f"URL:{home}/launches/{launch.id}"
    yield "TRANSP:TRANSPARENT"  # It takes nobody's time.
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    return one_line(text).translate(_ESCAPES)


def _folded(line: str) -> str:
    """Break a line so that none has more bytes than readers take, and no character is cut in two."""
    parts, part, room = [], "", LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append(part)
            part, room = "", LONGEST_LINE - 1
        part, room = part + character, room - size
    return "\r\n ".join((*parts, part))
