from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from monitor.detect import explain, observed
from monitor.detect.words import weights
from monitor.model import Article, Moment, Precision

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge


def article(title: str, body: str) -> Article:
    day = Moment(datetime(2026, 5, 20, tzinfo=ZoneInfo("Asia/Shanghai")), Precision.DAY)
    return Article(url="https://news.example/1", title=title, body=body, published=day, language="zh")


def features(title: str, body: str, knowledge: Knowledge) -> frozenset[str]:
    return frozenset().union(*(one.features for one in observed(article(title, body), knowledge)))


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("华为今日发布盘古3.0平台。", "behind:平台"),
        ("华为今日发布盘古3.0大模型的手机。", "behind_noun:的手"),
        ("这款模型名为“盘古3.0”。", "idle_before:名为"),
        ("我们在华为盘古3.0上发布手机。", "idle_before:在某"),
        ("我们 Stratus 盘古3.0上线。", "before:X"),
        ("我们有 12 盘古3.0上线。", "before:0"),
        ("盘古3.0，今天上线。", "before:|"),
        ("今天看“盘古3.0”", "idle_behind:|"),
        ("今天看盘古3.0 Stratus", "idle_behind:X"),
        ("今天介绍盘古3.0 AI 大模型系列吧", "behind_noun:吧"),
        ("华为今日发布盘古3.0，它很好。", "behind:,"),
        ("Mistral introduced Codestral 29: a model.", "before_in_english:introduced"),
        ("Codestral 29 models and more.", "behind_noun_in_english:and"),
        ("Mistral released a browser for Codestral 29 agents.", "idle_behind_in_english:agents"),
    ],
)
def test_words_right_beside_a_name_are_seen(body: str, seen: str, knowledge: Knowledge) -> None:
    assert seen in features("", body, knowledge)


def test_no_feature_says_which_organisation_or_name_it_is(knowledge: Knowledge) -> None:
    one = features("阿里发布新模型", "阿里发布 Qwen9，Qwen9 由阿里训练。", knowledge)
    other = features("百度发布新模型", "百度发布 Qwen9，Qwen9 由百度训练。", knowledge)

    assert not any("阿里" in feature or "qwen" in feature.casefold() for feature in one)
    assert {feature for feature in one if ":" in feature} == {feature for feature in other if ":" in feature}


def test_an_explanation_adds_up_to_its_confidence(knowledge: Knowledge) -> None:

    found = explain(article("华为发布盘古大模型3.0", "7月7日，华为宣布发布盘古大模型3.0。"), knowledge)

    assert {one.name for one in found} == {"盘古大模型3.0"}
    for one in found:
        total = weights()["bias"] + sum(one.features.values())
        assert one.confidence == pytest.approx(1 / (1 + math.exp(-total)), abs=0.001)
