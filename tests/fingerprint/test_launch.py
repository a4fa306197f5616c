"""Laws of the launch key, and pairs of names that are, or are not, one model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fingerprint import launch_key
from monitor.knowledge import Knowledge, load_knowledge

KNOWLEDGE = load_knowledge()

SAME = [
    (("华为", "盘古大模型", "3.0"), ("华为云", "“盘古”大模型", "３．０版")),
    (("华为", "盘古大模型", "第三代"), ("HUAWEI", "PanGu", "v3")),
    (("百度", "文心大模型", "四点五"), ("Baidu", "ERNIE", "4.5")),
    (("阿里云", "通义千问", "3"), ("Alibaba", "Qwen3", None)),
    (("月之暗面", "Kimi", "K2"), ("Moonshot AI", "Kimi-K2-Instruct", None)),
    (("京东", "千亿级言犀大模型", None), ("JD", "ChatRhino", None)),
    (("深度求索", "DeepSeek-V4-Pro", None), ("DeepSeek", "DeepSeek", "V4 Pro")),
    (("OpenAI", "GPT", "4o-mini"), ("openai", "GPT‑4o mini", "")),
    (("Anthropic", "Claude Opus", "4.5"), ("Anthropic", "Claude 4.5 Opus", None)),
    (("商汤", "日日新 SenseNova", "5.0"), ("商汤科技", "日日新", "V5")),
    (("蜜度", "蜜度文修", None), ("蜜度", "文修大模型", None)),
    (("云岭智能", "青鸾大模型", "2.0"), ("云岭智能科技有限公司", "“青鸾”", "2")),
    (("Acme Labs", "Heron-2", None), ("acme labs", "Heron", "2.0")),
]

DIFFERENT = [
    (("OpenAI", "GPT-4", None), ("OpenAI", "GPT-4o", None)),
    (("OpenAI", "GPT-4", None), ("OpenAI", "GPT-4 Turbo", None)),
    (("阿里", "Qwen2", None), ("阿里", "Qwen2.5", None)),
    (("阿里", "Qwen2.5", None), ("阿里", "Qwen2.5-VL", None)),
    (("阿里", "Qwen2.5-7B", None), ("阿里", "Qwen2.5-72B", None)),
    (("阿里", "通义千问", None), ("阿里", "通义万相", None)),
    (("DeepSeek", "DeepSeek-V3", None), ("DeepSeek", "DeepSeek-V3-0324", None)),
    (("DeepSeek", "DeepSeek", "R1"), ("DeepSeek", "DeepSeek", "V1")),
    (("腾讯", "混元T1", None), ("腾讯", "混元", "1")),
    (("Google", "Gemini 2.5 Pro Preview", None), ("Google", "Gemini 2.5 Pro", None)),
    (("Google", "Gemma 3", None), ("Google", "Gemini 3", None)),
    (("医渡科技", "医疗大模型", None), ("奇安信", "安全大模型", None)),
    (("中国移动", "九天", None), ("哈工深", "九天", None)),
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return KNOWLEDGE


def key(record: tuple[str, str, str | None]) -> object:
    organisation, model, version = record
    return launch_key(model, version, [organisation], KNOWLEDGE)


@pytest.mark.parametrize(("left", "right"), SAME, ids=[f"{pair[0]}" for pair in SAME])
def test_two_spellings_of_one_model_have_one_key(left: tuple[str, str, str], right: tuple[str, str, str]) -> None:
    assert key(left) == key(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT, ids=[f"{pair}" for pair in DIFFERENT])
def test_different_models_have_different_keys(left: tuple[str, str, str], right: tuple[str, str, str]) -> None:
    assert key(left) != key(right)


def test_the_key_is_written_as_the_contract_says(knowledge: Knowledge) -> None:
    assert str(launch_key("盘古大模型", "3.0", ["华为"], knowledge)) == "v1:huawei/pangu/3//"


def test_the_known_owner_of_a_family_counts_before_the_organisation_that_an_article_names(knowledge: Knowledge) -> None:
    found = launch_key("书生通用大模型体系", None, ["商汤科技", "香港中文大学"], knowledge)

    assert found.organisation == "shanghai-ai-lab"


def test_without_any_organisation_the_owner_of_a_known_family_stands(knowledge: Knowledge) -> None:
    assert str(launch_key("Grok", "9", [], knowledge)) == "v1:xai/grok/9//"


def test_several_sizes_in_one_record_leave_the_size_empty(knowledge: Knowledge) -> None:
    assert launch_key("Heron 2 7B 70B", None, ["Acme"], knowledge).size == ""
    assert launch_key("Heron 2 70B", None, ["Acme"], knowledge).size == "70b"


stems = st.sampled_from(["Heron", "青鸾", "Qwen", "盘古", "DeepSeek", "Marlin"])
versions = st.builds(lambda major, minor: f"{major}.{minor}", st.integers(1, 9), st.integers(1, 9))
variants = st.sampled_from(["", "Pro", "Flash", "Mini", "VL", "Coder"])


@given(stems, versions, variants, st.sampled_from([" ", "-", "‑", "  ", "·"]))
def test_width_case_quotes_and_glue_never_change_a_key(stem: str, version: str, variant: str, glue: str) -> None:
    plain = launch_key(f"{stem} {version} {variant}", None, ["Acme"], KNOWLEDGE)
    wide = str.maketrans({digit: chr(ord(digit) + 0xFEE0) for digit in "0123456789."})

    assert launch_key(f"“{stem}”{glue}{version}{glue}{variant}", None, ["ACME"], KNOWLEDGE) == plain
    assert launch_key(stem.upper(), f"{version.translate(wide)} {variant.lower()}", ["Acme"], KNOWLEDGE) == plain
    assert launch_key(stem, f"V{version}{glue}{variant}", ["Acme"], KNOWLEDGE) == plain


@given(stems, versions, versions, variants, variants)
def test_another_digit_or_variant_always_changes_a_key(
    stem: str, version: str, other: str, variant: str, other_variant: str
) -> None:
    left = launch_key(f"{stem}-{version}-{variant}", None, ["Acme"], KNOWLEDGE)
    right = launch_key(f"{stem}-{other}-{other_variant}", None, ["Acme"], KNOWLEDGE)

    assert (left == right) == (version == other and variant == other_variant)


@given(st.text(max_size=60), st.none() | st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_gives_a_key_of_five_parts(model: str, version: str | None, organisations: list[str]) -> None:
    assert str(launch_key(model, version, organisations, KNOWLEDGE)).count("/") == 4
