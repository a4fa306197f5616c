from __future__ import annotations

import pytest

from monitor.notify.rendering.naming import brief, short_model, short_organisation, short_organisations, whole_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("江海科技", "江海"),
        ("江海科技集团有限公司", "江海"),
        ("香港中文大学", "港中文"),
        ("阿里巴巴集团", "阿里"),
        ("Northwind Labs, Inc.", "Northwind Labs"),
        ("科技公司", "科技公司"),
        ("Meta", "Meta"),
        ("@all <at>云岭", "＠all ＜at>云岭"),
    ],
)
def test_an_organisation_is_named_as_people_name_it(name: str, short: str) -> None:
    assert short_organisation(name) == short


@pytest.mark.parametrize(
    ("model", "version", "named", "short"),
    [
        ("青鸾大模型", "3.0", True, "青鸾3.0"),
        ("青鸾通用大模型体系", None, True, "青鸾"),
        ("云岭青鸾大模型", None, True, "青鸾"),
        ("云岭智能青鸾", "2", True, "青鸾2"),
        ("云岭智能·青鸾", "2", True, "青鸾2"),
        ("云岭", None, True, "云岭"),
        ("医疗行业大模型", None, False, "医疗大模型"),
        ("通用大模型", None, False, "通用大模型"),
        ("大模型", None, True, "大模型"),
        ("视频生成模型", None, True, "视频生成模型"),
        ("Yunling Luan", "4", True, "Yunling Luan 4"),
    ],
)
def test_a_model_is_named_without_its_owner_and_its_kind(
    *,
    model: str,
    version: str | None,
    named: bool,
    short: str,
) -> None:
    assert short_model(model, version, ("云岭智能", "云岭"), named=named) == short


@pytest.mark.parametrize(
    ("model", "version", "told_in", "whole"),
    [
        ("Luan", "5-Turbo", ("云岭今日发布 Luan-5-Turbo。",), "Luan-5-Turbo"),
        ("Luan", "3.6-Plus", ("Luan3.6-Plus 上线", "Luan 3.6-Plus"), "Luan3.6-Plus"),
        ("Luan", "3.6", ("Luan-3.60", "Yunluan-3.6", "全新 Luan 3.6"), "Luan 3.6"),
        ("Luan", "2", ("Luan 家族迎来第二代",), "Luan 2"),
        ("青鸾大模型", "2.0", ("青鸾大模型 2.0 今日发布",), "青鸾大模型2.0"),
        ("Luan", None, ("Luan-5",), "Luan"),
        ("(Lu+an", "2", ("(Lu+an-2",), "(Lu+an-2"),
    ],
)
def test_the_parts_of_a_name_are_joined_as_the_article_joins_them(
    model: str, version: str | None, told_in: tuple[str, ...], whole: str
) -> None:
    assert whole_name(model, version, told_in) == whole


def test_of_many_organisations_three_are_named_each_once() -> None:
    makers = ["云岭智能", "江海科技", "江海科技有限公司", " ", "北岸"]

    assert short_organisations(makers, "·") == "云岭智能·江海·北岸"
    assert short_organisations([*makers, "南湾"], "·") == "云岭智能·江海·北岸…"


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("华东师范大学化学", "华东师范大学化学"),
        ("华东师范大学化学院", "华东师范大学化学…"),
        ("Evolutionarys Labs", "Evolutionarys"),
        ("EvolutionaryScale", "EvolutionaryS…"),
    ],
)
def test_of_a_name_that_is_too_long_a_word_or_eight_signs_are_shown(name: str, begins: str) -> None:
    assert brief(name) == begins
