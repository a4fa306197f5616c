from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from detect.known import KNOWLEDGE
from hypothesis import given
from hypothesis import strategies as st

from monitor.detect import detect
from monitor.detect.gate import may_announce
from monitor.detect.lore import lore_of
from monitor.knowledge import Knowledge, load_knowledge
from monitor.model import Announcement, Article, Moment, Precision, Status
from monitor.settings import KnownModel, KnownOrganisation

DAY = Moment(datetime(2026, 3, 18, tzinfo=ZoneInfo("Asia/Shanghai")), Precision.DAY)
WORDS = [
    *("青岚", "智谱", "华为", "发布", "推出", "开源", "将", "正在研发", "模型", "大模型", "“日日新”", "GLM-9", "Pro"),
    *("和", "、", "，", "。", "的", "3.0", "today", " released ", "Grok 7", "(", ")", "\n", " ", "名为", "：", "基于"),
]


def told(body: str, knowledge: Knowledge, title: str = "", organisation: str | None = None) -> list[Announcement]:
    article = Article(url="", title=title, body=body, published=DAY, organisation=organisation)
    return [one for one in detect(article, knowledge) if one.confidence >= 0.5]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("智谱今日正式发布 GLM-9 模型。", Status.RELEASED),
        ("智谱今日宣布开源 GLM-9 模型。", Status.OPEN_SOURCED),
        ("智谱将于下月发布 GLM-9 模型。", Status.UPCOMING),
        ("智谱在 3 月 25 日发布 GLM-9 模型。", Status.UPCOMING),
        ("智谱正在研发 GLM-9 模型。", Status.IN_DEVELOPMENT),
        ("智谱今日宣布，GLM-9 模型开启内测。", Status.PREVIEW),
        ("商汤今日宣布，“日日新”升级到9.0版。", Status.UPGRADED),
    ],
    ids=str,
)
def test_the_verb_and_the_words_around_it_give_the_status(body: str, status: Status, knowledge: Knowledge) -> None:
    (one,) = told(body, knowledge)

    assert one.status is status


@pytest.mark.parametrize(
    "blocker",
    ["基于 {} 打造的", "接入 {} 的", "搭载 {} 的", "超越 {} 的", "对标 {} 的", "支持 {} 的"],
    ids=str,
)
def test_a_name_behind_a_blocker_is_not_announced(blocker: str, knowledge: Knowledge) -> None:
    found = told(f"智谱今日发布{blocker.format('GPT-9')} GLM-9 模型。", knowledge)

    assert [one.full_name for one in found] == ["GLM 9"]


@pytest.mark.parametrize("noun", ["智能体", "框架", "插件", "平台", "数据集", "机器人", "手机", "音箱"], ids=str)
def test_a_thing_that_is_no_model_is_not_announced(noun: str, knowledge: Knowledge) -> None:
    assert not told(f"青岚科技今日发布 Qinglan-2 {noun}，可调用多款大模型。", knowledge)


@pytest.mark.parametrize(
    ("body", "organisations"),
    [
        ("某媒体获悉，3月18日，青岚智能正式发布大模型 Qinglan-2。", ("青岚智能",)),
        ("清华大学联合智谱今日推出 Qinglan-2 大模型。", ("清华大学", "智谱")),
        ("苍鹭科技与白鹭大学、青岚实验室一道，正式推出大模型 Qinglan-2。", ("苍鹭科技", "白鹭大学", "青岚实验室")),
        ("阿里 Qwen9 模型正式发布。", ("阿里",)),
        ("Qinglan-2 模型由青岚智能研发，今日正式发布大模型 Qinglan-2。", ("青岚智能",)),
        ("奇安信集团董事长表示，公司今日发布安全大模型 Qinglan-2。", ("奇安信集团",)),
    ],
    ids=str,
)
def test_who_announces_is_written_as_in_the_text(
    body: str, organisations: tuple[str, ...], knowledge: Knowledge
) -> None:
    found = told(body, knowledge)

    assert [one.organisations for one in found] == [organisations]


def test_the_feed_s_organisation_speaks_where_the_text_names_nobody(knowledge: Knowledge) -> None:
    (one,) = told("今天，我们推出 Qinglan-2 大模型。", knowledge, organisation="青岚智能")

    assert one.organisations == ("青岚智能",)


def test_what_is_older_than_a_week_is_background(knowledge: Knowledge) -> None:
    (one,) = told("2026年2月10日，智谱发布了大模型 GLM-8。", knowledge)

    assert one.background
    assert one.date == "2026-02-10"


def test_a_report_without_a_voucher_is_a_rumour(knowledge: Knowledge) -> None:
    (one,) = told("消息称智谱将于下月发布 GLM-9 模型。", knowledge)

    assert one.rumour


def test_title_and_body_give_one_record(knowledge: Knowledge) -> None:
    found = told("智谱今日正式发布 GLM-9 模型。GLM-9 模型今日上线。", knowledge, title="智谱发布 GLM-9")

    assert len(found) == 1
    assert found[0].date == "2026-03-18"


def test_sizes_of_one_family_are_one_record_with_parameters(knowledge: Knowledge) -> None:
    found = told("智谱今日开源 GLM-9-4B、GLM-9-32B 两款模型。", knowledge)

    assert [(one.full_name, one.parameters) for one in found] == [("GLM 9", "4B、32B")]


def test_a_described_model_without_a_name_says_so(knowledge: Knowledge) -> None:
    (one,) = told("云知声表示，公司正在研发金融大模型。", knowledge)

    assert (one.model, one.named, one.domain) == ("金融大模型", False, "金融")


def test_the_user_s_own_names_are_known() -> None:
    own = load_knowledge((KnownOrganisation("云岭智能"),), (KnownModel("青鸾", "云岭智能", ("Qingluan",)),))

    (one,) = told("云岭智能今日发布青鸾 2.0。", own, title="")

    assert (one.model, one.version) == ("青鸾", "2.0")


def test_an_article_that_holds_nothing_does_not_pass_the_gate(knowledge: Knowledge) -> None:
    lore = lore_of(knowledge)
    article = Article(url="", title="天气", body="今天多云转晴，气温 20 度，新款手机明天上市。" * 20)

    assert not may_announce(article, lore.stems, lore.han_families)


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.text(max_size=40))
def test_no_text_raises_and_evidence_is_always_verbatim(words: list[str], title: str) -> None:
    article = Article(url="", title=title, body="".join(words), published=DAY)

    found = detect(article, KNOWLEDGE)

    assert all(one.evidence in article.title or one.evidence in article.body for one in found)
    assert all(0 <= one.confidence <= 1 for one in found)


@given(st.text(max_size=400))
def test_any_string_can_be_read(text: str) -> None:
    assert isinstance(detect(Article(url="", title="", body=f"发布模型{text}"), KNOWLEDGE), tuple)


@pytest.mark.parametrize(
    ("title", "body", "names"),
    [
        pytest.param("阿里发布 Qwen9-Max 预览版", "阿里发布 Qwen9-Max-Preview。", ["Qwen 9-Max-Preview"], id="preview"),
        pytest.param(
            "阿里发布 Qwen9-Live", "阿里发布了 Qwen9-Live-Flash 模型。", ["Qwen 9-Live-Flash"], id="short title"
        ),
        pytest.param(
            "", "阿里发布视频模型 Nimbus。据了解，Nimbus 1.0 支持多镜头。", ["Nimbus 1.0"], id="version comes later"
        ),
        pytest.param("", "科大讯飞星火 X9-Flash 模型正式发布。", ["星火X9-Flash"], id="alias within the owner's name"),
        pytest.param(
            "商汤正研发新模型：代号 U9 Pro", "商汤正秘密研发一款多模态大模型。", ["U9 Pro"], id="description of it"
        ),
    ],
)
def test_what_is_one_model_is_told_once(title: str, body: str, names: list[str], knowledge: Knowledge) -> None:
    found = told(body, knowledge, title)

    assert [one.full_name for one in found] == names


@pytest.mark.parametrize(
    "text", ["传音推出 Spark 90 4G 手机，搭载大模型。", "PCIe 从 Gen8 升级至 Gen9，训练大模型更快。"]
)
def test_a_family_named_with_a_word_is_known_only_beside_its_owner(text: str, knowledge: Knowledge) -> None:
    assert told(text, knowledge) == []
