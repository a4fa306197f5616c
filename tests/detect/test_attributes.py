from __future__ import annotations

import pytest

from monitor.detect.attributes import domain_of, parameters_of


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("发布医疗大模型", "医疗"),
        ("专门针对校对垂直行业的大模型", "校对"),
        ("专注企业软件领域的“青岚”大模型", "企业软件"),
        ("面向教育打造", "教育"),
        ("放出抗体设计模型", "抗体设计"),
        ("发布通用大模型", None),
        ("发布新模型及 AI 设计工具", None),
        ("模型的安全引发讨论", None),
    ],
)
def test_an_industry_counts_beside_the_noun_or_where_it_is_served(phrase: str, expected: str | None) -> None:
    assert domain_of(phrase) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("拥有 6710 亿参数", "6710 亿"),
        ("千亿级大模型", "千亿"),
        ("a 1 trillion parameter model", "1 trillion"),
        ("包含 1.8B、7B 和 30B-A3B 三种尺寸", "1.8B、7B 和 30B-A3B"),
        ("in 2B, 8B and 32B", "2B, 8B and 32B"),
        ("完成 30 亿元融资", None),
        ("用了 15T tokens", None),
    ],
)
def test_parameters_are_given_as_written(text: str, expected: str | None) -> None:
    assert parameters_of([text], None) == expected


def test_a_text_s_word_goes_before_the_name_s_size() -> None:
    assert parameters_of(["参数 320 亿级", ""], "32B") == "320 亿"
    assert parameters_of([""], "32B") == "32B"
