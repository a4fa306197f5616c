"""Which launch an announcement belongs to when its words say less, or more, than those before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.knowledge import load_knowledge
from monitor.model import Announcement, ArticleSeen, Known, Launch, Status, Verdict, VerdictKind
from monitor.resolve import resolve

KNOWLEDGE = load_knowledge()
AT = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
HERON = Announcement("Heron", None, ("Acme",), Status.UPCOMING)
HERON_2 = Announcement("Heron", "2", ("Acme",), Status.RELEASED)
HERON_3 = Announcement("Heron", "3", ("Acme",), Status.RELEASED)
HERON_MINI = Announcement("Heron", "2 mini", ("Acme",), Status.RELEASED)
MEDICAL = Announcement("医疗大模型", None, ("云岭智能",), Status.IN_DEVELOPMENT, named=False)


def verdicts_of(*announcements: Announcement, known: tuple[Launch, ...] = (), at: datetime = AT) -> tuple[Verdict, ...]:
    return resolve(announcements, Known(known), KNOWLEDGE, ArticleSeen(at))


def launch_of(announcement: Announcement, at: datetime = AT) -> Launch:
    launch = verdicts_of(announcement, at=at)[0].launch
    assert launch is not None
    return launch


def test_a_launch_told_without_a_version_takes_it_up_when_it_is_told() -> None:
    known = launch_of(HERON)

    (verdict,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(hours=20))

    assert (verdict.kind, verdict.reason) == (VerdictKind.ADVANCED, "upcoming → released")
    assert verdict.launch is not None
    assert (str(verdict.launch.key), verdict.launch.version) == ("v1:acme/heron/2//", "2")
    assert verdict.launch.release == "acme/heron/2@2030-07-09"


def test_a_plan_without_a_version_is_the_next_model_when_it_gets_one_weeks_later() -> None:
    known = launch_of(HERON)

    (verdict,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(days=20))
    (too_late,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(days=60))

    assert (verdict.kind, verdict.reason) == (VerdictKind.ADVANCED, "upcoming → released")
    assert too_late.kind is VerdictKind.NEW


def test_the_first_version_of_a_family_is_what_its_bare_name_means_before_and_after() -> None:
    bare, first = replace(HERON, status=Status.RELEASED), replace(HERON_2, version="1.0")

    (after,) = verdicts_of(first, known=(launch_of(bare),), at=AT + timedelta(days=10))
    (before,) = verdicts_of(bare, known=(launch_of(first),), at=AT + timedelta(days=10))
    (second,) = verdicts_of(bare, known=(launch_of(HERON_2),), at=AT + timedelta(days=10))

    assert [one.kind for one in (after, before, second)] == [
        VerdictKind.REPEATED,
        VerdictKind.REPEATED,
        VerdictKind.NEW,
    ]


def test_a_plan_without_a_version_takes_up_none_of_several_that_fit() -> None:
    found = verdicts_of(HERON_2, HERON_3, known=(launch_of(HERON),), at=AT + timedelta(days=20))

    assert [verdict.kind for verdict in found] == [VerdictKind.NEW, VerdictKind.NEW]


def test_a_version_told_much_later_than_a_release_without_one_is_a_launch_of_its_own() -> None:
    known = launch_of(replace(HERON, status=Status.RELEASED))

    (verdict,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(hours=80))

    assert (verdict.kind, known.key != launch_of(HERON_2).key) == (VerdictKind.NEW, True)


def test_a_size_that_only_one_of_two_tellings_names_makes_no_second_launch() -> None:
    sized = Announcement("Heron", "2 72B", ("Acme",), Status.RELEASED)
    larger = Announcement("Heron", "2 405B", ("Acme",), Status.RELEASED)

    (after,) = verdicts_of(HERON_2, known=(launch_of(sized),), at=AT + timedelta(hours=5))
    (before,) = verdicts_of(sized, known=(launch_of(HERON_2),), at=AT + timedelta(hours=5))
    (other,) = verdicts_of(larger, known=(launch_of(sized),), at=AT + timedelta(hours=5))

    assert (after.kind, before.kind, other.kind) == (VerdictKind.REPEATED, VerdictKind.REPEATED, VerdictKind.NEW)


def test_which_of_two_versions_was_meant_is_not_guessed() -> None:
    known = launch_of(HERON)

    verdicts = verdicts_of(HERON_2, HERON_MINI, known=(known,), at=AT + timedelta(hours=1))

    assert [verdict.kind for verdict in verdicts] == [VerdictKind.NEW, VerdictKind.NEW]


def test_a_description_speaks_of_the_same_model_for_fourteen_days() -> None:
    known = launch_of(MEDICAL)

    (soon,) = verdicts_of(MEDICAL, known=(known,), at=AT + timedelta(days=13))
    (later,) = verdicts_of(MEDICAL, known=(known,), at=AT + timedelta(days=15))

    assert soon.kind is VerdictKind.REPEATED
    assert later.kind is VerdictKind.NEW
    assert later.launch is not None
    assert later.launch.key.version == "2030-07-24"


def test_what_comes_up_again_after_half_a_year_is_recalled() -> None:
    known = launch_of(HERON_2)

    (verdict,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(days=181))

    assert (verdict.kind, verdict.reason, verdict.launch) == (
        VerdictKind.BACKGROUND,
        "known since 2030-07-09",
        None,
    )


def test_each_sighting_keeps_a_launch_in_mind() -> None:
    known = launch_of(HERON_2)
    (seen,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(days=100))
    assert seen.launch is not None

    (again,) = verdicts_of(HERON_2, known=(seen.launch,), at=AT + timedelta(days=200))

    assert (again.kind, seen.launch.seen_at) == (VerdictKind.REPEATED, AT + timedelta(days=100))
