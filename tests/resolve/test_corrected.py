"""What people said is obeyed by later verdicts: no launch, one launch, a launch of its own, a doubt that is lifted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.knowledge import load_knowledge
from monitor.model import (
    Announcement,
    ArticleSeen,
    Correction,
    CorrectionKind,
    Known,
    Launch,
    LaunchKey,
    Status,
    Verdict,
    VerdictKind,
    Voice,
)
from monitor.resolve import Saying, Standing, resolve, retold

KNOWLEDGE = load_knowledge()
AT = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
HERON = Announcement("Heron", "2", ("Acme",), Status.RELEASED)
REIHER = Announcement("Reiher", "2", ("Acme",), Status.RELEASED)
BARE = Announcement("Heron", None, ("Acme",), Status.UPCOMING)
DOUBTED = replace(HERON, confidence=0.4, doubt="lacking: a verb")
HERON_KEY, REIHER_KEY = LaunchKey("acme", "heron", "2", "", ""), LaunchKey("acme", "reiher", "2", "", "")
BARE_KEY = replace(HERON_KEY, version="")


def said(kind: CorrectionKind, *keys: LaunchKey, url: str = "") -> Correction:
    return Correction(kind, keys, AT, url)


def verdict_of(announcement: Announcement, *corrections: Correction, known: tuple[Launch, ...] = ()) -> Verdict:
    (verdict,) = resolve([announcement], Known(known, corrections=corrections), KNOWLEDGE, ArticleSeen(AT))
    return verdict


def launch_of(announcement: Announcement) -> Launch:
    launch = verdict_of(announcement).launch
    assert launch is not None
    return launch


@pytest.mark.parametrize("announcement", [HERON, BARE, replace(HERON, organisations=())], ids=["own", "bare", "nobody"])
def test_what_belongs_to_a_launch_called_wrong_is_background_and_says_so(announcement: Announcement) -> None:
    verdict = verdict_of(announcement, said(CorrectionKind.WRONG, HERON_KEY), known=(launch_of(HERON),))

    assert (verdict.kind, verdict.launch) == (VerdictKind.BACKGROUND, None)
    assert verdict.reason == "a person called this wrong on 2030-07-09"


def test_a_key_called_wrong_is_no_launch_where_none_is_known_either() -> None:
    assert verdict_of(HERON, said(CorrectionKind.WRONG, HERON_KEY)).kind is VerdictKind.BACKGROUND
    assert verdict_of(REIHER, said(CorrectionKind.WRONG, HERON_KEY)).kind is VerdictKind.NEW


def test_either_name_of_a_merged_launch_leads_to_the_one_that_stays() -> None:
    merged = said(CorrectionKind.MERGE, REIHER_KEY, HERON_KEY)

    known = verdict_of(REIHER, merged, known=(launch_of(HERON), launch_of(REIHER)))
    unknown = verdict_of(REIHER, merged)

    assert (known.kind, known.launch and known.launch.key) == (VerdictKind.REPEATED, HERON_KEY)
    assert (unknown.kind, unknown.launch and unknown.launch.key) == (VerdictKind.NEW, HERON_KEY)


def test_a_chain_of_merges_leads_to_its_end_and_wrong_holds_along_it() -> None:
    chain = (said(CorrectionKind.MERGE, REIHER_KEY, HERON_KEY), said(CorrectionKind.MERGE, HERON_KEY, BARE_KEY))

    assert Standing(chain).head_of(REIHER_KEY) == BARE_KEY
    assert verdict_of(REIHER, *chain, said(CorrectionKind.WRONG, BARE_KEY)).kind is VerdictKind.BACKGROUND


def test_names_that_were_split_never_attach_to_each_other() -> None:
    split = said(CorrectionKind.SPLIT, HERON_KEY, BARE_KEY)

    attached, apart = verdict_of(BARE, known=(launch_of(HERON),)), verdict_of(BARE, split, known=(launch_of(HERON),))

    assert attached.kind is VerdictKind.REPEATED
    assert (apart.kind, apart.launch and apart.launch.key) == (VerdictKind.NEW, BARE_KEY)


def test_a_launch_that_a_person_named_keeps_its_key_when_its_version_is_told() -> None:
    verdict = verdict_of(HERON, said(CorrectionKind.RIGHT, BARE_KEY), known=(launch_of(BARE),))

    assert (verdict.kind, verdict.launch and verdict.launch.key) == (VerdictKind.ADVANCED, BARE_KEY)


@pytest.mark.parametrize(
    ("correction", "lifted"),
    [
        (said(CorrectionKind.RIGHT, HERON_KEY, url="https://a.example/"), True),
        (said(CorrectionKind.MISSED, url="https://a.example/"), True),
        (said(CorrectionKind.RIGHT, REIHER_KEY, url="https://a.example/"), False),
        (said(CorrectionKind.RIGHT, HERON_KEY), False),
    ],
    ids=["right", "missed", "another", "launch"],
)
def test_a_doubt_is_lifted_in_the_article_of_which_a_person_says_so(correction: Correction, *, lifted: bool) -> None:
    verdict = verdict_of(DOUBTED, correction)

    assert verdict.kind is (VerdictKind.NEW if lifted else VerdictKind.DOUBTED)
    assert verdict.reason.startswith(f"a person called this {correction.kind} on 2030-07-09; ") is lifted
    assert (verdict.launch is not None and verdict.launch.confidence == 1) is lifted


def test_a_launch_is_retold_by_the_announcements_that_it_holds() -> None:
    later = AT + timedelta(days=1)
    sayings = [
        Saying(replace(BARE, date="2030-08", confidence=0.5), AT, Voice(1, 1, 0.5)),
        Saying(replace(BARE, date="2030-08-02", confidence=0.5), later, Voice(1, 2, 0.5)),
        Saying(replace(HERON, rumour=True, confidence=0.5), later, Voice(1, 2, 0.5)),
    ]

    launch = retold(replace(launch_of(HERON), first_seen_at=AT - timedelta(days=9)), sayings)

    assert launch.first_seen_at == AT
    assert (launch.status, launch.status_at, launch.seen_at) == (Status.UPCOMING, AT, later)
    assert (launch.date, launch.rumour, launch.confidence) == ("2030-08-02", False, 0.75)


def test_a_launch_that_only_rumours_are_left_of_is_a_rumour_again() -> None:
    rumours = [Saying(replace(HERON, rumour=True), AT, Voice(1, 1, 0.5))]

    assert retold(launch_of(HERON), rumours).rumour


def test_of_a_release_retold_the_first_date_counts() -> None:
    sayings = [Saying(replace(HERON, date=day), AT, Voice(1, 1, 0.5)) for day in (None, "2030-07-08", "2030-07-09")]

    assert retold(launch_of(HERON), sayings).date == "2030-07-08"
    assert retold(launch_of(HERON), sayings[:1]).date is None


@pytest.mark.parametrize("days", [("2030-08-01",), ("2030-08-01", "2030-08-02", "2030-09-01")], ids=len)
def test_of_a_plan_retold_the_last_date_counts(days: tuple[str, ...]) -> None:
    sayings = [Saying(replace(BARE, date=day), AT, Voice(1, 1, 0.5)) for day in days]

    assert retold(launch_of(BARE), sayings).date == days[-1]


def test_corrections_concern_families_that_any_number_of_merges_join() -> None:
    egret = LaunchKey("acme", "egret", "2", "", "")
    merges = (
        said(CorrectionKind.MERGE, egret, REIHER_KEY),
        said(CorrectionKind.MERGE, REIHER_KEY, HERON_KEY),
        said(CorrectionKind.WRONG, LaunchKey("acme", "bittern", "1", "", "")),
        said(CorrectionKind.MISSED, url="https://a.example/"),
    )

    assert Standing(merges).concerning(["egret"]) == merges[:2]
    assert Standing(merges).concerning(["plover"]) == ()


def test_what_a_person_named_moves_by_no_version_and_what_was_joined_or_parted_is_made_anew() -> None:
    kinds = (CorrectionKind.RIGHT, CorrectionKind.WRONG, CorrectionKind.MERGE, CorrectionKind.SPLIT)
    standings = [Standing((said(kind, HERON_KEY, REIHER_KEY),)) for kind in kinds]

    assert all(standing.is_fixed(HERON_KEY) for standing in standings)
    assert not any(standing.is_fixed(BARE_KEY) for standing in standings)
    assert [standing.is_retold(HERON_KEY) for standing in standings] == [False, False, True, True]
    assert [standing.is_apart(HERON_KEY) for standing in standings] == [False, False, False, True]
    assert not any(standing.is_retold(BARE_KEY) or standing.is_apart(BARE_KEY) for standing in standings)


def test_a_launch_that_a_person_calls_right_is_sure_under_either_name() -> None:
    corrections = (said(CorrectionKind.MERGE, REIHER_KEY, HERON_KEY), said(CorrectionKind.RIGHT, HERON_KEY))

    sure = verdict_of(replace(REIHER, confidence=0.6), *corrections)
    unsure = verdict_of(replace(HERON, version="3", confidence=0.6), *corrections)

    assert [one.launch and one.launch.confidence for one in (sure, unsure)] == [1.0, 0.6]


def test_what_a_person_says_of_one_name_does_not_keep_the_next_one_back() -> None:
    known = Known(corrections=(said(CorrectionKind.WRONG, HERON_KEY),))

    wrong, doubted = (
        resolve([first, REIHER], known, KNOWLEDGE, ArticleSeen(AT)) for first in (HERON, replace(DOUBTED, version="3"))
    )

    assert [verdict.kind for verdict in wrong] == [VerdictKind.BACKGROUND, VerdictKind.NEW]
    assert [verdict.kind for verdict in doubted] == [VerdictKind.DOUBTED, VerdictKind.NEW]


def test_a_launch_whose_head_is_gone_stands_for_itself() -> None:
    verdict = verdict_of(REIHER, said(CorrectionKind.MERGE, REIHER_KEY, HERON_KEY), known=(launch_of(REIHER),))

    assert (verdict.kind, verdict.launch and verdict.launch.key) == (VerdictKind.REPEATED, REIHER_KEY)


def test_what_needs_no_person_says_nothing_of_one() -> None:
    verdict = verdict_of(HERON, said(CorrectionKind.RIGHT, HERON_KEY, url="https://a.example/"))

    assert verdict.reason == "no such launch was known"


def test_a_doubt_that_a_person_lifted_renames_no_launch() -> None:
    missed = said(CorrectionKind.MISSED, url="https://a.example/")

    verdict = verdict_of(DOUBTED, missed, known=(launch_of(BARE),))

    assert verdict.launch is not None
    assert verdict.launch.key == BARE_KEY


def test_a_name_that_was_split_off_is_neither_led_elsewhere_nor_found_by_another() -> None:
    split = said(CorrectionKind.SPLIT, BARE_KEY)

    told = verdict_of(BARE, split, known=(launch_of(HERON),))
    found = verdict_of(HERON, split, known=(launch_of(BARE),))

    assert (told.kind, found.kind) == (VerdictKind.NEW, VerdictKind.NEW)


def test_a_launch_retold_stands_where_the_furthest_word_puts_it_and_has_no_other_date() -> None:
    sayings = [
        Saying(replace(BARE, date="2030-08"), AT, Voice(1, 1, 0.5)),
        Saying(HERON, AT + timedelta(days=1), Voice(1, 2, 0.5)),
    ]

    launch = retold(launch_of(HERON), sayings)

    assert (launch.status, launch.status_at, launch.date) == (Status.RELEASED, AT + timedelta(days=1), None)
