"""Which launch an announcement belongs to when its words say less, or more, than those before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

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

    (verdict,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(days=45))
    (too_late,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(days=45, seconds=1))

    assert (verdict.kind, verdict.reason) == (VerdictKind.ADVANCED, "upcoming → released")
    assert too_late.kind is VerdictKind.NEW


def test_an_article_that_names_a_planned_model_first_without_its_version_tells_of_one_launch() -> None:
    known = launch_of(HERON)

    found = verdicts_of(HERON, HERON_2, known=(known,), at=AT + timedelta(hours=1))

    assert [verdict.kind for verdict in found] == [VerdictKind.REPEATED, VerdictKind.ADVANCED]
    assert {str(verdict.launch.key) for verdict in found if verdict.launch} == {"v1:acme/heron/2//"}


def test_a_planned_version_is_not_what_a_bare_name_means_weeks_later() -> None:
    planned = replace(HERON_2, status=Status.UPCOMING)

    (bare,) = verdicts_of(
        replace(HERON, status=Status.RELEASED), known=(launch_of(planned),), at=AT + timedelta(days=20)
    )

    assert bare.kind is VerdictKind.NEW


def test_a_plan_without_a_version_is_no_variant_and_nobody_elses_model() -> None:
    later = AT + timedelta(days=20)

    (variant,) = verdicts_of(HERON_MINI, known=(launch_of(HERON),), at=later)
    (others,) = verdicts_of(replace(HERON_2, organisations=("Globex",)), known=(launch_of(HERON),), at=later)
    (sized,) = verdicts_of(replace(HERON_2, version="72B"), known=(launch_of(HERON),), at=later)

    assert (variant.kind, others.kind, sized.kind) == (VerdictKind.NEW, VerdictKind.NEW, VerdictKind.NEW)


def test_a_bare_name_means_no_other_family_or_variant_and_a_nameless_version_no_other_version() -> None:
    egret, nobodys_3 = replace(HERON_2, model="Egret"), replace(HERON_3, organisations=())

    (bare,) = verdicts_of(replace(HERON, status=Status.RELEASED), known=(launch_of(egret),))
    kinds = {
        verdicts_of(replace(HERON, status=Status.RELEASED), known=(launch_of(replace(HERON_2, version=other)),))[0].kind
        for other in ("Pro", "72B")
    }
    (nobodys,) = verdicts_of(nobodys_3, known=(launch_of(HERON_2),))
    (pro,) = verdicts_of(replace(HERON_2, version="Pro"), known=(launch_of(replace(HERON, status=Status.RELEASED)),))
    (others,) = verdicts_of(HERON_2, known=(launch_of(replace(HERON_2, organisations=("Globex",))),))

    assert {bare.kind, nobodys.kind, pro.kind, others.kind, *kinds} == {VerdictKind.NEW}


def test_a_launch_that_gets_its_version_gets_the_name_and_size_told_with_it_and_keeps_a_size_that_it_has() -> None:
    later, sized = AT + timedelta(hours=2), replace(HERON_2, model="HERON", parameters="72B")
    bare = replace(HERON, status=Status.RELEASED)

    (told,) = verdicts_of(sized, known=(launch_of(bare),), at=later)
    (kept,) = verdicts_of(sized, known=(launch_of(replace(bare, parameters="70B")),), at=later)

    assert [one.launch and one.launch.parameters for one in (told, kept)] == ["72B", "70B"]
    assert [one.launch and one.launch.model for one in (told, kept)] == ["HERON", "HERON"]


def test_the_first_version_of_a_family_is_what_its_bare_name_means_before_and_after() -> None:
    bare, first = replace(HERON, status=Status.RELEASED), replace(HERON_2, version="1.0")

    (after,) = verdicts_of(first, known=(launch_of(bare),), at=AT + timedelta(days=14))
    (before,) = verdicts_of(bare, known=(launch_of(first),), at=AT + timedelta(days=14))
    (second,) = verdicts_of(bare, known=(launch_of(HERON_2),), at=AT + timedelta(days=10))
    (too_late,) = verdicts_of(bare, known=(launch_of(first),), at=AT + timedelta(days=14, seconds=1))

    assert [one.kind for one in (after, before)] == [VerdictKind.REPEATED, VerdictKind.REPEATED]
    assert [one.kind for one in (second, too_late)] == [VerdictKind.NEW, VerdictKind.NEW]
    assert after.launch is not None
    assert str(after.launch.key) == "v1:acme/heron/1//"


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
    (late,) = verdicts_of(sized, known=(launch_of(HERON_2),), at=AT + timedelta(days=5))
    (first,) = verdicts_of(
        replace(sized, version="1 72B"), known=(launch_of(replace(HERON_2, version="1")),), at=AT + timedelta(days=5)
    )

    assert (after.kind, before.kind) == (VerdictKind.REPEATED, VerdictKind.REPEATED)
    assert (other.kind, late.kind, first.kind) == (VerdictKind.NEW, VerdictKind.NEW, VerdictKind.NEW)


def test_which_of_two_sizes_was_meant_is_not_guessed() -> None:
    sizes = [launch_of(Announcement("Heron", f"2 {size}", ("Acme",), Status.RELEASED)) for size in ("72B", "405B")]

    (unsized,) = verdicts_of(HERON_2, known=tuple(sizes), at=AT + timedelta(hours=5))
    (variant,) = verdicts_of(HERON_MINI, known=(launch_of(HERON_2),), at=AT + timedelta(hours=5))

    assert (unsized.kind, variant.kind) == (VerdictKind.NEW, VerdictKind.NEW)


def test_a_launch_takes_up_its_size_and_keeps_it_and_takes_up_no_maker() -> None:
    sized = Announcement("Heron", "2 72B", ("Acme",), Status.RELEASED, parameters="72B")
    nobodys = replace(HERON_2, organisations=())

    (larger,) = verdicts_of(sized, known=(launch_of(HERON_2),), at=AT + timedelta(hours=5))
    (smaller,) = verdicts_of(HERON_2, known=(launch_of(sized),), at=AT + timedelta(hours=5))
    (owned,) = verdicts_of(HERON_2, known=(launch_of(nobodys),), at=AT + timedelta(hours=5))
    (bare,) = verdicts_of(HERON, known=(launch_of(replace(HERON, organisations=())),), at=AT + timedelta(hours=5))

    keys = [str(verdict.launch.key) for verdict in (larger, smaller, owned, bare) if verdict.launch]
    assert keys == ["v1:acme/heron/2//72b", "v1:acme/heron/2//72b", "v1:/heron/2//", "v1:/heron///"]


def test_which_of_two_versions_was_meant_is_not_guessed() -> None:
    known = launch_of(HERON)

    verdicts = verdicts_of(HERON_2, HERON_MINI, known=(known,), at=AT + timedelta(hours=1))

    assert [verdict.kind for verdict in verdicts] == [VerdictKind.NEW, VerdictKind.NEW]


def test_a_description_speaks_of_the_same_model_for_fourteen_days() -> None:
    known = launch_of(MEDICAL)

    (soon,) = verdicts_of(MEDICAL, known=(known,), at=AT + timedelta(days=14))
    (later,) = verdicts_of(MEDICAL, known=(known,), at=AT + timedelta(days=14, seconds=1))

    assert soon.kind is VerdictKind.REPEATED
    assert later.kind is VerdictKind.NEW
    assert later.launch is not None
    assert later.launch.key.version == "2030-07-23"


def test_a_description_of_another_model_is_held_by_its_day_from_then_on() -> None:
    later = AT + timedelta(days=20)
    (second,) = verdicts_of(MEDICAL, known=(launch_of(MEDICAL),), at=later)
    assert second.launch is not None

    (again,) = verdicts_of(MEDICAL, known=(launch_of(MEDICAL), second.launch), at=later + timedelta(hours=1))

    assert (again.kind, again.launch and again.launch.key) == (VerdictKind.REPEATED, second.launch.key)


def test_what_comes_up_again_after_half_a_year_is_recalled() -> None:
    known = launch_of(HERON_2)

    (verdict,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(days=180, seconds=1))
    (in_time,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(days=180))

    assert in_time.kind is VerdictKind.REPEATED
    assert (verdict.kind, verdict.reason, verdict.launch) == (
        VerdictKind.BACKGROUND,
        "known since 2030-07-09",
        None,
    )


def test_a_version_that_rose_these_days_is_what_the_bare_name_means_however_old_it_is() -> None:
    known = replace(launch_of(replace(HERON_2, status=Status.UPCOMING)), status=Status.RELEASED)
    risen = replace(known, status_at=AT + timedelta(days=100), seen_at=AT + timedelta(days=100))

    (soon,) = verdicts_of(replace(HERON, status=Status.RELEASED), known=(risen,), at=AT + timedelta(days=103))
    (late,) = verdicts_of(replace(HERON, status=Status.RELEASED), known=(risen,), at=AT + timedelta(days=104))

    assert (soon.kind, late.kind) == (VerdictKind.REPEATED, VerdictKind.NEW)


def test_an_older_article_read_later_does_not_make_a_launch_forgotten_sooner() -> None:
    (verdict,) = verdicts_of(HERON_2, known=(launch_of(HERON_2),), at=AT - timedelta(days=1))

    assert verdict.launch is not None
    assert verdict.launch.seen_at == AT


def test_each_sighting_keeps_a_launch_in_mind() -> None:
    known = launch_of(HERON_2)
    (seen,) = verdicts_of(HERON_2, known=(known,), at=AT + timedelta(days=100))
    assert seen.launch is not None

    (again,) = verdicts_of(HERON_2, known=(seen.launch,), at=AT + timedelta(days=200))

    assert (again.kind, seen.launch.seen_at) == (VerdictKind.REPEATED, AT + timedelta(days=100))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Acme", "Birch"), ("Birch", "Acme")),
        (("Acme", "Birch"), ("Birch",)),
        (("Acme", "Birch"), ("Acme",)),
        (("Birch",), ("Acme", "Birch")),
        (("Acme", "Birch", "Cedar"), ("Dune", "Cedar")),
    ],
    ids=str,
)
@pytest.mark.parametrize("model", [HERON_2, HERON, MEDICAL], ids=lambda one: one.full_name)
def test_a_launch_of_joint_makers_is_one_whoever_of_them_is_named_first(
    first: tuple[str, ...], second: tuple[str, ...], model: Announcement
) -> None:
    known = launch_of(replace(model, organisations=first))

    (verdict,) = verdicts_of(replace(model, organisations=second), known=(known,), at=AT + timedelta(hours=3))

    assert verdict.kind is VerdictKind.REPEATED
    assert verdict.launch is not None
    assert verdict.launch.key == known.key


def test_a_maker_that_is_named_beside_a_known_one_is_known_from_then_on() -> None:
    of_birch = launch_of(replace(HERON_2, organisations=("Birch",)))
    (joint,) = verdicts_of(replace(HERON_2, organisations=("Acme", "Birch")), known=(of_birch,))
    assert joint.launch is not None

    (verdict,) = verdicts_of(HERON_2, known=(joint.launch,), at=AT + timedelta(hours=3))

    assert joint.launch.organisations == ("Birch", "Acme")
    assert verdict.kind is VerdictKind.REPEATED


def test_a_version_that_joint_makers_tell_of_later_is_taken_up_in_either_order() -> None:
    known = launch_of(replace(HERON, organisations=("Acme", "Birch")))

    (verdict,) = verdicts_of(replace(HERON_2, organisations=("Birch", "Acme")), known=(known,))

    assert (verdict.kind, verdict.reason) == (VerdictKind.ADVANCED, "upcoming → released")
    assert verdict.launch is not None
    assert str(verdict.launch.key) == "v1:acme/heron/2//"


def test_models_of_one_name_whose_makers_never_appear_together_are_two() -> None:
    known = launch_of(replace(HERON_2, organisations=("Acme", "Birch")))

    (other,) = verdicts_of(replace(HERON_2, organisations=("Cedar",)), known=(known,))
    (next_one,) = verdicts_of(replace(HERON_3, organisations=("Birch",)), known=(known,))

    assert (other.kind, next_one.kind) == (VerdictKind.NEW, VerdictKind.NEW)
