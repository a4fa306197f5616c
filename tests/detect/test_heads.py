from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.detect.frames import frame_of
from monitor.detect.names import names_in
from monitor.detect.sentences import Sentence, view

if TYPE_CHECKING:
    from monitor.detect.lore import Lore


def features(text: str, model: str, lore: Lore) -> frozenset[str]:
    sentence = Sentence(view(text), text, 1)
    names = names_in(sentence.text, lore)
    return frame_of(next(name for name in names if name.model == model), sentence, names).features


@pytest.mark.parametrize(
    ("text", "model", "kind"),
    [
        ("某厂推出 Nimbus 50 4G 手机。", "Nimbus", "device"),
        ("红岭 Nimbus 05 新车上市。", "Nimbus", "vehicle"),
        ("整车芯片：某厂 Nimbus 6P 发布", "Nimbus", "chip"),
        ("某厂正式发布 Nimbus 大模型安全平台。", "Nimbus", "platform"),
        ("某厂发布 Nimbus 大模型 平台。", "Nimbus", "platform"),
        ("某厂发布 Nimbus 多模态语言大模型一站式开发平台。", "Nimbus", "platform"),
        ("谷歌发布 Gemini 9 Pro 深度研究智能体。", "Gemini", "agent"),
        ("某院开源数据集 Nimbus-2。", "Nimbus", "dataset"),
        ("某厂推出面向开发者的 Nimbus 3 API。", "Nimbus", "function"),
        ("某厂第二款 AI 眼镜 Nimbus 2 发布", "Nimbus", "device"),
    ],
    ids=str,
)
def test_the_head_noun_of_a_names_phrase_tells_what_it_is(text: str, model: str, kind: str, lore: Lore) -> None:
    found = features(text, model, lore)

    assert f"other:{kind}" in found
    assert "noun" not in found


def test_each_name_of_an_enumeration_has_its_own_noun(lore: Lore) -> None:
    text = "某司已经开源仿真平台 Nimbus-3、Stratus-2 深度模型等成果。"

    platform, model = features(text, "Nimbus", lore), features(text, "Stratus", lore)

    assert "other:platform" in platform
    assert "noun" not in platform
    assert "noun" in model
    assert not any(one.startswith("other") for one in model)


@pytest.mark.parametrize(
    "text",
    [
        "张三提及智谱最近发布的 GLM-9 模型。",
        "较不久前发布的旗舰模型 GLM-9，它更快。",
        "智谱凭借 GLM-9 等模型的开源，一度成为标杆。",
        "榜单显示 GLM-9 模型表现最好。",
        "某厂使用 GLM-9 测试浏览器。",
    ],
    ids=str,
)
def test_an_argument_of_somebody_elses_story_is_ruled_by_no_verb(text: str, lore: Lore) -> None:
    found = features(text, "GLM", lore)

    assert not found & {"object", "subject"}


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Acme brings a version of Stratus 2 to phones.", "object"),
        ("Acme released a version of its Stratus 2.", "object"),
        ("Acme released a version of Google's Stratus 2.", "blocked"),
        ("Acme released Nimbus 3, a version of Stratus 2.", "blocked"),
        ("Acme released Nimbus 3 together with Stratus 2.", "object"),
        ("Acme released Nimbus 3, based on Stratus 2.", "blocked"),
    ],
    ids=str,
)
def test_a_version_of_a_model_is_new_but_not_the_model_that_it_was_made_from(
    text: str, feature: str, lore: Lore
) -> None:
    found = features(text, "Stratus", lore)

    assert found & {"object", "blocked"} == {feature}


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("智谱发布了由该实验室研发的全新模型 GLM-9。", "object"),
        ("由智谱研发的 GLM-9 模型今日发布。", "subject"),
        ("目前，GLM-9 已首发上线某平台。", "subject"),
        ("某厂发布 X3 机器人与 GLM-9 模型。", "object"),
        ("某公司再出小模型：GLM-9 手机可跑", "object"),
        ("本周发布了三款模型：Nimbus 3、GLM-9。", "list"),
    ],
    ids=str,
)
def test_the_outer_verb_rules_what_a_relative_clause_describes(text: str, feature: str, lore: Lore) -> None:
    found = features(text, "GLM", lore)

    assert feature in found
    assert "relative" not in found


def test_quotes_that_nothing_divides_share_verb_and_noun(lore: Lore) -> None:
    text = "云岭智能发布了“青鸾”“白鹭”两款大模型。"

    found = [features(text, model, lore) for model in ("青鸾", "白鹭")]

    assert found == [frozenset({"noun", "object"})] * 2


@pytest.mark.parametrize(
    ("text", "is_blocked"),
    [
        ("Heron released a version of xAI's Grok 9.", True),
        ("Heron announced the release of Grok 9.", False),
    ],
)
def test_what_a_thing_was_made_of_is_not_announced_with_it(text: str, *, is_blocked: bool, lore: Lore) -> None:
    assert ("blocked" in features(text, "Grok", lore)) is is_blocked
