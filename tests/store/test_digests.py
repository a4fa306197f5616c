"""Digests in the store: written once a name, with all that waited, by whomever and however often that is tried."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from store.samples import LATER, LEASE, NOW, due, launch, listed, told, verdict
from store.samples import article as an_article

from monitor.model import (
    Announcement,
    CorrectionKind,
    Digest,
    DigestDue,
    DigestKnown,
    Doubt,
    Launch,
    MessageDue,
    MessageState,
    Notice,
    NoticeKind,
    Recall,
    Status,
    Verdict,
    VerdictKind,
    Wait,
)
from monitor.settings import Storm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.store import SqlStore
    from monitor.store.digests import SqlDigesting

NAME = "2030-07-10"
DIGEST = Digest(NAME, NAME, healthy=3)


def kept(store: SqlStore, name: str, wait: Wait = Wait.UNPROMPT, of: Launch | None = None, **facts: object) -> Verdict:
    """Read one article whose news waits for the digest of the team."""
    news = replace(verdict(of or launch(name, status=Status.UPCOMING)), **facts)
    told(store, name, [news], MessageDue("team", (), NOW, kept=((news, wait),)))
    return news


@contextmanager
def opened(store: SqlStore, name: str = NAME, channel: str = "team") -> Iterator[SqlDigesting]:
    with store.digesting(channel, name, LATER) as digesting:
        assert digesting is not None
        yield digesting


def known(store: SqlStore, name: str = NAME, channel: str = "team") -> DigestKnown:
    with opened(store, name, channel) as digesting:
        return digesting.known((), [("acme", "heron")])


def written(store: SqlStore, name: str = NAME, digest: Digest | None = DIGEST, **facts: object) -> None:
    """Write a digest of all that waits."""
    with opened(store, name) as digesting:
        numbers = tuple(one.number for one in digesting.known((), ()).kept)
        digesting.save(DigestDue(**{"told": numbers} | facts), digest, NOW)


def test_a_digest_takes_up_what_waits_and_is_written_once(store: SqlStore) -> None:
    kept(store, "a")
    kept(store, "b", Wait.UNFOLLOWED)
    kept(store, "c", Wait.ROUTED)

    written(store)

    [message] = store.messages()
    assert [(alert.launch.model, alert.wait) for alert in message.alerts] == [
        ("A", Wait.UNPROMPT),
        ("B", Wait.UNFOLLOWED),
    ]
    assert (message.channel, message.digest, message.due_at) == ("team", DIGEST, NOW)
    with store.digesting("team", NAME, LATER) as again:
        assert again is None
    assert known(store, "2030-07-11").kept == ()
    assert store.has_digest("team", NAME)
    assert not store.has_digest("mail", NAME)


def test_a_digest_that_breaks_off_leaves_everything_as_it_was(store: SqlStore) -> None:
    kept(store, "a")

    def break_off() -> None:
        with opened(store) as digesting:
            digesting.save(DigestDue(told=(1,)), DIGEST, NOW)
            raise KeyError("power")

    with pytest.raises(KeyError):
        break_off()

    assert store.messages() == []
    assert not store.has_digest("team", NAME)
    assert [one.number for one in known(store).kept] == [1]


def test_a_digest_with_nothing_to_say_is_done_without_a_message(store: SqlStore) -> None:
    written(store, digest=None)

    assert store.messages() == []
    assert store.has_digest("team", NAME)


def test_what_waited_before_a_channel_began_is_not_its_digest_s(store: SqlStore) -> None:
    kept(store, "old")
    store.begin_digests("team", [NAME], NOW)
    kept(store, "new")
    store.begin_digests("team", ["2030-07-11"], NOW)

    assert store.has_digest("team", NAME)
    assert [one.alert.launch.model for one in known(store, "2030-07-11").kept] == ["New"]


def test_a_channel_whose_digest_was_off_begins_anew(store: SqlStore) -> None:
    store.begin_digests("team", [], NOW)
    kept(store, "while_off")
    store.end_digests("team")
    store.begin_digests("team", [], NOW)

    assert known(store).kept == ()


def test_what_the_channel_is_told_otherwise_is_said_beside_what_waits(store: SqlStore) -> None:
    rumour = kept(store, "heron", of=launch(status=Status.UPCOMING, rumour=True))
    assert rumour.launch is not None
    news = verdict(replace(rumour.launch, rumour=False, status=Status.RELEASED, id=1), VerdictKind.ADVANCED)
    told(store, "later", [news], due("team", news))

    [one] = known(store).kept

    assert (one.rank, one.heard, one.launch_id) == (-1, 3, 1)


def test_overtaken_alerts_wait_no_more_and_sure_ones_are_told_as_such(store: SqlStore) -> None:
    kept(store, "a")
    kept(store, "b", Wait.UNSURE)

    written(store, told=(2,), sure=frozenset({2}), overtaken=(1,))

    [message] = store.messages()
    assert [(alert.launch.model, alert.wait) for alert in message.alerts] == [("B", None)]
    assert [one.reason for one in store.waiting(1)] == [Wait.OVERTAKEN]
    assert known(store, "2030-07-11").kept == ()


def test_a_date_that_passed_is_an_alert_of_its_own_with_the_latest_proof(store: SqlStore) -> None:
    planned = verdict(launch(status=Status.UPCOMING, date="2030-07-08"))
    told(store, "plan", [planned], due("team", planned))
    [known_launch] = store.launches()

    written(store, told=(), overdue=(known_launch,))

    message, _ = store.messages()
    [alert] = message.alerts
    assert (alert.wait, alert.lapsed, alert.article.url) == (
        Wait.OVERDUE,
        "2030-07-08",
        "https://news.example.org/plan",
    )
    with opened(store, "2030-07-11") as digesting:
        assert digesting.known([known_launch], ()).said_overdue == {(1, "2030-07-08")}


def test_what_one_channel_heard_of_a_date_that_passed_another_has_still_to_hear(store: SqlStore) -> None:
    planned = verdict(launch(status=Status.UPCOMING, date="2030-07-08"))
    told(store, "plan", [planned], due("team", planned))
    [known_launch] = store.launches()

    written(store, told=(), overdue=(known_launch,))

    with opened(store, channel="mail") as digesting:
        assert digesting.known([known_launch], ()).said_overdue == frozenset()


def test_each_move_of_a_date_is_told_once(store: SqlStore) -> None:
    planned = verdict(launch(status=Status.UPCOMING, date="2030-07-08"))
    told(store, "plan", [planned], due("team", planned))
    for name, before in (("first", "2030-07-08"), ("again", "2030-07-08"), ("second", "2030-08-01")):
        kept(store, name, Wait.MOVED, launch(status=Status.UPCOMING), kind=VerdictKind.REPEATED, moved_from=before)

    waits = known(store).kept

    assert [(one.alert.lapsed, one.heard) for one in waits] == [("2030-07-08", 1), ("2030-08-01", 1)]


def test_what_a_person_called_wrong_is_left_out_until_that_is_undone(store: SqlStore) -> None:
    news = kept(store, "heron")
    assert news.launch is not None
    with store.correcting(LATER) as desk:
        desk.add(CorrectionKind.WRONG, [news.launch.key])

    assert known(store).kept == ()
    with store.correcting(LATER) as desk:
        desk.undo(desk.holding()[0], lambda _: news.launch.key)  # type: ignore[union-attr]
    assert len(known(store).kept) == 1


def test_an_alert_that_a_person_takes_out_of_a_waiting_digest_comes_with_the_next_if_given_back(
    store: SqlStore,
) -> None:
    news = kept(store, "heron")
    kept(store, "egret")
    assert news.launch is not None
    written(store)
    with store.correcting(LATER) as desk:
        desk.add(CorrectionKind.WRONG, [news.launch.key])
    [message] = store.messages()
    store.record_accepted(message.id, "ok", LATER)

    with store.correcting(LATER) as desk:
        desk.undo(desk.holding()[0], lambda _: news.launch.key)  # type: ignore[union-attr]

    assert [alert.launch.model for alert in store.messages()[0].alerts] == ["Egret"]
    assert [one.alert.launch.model for one in known(store, "2030-07-11").kept] == ["Heron"]


def test_doubts_since_the_last_digest_are_given_the_surest_first_without_first_listings(store: SqlStore) -> None:
    def doubt(name: str, confidence: float, *, baseline: bool = False) -> None:
        said = Announcement(name, None, (), Status.RELEASED, confidence=confidence, doubt="it is odd")
        [pending] = [one for one in listed(store, name) if one.entry.identity == name]
        if baseline:
            pending = _as_baseline(store, name)
        with store.reading(pending, NOW) as reading:
            assert reading is not None
            reading.save(an_article(pending.entry.identity), [Verdict(VerdictKind.DOUBTED, "judged", said, None)], [])

    doubt("before", 0.4)
    written(store, digest=None)
    doubt("unlikely", 0.3)
    doubt("likely", 0.4)
    doubt("first", 0.4, baseline=True)

    with opened(store, "2030-07-11") as digesting:
        found = digesting.doubted()

    assert [(said.model, article.title) for said, article in found] == [
        ("likely", "On likely"),
        ("unlikely", "On unlikely"),
    ]


def _as_baseline(store: SqlStore, name: str):  # noqa: ANN202 -- the samples' own.
    from store.samples import entry

    from monitor.model import SourceState

    store.record_check(SourceState("beta"), [entry(f"{name}-base")], NOW, baseline=[f"{name}-base"])
    return store.unread("beta", NOW, 9)[0]


def test_later_news_of_a_release_is_not_delayed_by_a_digest_s_rumour_of_it(store: SqlStore) -> None:
    kept(store, "heron", of=launch(status=Status.UPCOMING, rumour=True))
    written(store)
    [message] = store.messages()
    store.record_accepted(message.id, "ok", NOW)

    [pending] = listed(store, "next")
    with store.reading(pending, NOW) as reading:
        assert reading is not None
        assert reading.known(Recall(frozenset({("acme", "heron")}))).tellings == ()


def test_a_digest_comes_back_from_the_store_as_it_was_written(store: SqlStore) -> None:
    doubts = (Doubt("题", "https://x.example/", "鹭", "it is odd"),)
    digest = replace(DIGEST, doubts=doubts, more_doubts=2, told=7)

    written(store, digest=digest)

    assert store.messages()[0].digest == digest


def put(store: SqlStore, *names: str, channel: str = "team", **facts: object) -> None:
    for name in names:
        news = verdict(launch(name))
        told(store, name, [news], replace(due(channel, news), **facts))


STORM = Storm(3, timedelta(minutes=10))


def test_more_messages_than_a_channel_takes_are_made_one(store: SqlStore) -> None:
    put(store, "a", "b", "c", "d")
    put(store, "e", "f", channel="mail")
    put(store, "g", urgent=True)

    store.gather(STORM, NOW)

    waiting = {message.id: len(message.alerts) for message in store.messages(MessageState.PENDING)}
    assert waiting == {1: 4, 5: 1, 6: 1, 7: 1}
    assert {message.reply for message in store.messages(MessageState.DISMISSED)} == {f"told together in #{_code(1)}"}


def test_a_channel_that_had_enough_gets_the_rest_together_when_its_time_is_over(store: SqlStore) -> None:
    put(store, "a", "b", "c")
    for number, minute in ((1, 0), (2, 1), (3, 2)):
        store.record_accepted(number, "ok", NOW + timedelta(minutes=minute))
    soon = NOW + timedelta(minutes=3)
    put(store, "d")
    store.gather(STORM, soon)
    put(store, "e")
    store.gather(STORM, soon)

    [waiting] = store.messages(MessageState.PENDING)
    assert (len(waiting.alerts), waiting.next_at) == (2, NOW + timedelta(minutes=10))
    assert store.claim(soon, soon + LEASE, 9) == []
    over = NOW + timedelta(minutes=10)
    store.gather(STORM, over)
    assert [message.id for message in store.claim(over, over + LEASE, 9)] == [waiting.id]


def test_notices_hold_no_news_back(store: SqlStore) -> None:
    for number in (1, 2, 3):
        store.record_notice("team", Notice(NoticeKind.SETTINGS_REFUSED, f"{number}.yaml"), NOW)
        store.record_accepted(number, "ok", NOW)
    put(store, "a")
    store.gather(STORM, NOW)

    [waiting] = store.messages(MessageState.PENDING)
    assert waiting.next_at == NOW


def test_what_a_provider_may_have_is_not_gathered(store: SqlStore) -> None:
    put(store, "a", "b", "c", "d")
    store.claim(NOW, NOW + LEASE, 2)
    store.record_refused(1, "busy", NOW)
    store.give_back(2, NOW)

    store.gather(replace(STORM, most=2), NOW)

    assert {message.id: len(message.alerts) for message in store.messages(MessageState.PENDING)} == {1: 1, 2: 3}


def test_of_a_quiet_channel_only_what_is_urgent_is_claimed(store: SqlStore) -> None:
    put(store, "a")
    put(store, "b", urgent=True)
    put(store, "c", channel="mail")

    claimed = store.claim(NOW, NOW + LEASE, 9, ["team"])

    assert [message.alerts[0].launch.model for message in claimed] == ["B", "C"]
    assert [message.id for message in store.claim(NOW, NOW + LEASE, 9)] == [1]


def _code(number: int) -> str:
    from monitor.model import message_code

    return message_code(number)
