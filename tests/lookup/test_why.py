"""Why something was told or not: each cause is brought about by the real pipeline, or by the store's own methods."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_pipeline import NOW, SOURCE, STORY, Stage

from monitor.knowledge import load_knowledge
from monitor.lookup.causes import SENTENCES, Cause
from monitor.lookup.why import why
from monitor.model import Entry, SourceState
from monitor.settings import Audience, KnownModel
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.lookup.causes import Answer, Finding
    from monitor.settings import Source
    from monitor.store import SqlStore

pytestmark = pytest.mark.anyio

KNOWLEDGE = load_knowledge()
FIRST, SECOND = "https://outlet.example/1", "https://outlet.example/2"
NAME = "青鸾2.0"
RETELLING = ("青鸾2.0来了", "云岭智能今日宣布推出青鸾大模型2.0。多家企业已经开始试用，价格尚未公布，业内人士表示期待。")
SMALL_TALK = ("公园一日", "公园里的花开了，青鸾2.0号风筝飞过湖面。孩子们在草地上奔跑，老人们在树下下棋，没有新闻。")
# Weighed at 0.43 by the detector: far down, in half a clause, and nobody is named.
DOUBTFUL = ("一周要闻", "天气转凉。街上人多。他说，白鹭大模型2.0发布后影响很大。")
RECALLING = (
    "云岭智能这一年",
    "云岭智能于2030年3月1日发布青鸾大模型1.0。此后公司扩大了团队，今年又搬了新的办公室。",
)
PLANNED = (
    "云岭智能正在研发青鸾大模型4.0",
    "云岭智能正在研发青鸾大模型4.0。公司没有公布发布时间，团队表示项目仍处早期阶段。",
)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    yield Stage(store)
    store.close()


async def published(stage: Stage, *stories: tuple[str, str], silently: bool = False) -> None:
    """Let the outlet publish stories, and the pipeline read them."""
    urls = [f"https://outlet.example/{number}" for number in range(1, len(stories) + 1)]
    for url, story in zip(urls, stories, strict=True):
        stage.web.page(url, *story)
    stage.web.feed(*urls, etag=str(len(urls)))
    await replace(stage.pipeline, silent_start=silently).check(SOURCE, stage.state())


def asked(stage: Stage, question: str, *sources: Source) -> Answer:
    return why(question, stage.store, sources or (SOURCE,), KNOWLEDGE, stage.now)


def causes(answer: Answer) -> list[Cause]:
    return [finding.cause for subject in answer.subjects for finding in subject.findings]


def decisive(answer: Answer) -> Finding:
    [subject] = answer.subjects
    [finding] = subject.decisive
    return finding


def verdict(answer: Answer) -> str:
    return answer.verdict(datetime.isoformat)


def test_an_address_of_no_source_is_not_watched(stage: Stage) -> None:
    answer = asked(stage, "https://elsewhere.example/1")

    assert causes(answer) == [Cause.NOT_WATCHED]
    assert verdict(answer) == "Not told: not watched: no source of elsewhere.example is watched."


def test_an_address_of_a_source_that_is_off_is_not_watched(stage: Stage) -> None:
    answer = asked(stage, FIRST, replace(SOURCE, enabled=False))

    assert causes(answer) == [Cause.SOURCE_OFF, Cause.NOT_WATCHED]


async def test_a_launch_of_which_something_was_said_is_not_taken_for_that(stage: Stage) -> None:
    await published(stage, STORY)

    launch, article = asked(stage, NAME), asked(stage, "发布青鸾")

    assert "launch 1" in launch.subjects[0].title
    assert all("launch 1" not in subject.title for subject in article.subjects)
    assert stage.store.launches(search="发布青鸾")


async def test_a_name_that_no_healthy_source_listed_is_not_watched(stage: Stage) -> None:
    await published(stage, STORY)

    answer = asked(stage, "白鹭9")

    assert causes(answer) == [Cause.NOT_WATCHED]


def test_what_a_source_that_was_never_checked_might_list_is_not_seen(stage: Stage) -> None:
    by_name, by_address = asked(stage, NAME), asked(stage, FIRST)

    assert causes(by_name) == causes(by_address) == [Cause.NEVER_CHECKED, Cause.NOT_SEEN]


async def test_what_a_source_that_is_down_might_list_is_not_seen(stage: Stage) -> None:
    await stage.check()

    answer = asked(stage, NAME)

    assert causes(answer) == [Cause.SOURCE_DOWN, Cause.NOT_SEEN]
    assert answer.subjects[0].findings[0].facts["since"] == NOW
    assert "1 of 1 sources were never looked at or cannot be read" in verdict(answer)


async def test_what_a_healthy_source_of_its_host_did_not_list_is_not_seen(stage: Stage) -> None:
    await published(stage, STORY)
    elsewhere = replace(SOURCE, url="https://hub.example/feed")  # Its articles are at outlet.example.

    answer = asked(stage, "outlet.example/9", elsewhere)

    assert causes(answer) == [Cause.NOT_LISTED, Cause.NOT_SEEN]


@pytest.mark.parametrize("question", ["outlet.example/9", "白鹭9"], ids=["address", "name"])
async def test_what_a_source_may_have_listed_while_its_window_was_overrun_is_not_seen(
    stage: Stage, question: str
) -> None:
    for link in (FIRST, SECOND):
        stage.web.page(link, *STORY)
        stage.web.feed(link, etag=link)
        await stage.check()

    answer = asked(stage, question)

    assert decisive(answer).cause is Cause.WINDOW_OVERRUN
    assert verdict(answer) == f"Not told: not seen: the window of 云岭日报 was overrun at {NOW.isoformat()}."


async def test_an_overrun_of_long_ago_explains_nothing_of_today(stage: Stage) -> None:
    await published(stage, STORY)
    state = replace(stage.state(), overrun_at=NOW - timedelta(days=60))
    stage.store.record_check(state, [], NOW)

    assert causes(asked(stage, "白鹭9")) == [Cause.NOT_WATCHED]


@pytest.mark.parametrize("question", [FIRST, NAME], ids=["address", "name"])
def test_what_is_listed_and_waits_is_not_read_yet(stage: Stage, question: str) -> None:
    stage.store.record_check(SourceState(SOURCE.id), [Entry("1", FIRST, STORY[0])], NOW)

    answer = asked(stage, question)

    assert causes(answer) == [Cause.LISTED, Cause.NOT_READ_YET]
    assert answer.subjects[0].findings[0].facts["source"] == SOURCE.name
    assert verdict(answer).startswith("Not told yet: listed but not read yet")


async def test_what_cannot_be_read_says_why_and_when_it_is_tried_again(stage: Stage) -> None:
    stage.web.feed(FIRST)
    await stage.check()

    found = decisive(asked(stage, FIRST))

    assert found.cause is Cause.UNREADABLE
    assert found.facts["attempts"] == 1
    assert found.facts["again_at"] == NOW + timedelta(minutes=5)
    assert "client_status: nothing for outlet" in str(found.facts["reason"])


async def test_what_is_left_to_a_person_is_given_up(stage: Stage) -> None:
    stage.web.feed(FIRST)
    for _ in range(6):
        await stage.check()
        stage.now += timedelta(days=2)

    answer = asked(stage, FIRST)

    assert decisive(answer).cause is Cause.GIVEN_UP
    assert verdict(answer).startswith("Not told: ")


@pytest.mark.parametrize("question", [FIRST, NAME], ids=["address", "name-in-the-body"])
async def test_an_article_without_an_announcement_is_judged_as_of_today(stage: Stage, question: str) -> None:
    await published(stage, SMALL_TALK)

    answer = asked(stage, question)

    assert causes(answer) == [Cause.LISTED, Cause.READ, Cause.NO_ANNOUNCEMENT, Cause.JUDGED_TODAY]
    assert decisive(answer).cause is Cause.NO_ANNOUNCEMENT


@pytest.mark.parametrize("question", [FIRST, "白鹭2.0"], ids=["address", "name"])
async def test_what_the_detector_doubted_says_what_was_lacking(stage: Stage, question: str) -> None:
    await published(stage, DOUBTFUL)

    answer = asked(stage, question)

    assert decisive(answer).cause is Cause.DOUBTED
    assert "白鹭大模型2.0: judged 0.4" in verdict(answer)
    assert "lacking: an organisation" in verdict(answer)
    assert stage.store.launches() == []
    assert stage.store.messages() == []


async def test_what_an_article_only_recalls_says_since_when(stage: Stage) -> None:
    await published(stage, RECALLING)

    answer = asked(stage, "青鸾1.0")

    assert decisive(answer).cause is Cause.BACKGROUND
    assert "only recalls this launch of 2030-03-01" in verdict(answer)


async def test_what_is_known_to_be_old_says_since_when(stage: Stage) -> None:
    old = KnownModel("青鸾大模型2.0", "云岭智能", released="2029-03")
    stage.pipeline = replace(stage.pipeline, knowledge=load_knowledge(models=[old]))
    await published(stage, STORY)

    answer = asked(stage, NAME)

    assert decisive(answer).cause is Cause.BACKGROUND
    assert "known since 2029-03" in verdict(answer)


@pytest.mark.parametrize("question", [FIRST, NAME], ids=["address", "name"])
async def test_what_a_source_listed_at_first_is_known_and_not_told(stage: Stage, question: str) -> None:
    await published(stage, STORY, silently=True)

    answer = asked(stage, question)

    assert causes(answer) == [Cause.LISTED, Cause.READ, Cause.NEWS, Cause.BASELINE]
    assert verdict(answer).startswith("Not told: known but not told")


async def test_a_second_article_says_which_launch_it_repeats_and_when_that_was_told(stage: Stage) -> None:
    await published(stage, STORY, RETELLING)
    deliver(stage)

    answer = asked(stage, SECOND)

    assert causes(answer) == [Cause.LISTED, Cause.READ, Cause.REPEATED, Cause.TOLD_BEFORE]
    assert decisive(answer).facts["launch"] == 1
    assert answer.subjects[0].findings[-1].at == stage.now
    assert Cause.MORE_ARTICLES in causes(asked(stage, NAME))


@pytest.mark.parametrize("question", [FIRST, "青鸾4.0"], ids=["address", "name"])
async def test_what_is_only_in_development_waits_for_the_digest(stage: Stage, question: str) -> None:
    await published(stage, PLANNED)

    answer = asked(stage, question)

    assert decisive(answer).cause is Cause.FOR_DIGEST
    assert verdict(answer).startswith("Not told yet: ")


async def test_news_without_a_channel_says_so(stage: Stage) -> None:
    stage.pipeline = replace(stage.pipeline, audience=Audience(()))
    await published(stage, STORY)

    assert decisive(asked(stage, NAME)).cause is Cause.NO_CHANNEL


async def test_more_of_a_told_release_is_held(stage: Stage) -> None:
    await published(stage, STORY)
    deliver(stage)
    await published(stage, STORY, (STORY[0].replace("2.0", "2.0 Pro"), STORY[1].replace("2.0", "2.0 Pro")))

    answer = asked(stage, "青鸾2.0 Pro")

    assert decisive(answer).cause is Cause.HELD
    assert decisive(answer).facts["again_at"] == stage.now + timedelta(hours=1)


async def test_a_message_on_its_way_goes_out_with_the_next_pass(stage: Stage) -> None:
    await published(stage, STORY)

    assert decisive(asked(stage, NAME)).cause is Cause.SENDING


async def test_a_refusal_tells_the_providers_words_and_the_next_try(stage: Stage) -> None:
    await published(stage, STORY)
    [message] = stage.store.claim(NOW, NOW, 9)
    stage.store.record_refused(message.id, "errcode 93000", NOW + timedelta(minutes=1))

    answer = asked(stage, NAME)

    assert decisive(answer).cause is Cause.REFUSED
    assert verdict(answer).startswith("Not told yet: refused by team")
    assert verdict(answer).endswith(
        f"(#{message.code}, attempts: 1, next at 2030-07-09T02:01:00+00:00): errcode 93000."
    )


async def test_a_parked_message_tells_the_providers_words_and_how_to_retry(stage: Stage) -> None:
    await published(stage, STORY)
    [message] = stage.store.claim(NOW, NOW, 9)
    stage.store.record_refused(message.id, "keyword missing", None)

    answer = asked(stage, NAME)

    assert decisive(answer).cause is Cause.PARKED
    assert f"monitor outbox retry {message.code}" in verdict(answer)
    assert verdict(answer).endswith("keyword missing.")


async def test_a_dismissed_message_was_given_up_by_a_person(stage: Stage) -> None:
    await published(stage, STORY)
    stage.store.dismiss(1)

    assert decisive(asked(stage, NAME)).cause is Cause.DISMISSED


@pytest.mark.parametrize(
    "question",
    [
        NAME,
        "云岭智能青鸾2.0",
        "云岭智能 青鸾 2",
        "青鸾大模型 ２．０",
        "1",
        "v1:云岭智能/青鸾/2//",
        "#KRVN",
        "krvn",
        FIRST,
    ],
)
async def test_what_was_delivered_is_told_whatever_it_is_asked_by(stage: Stage, question: str) -> None:
    await published(stage, STORY)
    deliver(stage)

    answer = asked(stage, question)

    assert causes(answer) == [Cause.LISTED, Cause.READ, Cause.NEWS, Cause.DELIVERED]
    assert verdict(answer) == "Told: delivered to team at 2030-07-09T02:00:00+00:00 (#KRVN): ok."


async def test_a_name_of_several_launches_tells_of_each_and_counts_those_that_were_told(stage: Stage) -> None:
    await published(stage, STORY, PLANNED)
    deliver(stage)

    answer = asked(stage, "青鸾")

    assert [subject.is_told for subject in answer.subjects] == [False, True]
    assert verdict(answer) == "Told: 1 of these 2."


async def test_an_answer_as_json_has_causes_times_and_facts(stage: Stage) -> None:
    await published(stage, STORY)
    deliver(stage)

    record = asked(stage, NAME).record()

    assert record["question"] == NAME
    [subject] = record["subjects"]
    assert (subject["told"], subject["cause"], subject["verdict"]) == (True, "delivered", record["verdict"])
    told = subject["findings"][-1]
    assert (told["cause"], told["at"], told["channel"], told["message"], told["reply"]) == (
        "delivered",
        "2030-07-09T02:00:00+00:00",
        "team",
        "KRVN",
        "ok",
    )


def test_every_cause_has_a_sentence() -> None:
    assert SENTENCES.keys() == set(Cause)


@pytest.fixture(scope="module")
def empty() -> Iterator[SqlStore]:
    store = open_store("sqlite://")
    yield store
    store.close()


@given(st.text(max_size=80))
def test_whatever_is_typed_gets_an_answer(empty: SqlStore, question: str) -> None:
    answer = why(question, empty, (SOURCE,), KNOWLEDGE, NOW)

    assert verdict(answer).startswith("Not told: ")


def deliver(stage: Stage) -> None:
    for message in stage.store.claim(stage.now, stage.now, 9):
        stage.store.record_accepted(message.id, "ok", stage.now)
