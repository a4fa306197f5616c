"""The outbox: what every store answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from store.samples import LATER, LEASE, NOW, due, launch, sent_to, told, verdict

from monitor.errors import StoreError
from monitor.model import MessageState, Notice, NoticeKind
from monitor.store import open_store
from monitor.store.engine import open_database

if TYPE_CHECKING:
    from monitor.store import SqlStore

REFUSED = Notice.of(NoticeKind.SETTINGS_REFUSED, "sources.yaml", ["sources.yaml:1:1: odd", "sources.yaml:2:1: 错"])


def test_a_message_is_claimed_by_one_until_its_lease_ends(store: SqlStore) -> None:
    sent_to(store, "team")

    first = store.claim(NOW, NOW + LEASE, 9)
    meanwhile = store.claim(NOW + LEASE / 2, NOW + LEASE * 2, 9)
    afterwards = store.claim(NOW + LEASE, NOW + LEASE * 2, 9)

    assert ([message.attempts for message in first], meanwhile) == ([1], [])
    assert [message.attempts for message in afterwards] == [2]


def test_what_was_accepted_while_the_database_was_away_is_written_before_anything_is_claimed(
    store: SqlStore, address: str
) -> None:
    sent_to(store, "team")
    hasty, other = open_store(address, patience=timedelta(milliseconds=20)), open_database(address)
    [message] = hasty.claim(NOW, NOW + LEASE, 9)

    with other.writing() as session:
        session.connection()  # SQLite's transaction begins here.
        with pytest.raises(StoreError, match="locked"):
            hasty.record_accepted(message.id, "ok", NOW)
    before = store.messages()[0].state
    again = hasty.claim(NOW + 2 * LEASE, NOW + 3 * LEASE, 9)
    after = store.messages()[0]
    hasty.close()
    other.close()

    assert (before, again) == (MessageState.PENDING, [])
    assert (after.state, after.reply, after.accepted_at) == (MessageState.ACCEPTED, "ok", NOW)


def test_a_message_is_not_claimed_before_it_is_due(store: SqlStore) -> None:
    news = verdict(launch())
    told(store, "a", [news], due("team", news, at=LATER))

    assert store.claim(LATER - timedelta(seconds=1), LATER, 9) == []
    assert [message.next_at for message in store.claim(LATER, LATER + LEASE, 9)] == [LATER]


def test_what_a_clock_that_ran_ahead_wrote_or_tried_is_due_when_it_is_set_right(store: SqlStore) -> None:
    tried, written = NOW + timedelta(minutes=1), NOW + timedelta(days=1)
    [first] = sent_to(store, "team")
    store.claim(NOW, NOW + LEASE, 9)
    store.record_refused(first, "busy", written + timedelta(minutes=5))
    store.record_notice("team", REFUSED, written)

    claimed = store.claim(tried, tried + LEASE, 9)

    assert [message.id for message in claimed] == [first, first + 1]


def test_channels_take_turns_each_oldest_first(store: SqlStore) -> None:
    numbers = sent_to(store, "slow", "slow", "slow", "team", "mail", "team")

    claims = [[message.id for message in store.claim(NOW, NOW + LEASE, 3)] for _ in range(3)]

    assert claims == [[numbers[0], numbers[3], numbers[4]], [numbers[1], numbers[2], numbers[5]], []]


def test_an_accepted_message_is_done(store: SqlStore) -> None:
    [number] = sent_to(store, "team")
    store.claim(NOW, NOW + LEASE, 9)

    store.record_accepted(number, "250 queued as 1", LATER)
    store.record_refused(number, "a late word of another sender", NOW)

    message = store.message(number)
    assert message is not None
    assert (message.state, message.reply) == (MessageState.ACCEPTED, "250 queued as 1")
    assert store.claim(LATER + LEASE, LATER + LEASE * 2, 9) == []
    assert (store.retry(number, NOW), store.dismiss(number)) == (False, False)


def test_a_refused_message_waits_for_its_next_time(store: SqlStore) -> None:
    [number] = sent_to(store, "team")
    store.claim(NOW, NOW + timedelta(days=1), 9)

    store.record_refused(number, "busy", LATER)

    assert store.claim(NOW, NOW + LEASE, 9) == []
    [again] = store.claim(LATER, LATER + LEASE, 9)
    assert (again.attempts, again.reply, again.state) == (2, "busy", MessageState.PENDING)


def test_a_parked_message_waits_for_a_person(store: SqlStore) -> None:
    [number] = sent_to(store, "team")
    store.claim(NOW, NOW + LEASE, 9)
    store.record_refused(number, "bad token", None)

    parked = store.claim(NOW + timedelta(days=9), NOW + timedelta(days=10), 9)
    retried = store.retry(number, LATER)

    assert (parked, retried) == ([], True)
    assert [message.id for message in store.claim(LATER, LATER + LEASE, 9)] == [number]


def test_a_waiting_message_may_be_made_due_at_once(store: SqlStore) -> None:
    [number] = sent_to(store, "team")
    store.claim(NOW, NOW + LEASE, 9)
    store.record_refused(number, "busy", NOW + timedelta(days=1))

    store.retry(number, LATER)

    assert [message.id for message in store.claim(LATER, LATER + LEASE, 9)] == [number]


def test_a_message_with_its_provider_is_not_sent_twice_by_a_retry(store: SqlStore) -> None:
    [number] = sent_to(store, "team")
    store.claim(NOW, NOW + LEASE, 9)

    asked = store.retry(number, NOW)

    assert (asked, store.claim(NOW, NOW + LEASE, 9)) == (True, [])


def test_a_dismissed_message_is_given_up_but_an_acceptance_under_way_is_the_truth(store: SqlStore) -> None:
    dismissed, under_way = sent_to(store, "team", "mail")
    store.claim(NOW, NOW + LEASE, 9)

    assert (store.dismiss(dismissed), store.dismiss(under_way), store.dismiss(dismissed)) == (True, True, False)
    store.record_refused(dismissed, "busy", NOW)
    store.record_accepted(under_way, "ok", NOW)

    assert [message.state for message in store.messages()] == [MessageState.ACCEPTED, MessageState.DISMISSED]
    assert store.claim(LATER, LATER + LEASE, 9) == []


def test_messages_come_newest_first_and_by_state(store: SqlStore) -> None:
    numbers = sent_to(store, "team", "mail", "team")
    store.dismiss(numbers[1])

    assert [message.id for message in store.messages()] == numbers[::-1]
    assert [message.id for message in store.messages(MessageState.DISMISSED)] == [numbers[1]]
    assert store.messages(MessageState.PARKED) == []


@pytest.mark.parametrize("number", [0, 99, -1])
def test_there_is_nothing_to_do_with_a_message_that_does_not_exist(store: SqlStore, number: int) -> None:
    assert store.message(number) is None
    assert (store.retry(number, NOW), store.dismiss(number)) == (False, False)


def test_a_notice_is_a_message_like_others(store: SqlStore) -> None:
    store.record_notice("team", REFUSED, NOW)
    [number] = sent_to(store, "team")

    [notice, news] = store.claim(NOW, NOW + LEASE, 9)
    store.record_accepted(notice.id, "ok", LATER)

    assert (notice.notice, notice.alerts, notice.channel, notice.created_at) == (REFUSED, (), "team", NOW)
    assert (news.id, news.notice, len(news.alerts)) == (number, None, 1)
    assert [(message.notice, message.state) for message in store.messages(MessageState.ACCEPTED)] == [
        (REFUSED, MessageState.ACCEPTED)
    ]


def test_a_notice_is_refused_retried_and_dismissed_like_others(store: SqlStore) -> None:
    store.record_notice("team", Notice(NoticeKind.CONNECTED), NOW)
    [message] = store.claim(NOW, NOW + LEASE, 9)
    store.record_refused(message.id, "bad token", None)

    retried, dismissed = store.retry(message.id, NOW), store.dismiss(message.id)

    assert (retried, dismissed, store.claim(NOW, NOW + LEASE, 9)) == (True, True, [])
