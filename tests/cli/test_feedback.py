"""`monitor feedback`: what a person says of what was told, on a real store that the real stages filled."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor import wiring
from monitor.model import Announcement, Article, Entry, MessageState, Moment, SourceState, Status
from monitor.pipeline import Judged, Terms, settle
from monitor.settings import Audience, MessageTimes
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Outcome, Program

    from monitor.model import Message
    from monitor.store import SqlStore

START = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
KNOWLEDGE = wiring.load_knowledge()
HERON = Announcement("Heron", "2", ("Acme",), Status.RELEASED, confidence=0.9, evidence="Acme released Heron 2")
BARE = Announcement("Heron", None, ("Acme",), Status.UPCOMING, confidence=0.8, evidence="Heron comes")
REIHER = Announcement("Reiher", "2", ("Acme",), Status.PREVIEW, confidence=0.9, evidence="Reiher 2 in preview")
DOUBTED = Announcement("Egret", "1", ("Acme",), Status.RELEASED, confidence=0.4, evidence="Egret", doubt="no verb")
LOUDER = Announcement("Heron", "2", ("Acme",), Status.OPEN_SOURCED, confidence=0.3, evidence="weights", doubt="far")


@dataclass(slots=True)
class News:
    """Outlets that tell of launches, one article after the other, and a person who corrects."""

    program: Program
    hours: int = 0
    urls: list[str] = field(default_factory=list)

    def tell(self, *said: Announcement) -> str:
        """Let the next outlet tell of launches; give the article's address."""
        self.hours += 1
        at, url = START + timedelta(hours=self.hours), f"https://outlet{self.hours}.example/news"
        article = Article(url, f"News {self.hours}", "Text.", Moment(at), language="en", source_id=f"o{self.hours}")
        with self.store() as store:
            store.record_check(SourceState(article.source_id), [Entry("1", url, article.title)], at)
            (pending,) = store.unread(article.source_id, at, 1)
            terms = Terms(KNOWLEDGE, Audience(("team",)), MessageTimes(), wiring.no_checkpoint)
            settle(store, pending, Judged(article, said, at), terms)
        return url

    def store(self) -> Opened:
        return Opened(self.program.database)

    def say(self, *words: str) -> Outcome:
        return self.program.run("feedback", *words)

    def launches(self, *options: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.program.run("launches", "--json", *options).out.splitlines()]

    def keys(self) -> set[str]:
        return {launch["launch"] for launch in self.launches()}

    def messages(self, state: MessageState | None = None) -> list[Message]:
        with self.store() as store:
            return store.messages(state)

    def told(self) -> list[str]:
        """Give what waits to be told."""
        waiting = self.messages(MessageState.PENDING)
        return sorted(alert.announcement.full_name for message in waiting for alert in message.alerts)


class Opened:
    def __init__(self, address: str) -> None:
        self._store = open_store(address)

    def __enter__(self) -> SqlStore:
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


@pytest.fixture
def news(program: Program) -> News:
    return News(program)


def test_a_launch_called_wrong_is_gone_at_once_and_silent_when_three_more_outlets_tell_it(news: News) -> None:
    news.tell(HERON)

    called = news.say("1", "wrong")
    for said in (HERON, BARE, Announcement("Heron", "2", (), Status.OPEN_SOURCED)):
        news.tell(said)

    assert (called.code, called.out) == (0, "v1:acme/heron/2// is called wrong\n")
    assert (news.launches(), news.told()) == ([], [])
    assert [message.state for message in news.messages()] == [MessageState.DISMISSED]
    assert [launch["launch"] for launch in news.launches("--all")] == ["v1:acme/heron/2//"]


def test_a_launch_called_wrong_leaves_a_message_that_tells_of_another(news: News) -> None:
    news.tell(HERON, REIHER)

    news.say("1", "wrong")

    assert news.told() == ["Reiher 2"]


def test_what_is_called_wrong_says_so_when_asked(news: News) -> None:
    news.tell(HERON)
    news.say("1", "wrong")
    url = news.tell(HERON)

    assert "called this wrong on" in news.program.run("why", "Heron 2").out
    assert "a person called this wrong on" in news.program.run("why", url).out
    assert "a person said: wrong · v1:acme/heron/2//" in news.program.run("show", "1").out


def test_undoing_wrong_brings_back_the_launch_and_what_waited(news: News) -> None:
    news.tell(HERON, REIHER)
    news.tell(BARE)
    before, waiting = news.launches(), [message.code for message in news.messages()]

    for word in ("wrong", "wrong"):
        news.say("1", word)
    undone = news.say("1", "wrong", "--undo")

    assert undone.code == 0
    assert news.launches() == before
    assert news.told() == ["Heron 2", "Reiher 2"]
    assert [message.code for message in news.messages()] == waiting


def test_an_alert_that_comes_back_when_its_message_is_gone_gets_one_of_its_own(news: News) -> None:
    news.tell(HERON, REIHER)
    news.say("1", "wrong")
    with news.store() as store:
        (claimed,) = store.claim(START + timedelta(days=1), START + timedelta(days=2), 9)
        store.record_accepted(claimed.id, "ok", START + timedelta(days=1))

    news.say("1", "wrong", "--undo")

    assert [alert.launch.model for alert in claimed.alerts] == ["Reiher"]
    assert news.told() == ["Heron 2"]


def test_what_was_with_its_provider_when_it_was_called_wrong_is_not_tried_again(news: News) -> None:
    news.tell(HERON)
    tomorrow = wiring.utc_now() + timedelta(days=1)
    with news.store() as store:
        (claimed,) = store.claim(tomorrow, tomorrow + timedelta(minutes=1), 9)

    news.say("1", "wrong")
    with news.store() as store:
        store.record_refused(claimed.id, "busy", tomorrow)
        again = store.claim(tomorrow + timedelta(hours=1), tomorrow + timedelta(hours=2), 9)

    assert again == []
    assert [message.state for message in news.messages()] == [MessageState.DISMISSED]


def test_what_was_told_is_not_recalled(news: News) -> None:
    news.tell(HERON)
    with news.store() as store:
        (claimed,) = store.claim(START + timedelta(days=1), START + timedelta(days=2), 9)
        store.record_accepted(claimed.id, "ok", START + timedelta(days=1))

    news.say("1", "wrong")

    assert [len(message.alerts) for message in news.messages(MessageState.ACCEPTED)] == [1]
    assert "Told: delivered to team" in news.program.run("why", "Heron 2").out


def test_a_launch_held_right_is_sure(news: News) -> None:
    news.tell(HERON)

    news.say("v1:acme/heron/2//", "right")

    assert [launch["confidence"] for launch in news.launches()] == [1.0]


def test_the_opposite_word_takes_the_other_back(news: News) -> None:
    news.tell(HERON)

    news.say("1", "wrong")
    news.say("1", "right")

    assert news.keys() == {"v1:acme/heron/2//"}
    assert news.told() == ["Heron 2"]


def test_two_launches_that_are_one_are_told_once_and_stay_one(news: News) -> None:
    first, second = news.tell(HERON), news.tell(REIHER)

    merged = news.say("2", "merge", "1")
    third = news.tell(Announcement("Reiher", "2", ("Acme",), Status.RELEASED, confidence=0.9))
    fourth = news.tell(HERON)

    assert merged.out == "v1:acme/reiher/2// is one with v1:acme/heron/2// from now on\n"
    (launch,) = news.launches()
    assert (launch["launch"], launch["status"]) == ("v1:acme/heron/2//", "released")
    assert launch["items"] == [first, second, third, fourth]
    assert news.told() == ["Heron 2"]
    assert "launch 1" in news.program.run("show", "2").out


def test_why_answers_for_the_name_of_a_launch_that_is_one_with_another(news: News) -> None:
    news.tell(HERON)
    news.tell(REIHER)
    news.say("2", "merge", "1")

    said = news.program.run("why", "Reiher 2").out

    assert "v1:acme/reiher/2// is one with v1:acme/heron/2//" in said
    assert "launch 1" in said


def test_a_merged_launch_that_rises_is_told_under_the_name_that_stays(news: News) -> None:
    news.tell(HERON)
    news.tell(REIHER)
    news.say("2", "merge", "1")

    news.tell(Announcement("Reiher", "2", ("Acme",), Status.OPEN_SOURCED, confidence=0.9))

    alerts = [alert for message in news.messages(MessageState.PENDING) for alert in message.alerts]
    assert [alert.launch.model for alert in alerts if alert.launch.status is Status.OPEN_SOURCED] == ["Heron"]
    assert [launch["status"] for launch in news.launches()] == ["open_sourced"]


def test_an_undone_merge_gives_each_launch_what_was_told_of_it_meanwhile(news: News) -> None:
    news.tell(HERON)
    news.tell(REIHER)
    news.say("2", "merge", "1")
    news.tell(Announcement("Reiher", "2", ("Acme",), Status.OPEN_SOURCED, confidence=0.9))

    news.say("2", "split")

    assert {launch["launch"]: (launch["status"], len(launch["items"])) for launch in news.launches()} == {
        "v1:acme/heron/2//": ("released", 1),
        "v1:acme/reiher/2//": ("open_sourced", 2),
    }


def test_an_undone_merge_leaves_no_rumour_of_what_was_confirmed_meanwhile(news: News) -> None:
    news.tell(HERON)
    news.tell(replace(REIHER, rumour=True))
    news.say("2", "merge", "1")
    news.tell(REIHER)

    news.say("2", "split")

    assert {launch["launch"]: (launch["status"], launch["rumour"]) for launch in news.launches()} == {
        "v1:acme/heron/2//": ("released", False),
        "v1:acme/reiher/2//": ("preview", False),
    }


def test_a_launch_is_split_by_the_names_that_it_holds_and_never_attaches_them_again(news: News) -> None:
    bare, two = news.tell(BARE), news.tell(HERON)
    before = news.launches()

    split = news.say("1", "split")
    again = news.tell(BARE)
    by_key = {launch["launch"]: launch for launch in news.launches()}

    assert split.out == "split off v1:acme/heron/2//: v1:acme/heron///\n"
    assert by_key["v1:acme/heron/2//"]["items"] == [two]
    assert by_key["v1:acme/heron///"]["items"] == [bare, again]
    assert by_key["v1:acme/heron///"]["status"] == "upcoming"
    assert len(before) == 1


def test_a_doubted_announcement_held_right_becomes_a_launch_and_is_told(news: News) -> None:
    url = news.tell(DOUBTED)
    news.program.write("sources.yaml", "channels: [{name: team, url: 'console:'}]\nsources: []\n")

    held = news.say(url, "right")

    assert held.code == 0, held.err
    (launch,) = news.launches()
    assert (launch["launch"], launch["confidence"]) == ("v1:acme/egret/1//", 1.0)
    assert news.told() == ["Egret 1"]
    assert "a person called this right on" in news.program.run("why", url).out


def test_a_doubt_that_returns_takes_the_launch_away_and_the_message_back(news: News) -> None:
    url = news.tell(DOUBTED)
    news.program.write("sources.yaml", "channels: [{name: team, url: 'console:'}]\nsources: []\n")
    news.say(url, "right")

    news.say(url, "right", "--undo")

    assert (news.launches(), news.told()) == ([], [])
    assert "judged 0.40; no verb" in news.program.run("why", url).out


def test_of_several_doubted_announcements_one_is_named(news: News) -> None:
    url = news.tell(DOUBTED, LOUDER)

    unnamed, named = news.say(url, "right"), news.say(url, "right", "--model", "Egret 1")

    assert (unnamed.code, named.code) == (2, 0)
    assert "--model: Egret 1, Heron 2" in unnamed.err
    assert news.keys() == {"v1:acme/egret/1//"}


def test_what_an_article_was_read_for_in_vain_is_told_when_a_person_says_it_was_missed(news: News) -> None:
    url = news.tell(DOUBTED)

    missed = news.say("missed", url)

    assert missed.code == 0
    assert news.keys() == {"v1:acme/egret/1//"}


def test_an_article_that_cannot_be_had_is_remembered_as_missed(news: News) -> None:
    news.program.write("sources.yaml", "sources: []\n")

    missed = news.say("missed", "http://127.0.0.1:9/gone", "--allow-private")

    assert missed.code == 1
    assert json.loads(news.say("--export").out)["id"] == "http://127.0.0.1:9/gone"


def test_what_was_missed_is_remembered_and_said_to_be_unread_where_there_are_no_settings(program: Program) -> None:
    missed = program.run("feedback", "missed", "https://outlet.example/1")

    assert (missed.code, missed.out) == (1, "")
    assert missed.err.startswith("remembered as missed, but not read: there are no settings to read it with; ")
    assert [one["kind"] for one in json.loads(program.run("feedback", "--json").out)] == ["missed"]


def test_undo_alone_takes_back_what_was_said_last(news: News) -> None:
    news.tell(HERON)
    news.tell(REIHER)
    news.say("1", "right")
    news.say("1", "merge", "2")

    first, second, third = (news.say("1", "--undo").out for _ in range(3))

    assert first.startswith("undone: merge of v1:acme/heron/2//")
    assert second == "undone: right of v1:acme/heron/2//\n"
    assert third == "nothing to undo: nothing that was said of v1:acme/heron/2// holds\n"


def test_undo_alone_takes_back_what_was_said_of_an_article(news: News) -> None:
    url = news.tell(DOUBTED)
    news.say("missed", url)

    assert news.say(url, "--undo").out == f"undone: missed of {url}\n"


def test_corrections_are_listed_with_those_that_were_undone(news: News) -> None:
    news.tell(HERON)
    news.say("1", "wrong")
    news.say("1", "wrong", "--undo")
    news.say("1", "right")

    listed = json.loads(news.say("--json").out)

    assert [(one["kind"], one["launches"], one["undone_at"] is None) for one in listed] == [
        ("wrong", ["v1:acme/heron/2//"], False),
        ("right", ["v1:acme/heron/2//"], True),
    ]
    assert len(news.say().out.splitlines()) == 2


def test_gold_holds_what_is_announced_and_what_is_not(news: News) -> None:
    url = news.tell(HERON, REIHER)
    news.say("2", "wrong")

    (item,) = map(json.loads, news.say("--export").out.splitlines())

    assert (item["id"], item["lang"], item["title"], item["text"]) == (url, "en", "News 1", "Text.")
    assert [one["model"] for one in item["announcements"]] == ["Heron"]
    assert item["negatives"] == ["Reiher 2"]


def test_gold_is_what_detect_reads(news: News) -> None:
    news.tell(HERON)
    news.say("1", "right")
    news.program.write("gold.jsonl", news.say("--export").out)

    read = news.program.run("detect", "--jsonl", "gold.jsonl")

    assert read.code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["7", "wrong"],
        ["v1:no/such///", "right"],
        ["1", "odd"],
        ["1"],
        ["1", "merge"],
        ["1", "merge", "7"],
        ["1", "wrong", "2"],
        ["1", "split"],
        ["missed"],
        ["missed", "nowhere"],
        ["https://outlet1.example/news", "wrong"],
        ["https://outlet1.example/news", "right"],
        ["https://elsewhere.example/", "right"],
        ["99999999999999999999", "wrong"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_one_line_and_exit_2(news: News, words: Sequence[str]) -> None:
    news.tell(HERON)

    said = news.say(*words)

    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert news.keys() == {"v1:acme/heron/2//"}


def test_a_wrong_launch_is_not_merged(news: News) -> None:
    news.tell(HERON)
    news.tell(REIHER)
    news.say("1", "wrong")

    assert news.say("2", "merge", "1").code == 2
