"""Partial dates of upcoming launches → what is overdue. Pure: today is an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dates import last_day
from monitor.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from monitor.model import Launch


def overdue(launches: Iterable[Launch], since: date, today: date) -> tuple[Launch, ...]:
    """Give the upcoming launches whose date passed after `since`, and by `today`, without news of a release."""
    return tuple(
        launch
        for launch in launches
        if launch.status is Status.UPCOMING and launch.date and since <= last_day(launch.date) < today
    )
