"""What a digest tells of what waits for it, and what need not be told any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.knowledge import load_knowledge
from monitor.model import (
    Alert,
    Announcement,
    ArticleReference,
    ArticleSeen,
    DigestDue,
    DigestKnown,
    Kept,
    Known,
    Launch,
    LaunchKey,
    Status,
    Tier,
    VerdictKind,
    Wait,
)
from monitor.resolve import DigestTerms, digest_of, messages_due, resolve
from monitor.resolve.digest import LEAST_DOUBT, MOST_DOUBTS, STILL_OVERDUE
from monitor.settings import Audience, MessageTimes, Route

NOW = datetime(2030, 7, 9, 0, 30, tzinfo=UTC)
TODAY = date(2030, 7, 9)
KNOWLEDGE = load_knowledge()
TEAM = Audience(("team",))
ARTICLE = ArticleReference("https://news.example.org/a", "On Heron", "Outlet", Tier.MEDIA, None)


def a_launch(number: int = 1, status: Status = Status.UPCOMING, **facts: object) -> Launch:
    key = LaunchKey("acme", f"heron{number}", "", "", "")
    told = {"model": f"Heron{number}", "version": None, "organisations": ("Acme",), "release": "r", "id": number}
    return Launch(key=key, status=status, first_seen_at=NOW, status_at=NOW, seen_at=NOW, **told | facts)


def waiting(
    number: int, wait: Wait = Wait.UNPROMPT, launch: Launch | None = None, *, heard: int | None = None, **facts: object
) -> Kept:
    of = launch or a_launch(number)
    said = Announcement(of.model, of.version, of.organisations, of.status, date=of.date, rumour=of.rumour)
    alert = Alert(of, said, ARTICLE, VerdictKind.NEW, wait=wait)
    rank = -1 if of.rumour else of.status.rank
    return replace(Kept(number, alert, of.id, rank, NOW - timedelta(hours=9), heard), **facts)


def due_of(known: DigestKnown, audience: Audience = TEAM, now: datetime = NOW) -> DigestDue:
    return digest_of(known, DigestTerms("team", TODAY, now, audience, KNOWLEDGE, MessageTimes()))


def test_what_waits_is_told_and_told_in_its_order() -> None:
    due = due_of(DigestKnown(kept=(waiting(3), waiting(1, Wait.UNFOLLOWED), waiting(2))))

    assert (due.told, due.overtaken, due.says_something) == ((1, 2, 3), (), True)


def test_with_nothing_that_waits_there_is_nothing_to_say() -> None:
    assert not due_of(DigestKnown()).says_something


@pytest.mark.parametrize(
    ("heard", "told"), [(None, (1,)), (-1, (1,)), (1, ()), (3, ())], ids=["nothing", "a rumour", "as much", "more"]
)
def test_what_the_channel_has_heard_meanwhile_is_overtaken(heard: int | None, told: tuple[int, ...]) -> None:
    due = due_of(DigestKnown(kept=(waiting(1, heard=heard),)))

    assert (due.told, due.overtaken) == (told, () if told else (1,))


def test_what_is_overtaken_is_given_in_its_order() -> None:
    assert due_of(DigestKnown(kept=(waiting(8, heard=3), waiting(1, heard=3)))).overtaken == (1, 8)


def test_of_several_words_on_one_launch_the_latest_is_told() -> None:
    launch = a_launch(5)
    rumour = waiting(1, launch=replace(launch, rumour=True))
    plan, moved = waiting(2, Wait.UNFOLLOWED, launch), waiting(3, Wait.MOVED, launch)
    released = waiting(4, Wait.UNFOLLOWED, replace(launch, status=Status.RELEASED))

    assert due_of(DigestKnown(kept=(rumour, plan, moved, released))).told == (4,)
    due = due_of(DigestKnown(kept=(moved, plan, rumour)))
    assert (due.told, due.overtaken) == ((3,), (1, 2))
    assert due_of(DigestKnown(kept=(replace(moved, number=1), plan))).told == (1,)


def test_a_date_that_moved_is_told_to_who_knew_of_the_launch_but_not_after_its_release() -> None:
    assert due_of(DigestKnown(kept=(waiting(1, Wait.MOVED, heard=1),))).told == (1,)
    assert due_of(DigestKnown(kept=(waiting(1, Wait.MOVED, heard=3),))).told == ()


def test_what_is_unsure_waits_for_a_second_voice_first() -> None:
    doubtful = a_launch(1, confidence=0.6)
    audience = Audience(("team",), (Route(("team",), min_confidence=0.8),))
    young = waiting(1, Wait.UNSURE, doubtful, since=NOW - timedelta(minutes=29))
    old = waiting(1, Wait.UNSURE, doubtful, since=NOW - timedelta(minutes=30))

    assert due_of(DigestKnown(kept=(young,)), audience) == DigestDue()
    sure = replace(young, alert=replace(young.alert, launch=a_launch(1, confidence=0.8)))

    assert due_of(DigestKnown(kept=(sure,)), audience) == DigestDue(told=(1,), sure=frozenset({1}))
    assert due_of(DigestKnown(kept=(old,)), audience) == DigestDue(told=(1,))
    assert due_of(DigestKnown(kept=(replace(young, alert=replace(young.alert, wait=Wait.UNFOLLOWED)),)), audience).told


def test_what_became_sure_too_late_is_told_as_sure() -> None:
    audience = Audience(("team",), (Route(("team",), min_confidence=0.8),))

    due = due_of(DigestKnown(kept=(waiting(1, Wait.UNSURE, a_launch(1, confidence=0.9)),)), audience)

    assert (due.told, due.sure) == ((1,), {1})


def test_a_date_that_passed_is_told_once_and_while_it_is_near() -> None:
    passed, today = a_launch(1, date="2030-07-08"), a_launch(2, date="2030-07-09")
    long_ago = a_launch(3, date=(TODAY - STILL_OVERDUE - timedelta(days=1)).isoformat())
    rumour, month = a_launch(4, date="2030-07-08", rumour=True), a_launch(5, date="2030-06")
    upcoming = (passed, today, long_ago, rumour, month)

    assert due_of(DigestKnown(upcoming=upcoming)).overdue == (passed, month)
    assert due_of(DigestKnown(upcoming=upcoming, said_overdue=frozenset({(1, "2030-07-08")}))).overdue == (month,)


def test_a_date_that_passed_says_all_that_waited_of_its_launch() -> None:
    passed = a_launch(1, date="2030-07-08")

    due = due_of(DigestKnown(kept=(waiting(7, Wait.UNFOLLOWED, passed),), upcoming=(passed,)))

    assert (due.told, due.overtaken, due.overdue) == ((), (7,), (passed,))


def test_a_date_that_passed_is_not_told_of_a_launch_that_is_not_sure() -> None:
    audience = Audience(("team",), (Route(("team",), min_confidence=0.8),))
    passed = a_launch(1, date="2030-07-08", confidence=0.7)

    assert due_of(DigestKnown(upcoming=(passed,)), audience) == DigestDue()


def test_a_channel_that_hears_of_other_launches_hears_of_no_date_that_passed() -> None:
    others = Audience(("team", "mail"), (Route(("mail",)),))

    assert due_of(DigestKnown(upcoming=(a_launch(1, date="2030-07-08"),)), others) == DigestDue()


def doubted(model: str, confidence: float = 0.45, version: str | None = None) -> tuple[Announcement, ArticleReference]:
    said = Announcement(model, version, ("Acme",), Status.RELEASED, confidence=confidence, doubt=f"{model} is odd")
    return said, ARTICLE


def test_doubts_are_told_by_title_and_reason_each_name_once_and_a_few_of_many() -> None:
    many = tuple(doubted(f"Egret{letter}") for letter in "abcdefgh")

    due = due_of(DigestKnown(doubted=(doubted("Egreta"), *many)))

    assert [doubt.name for doubt in due.doubts] == ["Egreta", "Egretb", "Egretc", "Egretd", "Egrete"]
    assert (due.doubts[0].title, due.doubts[0].why) == ("On Heron", "Egreta is odd")
    assert (len(due.doubts), due.more_doubts) == (MOST_DOUBTS, 3)


def test_a_doubt_of_a_launch_that_is_known_or_hardly_likely_is_not_told() -> None:
    known = frozenset({LaunchKey("acme", "egret", "2", "", "")})
    doubts = (doubted("Egret"), doubted("Egret", version="2"), doubted("Bittern", 0.3))

    assert due_of(DigestKnown(doubted=doubts, keys=known)) == DigestDue()
    assert len(due_of(DigestKnown(doubted=(doubted("Bittern", LEAST_DOUBT),), keys=known)).doubts) == 1
    assert len(due_of(DigestKnown(doubted=(doubted("Egret", version="3"),), keys=known)).doubts) == 1
    assert len(due_of(DigestKnown(doubted=(doubted("Heron", version="2"),), keys=known)).doubts) == 1


def test_a_doubt_is_not_told_to_a_channel_that_hears_of_other_launches() -> None:
    others = Audience(("team", "mail"), (Route(("mail",)),))

    assert due_of(DigestKnown(doubted=(doubted("Egret"),)), others) == DigestDue()


KEPT = st.builds(
    waiting,
    st.integers(1, 30),
    st.sampled_from([Wait.UNFOLLOWED, Wait.UNSURE, Wait.UNPROMPT, Wait.MOVED]),
    st.builds(a_launch, st.integers(1, 5), st.sampled_from(Status), rumour=st.booleans(), date=st.just("2030-07-08")),
    heard=st.none() | st.integers(-1, 4),
)


@given(st.lists(KEPT, max_size=8, unique_by=lambda kept: kept.number))
def test_nothing_that_waits_is_lost_and_no_launch_is_told_twice(kept: list[Kept]) -> None:
    upcoming = {one.alert.launch.id: one.alert.launch for one in kept if one.alert.launch.status is Status.UPCOMING}

    due = due_of(DigestKnown(kept=tuple(kept), upcoming=tuple(upcoming.values())))

    launches = [one.launch_id for one in kept if one.number in due.told] + [launch.id for launch in due.overdue]
    assert len(launches) == len(set(launches))
    assert {*due.told, *due.overtaken} == {one.number for one in kept}
    assert not set(due.told) & set(due.overtaken)


def test_a_date_that_moves_is_kept_for_the_digest_of_who_hears_of_the_launch() -> None:
    before = Announcement("Heron", "2", ("Acme",), Status.UPCOMING, date="2030-07-20")
    [first] = resolve([before], Known(), KNOWLEDGE, ArticleSeen(NOW))
    assert first.launch is not None
    known = Known((replace(first.launch, id=1),))

    [moved] = resolve([replace(before, date="2030-08-01")], known, KNOWLEDGE, ArticleSeen(NOW))
    [exact] = resolve([replace(before, date="2030-07-20")], known, KNOWLEDGE, ArticleSeen(NOW))

    [due] = messages_due([moved], known, TEAM, KNOWLEDGE, MessageTimes(), NOW)
    assert (due.verdicts, due.kept, moved.moved_from) == ((), ((moved, Wait.MOVED),), "2030-07-20")
    assert messages_due([exact], known, TEAM, KNOWLEDGE, MessageTimes(), NOW) == ()
    assert messages_due([moved], known, Audience(("team",), (Route(("x",)),)), KNOWLEDGE, MessageTimes(), NOW) == ()


def test_what_an_urgent_route_tells_is_urgent() -> None:
    routes = (Route(("team",), status=frozenset({Status.RELEASED}), urgent=True), Route(("team",)))
    heron = Announcement("Heron", "2", ("Acme",), Status.RELEASED)

    urgent = [
        due.urgent
        for status in (Status.RELEASED, Status.PREVIEW)
        for due in messages_due(
            resolve([replace(heron, status=status)], Known(), KNOWLEDGE, ArticleSeen(NOW)),
            Known(),
            Audience(("team",), routes),
            KNOWLEDGE,
            MessageTimes(),
            NOW,
        )
    ]

    assert urgent == [True, False]
