"""The outbox as deliverers and those who watch over them ask it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from store.samples import LEASE, NOW

from monitor.model import MessageState, Notice, NoticeKind

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store import SqlStore

SOON = NOW + timedelta(minutes=5)


def put_notice(store: SqlStore, channel: str, at: datetime = NOW) -> int:
    store.record_notice(channel, Notice(NoticeKind.TRIED), at)
    return store.messages()[0].id


def test_what_was_claimed_and_given_back_was_not_tried(store: SqlStore) -> None:
    number = put_notice(store, "team")
    store.claim(NOW, NOW + LEASE, 9)

    store.give_back(number, SOON)

    [message] = store.messages()
    assert (message.attempts, message.next_at) == (0, SOON)
    assert [one.id for one in store.claim(SOON, SOON + LEASE, 9)] == [number]


def test_a_channel_waits_as_a_whole_and_keeps_its_providers_words(store: SqlStore) -> None:
    refused, claimed, due = (put_notice(store, "team") for _ in range(3))
    other = put_notice(store, "other")
    store.claim(NOW, NOW + LEASE, 2)
    store.claim(NOW, NOW + LEASE, 1)
    store.record_refused(refused, "busy", NOW + timedelta(hours=1))

    store.postpone("team", SOON, "waits with its channel")

    found = {message.id: message for message in store.messages()}
    assert [found[number].attempts for number in (refused, claimed, due)] == [1, 0, 0]
    assert [found[number].reply for number in (refused, claimed, due)] == ["busy", *["waits with its channel"] * 2]
    assert [found[number].next_at for number in (claimed, due)] == [SOON, SOON]
    assert found[refused].next_at == NOW + timedelta(hours=1)
    assert found[other].next_at == NOW


def test_what_was_accepted_of_late_is_known_by_channel(store: SqlStore) -> None:
    first, second = put_notice(store, "team"), put_notice(store, "mail")
    store.record_accepted(first, "ok", NOW)
    store.record_accepted(second, "ok", SOON)

    assert store.accepted_since(NOW) == [("mail", SOON)]
    assert store.last_accepted() == {"team": NOW, "mail": SOON}


def test_what_is_stuck_is_told_by_channel_with_the_oldest_and_the_last_words(store: SqlStore) -> None:
    refused, parked = put_notice(store, "team"), put_notice(store, "team")
    put_notice(store, "mail")
    store.claim(NOW, NOW + LEASE, 9)
    store.record_refused(refused, "busy", SOON)
    store.record_refused(parked, "no such bot", None)

    stuck = {each.channel: each for each in store.undelivered(NOW)}

    assert (stuck["team"].waiting, stuck["team"].parked, stuck["team"].tried) == (1, 1, True)
    assert (stuck["team"].since, stuck["team"].reply) == (NOW, "no such bot")


def test_what_is_not_due_and_was_never_tried_is_not_stuck(store: SqlStore) -> None:
    put_notice(store, "team", at=SOON)

    assert store.undelivered(NOW) == []


def test_an_unanswered_message_is_remembered_as_such(store: SqlStore) -> None:
    number = put_notice(store, "team")
    store.claim(NOW, NOW + LEASE, 9)

    store.record_refused(number, "no answer", SOON, 1)

    [again] = store.claim(SOON, SOON + LEASE, 9)
    assert (again.unanswered, again.state) == (1, MessageState.PENDING)


def test_notices_of_late_are_found_in_order(store: SqlStore) -> None:
    put_notice(store, "team")
    store.record_notice("team", Notice(NoticeKind.CHANNEL_FAILING, "mail"), SOON)

    told = store.notices_since(NOW)

    assert told == [(Notice(NoticeKind.CHANNEL_FAILING, "mail"), SOON)]
