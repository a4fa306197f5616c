"""When a message is due, and what it takes up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.knowledge import load_knowledge
from monitor.model import Announcement, ArticleSeen, Known, Status, Telling, Verdict, VerdictKind
from monitor.resolve import messages_due, resolve
from monitor.settings import MessageTimes

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
HERON = Announcement("Heron", "2", ("Acme",), Status.RELEASED)
RELEASE = "acme/heron/2@2030-07-09"


def news_of(*announcements: Announcement) -> tuple[Verdict, ...]:
    return resolve(announcements, Known(), load_knowledge(), ArticleSeen(NOW))


def test_all_news_of_an_article_is_one_message_to_each_channel_at_once() -> None:
    news = news_of(HERON, replace(HERON, version="2 Pro"), replace(HERON, model="Egret", status=Status.IN_DEVELOPMENT))

    due = messages_due(news, (), ("team", "mail"), MessageTimes(), NOW)

    assert [(message.channel, len(message.verdicts), message.due_at) for message in due] == [
        ("team", 3, NOW),
        ("mail", 3, NOW),
    ]


def test_rumours_and_development_alone_are_no_message() -> None:
    news = news_of(replace(HERON, rumour=True), replace(HERON, model="Egret", status=Status.IN_DEVELOPMENT))

    assert messages_due(news, (), ("team",), MessageTimes(), NOW) == ()


def test_what_is_repeated_or_background_is_no_message() -> None:
    news = tuple(replace(verdict, kind=VerdictKind.REPEATED) for verdict in news_of(HERON))

    assert messages_due(news, (), ("team",), MessageTimes(), NOW) == ()


def test_a_message_that_nobody_tried_to_send_yet_takes_up_later_members() -> None:
    telling = Telling("team", RELEASE, 7, None, joinable=True)

    due = messages_due(news_of(replace(HERON, version="2 Pro")), (telling,), ("team", "mail"), MessageTimes(), NOW)

    assert [message.joins for message in due] == [7, None]


def test_later_members_of_a_told_release_wait_and_a_risen_status_does_not() -> None:
    told = Telling("team", RELEASE, 7, NOW - timedelta(minutes=10))
    more = news_of(replace(HERON, version="2 Pro"))
    risen = tuple(replace(verdict, kind=VerdictKind.ADVANCED) for verdict in more)

    assert messages_due(more, (told,), ("team",), MessageTimes(), NOW)[0].due_at == NOW + timedelta(minutes=50)
    assert messages_due(risen, (told,), ("team",), MessageTimes(), NOW)[0].due_at == NOW
