"""What is news to the store and yet no interruption to a channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.knowledge import load_knowledge
from monitor.model import Announcement, ArticleSeen, Known, Launch, MessageDue, Status, Telling, Wait
from monitor.resolve import messages_due, resolve
from monitor.resolve.interrupting import is_part_of_told
from monitor.settings import Audience, MessageTimes

AT = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
KNOWLEDGE = load_knowledge()
HERON = Announcement("Heron", "2", ("Acme",), Status.RELEASED, date="2030-07-09")
OPENED = replace(HERON, status=Status.OPEN_SOURCED)
EGRET = Announcement("Egret", "1", ("Bolt",), Status.RELEASED)


def launch_of(announcement: Announcement, at: datetime = AT) -> Launch:
    launch = resolve((announcement,), Known(), KNOWLEDGE, ArticleSeen(at))[0].launch
    assert launch is not None
    return replace(launch, id=7)


def due_of(*announcements: Announcement, at: datetime, told: Launch | None = None, sent: bool = True) -> MessageDue:
    """Give what a channel is due that heard of a launch ten minutes after it was read of, or did not."""
    tellings = (Telling("team", told.release, 1, told.status_at + timedelta(minutes=10)),) if told and sent else ()
    known = Known((told,) if told else (), tellings)
    verdicts = resolve(announcements, known, KNOWLEDGE, ArticleSeen(at))
    (due,) = messages_due(verdicts, known, Audience(("team",)), KNOWLEDGE, MessageTimes(), at)
    return due


def said(due: MessageDue) -> tuple[list[str], list[str]]:
    """Give the versions of what is told and of what is kept for the digest."""
    assert all(wait is Wait.UNPROMPT for _, wait in due.kept)
    return [one.announcement.full_name for one in due.verdicts], [one.announcement.full_name for one, _ in due.kept]


@pytest.mark.parametrize(
    ("opened", "is_told"),
    [
        pytest.param(OPENED, False, id="opened on the day of the release"),
        pytest.param(replace(OPENED, date="2030-07-10"), True, id="opened a day later"),
        pytest.param(replace(OPENED, date=None), True, id="opened, nobody says when"),
    ],
)
def test_weights_opened_on_the_day_of_a_told_release_are_no_second_message(
    opened: Announcement, *, is_told: bool
) -> None:
    due = due_of(opened, at=AT + timedelta(hours=30), told=launch_of(HERON))

    assert said(due) == ((["Heron 2"], []) if is_told else ([], ["Heron 2"]))


def test_of_several_launches_of_a_family_each_is_held_against_what_was_told_of_itself() -> None:
    told, opened_pro = launch_of(HERON), replace(OPENED, version="2 Pro", date="2030-07-10")
    pro = replace(launch_of(replace(HERON, version="2 Pro"), at=AT + timedelta(days=1)), id=8, release=told.release)
    known = Known((told, pro), (Telling("team", told.release, 1, AT + timedelta(minutes=10)),))

    verdicts = resolve((opened_pro,), known, KNOWLEDGE, ArticleSeen(AT + timedelta(days=2)))
    (due,) = messages_due(verdicts, known, Audience(("team",)), KNOWLEDGE, MessageTimes(), AT + timedelta(days=2))

    assert said(due) == ([], ["Heron 2 Pro"])


def test_what_comes_on_the_day_of_a_told_preview_or_rumour_is_told() -> None:
    preview = launch_of(replace(HERON, status=Status.PREVIEW))
    rumour = launch_of(replace(HERON, rumour=True))

    assert said(due_of(OPENED, at=AT + timedelta(hours=5), told=rumour)) == (["Heron 2"], [])
    assert said(due_of(HERON, at=AT + timedelta(hours=5), told=preview)) == (["Heron 2"], [])
    assert said(due_of(OPENED, at=AT + timedelta(hours=5), told=preview)) == (["Heron 2"], [])


def test_an_upgrade_on_the_day_of_a_told_release_is_told() -> None:
    upcoming = launch_of(replace(HERON, status=Status.RELEASED))
    (verdict,) = resolve((OPENED,), Known((upcoming,)), KNOWLEDGE, ArticleSeen(AT + timedelta(hours=2)))
    heard = [Telling("team", upcoming.release, 1, AT)]

    def is_part(status: Status) -> bool:
        said = replace(verdict, announcement=replace(verdict.announcement, status=status))
        return is_part_of_told(said, [upcoming], heard)

    assert [is_part(status) for status in (Status.OPEN_SOURCED, Status.RELEASED, Status.PREVIEW)] == [
        True,
        False,
        False,
    ]


def test_weights_opened_on_the_day_are_told_to_a_channel_that_did_not_hear_of_the_release() -> None:
    due = due_of(OPENED, at=AT + timedelta(hours=1), told=launch_of(HERON), sent=False)

    assert said(due) == (["Heron 2"], [])


def test_a_later_member_of_a_told_release_is_told() -> None:
    pro = replace(HERON, version="2 Pro")

    early = due_of(pro, at=AT + timedelta(minutes=30), told=launch_of(HERON))
    late = due_of(pro, at=AT + timedelta(days=2), told=launch_of(HERON))

    assert [said(one) for one in (early, late)] == [(["Heron 2 Pro"], []), (["Heron 2 Pro"], [])]
    assert [one.due_at - AT for one in (early, late)] == [timedelta(minutes=70), timedelta(days=2)]


def test_a_firm_plan_is_told_though_a_rumour_waited_for_the_digest() -> None:
    rumour = launch_of(replace(HERON, status=Status.UPCOMING, rumour=True))

    plan = due_of(replace(HERON, status=Status.UPCOMING), at=AT + timedelta(days=5), told=rumour, sent=False)

    assert said(plan) == (["Heron 2"], [])


def test_a_rumour_goes_along_with_the_news_of_its_article() -> None:
    rumour = replace(HERON, version="3", rumour=True)

    assert said(due_of(rumour, at=AT)) == ([], ["Heron 3"])
    assert said(due_of(EGRET, rumour, at=AT)) == (["Egret 1", "Heron 3"], [])
