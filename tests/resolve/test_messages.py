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


def test_what_is_not_followed_does_not_go_along_with_what_is() -> None:
    both = news_of(HERON, Announcement("Qwen", "9", ("Alibaba",), Status.RELEASED))

    due = due_of(both, audience=Audience(("team",), follow=("Acme",)))

    assert waits_of(due) == {"team": [None, Wait.UNFOLLOWED]}


def test_what_is_not_sure_enough_is_unsure_whether_it_is_followed_or_not() -> None:
    news = tuple(replace(one, launch=replace(one.launch, confidence=0.6)) for one in news_of(HERON) if one.launch)
    audience = Audience(("team",), (Route(("team",), min_confidence=0.8),), follow=("Others",))

    assert waits_of(due_of(news, audience=audience)) == {"team": [Wait.UNSURE]}
