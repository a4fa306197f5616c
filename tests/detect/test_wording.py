"""Ways of saying it, one sentence each: who, what and status must be read from any of them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from detect.known import KNOWLEDGE

from monitor.detect import detect, explain
from monitor.model import Announcement, Article, Moment, Precision, Status

DAY = Moment(datetime(2025, 12, 15, tzinfo=UTC), Precision.DAY)


def told_of(body: str) -> list[Announcement]:
    found = detect(Article(url="one", title="", body=body, published=DAY), KNOWLEDGE)
    return [one for one in found if one.confidence >= 0.5]


@pytest.mark.parametrize(
    ("body", "version", "status"),
    [
        pytest.param("智谱端出了GLM-8。", "8", Status.RELEASED, id="put on the table"),
        pytest.param("智谱的GLM-8现已可用。", "8", Status.RELEASED, id="now usable"),
        pytest.param("智谱将GLM-8开源。", "8", Status.OPEN_SOURCED, id="jiang marks the object"),
        pytest.param("智谱的GLM-8定档12月28日。", "8", Status.UPCOMING, id="day set"),
        pytest.param("智谱的GLM-8下周发布。", "8", Status.UPCOMING, id="next week"),
        pytest.param("百度文心大模型升级到8.0。", "8.0", Status.UPGRADED, id="risen to"),
        pytest.param("商汤的“日日新”迎来9.0版本。", "9.0", Status.UPGRADED, id="welcomes a version"),
        pytest.param("届时登场的是智谱的GLM-8。", "8", Status.UPCOMING, id="then"),
        pytest.param("智谱会有新的GLM-8模型开源。", "8", Status.UPCOMING, id="there will be"),
        pytest.param("智谱的GLM-8权重下月才会放出。", "8", Status.UPCOMING, id="weights not before"),
        pytest.param("智谱推出的GLM-8权重一并放出。", "8", Status.OPEN_SOURCED, id="weights, too"),
        pytest.param("智谱的GLM-8仍在打磨。", "8", Status.IN_DEVELOPMENT, id="still polished"),
        pytest.param("Mistral put out Codestral 29.", "29", Status.RELEASED, id="put out"),
        pytest.param("Codestral 29 is here, Mistral said.", "29", Status.RELEASED, id="is here"),
        pytest.param("Codestral 29 can be downloaded today.", "29", Status.OPEN_SOURCED, id="downloaded"),
        pytest.param("Codestral 29 is slated for January.", "29", Status.UPCOMING, id="slated"),
        pytest.param("Codestral 29 is under development.", "29", Status.IN_DEVELOPMENT, id="under development"),
    ],
)
def test_each_wording_gives_version_and_status(body: str, version: str, status: Status) -> None:
    (told,) = told_of(body)

    assert (told.version, told.status) == (version, status)


@pytest.mark.parametrize(
    "body",
    [
        "智谱否认将发布GLM-8。",
        "网传GLM-8今日发布，智谱回应称不实。",
        "某云平台现已上线GLM-8。",
        "OpenAI denied it would release GPT-9.",
    ],
    ids=["denied", "untrue", "hosted", "denied in English"],
)
def test_what_is_denied_or_only_hosted_is_not_told(body: str) -> None:
    assert not told_of(body)


def test_a_month_alone_that_is_past_is_recalled_and_not_awaited() -> None:
    (told,) = told_of("5月，GPT-8发布。")

    assert told.background
    assert told.date == "2025-05"


@pytest.mark.parametrize("when", ["不久前", "最近", "近期", "前不久"])
def test_what_was_released_some_time_ago_is_recalled(when: str) -> None:
    found = detect(Article("one", "", f"采访中他提及智谱{when}发布的GLM-8模型。", published=DAY), KNOWLEDGE)

    assert all(one.background for one in found)


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("曝智谱下周上线GLM-8", "智谱计划下周推出GLM-8大模型。", True),
        ("智谱新动向", "某报报道称，智谱计划下周推出GLM-8大模型。", True),
        ("曝智谱融资", "智谱今日宣布计划下周推出GLM-8大模型。", False),
        ("智谱新动向", "某报报道称，智谱推出GLM-8大模型。", False),
    ],
    ids=["title", "report", "announced", "released"],
)
def test_a_plan_that_nobody_vouches_for_is_a_rumour(title: str, body: str, *, expected: bool) -> None:
    found = detect(Article(url="one", title=title, body=body, published=DAY), KNOWLEDGE)

    assert {one.rumour for one in found if one.confidence >= 0.5} == {expected}


def test_status_stays_within_its_clause() -> None:
    told = told_of("智谱发布GLM-8，商汤发布日日新 V9，腾讯则开源了混元8。")

    assert [one.status for one in told] == [Status.RELEASED, Status.RELEASED, Status.OPEN_SOURCED]


def test_a_described_model_that_is_built_is_told_in_english() -> None:
    (told,) = told_of("Acme Farms is building a crop-disease vision model.")

    assert (told.named, told.organisations, told.status) == (False, ("Acme Farms",), Status.IN_DEVELOPMENT)


@pytest.mark.parametrize("piece", ["智谱发布GLM-5。", "大模型", "GPT-", "\n", "released GPT-5, Grok-4 and "])
def test_reading_ends_soon_whatever_the_size(piece: str) -> None:
    body = piece * (3_000_000 // len(piece))
    started = time.process_time()

    told_of(body)

    assert time.process_time() - started < 10  # Alone it takes one second; other tests run beside it.


def test_what_a_launch_is_said_to_follow_is_recalled() -> None:
    body = "这是继苍鹭机器人本月推出“飞羽-2”基座模型之后，其又一次集中发布。"

    (seen,) = [
        one for one in explain(Article(url="one", title="", body=body, published=DAY), KNOWLEDGE) if "飞羽" in one.name
    ]

    assert "recalled" in seen.features


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("OpenAI today launched GPT-9o mini, a small model.", ["GPT 9o mini"]),
        ("智谱发布清影大模型2.0 Mini。", ["清影大模型2.0 Mini"]),
        ("Meta released Llama 9. xAI will release Grok 8 on December 20.", ["Llama 9", "Grok 8"]),
    ],
    ids=["a letter before the member", "a member behind a Chinese name", "a sentence that begins in small letters"],
)
def test_members_and_sentences_keep_their_names(body: str, names: list[str]) -> None:
    assert [one.full_name for one in told_of(body)] == names


def test_a_plan_behind_a_released_model_is_another_models() -> None:
    released, planned = told_of("Meta released Llama 9. xAI will release Grok 8 on December 20.")

    assert (released.status, released.organisations) == (Status.RELEASED, ("Meta",))
    assert (planned.status, planned.organisations) == (Status.UPCOMING, ("xAI",))
