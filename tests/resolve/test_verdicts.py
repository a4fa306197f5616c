"""What an announcement is to somebody who knows what we know."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.knowledge import load_knowledge
from monitor.model import Announcement, ArticleSeen, Known, Launch, Modality, Status, Verdict, VerdictKind
from monitor.resolve import families_of, resolve

KNOWLEDGE = load_knowledge()
AT = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
HERON = Announcement("Heron", "2", ("Acme",), Status.RELEASED, evidence="Acme released Heron 2")


def verdicts_of(*announcements: Announcement, known: tuple[Launch, ...] = (), at: datetime = AT) -> tuple[Verdict, ...]:
    return resolve(announcements, Known(known), KNOWLEDGE, ArticleSeen(at))


def launch_of(announcement: Announcement, at: datetime = AT) -> Launch:
    launch = verdicts_of(announcement, at=at)[0].launch
    assert launch is not None
    return launch


def test_a_launch_that_nobody_knew_is_new_and_says_so() -> None:
    verdict = verdicts_of(HERON)[0]

    assert verdict.kind is VerdictKind.NEW
    assert verdict.launch is not None
    assert str(verdict.launch.key) == "v1:acme/heron/2//"
    assert verdict.launch.release == "acme/heron/2@2030-07-09"


def test_a_new_launch_is_all_that_its_announcement_says_of_it() -> None:
    told = replace(
        HERON, date="2030-07-08", modality=Modality.IMAGE, domain="医疗", parameters="72B", rumour=True, named=False
    )

    launch = launch_of(told)

    facts = (launch.date, launch.modality, launch.domain, launch.parameters, launch.rumour, launch.named)
    assert facts == ("2030-07-08", Modality.IMAGE, "医疗", "72B", True, False)


def test_second_sighting_of_a_launch_is_repeated() -> None:
    verdict = verdicts_of(HERON, known=(launch_of(HERON),), at=AT + timedelta(days=1))[0]

    assert verdict.kind is VerdictKind.REPEATED
    assert "2030-07-09" in verdict.reason


def test_a_risen_status_advances_a_launch_and_a_fallen_one_does_not() -> None:
    upcoming = launch_of(replace(HERON, status=Status.UPCOMING))
    released = verdicts_of(HERON, known=(upcoming,))[0]
    assert released.launch is not None
    fallen = verdicts_of(replace(HERON, status=Status.UPCOMING), known=(released.launch,))[0]

    assert released.kind is VerdictKind.ADVANCED
    assert released.reason == "upcoming → released"
    assert released.previous is Status.UPCOMING
    assert fallen.kind is VerdictKind.REPEATED
    assert fallen.launch == released.launch


def test_a_launch_that_rises_takes_up_the_date_and_size_that_are_stated_now() -> None:
    planned = launch_of(replace(HERON, status=Status.UPCOMING, date="2030-07", parameters="70B"))

    stated, silent = (
        verdicts_of(replace(HERON, **facts), known=(replace(planned, parameters=size),), at=AT + timedelta(days=1))[
            0
        ].launch
        for facts, size in (({"date": "2030-07-09", "parameters": "72B"}, None), ({}, "70B"))
    )

    assert stated is not None
    assert silent is not None
    assert [(one.date, one.parameters) for one in (stated, silent)] == [("2030-07-09", "72B"), ("2030-07", "70B")]
    assert (stated.first_seen_at, stated.status_at, stated.seen_at) == (
        AT,
        AT + timedelta(days=1),
        AT + timedelta(days=1),
    )


def test_released_and_upgraded_are_one_place() -> None:
    verdict = verdicts_of(replace(HERON, status=Status.UPGRADED), known=(launch_of(HERON),))[0]

    assert verdict.kind is VerdictKind.REPEATED


def test_a_rumour_lifts_nothing() -> None:
    upcoming = launch_of(replace(HERON, status=Status.UPCOMING))
    verdict = verdicts_of(replace(HERON, rumour=True), known=(upcoming,))[0]

    assert verdict.kind is VerdictKind.REPEATED
    assert verdict.launch == upcoming


def test_a_rumour_that_somebody_vouches_for_advances() -> None:
    rumoured = launch_of(replace(HERON, rumour=True))
    verdict = verdicts_of(HERON, known=(rumoured,))[0]

    assert verdict.kind is VerdictKind.ADVANCED
    assert verdict.launch is not None
    assert not verdict.launch.rumour


def test_of_two_firm_words_on_a_rumour_in_one_article_the_further_one_advances_it() -> None:
    verdicts = verdicts_of(
        replace(HERON, status=Status.UPCOMING), HERON, known=(launch_of(replace(HERON, rumour=True)),)
    )

    assert [verdict.kind for verdict in verdicts] == [VerdictKind.REPEATED, VerdictKind.ADVANCED]
    assert verdicts[1].reason == "was a rumour, now somebody vouches for it"


def test_of_two_steps_in_one_article_the_further_one_is_told() -> None:
    planned = launch_of(replace(HERON, status=Status.UPCOMING))

    verdicts = verdicts_of(replace(HERON, status=Status.PREVIEW), HERON, known=(planned,))

    assert [verdict.kind for verdict in verdicts] == [VerdictKind.REPEATED, VerdictKind.ADVANCED]


def test_what_is_as_likely_as_not_is_told() -> None:
    assert verdicts_of(replace(HERON, confidence=0.5))[0].kind is VerdictKind.NEW


def test_what_a_rumour_claimed_is_not_where_a_launch_stands_once_somebody_vouches() -> None:
    rumoured = launch_of(replace(HERON, rumour=True))
    planned = verdicts_of(replace(HERON, status=Status.UPCOMING), known=(rumoured,))[0]
    assert planned.launch is not None
    released = verdicts_of(HERON, known=(planned.launch,))[0]

    assert planned.launch.status is Status.UPCOMING
    assert released.kind is VerdictKind.ADVANCED


def test_what_an_article_only_recalls_is_background_and_makes_no_launch() -> None:
    verdict = verdicts_of(replace(HERON, background=True, date="2030-04-10"))[0]

    assert verdict.kind is VerdictKind.BACKGROUND
    assert verdict.launch is None
    assert verdict.reason == "the article only recalls this launch of 2030-04-10"
    assert verdicts_of(replace(HERON, background=True))[0].reason == "the article only recalls this launch"


def test_a_model_with_a_recorded_date_is_background_only_seven_days_after_it() -> None:
    known = Announcement("GLM", "4.6", ("智谱",), Status.RELEASED)

    before = verdicts_of(known, at=datetime(2025, 10, 6, tzinfo=UTC))[0]
    after = verdicts_of(known, at=datetime(2025, 10, 7, tzinfo=UTC))[0]

    assert before.kind is VerdictKind.NEW
    assert after.kind is VerdictKind.BACKGROUND
    assert after.reason == "known since 2025-09-30"


def test_what_the_detector_doubts_makes_no_launch_and_says_why() -> None:
    (verdict,) = verdicts_of(replace(HERON, confidence=0.43, doubt="lacking: a version"))

    assert (verdict.kind, verdict.launch) == (VerdictKind.DOUBTED, None)
    assert verdict.reason == "judged 0.43; lacking: a version"


def test_a_second_opinion_is_named_in_the_reason_of_whatever_it_led_to() -> None:
    asked = replace(HERON, opinion="a second opinion confirmed it (judged 0.60)")
    denied = replace(HERON, confidence=0.1, opinion="a second opinion denied it (judged 0.60)")

    (confirmed,) = verdicts_of(asked)
    (recalled,) = verdicts_of(replace(asked, background=True))
    (doubted,) = verdicts_of(denied)

    assert confirmed.reason == "a second opinion confirmed it (judged 0.60); no such launch was known"
    assert recalled.reason.startswith("a second opinion confirmed it (judged 0.60); the article only recalls")
    assert doubted.reason == "judged 0.10; a second opinion denied it (judged 0.60)"


def test_the_family_of_what_is_doubted_is_asked_for_since_a_person_may_have_lifted_the_doubt() -> None:
    assert families_of([replace(HERON, confidence=0.43)], KNOWLEDGE) == {("acme", "heron")}


def test_an_article_that_tells_of_a_launch_twice_brings_it_once_at_its_highest() -> None:
    verdicts = verdicts_of(replace(HERON, status=Status.UPCOMING), HERON, replace(HERON, evidence="again"))

    assert [verdict.kind for verdict in verdicts] == [VerdictKind.REPEATED, VerdictKind.NEW, VerdictKind.REPEATED]
    assert verdicts[0].reason == "told more fully in the same article"
    assert verdicts[1].launch is not None
    assert verdicts[1].launch.status is Status.RELEASED


def test_what_an_article_vouches_for_counts_before_what_it_calls_a_rumour_however_far_that_goes() -> None:
    verdicts = verdicts_of(replace(HERON, rumour=True), replace(HERON, status=Status.UPCOMING))

    assert [verdict.kind for verdict in verdicts] == [VerdictKind.REPEATED, VerdictKind.NEW]
    assert verdicts[1].launch is not None
    assert (verdicts[1].launch.status, verdicts[1].launch.rumour) == (Status.UPCOMING, False)


def test_members_within_72_hours_share_a_release_and_later_ones_do_not() -> None:
    first = launch_of(HERON)
    pro = replace(HERON, version="2 Pro")

    soon = verdicts_of(pro, known=(first,), at=AT + timedelta(hours=72))[0].launch
    late = verdicts_of(pro, known=(first,), at=AT + timedelta(hours=73))[0].launch

    assert soon is not None
    assert late is not None
    assert soon.release == first.release
    assert late.release == "acme/heron/2@2030-07-12"


def test_a_name_without_version_belongs_to_the_only_versioned_launch_of_these_days() -> None:
    versionless = replace(HERON, version=None)
    two, three = launch_of(HERON), launch_of(replace(HERON, version="3"))

    one_candidate = verdicts_of(versionless, known=(two,))[0]
    two_candidates = verdicts_of(versionless, known=(two, three))[0]
    long_ago = verdicts_of(versionless, known=(two,), at=AT + timedelta(days=4))[0]

    assert one_candidate.launch == two
    assert [one_candidate.kind, two_candidates.kind, long_ago.kind] == [
        VerdictKind.REPEATED,
        VerdictKind.NEW,
        VerdictKind.NEW,
    ]


def test_an_announcement_without_organisation_belongs_to_the_only_launch_it_can_mean() -> None:
    nobody = replace(HERON, organisations=())
    acme, other = launch_of(HERON), launch_of(replace(HERON, organisations=("Globex",)))

    assert verdicts_of(nobody, known=(acme,))[0].launch == acme
    assert verdicts_of(nobody, known=(acme, other))[0].kind is VerdictKind.NEW
    assert verdicts_of(HERON, known=(launch_of(nobody),))[0].kind is VerdictKind.REPEATED


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        pytest.param({"status": Status.RELEASED, "date": "2025-12-01"}, VerdictKind.BACKGROUND, id="in one more app"),
        pytest.param({"status": Status.UPCOMING, "date": "2026-01"}, VerdictKind.NEW, id="planned for a day to come"),
        pytest.param({"status": Status.UPCOMING, "date": "2025-12-01"}, VerdictKind.NEW, id="planned for today"),
        pytest.param({"status": Status.UPCOMING}, VerdictKind.BACKGROUND, id="planned, nobody says for when"),
        pytest.param({"status": Status.OPEN_SOURCED, "date": "2025-12-01"}, VerdictKind.NEW, id="opened today"),
        pytest.param(
            {"status": Status.OPEN_SOURCED, "date": "2025-11-24"}, VerdictKind.BACKGROUND, id="opened a week ago"
        ),
        pytest.param(
            {"status": Status.OPEN_SOURCED, "date": "2025-11"}, VerdictKind.BACKGROUND, id="opened in the month past"
        ),
        pytest.param(
            {"status": Status.OPEN_SOURCED, "date": "2025-10-01"}, VerdictKind.BACKGROUND, id="opened long ago"
        ),
    ],
)
def test_a_further_step_of_a_model_known_before_is_news(said: dict[str, Any], kind: VerdictKind) -> None:
    step = replace(Announcement("GLM", "4.6", ("智谱",), Status.RELEASED), **said)

    assert verdicts_of(step, at=datetime(2025, 12, 1, 8, tzinfo=UTC))[0].kind is kind


def test_a_bare_family_is_its_next_model_in_a_plan_and_the_old_one_elsewhere() -> None:
    qwen = Announcement("千问", None, ("阿里",), Status.OPEN_SOURCED)

    found = verdicts_of(qwen, replace(qwen, status=Status.UPCOMING), at=datetime(2025, 12, 1, tzinfo=UTC))

    assert [verdict.kind for verdict in found] == [VerdictKind.BACKGROUND, VerdictKind.NEW]


def test_a_bare_family_that_was_out_before_is_not_the_new_model_of_these_days() -> None:
    at = datetime(2025, 12, 1, tzinfo=UTC)
    newest = launch_of(Announcement("千问", "9", ("阿里",), Status.RELEASED), at=at)

    (bare,) = verdicts_of(Announcement("千问", None, ("阿里",), Status.RELEASED), known=(newest,), at=at)

    assert (bare.kind, bare.launch) == (VerdictKind.BACKGROUND, None)


def test_what_the_store_knows_goes_on_whatever_the_knowledge_base_dates() -> None:
    glm = Announcement("GLM", "4.6", ("智谱",), Status.RELEASED)
    known = launch_of(glm, at=datetime(2025, 9, 30, tzinfo=UTC))

    later = verdicts_of(replace(glm, status=Status.OPEN_SOURCED), known=(known,), at=datetime(2025, 11, 1, tzinfo=UTC))

    assert later[0].kind is VerdictKind.ADVANCED


announcements = st.builds(
    Announcement,
    model=st.sampled_from(["Heron", "青鸾大模型", "Qwen"]),
    version=st.sampled_from([None, "1", "2 Pro"]),
    organisations=st.sampled_from([(), ("Acme",), ("云岭智能", "Acme")]),
    status=st.sampled_from(Status),
    background=st.booleans(),
    rumour=st.booleans(),
    confidence=st.sampled_from([0.3, 0.7, 0.95]),
)


@given(st.lists(announcements, max_size=6))
def test_the_same_article_again_brings_no_news(article: list[Announcement]) -> None:
    first = verdicts_of(*article)
    known = {str(verdict.launch.key): verdict.launch for verdict in first if verdict.launch}

    again = verdicts_of(*article, known=tuple(known.values()))

    assert {verdict.kind for verdict in again} <= {VerdictKind.REPEATED, VerdictKind.BACKGROUND, VerdictKind.DOUBTED}


@given(st.lists(st.lists(announcements, max_size=4), max_size=4))
def test_the_rank_of_a_launch_that_somebody_vouches_for_never_falls(articles: list[list[Announcement]]) -> None:
    known: dict[str, Launch] = {}
    for article in articles:
        for verdict in verdicts_of(*article, known=tuple(known.values())):
            if verdict.launch:
                before = known.get(str(verdict.launch.key))
                vouched = before is not None and not before.rumour
                assert not vouched or before.status.rank <= verdict.launch.status.rank
                known[str(verdict.launch.key)] = verdict.launch
