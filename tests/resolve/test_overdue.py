"""Dates of upcoming launches: when they move, when they pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.knowledge import load_knowledge
from monitor.model import Announcement, ArticleSeen, Known, Launch, Status, Verdict, VerdictKind
from monitor.resolve import overdue, resolve

AT = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
HERON = Announcement("Heron", "2", ("Acme",), Status.UPCOMING, date="2030-07")


def verdict_on(announcement: Announcement, *known: Launch) -> Verdict:
    return resolve([announcement], Known(known), load_knowledge(), ArticleSeen(AT))[0]


def launch_of(announcement: Announcement) -> Launch:
    launch = verdict_on(announcement).launch
    assert launch is not None
    return launch


@pytest.mark.parametrize(
    ("stated", "reason", "date_now"),
    [
        ("2030-07-20", "its date is known now: 2030-07-20", "2030-07-20"),
        ("2030-08", "its date moved: 2030-07 → 2030-08", "2030-08"),
        ("2030-07", "known as upcoming since 2030-07-09 08:00 UTC", "2030-07"),
        ("2030", "known as upcoming since 2030-07-09 08:00 UTC", "2030-07"),
        (None, "known as upcoming since 2030-07-09 08:00 UTC", "2030-07"),
    ],
    ids=["refined", "moved", "the same", "told less exactly", "none"],
)
def test_the_latest_word_on_a_date_counts(stated: str | None, reason: str, date_now: str) -> None:
    verdict = verdict_on(replace(HERON, date=stated), launch_of(HERON))

    assert (verdict.kind, verdict.reason) == (VerdictKind.REPEATED, reason)
    assert verdict.launch is not None
    assert verdict.launch.date == date_now


def test_a_plan_without_a_date_takes_up_the_first_that_is_stated() -> None:
    verdict = verdict_on(replace(HERON, date="2030-08"), launch_of(replace(HERON, date=None)))

    assert (verdict.reason, verdict.moved_from) == ("its date is known now: 2030-08", None)


def test_what_is_out_has_a_date_that_nobody_moves() -> None:
    out = replace(HERON, status=Status.RELEASED, date="2030-07-09")

    verdict = verdict_on(replace(out, date="2030-07-08"), launch_of(out))

    assert (verdict.reason, verdict.moved_from) == ("known as released since 2030-07-09 08:00 UTC", None)


def test_a_rumour_moves_no_date() -> None:
    verdict = verdict_on(replace(HERON, date="2030-09", rumour=True), launch_of(HERON))

    assert verdict.launch is not None
    assert verdict.launch.date == "2030-07"


def test_an_upcoming_launch_is_overdue_once_the_last_day_of_its_date_has_passed() -> None:
    launch = launch_of(HERON)
    released = replace(launch, status=Status.RELEASED)

    assert overdue([launch, released], date(2030, 7, 30), date(2030, 7, 31)) == ()
    assert overdue([launch, released], date(2030, 7, 31), date(2030, 8, 1)) == (launch,)
    assert overdue([launch, released], date(2030, 8, 1), date(2030, 8, 2)) == ()
    assert overdue([replace(launch, date=None)], date(2030, 7, 1), date(2030, 9, 1)) == ()
