from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.detect import explain, observed
from monitor.knowledge import Knowledge, load_knowledge
from monitor.model import Article, Moment, Precision


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def article(title: str, body: str) -> Article:
    day = Moment(datetime(2026, 5, 20, tzinfo=ZoneInfo("Asia/Shanghai")), Precision.DAY)
    return Article(url="https://news.example/1", title=title, body=body, published=day, language="zh")


def features(title: str, body: str, knowledge: Knowledge) -> frozenset[str]:
    return frozenset().union(*(one.features for one in observed(article(title, body), knowledge)))


def test_words_beside_a_name_and_of_the_title_are_seen(knowledge: Knowledge) -> None:
    seen = features("手机新品", "华为今日发布基于盘古大模型3.0平台的手机。", knowledge)

    assert {"title:手机", "role:基于", "behind:平台"} <= seen


def test_no_feature_says_which_organisation_or_name_it_is(knowledge: Knowledge) -> None:
    one = features("阿里发布新模型", "阿里发布 Qwen9，Qwen9 由阿里训练。", knowledge)
    other = features("百度发布新模型", "百度发布 Qwen9，Qwen9 由百度训练。", knowledge)

    assert not any("阿里" in feature or "qwen" in feature.casefold() for feature in one)
    assert {feature for feature in one if ":" in feature} == {feature for feature in other if ":" in feature}


@pytest.mark.parametrize(
    ("said", "seen"),
    [("今日", "today"), ("5月17日", "week"), ("5月2日", "old"), ("5月28日将", "ahead"), ("去年4月", "another month")],
)
def test_time_of_the_event_is_told_as_its_distance_from_the_article(said: str, seen: str, knowledge: Knowledge) -> None:
    assert f"when:{seen}" in features("", f"华为{said}发布盘古大模型3.0。", knowledge)


def test_an_explanation_adds_up_to_its_confidence(knowledge: Knowledge) -> None:
    import math

    from monitor.detect.words import weights

    found = explain(article("华为发布盘古大模型3.0", "7月7日，华为宣布发布盘古大模型3.0。"), knowledge)

    assert found
    for one in found:
        total = weights()["bias"] + sum(one.features.values())
        assert one.confidence == pytest.approx(1 / (1 + math.exp(-total)), abs=0.001)
