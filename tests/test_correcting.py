"""The law of corrections: whatever a person says and takes back again, in whatever order, all is as it was."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import wiring
from monitor.correcting import Corrector
from monitor.errors import UsageError
from monitor.fingerprint import launch_key
from monitor.lookup import LaunchLife
from monitor.model import Announcement, Article, CorrectionKind, Entry, LaunchKey, Moment, SourceState, Status
from monitor.pipeline import Judged, Terms, settle
from monitor.settings import Audience, MessageTimes
from monitor.store import SqlStore, open_store

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
TERMS = Terms(wiring.load_knowledge(), Audience(("team",)), MessageTimes(), wiring.no_checkpoint)
MERGE = CorrectionKind.MERGE

announcements = st.builds(
    Announcement,
    model=st.sampled_from(["Heron", "Egret", "青鸾大模型"]),
    version=st.sampled_from([None, "1", "2"]),
    organisations=st.sampled_from([(), ("Acme",)]),
    status=st.sampled_from(Status),
    date=st.sampled_from([None, "2030-07-09", "2030-08"]),
    rumour=st.booleans(),
    confidence=st.sampled_from([0.3, 0.7, 0.95]),
)
articles = st.lists(st.lists(announcements, min_size=1, max_size=3), min_size=1, max_size=5)
words = st.lists(
    st.tuples(st.sampled_from(CorrectionKind), st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=6
)


def url_of(number: int) -> str:
    return f"https://outlet.example/{number}"


def read(store: SqlStore, number: int, said: list[Announcement]) -> None:
    """Let an outlet tell something; every third article's messages are accepted."""
    at = NOW + timedelta(hours=number)
    article = Article(url_of(number), f"News {number}", "Text.", Moment(at), source_id=f"source{number}")
    store.record_check(SourceState(article.source_id), [Entry("1", article.url, article.title)], at)
    (pending,) = store.unread(article.source_id, at, 1)
    settle(store, pending, Judged(article, tuple(said), at), TERMS)
    if number % 3 == 0:
        for message in store.claim(at, at + timedelta(minutes=1), 99):
            store.record_accepted(message.id, "ok", at)


def known(store: SqlStore) -> list[dict[str, Any]]:
    return [LaunchLife.of(launch, store).summary() for launch in store.launches()]


def waiting(store: SqlStore) -> list[tuple[Any, ...]]:
    return [
        (message.id, message.state, [(alert.launch.id, alert.announcement) for alert in message.alerts])
        for message in store.messages()
    ]


def say(store: SqlStore, kind: CorrectionKind, number: int, other: int) -> None:
    """Say one thing; what cannot be meant changes nothing."""
    with suppress(UsageError), store.correcting(NOW + timedelta(days=1)) as desk:
        corrector = Corrector(desk, TERMS, NOW + timedelta(days=1))
        if kind is CorrectionKind.MISSED:
            corrector.miss(url_of(number))
        elif kind is CorrectionKind.RIGHT and other > 2:
            corrector.vouch(url_of(number), None)
        elif kind is MERGE:
            corrector.merge(corrector.named(str(number)), corrector.named(str(other)))
        elif kind is CorrectionKind.SPLIT:
            corrector.split(corrector.named(str(number)))
        else:
            corrector.judge(kind, corrector.named(str(number)))


def own_key(announcement: Announcement) -> LaunchKey:
    return launch_key(announcement.model, announcement.version, announcement.organisations, TERMS.knowledge)


def take_all_back(store: SqlStore, randomly: st.DataObject) -> None:
    with store.correcting(NOW + timedelta(days=2)) as desk:
        holding = desk.holding()
    for one in randomly.draw(st.permutations(holding)):
        with store.correcting(NOW + timedelta(days=2)) as desk:
            if one.url:
                Corrector(desk, TERMS, NOW + timedelta(days=2)).forget(one.kind, one.url)
            else:
                desk.undo(one, own_key)


@settings(deadline=None, max_examples=60)
@given(articles, words, st.data())
def test_what_is_said_and_taken_back_leaves_everything_as_it_was(
    stories: list[list[Announcement]], said: list[tuple[CorrectionKind, int, int]], randomly: st.DataObject
) -> None:
    store = open_store("sqlite://")
    for number, story in enumerate(stories, start=1):
        read(store, number, story)
    before, outbox = known(store), waiting(store)

    for each in said:
        say(store, *each)
    take_all_back(store, randomly)
    after, outbox_after = known(store), waiting(store)
    store.close()

    assert after == before
    assert [one for one in outbox_after if one[2]] == outbox


@settings(deadline=None, max_examples=40)
@given(articles, words)
def test_what_is_said_twice_is_said_once(
    stories: list[list[Announcement]], said: list[tuple[CorrectionKind, int, int]]
) -> None:
    store = open_store("sqlite://")
    for number, story in enumerate(stories, start=1):
        read(store, number, story)
    for each in said:
        say(store, *each)
    kind, number, other = said[-1]
    once, outbox = known(store), waiting(store)

    if kind is not CorrectionKind.SPLIT:  # Its second word splits what the first one left together.
        say(store, kind, number, other)
    again, outbox_again = known(store), waiting(store)
    store.close()

    assert (again, outbox_again) == (once, outbox)
