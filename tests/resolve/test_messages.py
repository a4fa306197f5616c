"""When a message is due, and what it takes up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.knowledge import load_knowledge
from monitor.model import (
    Announcement,
    ArticleSeen,
    Known,
    MessageDue,
    Status,
    Telling,
    Verdict,
    VerdictKind,
    Wait,
    Waiting,
)
from monitor.resolve import messages_due, resolve
from monitor.settings import Audience, MessageTimes, Route

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
HERON = Announcement("Heron", "2", ("Acme",), Status.RELEASED)
RELEASE = "acme/heron/2@2030-07-09"


KNOWLEDGE = load_knowledge()
TEAM = Audience(("team",))


def due_of(
    verdicts: tuple[Verdict, ...],
    *,
    tellings: tuple[Telling, ...] = (),
    waiting: tuple[Waiting, ...] = (),
    audience: Audience = TEAM,
    now: datetime = NOW,
) -> tuple[MessageDue, ...]:
    known = Known(tellings=tellings, waiting=waiting)
    return messages_due(verdicts, known, audience, KNOWLEDGE, MessageTimes(), now)


def news_of(*announcements: Announcement) -> tuple[Verdict, ...]:
    return resolve(announcements, Known(), KNOWLEDGE, ArticleSeen(NOW))


def test_all_news_of_an_article_is_one_message_to_each_channel_at_once() -> None:
    news = news_of(HERON, replace(HERON, version="2 Pro"), replace(HERON, model="Egret", status=Status.IN_DEVELOPMENT))

    due = due_of(news, audience=Audience(("team", "mail")))

    assert [(message.channel, len(message.verdicts), message.due_at) for message in due] == [
        ("team", 3, NOW),
        ("mail", 3, NOW),
    ]


def test_rumours_and_development_alone_are_no_message() -> None:
    news = news_of(replace(HERON, rumour=True), replace(HERON, model="Egret", status=Status.IN_DEVELOPMENT))

    (due,) = due_of(news)

    assert (due.verdicts, [wait for _, wait in due.kept]) == ((), [Wait.UNPROMPT, Wait.UNPROMPT])


def test_what_is_repeated_or_background_is_no_message() -> None:
    news = tuple(replace(verdict, kind=VerdictKind.REPEATED) for verdict in news_of(HERON))

    assert due_of(news) == ()


def test_what_an_article_recalls_first_does_not_keep_its_news_back() -> None:
    (due,) = due_of(news_of(replace(HERON, model="Egret", background=True), HERON))

    assert [verdict.announcement.model for verdict in due.verdicts] == ["Heron"]


def test_what_an_article_repeats_first_does_not_keep_its_news_back() -> None:
    known, news = news_of(HERON, replace(HERON, model="Egret"))

    (due,) = due_of((replace(known, kind=VerdictKind.REPEATED), news))

    assert [verdict.announcement.model for verdict in due.verdicts] == ["Egret"]


def test_a_message_that_nobody_tried_to_send_yet_takes_up_later_members() -> None:
    telling = Telling("team", RELEASE, 7, None, joinable=True)

    due = due_of(news_of(replace(HERON, version="2 Pro")), tellings=(telling,), audience=Audience(("team", "mail")))

    assert [message.joins for message in due] == [7, None]


def test_later_members_of_a_told_release_wait_and_a_risen_status_does_not() -> None:
    told = Telling("team", RELEASE, 7, NOW - timedelta(minutes=10))
    more = news_of(replace(HERON, version="2 Pro"))
    risen = tuple(replace(verdict, kind=VerdictKind.ADVANCED) for verdict in more)

    assert due_of(more, tellings=(told,))[0].due_at == NOW + timedelta(minutes=50)
    assert due_of(risen, tellings=(told,))[0].due_at == NOW


def test_news_waits_as_long_as_the_settings_say_and_more_of_it_no_shorter() -> None:
    told = Telling("team", RELEASE, 7, NOW - timedelta(minutes=55))
    more, times = news_of(replace(HERON, version="2 Pro")), MessageTimes(wait=timedelta(minutes=20))

    first, later = (
        messages_due(more, Known(tellings=tellings), TEAM, KNOWLEDGE, times, NOW)[0] for tellings in ((), (told,))
    )

    assert (first.due_at, later.due_at) == (NOW + timedelta(minutes=20), NOW + timedelta(minutes=20))


def test_more_of_a_release_waits_from_the_last_time_that_the_channel_was_told_of_it() -> None:
    more = news_of(replace(HERON, version="2 Pro"))
    tellings = tuple(Telling("team", RELEASE, number, NOW - timedelta(minutes=10 * number)) for number in (3, 1))
    unsent, others = Telling("team", RELEASE, 5, None), Telling("mail", RELEASE, 6, NOW)
    elsewhere = Telling("team", "acme/egret/1@2030-07-09", 8, NOW, joinable=True)

    assert due_of(more, tellings=(*tellings, others, elsewhere))[0].due_at == NOW + timedelta(minutes=50)
    assert due_of(more, tellings=(unsent, others, elsewhere))[0].due_at == NOW
    assert due_of(more, tellings=(unsent, others, elsewhere))[0].joins is None


def test_more_of_two_releases_waits_for_the_one_that_was_told_last() -> None:
    told = Telling("team", RELEASE, 7, NOW - timedelta(minutes=10))
    before = Telling("team", "acme/egret/1@2030-07-09", 6, NOW - timedelta(minutes=30))
    more = news_of(replace(HERON, version="2 Pro"), replace(HERON, model="Egret", version="1 Pro"))

    assert due_of(more, tellings=(told, before))[0].due_at == NOW + timedelta(minutes=50)


def test_more_of_a_release_does_not_wait_beside_other_news() -> None:
    told = Telling("team", RELEASE, 7, NOW - timedelta(minutes=10))
    news = news_of(replace(HERON, version="2 Pro"), replace(HERON, model="Egret"))

    assert due_of(news, tellings=(told,))[0].due_at == NOW


def waits_of(due: tuple[MessageDue, ...]) -> dict[str, list[Wait | None]]:
    """Give for each channel what it is told (None) and what it is kept from, and why."""
    return {one.channel: [*(None for _ in one.verdicts), *(wait for _, wait in one.kept)] for one in due}


def test_the_first_route_that_matches_chooses_the_channels() -> None:
    routes = (
        Route(("team",), status=frozenset({Status.RELEASED}), organisations=("Ac*",)),
        Route(("mail",)),
    )
    audience = Audience(("team", "mail"), routes)

    assert waits_of(due_of(news_of(HERON), audience=audience)) == {"team": [None], "mail": [Wait.ROUTED]}
    upcoming = news_of(replace(HERON, status=Status.UPCOMING))
    assert waits_of(due_of(upcoming, audience=audience)) == {"team": [Wait.ROUTED], "mail": [None]}


def test_a_route_that_goes_on_leaves_the_next_one_its_say() -> None:
    audience = Audience(("team", "mail"), (Route(("team",), goes_on=True), Route(("mail",))))

    assert waits_of(due_of(news_of(HERON), audience=audience)) == {"team": [None], "mail": [None]}


def test_an_organisation_is_followed_under_any_of_its_names() -> None:
    qwen = news_of(Announcement("Qwen", "9", ("Alibaba",), Status.RELEASED))

    followed = due_of(qwen, audience=Audience(("team",), follow=("阿里巴巴",)))
    others = due_of(qwen, audience=Audience(("team",), follow=("华为",)))

    assert (waits_of(followed), waits_of(others)) == ({"team": [None]}, {"team": [Wait.UNFOLLOWED]})


def test_a_launch_of_which_a_route_is_not_sure_waits_for_a_second_voice() -> None:
    audience = Audience(("team", "mail"), (Route(("team",), min_confidence=0.9, goes_on=True), Route(("mail",))))
    unsure = news_of(replace(HERON, confidence=0.7))
    launch = replace(unsure[0].launch, id=1, confidence=0.91) if unsure[0].launch else None
    second = (replace(unsure[0], kind=VerdictKind.REPEATED, launch=launch),)
    waiting = (Waiting("team", 1, 3, Wait.UNSURE, NOW),)

    first = due_of(unsure, audience=audience)
    in_time = due_of(second, waiting=waiting, audience=audience, now=NOW + timedelta(minutes=20))
    too_late = due_of(second, waiting=waiting, audience=audience, now=NOW + timedelta(minutes=40))

    assert waits_of(first) == {"team": [Wait.UNSURE], "mail": [None]}
    assert (waits_of(in_time), too_late) == ({"team": [None]}, ())


def test_a_voice_that_is_sure_by_itself_is_heard_at_any_time() -> None:
    audience = Audience(("team",), (Route(("team",), min_confidence=0.9),))
    (verdict,) = news_of(replace(HERON, confidence=0.95))
    assert verdict.launch is not None
    sure = (replace(verdict, kind=VerdictKind.REPEATED, launch=replace(verdict.launch, id=1, confidence=0.98)),)
    waiting = (Waiting("team", 1, 3, Wait.UNSURE, NOW - timedelta(days=2)),)

    assert waits_of(due_of(sure, waiting=waiting, audience=audience)) == {"team": [None]}
    just = tuple(replace(one, announcement=replace(one.announcement, confidence=0.9)) for one in sure)
    assert waits_of(due_of(just, waiting=waiting, audience=audience)) == {"team": [None]}


def test_as_sure_as_a_route_asks_for_is_sure_enough() -> None:
    audience = Audience(("team",), (Route(("team",), min_confidence=0.9),))

    assert waits_of(due_of(news_of(replace(HERON, confidence=0.9)), audience=audience)) == {"team": [None]}


def test_what_is_not_followed_does_not_go_along_with_what_is() -> None:
    both = news_of(HERON, Announcement("Qwen", "9", ("Alibaba",), Status.RELEASED))

    due = due_of(both, audience=Audience(("team",), follow=("Acme",)))

    assert waits_of(due) == {"team": [None, Wait.UNFOLLOWED]}


def test_what_is_not_sure_enough_is_unsure_whether_it_is_followed_or_not() -> None:
    news = tuple(replace(one, launch=replace(one.launch, confidence=0.6)) for one in news_of(HERON) if one.launch)
    audience = Audience(("team",), (Route(("team",), min_confidence=0.8),), follow=("Others",))

    assert waits_of(due_of(news, audience=audience)) == {"team": [Wait.UNSURE]}


def test_rumours_that_go_along_are_told_where_they_stand_in_the_article() -> None:
    rumour, news = replace(HERON, model="Bittern", rumour=True), replace(HERON, model="Egret")

    (due,) = due_of(news_of(rumour, news, replace(rumour, model="Plover")))

    assert [verdict.announcement.model for verdict in due.verdicts] == ["Bittern", "Egret", "Plover"]


def test_an_urgent_route_makes_the_message_urgent_by_whatever_it_tells() -> None:
    audience = Audience(
        ("team",),
        (Route(("team",), status=frozenset({Status.RELEASED}), urgent=True), Route(("team",))),
    )
    preview = replace(HERON, model="Egret", status=Status.PREVIEW)

    both = [due_of(news_of(*order), audience=audience)[0] for order in ((HERON, preview), (preview, HERON))]
    (kept,) = due_of(news_of(replace(HERON, rumour=True)), audience=audience)

    assert [due.urgent for due in both] == [True, True]
    assert not kept.urgent


def test_a_second_voice_comes_in_time_until_the_very_end() -> None:
    audience = Audience(("team",), (Route(("team",), min_confidence=0.9),))
    (verdict,) = news_of(replace(HERON, confidence=0.7))
    assert verdict.launch is not None
    second = (replace(verdict, kind=VerdictKind.REPEATED, launch=replace(verdict.launch, id=1, confidence=0.9)),)

    unsure = tuple(replace(one, launch=replace(one.launch, confidence=0.89)) for one in second if one.launch)

    def told(*waiting: Waiting, after: timedelta = timedelta(minutes=30), voice: tuple[Verdict, ...] = second) -> bool:
        return bool(due_of(voice, waiting=waiting, audience=audience, now=NOW + after))

    long_ago = Waiting("team", 1, 3, Wait.UNSURE, NOW - timedelta(days=1))

    assert told(Waiting("team", 1, 3, Wait.UNSURE, NOW))
    assert told(Waiting("team", 1, 3, Wait.UNSURE, NOW), long_ago)
    assert not told(Waiting("team", 1, 3, Wait.UNSURE, NOW), after=timedelta(minutes=30, seconds=1))
    assert not told(Waiting("team", 1, 3, Wait.UNSURE, NOW), voice=unsure)
    assert not told(Waiting("mail", 1, 3, Wait.UNSURE, NOW))
    assert not told(Waiting("team", 2, 3, Wait.UNSURE, NOW))
    assert not told(Waiting("team", 1, 3, Wait.UNFOLLOWED, NOW))
    assert not told(
        Waiting("team", 1, 3, Wait.UNSURE, NOW - timedelta(days=1)), Waiting("team", 1, 3, Wait.UNFOLLOWED, NOW)
    )
