"""One article's transaction: what every store answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from store.samples import LATER, LEASE, NOW, article, due, entry, launch, listed, told, verdict

from monitor.model import Known, LaunchKey, Recall, SourceState, Status, Telling, VerdictKind

if TYPE_CHECKING:
    from monitor.store import SqlStore


def known(store: SqlStore, *families: tuple[str, str]) -> Known:
    pending = listed(store, "asking")[0]
    with store.reading(pending, NOW) as reading:
        assert reading is not None
        return reading.known(Recall(frozenset(families)))


def keys(found: Known) -> list[str]:
    return [str(each.key) for each in found.launches]


def test_nothing_is_kept_of_a_reading_that_fails(store: SqlStore) -> None:
    [pending] = listed(store, "a")
    news = verdict(launch())

    with pytest.raises(LookupError), store.reading(pending, NOW) as reading:  # noqa: PT012 -- the failure comes last.
        assert reading is not None
        reading.save(article("a"), [news], [due("team", news)])
        raise LookupError

    assert (store.launches(), store.messages(), store.unread("alpha", NOW, 9)) == ([], [], [pending])


def test_a_reading_that_saves_nothing_leaves_the_entry_to_be_read(store: SqlStore) -> None:
    [pending] = listed(store, "a")

    with store.reading(pending, NOW):
        pass

    assert store.unread("alpha", NOW, 9) == [pending]


def test_launches_of_a_family_are_known_by_organisation(store: SqlStore) -> None:
    other = launch("heron", "1", key=LaunchKey("umbra", "heron", "1", "", ""))
    nobody = launch("heron", "0", key=LaunchKey("", "heron", "0", "", ""))
    told(store, "a", [verdict(launch("heron")), verdict(launch("egret")), verdict(other), verdict(nobody)])

    assert keys(known(store, ("acme", "heron"))) == ["v1:acme/heron/2//", "v1:/heron/0//"]
    assert keys(known(store, ("", "heron"))) == ["v1:acme/heron/2//", "v1:umbra/heron/1//", "v1:/heron/0//"]
    assert keys(known(store, ("umbra", "egret"), ("acme", "stork"))) == []


def test_launches_of_several_makers_are_known_to_each_of_them(store: SqlStore) -> None:
    joint = replace(launch("heron"), organisations=("Acme", "Birch"))
    told(store, "a", [verdict(joint), verdict(replace(launch("egret"), organisations=("Acme", "Birch")))])

    assert keys(known(store, ("birch", "heron"))) == ["v1:acme/heron/2//"]


def test_what_channels_were_told_of_a_release_is_known(store: SqlStore) -> None:
    news = verdict(launch())
    told(store, "a", [news], due("team", news), due("mail", news))
    [first, second] = store.claim(NOW, NOW + LEASE, 9)
    store.record_accepted(first.id, "ok", LATER)
    store.record_refused(second.id, "no", LATER)
    risen = verdict(launch(status=Status.OPEN_SOURCED), VerdictKind.ADVANCED)
    told(store, "b", [risen], due("mail", risen))

    assert known(store, ("acme", "heron")).tellings == (
        Telling("team", launch().release, first.id, LATER),
        Telling("mail", launch().release, second.id, None),
        Telling("mail", launch().release, 3, None, joinable=True),
    )


def test_a_dismissed_message_told_nobody(store: SqlStore) -> None:
    news = verdict(launch())
    told(store, "a", [news], due("team", news))

    store.dismiss(1)

    assert known(store, ("acme", "heron")).tellings == ()


def test_one_article_is_one_message_to_a_channel(store: SqlStore) -> None:
    news = [verdict(launch("heron")), verdict(launch("egret"))]

    told(store, "a", news, due("team", *news), due("mail", news[1]))

    assert [(message.channel, [alert.launch.model for alert in message.alerts]) for message in store.messages()] == [
        ("mail", ["Egret"]),
        ("team", ["Heron", "Egret"]),
    ]


def test_second_sighting_of_an_announcement_is_not_alerted(store: SqlStore) -> None:
    news = verdict(launch())
    told(store, "a", [news], due("team", news))

    told(store, "b", [news], due("team", news))

    assert len(store.messages()) == 1
    assert len(store.history(1)) == 2


def test_a_risen_status_is_a_new_alert_and_earlier_ones_stay_as_they_were(store: SqlStore) -> None:
    upcoming = verdict(launch(status=Status.UPCOMING, date="2030-08", rumour=True))
    told(store, "a", [upcoming], due("team", upcoming))
    risen = verdict(launch(date="2030-07-09", status_at=LATER), VerdictKind.ADVANCED)

    told(store, "b", [risen], due("team", risen))

    assert risen.launch is not None
    assert upcoming.launch is not None
    assert [message.alerts[0].launch for message in store.messages()] == [
        replace(risen.launch, id=1),
        replace(upcoming.launch, id=1),
    ]
    assert [message.alerts[0].kind for message in store.messages()] == [VerdictKind.ADVANCED, VerdictKind.NEW]


def test_released_and_upgraded_are_one_place_in_life_and_one_alert(store: SqlStore) -> None:
    released, upgraded = verdict(launch()), verdict(launch(status=Status.UPGRADED))
    told(store, "a", [released], due("team", released))

    told(store, "b", [upgraded], due("team", upgraded))

    assert len(store.messages()) == 1
    assert store.launches()[0].status is Status.UPGRADED


def test_the_status_of_a_launch_never_falls(store: SqlStore) -> None:
    told(store, "a", [verdict(launch(status=Status.OPEN_SOURCED, date="2030-07-09"))])
    late = launch(status=Status.UPCOMING, date="2030-07", status_at=LATER, parameters="70B")

    told(store, "b", [verdict(late, VerdictKind.REPEATED)])

    [stored] = store.launches()
    assert (stored.status, stored.date, stored.status_at) == (Status.OPEN_SOURCED, "2030-07-09", NOW)
    assert stored.parameters == "70B"


def test_of_two_announcements_of_one_launch_in_an_article_the_last_is_the_truth(store: SqlStore) -> None:
    preview, released = verdict(launch(status=Status.PREVIEW)), verdict(launch())

    told(store, "a", [preview, released], due("team", preview, released))

    assert [each.status for each in store.launches()] == [Status.RELEASED]
    assert [alert.launch.status for alert in store.messages()[0].alerts] == [Status.PREVIEW, Status.RELEASED]


def test_the_status_of_a_launch_never_falls_within_an_article(store: SqlStore) -> None:
    released = launch(status=Status.RELEASED, date="2030-07-09")
    recalled = launch(status=Status.PREVIEW, date="2030-05", parameters="70B")

    told(store, "a", [verdict(released), verdict(recalled, VerdictKind.REPEATED)])

    [stored] = store.launches()
    assert (stored.status, stored.date, stored.parameters) == (Status.RELEASED, "2030-07-09", "70B")


def test_background_makes_no_launch(store: SqlStore) -> None:
    told(store, "a", [verdict(None, VerdictKind.BACKGROUND)])

    assert store.launches() == []


def test_an_unsent_message_takes_up_later_members(store: SqlStore) -> None:
    first, later = verdict(launch("heron")), verdict(launch("egret"))
    told(store, "a", [first], due("team", first, at=LATER))

    told(store, "b", [later], due("team", later, joins=1, at=NOW))

    [message] = store.messages()
    assert [alert.launch.model for alert in message.alerts] == ["Heron", "Egret"]
    assert message.next_at == NOW


@pytest.mark.parametrize("fate", ["claimed", "refused", "accepted", "dismissed"])
def test_what_comes_too_late_to_join_a_message_makes_its_own(store: SqlStore, fate: str) -> None:
    first, later = verdict(launch("heron")), verdict(launch("egret"))
    told(store, "a", [first], due("team", first))
    if fate == "dismissed":
        store.dismiss(1)
    else:
        store.claim(NOW, NOW + LEASE, 1)
    if fate == "accepted":
        store.record_accepted(1, "ok", NOW)
    elif fate == "refused":
        store.record_refused(1, "busy", LATER)

    told(store, "b", [later], due("team", later, joins=1))

    assert [[alert.launch.model for alert in message.alerts] for message in store.messages()] == [["Egret"], ["Heron"]]


def test_an_article_met_again_under_another_address_adds_only_news(store: SqlStore) -> None:
    told(store, "a", [verdict(launch())])
    store.record_check(SourceState("beta"), [entry("r", url="https://short.example.org/r")], NOW)
    [pending] = store.unread("beta", NOW, 1)
    news, repeated = verdict(launch("egret")), verdict(launch(), VerdictKind.REPEATED)

    with store.reading(pending, NOW) as reading:
        assert reading is not None
        reading.save(article("a"), [repeated, news], [due("team", news)])

    assert [len(store.history(number)) for number in (1, 2)] == [1, 1]
    assert len(store.messages()) == 1
    assert store.unread("beta", NOW, 1) == []


def test_threads_may_take_turns(store: SqlStore) -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(told, store, "a", [verdict(launch())]).result()

    told(store, "b", [verdict(launch(status=Status.OPEN_SOURCED))], now=NOW + timedelta(days=1))

    assert len(store.history(1)) == 2
