"""What people hear of the watch itself, and whether its heart may beat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.daemon.self_watch import channel_for, notices_due, unsound
from monitor.model import Backlog, Notice, NoticeKind, SourceState, Undelivered

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
FAILING, RECOVERED, WAITING = (
    NoticeKind.CHANNEL_FAILING,
    NoticeKind.CHANNEL_RECOVERED,
    NoticeKind.MESSAGES_WAITING,
)


def stuck(channel: str = "team", *, minutes: int = 20, tried: bool = True, parked: int = 0) -> Undelivered:
    return Undelivered(channel, 3, parked, NOW - timedelta(minutes=minutes), "busy", tried)


def kinds(undelivered: list[Undelivered], *told: Notice) -> list[tuple[NoticeKind, str]]:
    return [(notice.kind, notice.about) for notice in notices_due(undelivered, ["team", "ops"], told, NOW)]


def test_a_channel_that_takes_nothing_for_a_quarter_of_an_hour_is_told_with_its_providers_words() -> None:
    (notice,) = notices_due([stuck()], ["team"], [], NOW)

    assert (notice.kind, notice.about) == (FAILING, "team")
    assert (notice.lines, notice.backlog) == (("busy",), Backlog(3, 0, NOW - timedelta(minutes=20)))


def test_a_short_outage_is_nobodys_concern() -> None:
    assert kinds([stuck(minutes=14)]) == []


def test_a_refusal_for_good_is_told_at_once() -> None:
    assert kinds([Undelivered("team", parked=1, reply="no such bot")]) == [(FAILING, "team")]


def test_a_trouble_is_told_once_and_its_end_once() -> None:
    told = Notice(FAILING, "team")

    assert kinds([stuck()], told) == []
    assert kinds([], told) == [(RECOVERED, "team")]
    assert kinds([], told, Notice(RECOVERED, "team")) == []
    assert kinds([stuck()], told, Notice(RECOVERED, "team")) == [(FAILING, "team")]


def test_messages_of_a_channel_that_is_gone_are_told_after_an_hour() -> None:
    assert kinds([stuck("gone", minutes=59, tried=False)]) == []
    assert kinds([stuck("gone", minutes=60, tried=False)]) == [(WAITING, "gone")]
    assert kinds([stuck("gone", minutes=90, tried=False)], Notice(WAITING, "gone")) == []


def test_what_quiet_hours_hold_is_no_trouble_and_what_nobody_tries_for_a_day_is() -> None:
    assert kinds([stuck(minutes=60 * 9, tried=False)]) == []
    assert kinds([stuck(minutes=60 * 24, tried=False)]) == [(WAITING, "team")]


def test_another_channel_hears_of_the_one_that_fails() -> None:
    notice = Notice(FAILING, "ops")

    assert channel_for(notice, "ops", {"ops"}, ["ops", "team"]) == "team"
    assert channel_for(notice, "team", {"ops"}, ["ops", "team"]) == "team"
    assert channel_for(notice, "ops", {"ops"}, ["ops"]) == "ops"


@pytest.mark.parametrize(
    ("undelivered", "failures", "broke_off", "overdue", "words"),
    [
        ([], [0, 3], set(), 0, ""),
        ([stuck(minutes=3)], [0], set(), 0, ""),
        ([stuck()], [0], set(), 0, "channel team fails"),
        ([], [2, 3], set(), 0, "no source can be read"),
        ([], [0], {"a"}, 0, "the check of a broke off"),
        ([], [0], set(), 16, "source 0 is overdue"),
        ([], [], set(), 0, ""),
    ],
)
def test_a_cycle_is_sound_only_if_it_read_told_and_did_not_stumble(
    undelivered: list[Undelivered], failures: list[int], broke_off: set[str], overdue: int, words: str
) -> None:
    states = [
        SourceState(str(place), failures=count, next_at=NOW - timedelta(minutes=overdue))
        for place, count in enumerate(failures)
    ]

    assert unsound(undelivered, states, broke_off, NOW) == words
