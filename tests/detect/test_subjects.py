from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.detect.subjects import described, introduced_in, subjects_before

if TYPE_CHECKING:
    from monitor.detect.lore import Lore


@pytest.mark.parametrize(
    ("clause", "organisations"),
    [
        ("云岭智能宣布全量", ("云岭智能",)),
        ("云岭智能科技有限公司今日正式", ("云岭智能科技有限公司",)),
        ("北境人形机器人创新中心也", ("北境人形机器人创新中心",)),
        ("AI 编程平台 Cursive ", ("Cursive",)),
        ("法国初创公司 Corbeau 今天", ("Corbeau",)),
        ("Corbeau 新", ("Corbeau",)),
        ("Corbeau 合伙人张三", ("Corbeau",)),
        ("云岭智能旗下青鸾实验室", ("云岭智能",)),
        ("云岭汽车与 Corbeau 携手", ("云岭汽车", "Corbeau")),
        ("云岭汽车 E9X", ("云岭汽车",)),
        ("新成立的云岭智能将", ("云岭智能",)),
        ("曝云岭智能将", ("云岭智能",)),
        ("中国的云岭智能", ("云岭智能",)),
        ("云岭智能面向", ("云岭智能",)),
        ("云岭智能完成对", ("云岭智能",)),
        ("云岭智能的语音大模型“", ("云岭智能",)),
        ("云岭智能将多模态模型 Nimbus 3 ", ("云岭智能",)),
        ("3 月 17 日,云岭智能", ("云岭智能",)),
        ("云岭智能等公司", ("云岭智能",)),
        ("云岭", ("云岭",)),
        ("云", ()),
        ("北境人形机器人创新研究中心公", ("北境人形机器人创新研究中心公",)),
        ("北境人形机器人创新研究中心公司", ()),
        ("Aaaaaaaaa Bbbbbbbb Ccccccc", ("Aaaaaaaaa Bbbbbbbb Ccccccc",)),
        ("Aaaaaaaaa Bbbbbbbb Cccccccc", ()),
        ("corbeau ", ()),
        ("云岭智能和北岭科技", ("云岭智能", "北岭科技")),
    ],
    ids=str,
)
def test_a_subject_is_the_noun_phrase_that_the_clause_begins_with(
    clause: str, organisations: tuple[str, ...], lore: Lore
) -> None:
    assert described(clause, lore) == organisations


@pytest.mark.parametrize(
    "clause",
    [
        *("清明节有商家", "政府正准备", "对视频生成模型", "最前沿的", "最新", "我国科学家", "下月", "业内多家公司正在"),
        *("一口气", "会考虑", "部分顶尖实验室", "日本", "后续还将", "运动智能方面，将", "中美头部公司"),
    ],
    ids=str,
)
def test_a_time_a_place_a_common_noun_and_a_clause_are_no_organisation(clause: str, lore: Lore) -> None:
    assert described(clause, lore) == ()


@pytest.mark.parametrize(
    ("before", "organisations"),
    [
        ("今年 10 月，公司将在华为昇腾 9 平台上", ()),
        ("云岭智能与阶跃星辰达成合作，联合", ("云岭智能", "阶跃星辰")),
        ("新成立的云岭智能将建设数据中心，并计划于明年", ("云岭智能",)),
        ("阿里通义", ("阿里通义",)),
        ("云岭智能将举办大会，北岭科技研发方面，公司正在", ("云岭智能",)),
        ("小米集团技术委员会表示，公司将", ("小米",)),
        ("云岭智能向用户表示，公司将", ("云岭智能",)),
        ("智谱和阿里签约，一道，正式", ("智谱", "阿里")),
        ("用两块华为芯片，正式", ()),
        ("用华为的办法，正式", ("华为",)),
        ("智谱和阿里签约，正式", ("智谱", "阿里")),
        ("有了智谱、阿里的帮助，正式", ("阿里",)),
        ("有了智谱、阿里的帮助，共同，正式", ("智谱", "阿里")),
    ],
    ids=str,
)
def test_a_subject_is_no_place_and_may_stand_a_clause_before(
    before: str, organisations: tuple[str, ...], lore: Lore
) -> None:
    start = before.rfind("，") + 1

    found = subjects_before(before.replace("，", ","), start, len(before), lore)

    assert found == organisations


def test_a_sentence_before_tells_who_the_pronoun_stands_for(lore: Lore) -> None:
    sentences = ("总部在杭州的云岭智能再获关注。", "昨日，智谱有了新消息。", "天气很好,人们再获信心。")

    assert [introduced_in(one, lore) for one in sentences] == ["云岭智能", "智谱", None]
