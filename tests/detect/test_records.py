"""Candidates of an article with the confidence that the scorer might give them → what is told of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from monitor.detect import observed
from monitor.detect.records import announcements_of
from monitor.model import Announcement, Article, Moment, Status

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge

DAY = Moment(datetime(2026, 3, 18, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")))


def records(
    body: str, knowledge: Knowledge, *confidences: float, title: str = "", default: float = 0.9
) -> list[Announcement]:
    """Give the records where the first candidates are as sure as said, in reading order."""
    found = observed(Article(url="", title=title, body=body, published=DAY), knowledge)
    sure = (*confidences, *[default] * (len(found) - len(confidences)))
    return list(announcements_of(replace(one, confidence=each) for one, each in zip(found, sure, strict=True)))


def names(found: list[Announcement]) -> list[str]:
    return [one.full_name for one in found]


@pytest.mark.parametrize(("confidence", "expected"), [(0.19, []), (0.2, ["GLM 9"]), (0.9, ["GLM 9"])])
def test_what_is_hardly_possible_is_not_even_doubted(
    confidence: float, expected: list[str], knowledge: Knowledge
) -> None:
    assert names(records("智谱发布 GLM-9。", knowledge, confidence)) == expected


@pytest.mark.parametrize(("confidence", "doubted"), [(0.49, True), (0.5, False)])
def test_only_what_is_not_told_has_a_doubt(confidence: float, *, doubted: bool, knowledge: Knowledge) -> None:
    (one,) = records("某人介绍 Nimbus。", knowledge, confidence)

    assert bool(one.doubt) is doubted


@pytest.mark.parametrize(("confidence", "fresh"), [(0.49, True), (0.5, False)])
def test_what_goes_on_about_a_recall_that_is_told_is_no_news(
    confidence: float, *, fresh: bool, knowledge: Knowledge
) -> None:
    found = records("3 月 2 日，智谱发布了 GLM-9。GLM-9 也上线了。", knowledge, confidence)

    assert any(not one.background for one in found) is fresh


def test_a_recall_two_sentences_before_is_another_story(knowledge: Knowledge) -> None:
    found = records("3 月 2 日，智谱发布了 GLM-9。下雨了。GLM-9 也上线了。", knowledge)

    assert [one.background for one in found] == [True, False]


@pytest.mark.parametrize(
    ("title", "body", "confidence", "expected"),
    [
        ("GPT-9 is here", "OpenAI released GPT-9 mini and GPT-9 nano.", 0.97, ["GPT 9", "GPT 9 mini", "GPT 9 nano"]),
        ("GPT-9 is here", "OpenAI released GPT-9 mini and GPT-9 nano.", 0.96, ["GPT 9", "GPT 9 mini", "GPT 9 nano"]),
        ("GPT-9 is here", "OpenAI released GPT-9 mini and GPT-9 nano.", 0.95, ["GPT 9 mini", "GPT 9 nano"]),
        ("GPT-9 is here", "OpenAI released GPT-9 mini.", 0.97, ["GPT 9 mini"]),
        ("GPT-9 is here", "OpenAI released GPT-9 mini. xAI released Grok 9.", 0.97, ["GPT 9 mini", "Grok 9"]),
        ("GPT-9 来了", "OpenAI 发布了 GPT-9 mini 和 GPT-9 nano。", 0.97, ["GPT 9 mini", "GPT 9 nano"]),
        ("GPT-9 is here", "OpenAI released GPT-9 and GPT-9 mini.", 0.9, ["GPT 9", "GPT 9 mini"]),
    ],
    ids=[
        "surely",
        "just surely",
        "not so surely",
        "one member",
        "one member and another model",
        "in Chinese",
        "told again in the text",
    ],
)
def test_a_family_in_a_title_stands_beside_its_members_only_where_the_title_surely_tells_of_it(
    title: str, body: str, confidence: float, expected: list[str], knowledge: Knowledge
) -> None:
    assert names(records(body, knowledge, confidence, title=title)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("阿里发布 Qwen9。Qwen9-Max 和 Qwen9-Plus 上线。", ["Qwen 9-Max", "Qwen 9-Plus"]),
        ("阿里发布 Qwen9。Qwen9-Max 上线。", ["Qwen 9", "Qwen 9-Max"]),
        ("阿里发布千问大模型。Qwen9 上线。", ["Qwen 9"]),
        ("阿里发布 Qwen9 系列。Qwen9-Max 上线。", ["Qwen 9-Max"]),
    ],
    ids=["two members", "one member", "a family without a version", "a series"],
)
def test_members_stand_for_their_family(body: str, expected: list[str], knowledge: Knowledge) -> None:
    assert names(records(body, knowledge)) == expected


def test_members_inherit_what_is_only_said_of_their_family(knowledge: Knowledge) -> None:
    found = records("3 月 17 日，阿里开源 Qwen9。\nQwen9-Max、Qwen9-Plus 上线。", knowledge)

    assert [(one.full_name, one.status, one.date) for one in found] == [
        ("Qwen 9-Max", Status.OPEN_SOURCED, "2026-03-17"),
        ("Qwen 9-Plus", Status.OPEN_SOURCED, "2026-03-17"),
    ]


@pytest.mark.parametrize(
    ("body", "confidence", "expected"),
    [
        ("智谱发布 GLM-9。GLM-9-Air、GLM-9-Flash 上线。", 0.96, ["GLM 9", "GLM 9-Air", "GLM 9-Flash"]),
        ("智谱发布 GLM-9。GLM-9-Air、GLM-9-Flash 上线。", 0.95, ["GLM 9-Air", "GLM 9-Flash"]),
        ("智谱发布 GLM-9、GLM-9-Air 和 GLM-9-Flash。", 0.96, ["GLM 9-Air", "GLM 9-Flash"]),
    ],
    ids=["surely, by a sentence of its own", "not so surely", "in the sentence of its members"],
)
def test_a_family_that_is_surely_told_by_itself_stands_beside_its_members(
    body: str, confidence: float, expected: list[str], knowledge: Knowledge
) -> None:
    assert names(records(body, knowledge, confidence)) == expected


def test_a_preview_of_which_another_clause_speaks_is_another_model(knowledge: Knowledge) -> None:
    found = records("阿里发布 Qwen9-Max，没有预览版。Qwen9-Max-Preview 上线。", knowledge)

    assert names(found) == ["Qwen 9-Max", "Qwen 9-Max-Preview"]


def test_a_family_that_is_just_told_gives_its_members_what_is_said_of_it(knowledge: Knowledge) -> None:
    found = records("3 月 17 日，阿里开源 Qwen9。\nQwen9-Max、Qwen9-Plus 上线。", knowledge, 0.5)

    assert [one.status for one in found] == [Status.OPEN_SOURCED] * 2


def test_a_family_in_doubt_gives_its_members_nothing(knowledge: Knowledge) -> None:
    found = records("3 月 17 日，阿里开源 Qwen9。\nQwen9-Max、Qwen9-Plus 上线。", knowledge, 0.45)

    assert [(one.status, one.date) for one in found] == [(Status.RELEASED, None)] * 2


@pytest.mark.parametrize(
    ("confidences", "status"),
    [
        ((0.9, 0.9), Status.OPEN_SOURCED),
        ((0.9, 0.66), Status.OPEN_SOURCED),
        ((0.75, 0.5), Status.OPEN_SOURCED),
        ((0.9, 0.64), Status.RELEASED),
    ],
    ids=["as firm", "firm enough", "just firm enough", "too weak"],
)
def test_a_mention_that_is_firm_enough_speaks_for_the_status(
    confidences: tuple[float, float], status: Status, knowledge: Knowledge
) -> None:
    (one,) = records("云岭智能发布 Nimbus 3 模型。Nimbus 3 权重已放出。", knowledge, *confidences)

    assert one.status is status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("智谱将于 4 月发布 GLM-9。", Status.UPCOMING),
        ("智谱今日发布 GLM-9。", Status.RELEASED),
        ("智谱今日开启 GLM-9 模型内测。", Status.PREVIEW),
    ],
    ids=["planned", "released", "preview"],
)
def test_the_text_explains_its_short_title(body: str, status: Status, knowledge: Knowledge) -> None:
    (one,) = records(body, knowledge, 0.7, 0.5, title="智谱 GLM-9 发布")

    assert one.status is status


def test_a_text_in_doubt_explains_no_title(knowledge: Knowledge) -> None:
    (one,) = records("智谱将于 4 月发布 GLM-9。", knowledge, 0.7, 0.49, title="智谱 GLM-9 发布")

    assert one.status is Status.RELEASED


def test_what_is_surest_is_told_and_of_equals_the_first(knowledge: Knowledge) -> None:
    body = "智谱发布 GLM-9。智谱今天发布 GLM-9。"

    (first,), (second,) = records(body, knowledge), records(body, knowledge, 0.8)

    assert (first.evidence, second.evidence) == ("智谱发布 GLM-9", "智谱今天发布 GLM-9")
    assert first.date == "2026-03-18"


def test_a_version_that_one_mention_leaves_out_is_taken_from_the_other(knowledge: Knowledge) -> None:
    (one,) = records("云岭智能发布视频模型 Nimbus。Nimbus 3 更快。", knowledge)

    assert (one.full_name, one.evidence) == ("Nimbus 3", "云岭智能发布视频模型 Nimbus")


def test_a_name_without_a_version_stays_by_itself_where_there_are_two(knowledge: Knowledge) -> None:
    found = records("云岭智能介绍 Nimbus。Nimbus 3 和 Nimbus 4 上线。", knowledge, 0.3)

    assert names(found) == ["Nimbus 3", "Nimbus 4"]


def test_the_maker_is_taken_from_a_weaker_mention_where_the_best_has_none(knowledge: Knowledge) -> None:
    (one,) = records("Nimbus 3 模型发布。云岭智能推出了 Nimbus 3 模型。", knowledge, 0.9, 0.3)

    assert one.organisations == ("云岭智能",)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("云知声研发医疗大模型。云知声研发金融大模型。", 1),
        ("云知声研发医疗大模型。云知声发布金融大模型。", 2),
        ("云知声研发医疗大模型。北岭科技研发金融大模型。", 2),
        ("清华研发医疗大模型。清华大学研发金融大模型。", 1),
    ],
    ids=["the same maker and stage", "another stage", "another maker", "a longer name of it"],
)
def test_descriptions_of_one_maker_and_stage_are_one(body: str, count: int, knowledge: Knowledge) -> None:
    assert len(records(body, knowledge)) == count


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("云知声发布 Nimbus 3 模型。云知声发布医疗大模型。", ["Nimbus 3"]),
        ("云知声发布 Nimbus 3 模型。云知声研发医疗大模型。", ["Nimbus 3", "医疗大模型"]),
        ("云知声研发 Nimbus 3 模型。云知声研发医疗大模型。", ["Nimbus 3"]),
        ("云知声发布 Stratus 4 模型。云知声研发 Nimbus 3 模型。云知声研发医疗大模型。", ["Stratus 4", "Nimbus 3"]),
        ("云知声发布 Nimbus 3 模型，还在研发医疗大模型。", ["Nimbus 3"]),
        ("云知声发布 Nimbus 3 模型。北岭科技发布医疗大模型。", ["Nimbus 3", "医疗大模型"]),
    ],
    ids=[
        "repeats the name",
        "is a plan of its own",
        "is the same plan",
        "is the same plan as one of two",
        "stands beside the name",
        "is another's",
    ],
)
def test_a_description_is_told_where_it_does_not_only_repeat_a_name(
    body: str, expected: list[str], knowledge: Knowledge
) -> None:
    assert names(records(body, knowledge)) == expected


def test_an_undated_recall_of_what_is_news_is_dropped_and_a_dated_one_is_kept(knowledge: Knowledge) -> None:
    undated = records("云岭智能今日开源 Nimbus 3 模型。此前发布的 Nimbus 3 模型很好。", knowledge)
    dated = records("云岭智能今日开源 Nimbus 3 模型。3 月 2 日发布的 Nimbus 3 模型很好。", knowledge)

    assert [one.background for one in undated] == [False]
    assert sorted(one.background for one in dated) == [False, True]


def test_what_stands_in_brackets_is_the_same_model(knowledge: Knowledge) -> None:
    found = records("云岭智能发布 Nimbus 3（代号 Falcon）模型。Falcon 模型上线。", knowledge)

    assert names(found) == ["Nimbus 3"]
