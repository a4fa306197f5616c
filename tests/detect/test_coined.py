from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.detect.names import names_in, names_of
from monitor.detect.sentences import view

if TYPE_CHECKING:
    from monitor.detect.lore import Lore


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("玄鸟2.0 Pro大模型正式上线", [("玄鸟大模型", "2.0 Pro")], id="version and member before the noun"),
        pytest.param("云岭智能的青鸾大模型9.0今日开启内测", [("青鸾大模型", "9.0")], id="behind its maker"),
        pytest.param("青岭科技青鸾大模型 9 今起开放商用", [("青鸾大模型", "9")], id="its maker's name taken off"),
        pytest.param("随着白鹭大模型2.0发布，行业变了", [("白鹭大模型", "2.0")], id="what leads up to it taken off"),
        pytest.param("平均每 1.5 天就有一个新模型诞生", [], id="a number of days is no version"),
        pytest.param("资金将用于重点布局航天大模型升级", [], id="what is undertaken is no name"),
        pytest.param("伊川水利大模型在洛阳发布启用", [("伊川水利大模型", None)], id="a predicate behind it"),
        pytest.param("岚图大模型通过备案，将于12月1日上线", [("岚图大模型", None)], id="a predicate in a later clause"),
        pytest.param(
            "两个健康AI大模型——叮呤健康大模型与数智听诊大模型",
            [("叮呤健康大模型", None), ("数智听诊大模型", None)],
            id="in apposition to the noun",
        ),
        pytest.param("**伊尹中医经典大模型**在嵩县启用", [("伊尹中医经典大模型", None)], id="in bold"),
        pytest.param("多模态大模型松涛已开放试用", [("松涛", None)], id="behind its noun, before a predicate"),
        pytest.param("代码模型云岫-Coder，支持92种语言", [("云岫", "Coder")], id="behind a narrower noun"),
        pytest.param("**灵渠-LLM** 是一款大语言模型", [("灵渠-LLM", None)], id="with a Latin member"),
        pytest.param("腾讯今日发布混元T9", [("混元", "T9")], id="a known family with a lettered version"),
        pytest.param("全国首个主动随访大模型发布", [], id="the first of its kind is described"),
        pytest.param("国内首个古籍修复大模型问世", [], id="a description is no name"),
        pytest.param("头部大模型正式上线", [], id="an ordinary word is no name"),
        pytest.param("轨道交通装备大模型正处于研制阶段", [], id="an industry is no name"),
    ],
)
def test_names_that_nobody_knows_are_read_beside_their_noun(
    text: str, expected: list[tuple[str, str | None]], lore: Lore
) -> None:
    found = [(name.model, name.version) for name in names_in(view(text), lore)]

    assert found == expected


def test_each_of_several_coined_names_is_known_again(lore: Lore) -> None:
    texts = [view("云岭智能发布“飞云”大模型和“青鸾”大模型。"), view("飞云和青鸾更快。")]

    _, again = names_of(texts, lore)

    assert [one.model for one in again] == ["飞云", "青鸾"]
