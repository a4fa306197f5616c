"""What whole articles of a few lines are read to announce: by whom, when, and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from monitor.detect import detect, explain, observed
from monitor.model import Announcement, Article, Moment, Precision, Status

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge

DAY = Moment(datetime(2026, 3, 18, tzinfo=ZoneInfo("Asia/Shanghai")), Precision.DAY)


def article_of(body: str, title: str = "") -> Article:
    return Article(url="", title=title, body=body, published=DAY)


def told(body: str, knowledge: Knowledge, title: str = "") -> list[Announcement]:
    return [one for one in detect(article_of(body, title), knowledge) if one.confidence >= 0.5]


@pytest.mark.parametrize(
    ("body", "organisations"),
    [
        (
            "Acme Labs, Birch Systems and Cedar AI jointly released Nimbus 3, a new language model.",
            ("Acme Labs", "Birch Systems", "Cedar AI"),
        ),
        (
            "Acme Labs and Birch Systems together released Nimbus 3, a new language model.",
            ("Acme Labs", "Birch Systems"),
        ),
        ("Nimbus 3 (heronlabs.ai) is a new language model, released today.", ("heronlabs.ai",)),
        ("Today we welcome Nimbus 3, a language model built by Heron Labs for laptops.", ("Heron Labs",)),
        ("Heron Labs' Nimbus 3 is now available: a new language model.", ("Heron Labs",)),
        ("Heron Labs, the Bristol start-up behind Moss, released Nimbus 3, a language model.", ("Heron Labs",)),
        ("Today Mistral released Nimbus 3, a language model.", ("Mistral",)),
        ("某平台上线智谱的视频模型 Nimbus 2。", ("智谱",)),
        ("智谱与阿里在上海签约，共同推出 Nimbus 2 大模型。", ("智谱", "阿里")),
        ("云岭智能今日发布了机器人大模型 Nimbus 2。", ("云岭智能",)),
        ("人大今日发布了机器人大模型 Nimbus 2。", ("人大",)),
        ("由北大模型团队研发的大模型 Nimbus 2 今日发布。", ("北大",)),
        ("北大模型 Nimbus 2 今日发布。", ("北大",)),
    ],
    ids=str,
)
def test_whoever_made_a_model_is_found_wherever_the_sentence_says_it(
    body: str, organisations: tuple[str, ...], knowledge: Knowledge
) -> None:
    found = told(body, knowledge)

    assert [one.organisations for one in found] == [organisations]


def test_each_headline_of_a_digest_s_title_has_its_own_maker(knowledge: Knowledge) -> None:
    found = told("今天的大模型新闻很多。", knowledge, "早报｜某某涨价；智谱发布 GLM-9；百度发布文心 9.0")

    assert [(one.full_name, one.organisations) for one in found] == [("GLM 9", ("智谱",)), ("文心9.0", ("百度",))]


@pytest.mark.parametrize(
    "behind",
    ["智谱同时开源了 GLM-9 模型权重。", "GLM-9 的权重已开源。", "智谱宣布开源 GLM-9 模型。"],
)
def test_weights_that_a_later_sentence_opens_make_the_release_an_open_one(behind: str, knowledge: Knowledge) -> None:
    (one,) = told(f"智谱今日发布 GLM-9 模型。{behind}", knowledge)

    assert (one.status, one.date) == (Status.OPEN_SOURCED, "2026-03-18")


def test_a_release_whose_weights_nobody_opens_stays_a_release(knowledge: Knowledge) -> None:
    (one,) = told("智谱今日发布 GLM-9 模型。GLM-9 模型今日上线智谱开放平台。", knowledge)

    assert one.status is Status.RELEASED


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "一、已发布：\nGLM-9 | 智谱\n文心 9.0 | 百度\n\n二、内测：\nQwen9 | 阿里\n\n三、在研：\nGrok 9 | xAI",
            id="headings",
        ),
        pytest.param(
            "已发布\nGLM-9，智谱\n文心 9.0，百度\n\n内测\nQwen9，阿里\n\n在研\nGrok 9，xAI",
            id="headings without numbers",
        ),
        pytest.param(
            "名单：\n1. GLM-9 | 智谱 | 已发布\n2. 文心 9.0 | 百度 | 3月5日发布\n3. Qwen9 | 阿里 | 内测\n"
            "4. Grok 9 | xAI | 研发中",
            id="fields",
        ),
    ],
)
def test_each_line_of_a_list_has_the_status_of_its_heading_or_of_its_own_field(body: str, knowledge: Knowledge) -> None:
    found = {one.full_name: (one.status, one.organisations) for one in told(body, knowledge)}

    assert found == {
        "GLM 9": (Status.RELEASED, ("智谱",)),
        "文心9.0": (Status.RELEASED, ("百度",)),
        "Qwen 9": (Status.PREVIEW, ("阿里",)),
        "Grok 9": (Status.IN_DEVELOPMENT, ("xAI",)),
    }


@pytest.mark.parametrize(
    ("body", "names"),
    [
        pytest.param("智谱今日透露，正在研发 GLM-9 大模型。智谱正在研发一款大模型。", ["GLM 9"], id="same maker"),
        pytest.param(
            "清华大学今日透露，正在研发 Nimbus-9 大模型。清华AIR正在研发一款大模型。",
            ["Nimbus 9"],
            id="a part of the maker",
        ),
        pytest.param(
            "智谱今日透露，正在研发 GLM-9 大模型。清华大学正在研发一款视频大模型。",
            ["GLM 9", "视频大模型"],
            id="another maker",
        ),
    ],
)
def test_a_description_is_only_told_where_no_name_of_the_same_maker_says_what_it_is(
    body: str, names: list[str], knowledge: Knowledge
) -> None:
    assert [one.full_name for one in told(body, knowledge)] == names


@pytest.mark.parametrize(
    ("title", "body", "status"),
    [
        pytest.param("智谱 GLM-9 来了", "智谱将于下月发布 GLM-9 模型。", Status.UPCOMING, id="a plan"),
        pytest.param("智谱放出 GLM-9 模型", "智谱今日宣布，GLM-9 模型开启内测。", Status.PREVIEW, id="a trial"),
        pytest.param("智谱发布 GLM-9", "智谱今日正式发布 GLM-9 模型。", Status.RELEASED, id="a release"),
    ],
)
def test_a_short_title_means_what_its_text_says(title: str, body: str, status: Status, knowledge: Knowledge) -> None:
    (one,) = told(body, knowledge, title)

    assert one.status is status


def test_descriptions_of_one_maker_are_one_record_only_where_they_are_equally_far(knowledge: Knowledge) -> None:
    both = told("智谱表示，公司正在研发视频大模型。智谱还将于下月推出语音大模型。", knowledge)
    one = told("智谱表示，公司正在研发视频大模型。智谱还称，正在训练语音大模型。", knowledge)

    assert [(each.model, each.status) for each in both] == [
        ("视频大模型", Status.IN_DEVELOPMENT),
        ("语音大模型", Status.UPCOMING),
    ]
    assert [each.model for each in one] == ["视频大模型"]


@pytest.mark.parametrize(
    ("title", "body", "is_seen"),
    [
        ("Grok 9 support is here", "Our clinic hosts Grok 9 today.", True),
        ("Grok 9 support is here", "Grok 7 paints and sings.", True),
        ("A quiet Monday", "Our platform now serves Grok 9.", False),
    ],
)
def test_a_title_that_offers_a_model_of_others_is_seen_by_its_mentions(
    title: str, body: str, knowledge: Knowledge, *, is_seen: bool
) -> None:
    found = [one for one in observed(article_of(body, title), knowledge) if one.name.full == "Grok9"]

    assert [("hosted_in_title" in one.features, "hosted" in one.features) for one in found] == [
        (is_seen, True) for _ in found
    ]


def test_a_subsidiary_that_holds_its_owner_s_name_is_no_stranger(knowledge: Knowledge) -> None:
    (one,) = observed(article_of("阿里云今日发布 Qwen9 模型。"), knowledge)

    assert "organisation" in one.features
    assert "foreign" not in one.features


def test_a_member_that_is_only_recalled_leaves_the_family_that_is_launched(knowledge: Knowledge) -> None:
    found = told("智谱发布 GLM-9，2025 年曾发布 GLM-9-Air、GLM-9-Pro。", knowledge)

    assert [(one.full_name, one.background) for one in found] == [
        ("GLM 9", False),
        ("GLM 9-Air", True),
        ("GLM 9-Pro", True),
    ]


def test_members_that_are_launched_stand_for_their_family_and_have_its_day(knowledge: Knowledge) -> None:
    found = told("智谱今日发布 GLM-9 系列模型，包括 GLM-9-Air 和 GLM-9-Pro。", knowledge)

    assert [(one.full_name, one.date) for one in found] == [("GLM 9-Air", "2026-03-18"), ("GLM 9-Pro", "2026-03-18")]


@pytest.mark.parametrize(
    "text",
    ["智谱今日发布 GLM-9 模型", "XVERSE-9 大模型今日正式发布", "Mistral today released Nimbus 3"],
)
def test_evidence_begins_and_ends_with_words_and_no_mark(text: str, knowledge: Knowledge) -> None:
    body = f"; {text};\n\nIt is a language model." if text.isascii() else f"，{text}，；"

    (one,) = told(body, knowledge)

    assert one.evidence == text


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        ("Together AI makes Mistral Medium 9 available today, a language model.", False),
        ("Mistral makes Mistral Medium 9 available today, a language model.", True),
    ],
)
def test_whoever_adds_a_model_of_others_to_a_platform_launches_nothing(
    body: str, knowledge: Knowledge, *, is_told: bool
) -> None:
    assert bool(told(body, knowledge)) is is_told


def test_an_explanation_gives_a_miss_its_doubt_and_a_hit_none(knowledge: Knowledge) -> None:
    hit, miss = (
        next(one for one in explain(article_of(body), knowledge) if one.name == "GLM9")
        for body in ("智谱今日正式发布 GLM-9 模型。", "榜单显示 GLM-9 模型表现最好。")
    )

    assert hit.confidence >= 0.5 > miss.confidence
    assert (hit.doubt, bool(miss.doubt)) == ("", True)
    assert hit.sentence == "智谱今日正式发布 GLM-9 模型。"


def test_what_is_seen_in_english_counts_twice_but_words_only_once(knowledge: Knowledge) -> None:
    (one,) = observed(article_of("Our agents such as Nimbus 3 use models."), knowledge)

    assert {"versioned", "en:versioned", "other:agent", "behind_in_english:use"} <= {
        feature.removeprefix("idle_") for feature in one.features
    }
    assert not any(feature.count(":") > 1 for feature in one.features)


def test_a_known_maker_of_a_list_s_line_is_found_however_it_is_written(knowledge: Knowledge) -> None:
    found = told("· Nimbus 3：xAI，语言模型，开源\n· Stratus 2：xAI，语言模型，内测", knowledge)

    assert [one.organisations for one in found] == [("xAI",), ("xAI",)]
