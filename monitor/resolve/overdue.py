"""Partial dates of upcoming launches → what is overdue. Pure: today is an argument."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING

from monitor.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Launch


def last_day(partial: str) -> date:
    """Give the last day that a partial date, `2026-04` or `2026-04-20`, allows."""
    year, month, *day = map(int, partial.split("-"))
    return date(year, month, day[0] if day else calendar.monthrange(year, month)[1])


def overdue(launches: Iterable[Launch], since: date, today: date) -> tuple[Launch, ...]:
    """Give the upcoming launches whose date passed after `since`, and by `today`, without news of a release."""
    return tuple(
        launch
        for launch in launches
        if launch.status is Status.UPCOMING and launch.date and since <= last_day(launch.date) < today
    )
