"""Laws of the launch key, and pairs of names that are, or are not, one model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fingerprint import launch_key
from monitor.knowledge import Knowledge, load_knowledge

if TYPE_CHECKING:
    from monitor.model import LaunchKey

KNOWLEDGE = load_knowledge()

CORPUS = Path(__file__).parent.parent / "corpus" / "keys"
CASES = [json.loads(line) for file in sorted(CORPUS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return KNOWLEDGE


def key(record: dict[str, Any]) -> LaunchKey:
    return launch_key(record["model"], record["version"], record["organisations"], KNOWLEDGE)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['a']['model']} and {case['b']['model']}: {case['why']}"
)
def test_two_names_have_one_key_where_they_are_one_model_and_only_there(case: dict[str, Any]) -> None:
    assert (key(case["a"]) == key(case["b"])) is case["same"]


def test_the_corpus_holds_both_what_is_one_and_what_is_not() -> None:
    assert Counter(case["same"] for case in CASES).keys() == {True, False}


def test_the_key_is_written_as_the_contract_says(knowledge: Knowledge) -> None:
    assert str(launch_key("盘古大模型", "3.0", ["华为"], knowledge)) == "v1:huawei/pangu/3//"


# What the store holds of launches that were told; a key that is written otherwise makes them news again.
WRITTEN = [
    ("v1:alibaba/qwen/3//", "Acme Qwen 3", ["Acme"]),
    ("v1:meta/llama/9//", "Meta Llama 9", ["Groq"]),
    ("v1:meta/llama/9//", "Meta Llama 9", []),
    ("v1:huawei/pangu/3//", "第三代盘古", ["华为"]),
    ("v1:huawei/pangu/3/pro/", "第三代盘古Pro", ["华为"]),
    ("v1:deepseek/deepseek/3//", "DeepSeekV3", []),
    ("v1:tencent/hunyuan//video/", "HunyuanVideo", ["腾讯"]),
    ("v1:shanghai-ai-lab/intern-s/1//", "Intern-S1", []),
    ("v1:shanghai-ai-lab/intern-s/1/mini/", "Intern-S1 mini", []),
    ("v1:bytedance/seedance/2//", "豆包 Seedance 2.0", ["字节跳动"]),
    ("v1:anthropic/claude/4.7/opus/", "claude-opus-4-7", ["Anthropic"]),
    ("v1:alibaba/qwen/9//", "阿里 Qwen 9", ["Groq"]),
    ("v1:acme/华为盘古/3//", "华为盘古3", ["Acme"]),
    ("v1:tencent/hunyuan/2//", "HYV2", ["腾讯"]),
    ("v1:tencent/hyx/2//", "HYX 2", ["腾讯"]),
    ("v1:tencent/hunyuanvideofoo///", "HunyuanVideoFoo", ["腾讯"]),
    ("v1:acme/heron/2/0324/", "Heron 2 0324", ["Acme"]),
    ("v1:acme/heron/2/preview/", "Heron 2 预览版", ["Acme"]),
    ("v1:tencent/hunyuan/2/pro/", "HYV2 Pro", ["腾讯"]),
    ("v1:huawei/pangu//猫/", "盘古猫", ["华为"]),
    ("v1:acme/天工开物///", "天工开物", ["Acme"]),
    ("v1:kunlun/skywork//开物/", "天工开物", []),
    ("v1:acme/metalearning/2//", "Meta Learning 2", ["Acme"]),
    ("v1:acme/苍鹭/2//", "Acme的苍鹭2", ["Acme"]),
    ("v1:acme/labs/3//", "Acme Labs 3", ["Acme", "Acme Labs"]),
    ("v1:globex/heron/3//", "Acme Heron 3", ["Globex", "Acme"]),
    ("v1:acme/acmei/2//", "Acmei 2", ["Acme"]),
    ("v1:acme/acmei青鸾///", "Acmei青鸾", ["Acme"]),
    ("v1:lab-x/labxray/2//", "Lab-Xray 2", ["Lab-X"]),
    ("v1:acme/通用///", "通用大模型", ["Acme"]),
    ("v1:acme/模型模型///", "模型·模型", ["Acme"]),
    ("v1:acme/acmeister///", "Acmeister大模型", ["Acme"]),
    ("v1:acme/acmeister//pro/", "Acmeister Pro", ["Acme"]),
    ("v1:acme/-///", "/", ["Acme"]),
    ("v1:momenta/r/r7//", "R7", ["Momenta"]),
    ("v1:momenta/r/r7/pro/", "R7 Pro", ["Momenta"]),
    ("v1:acme labs/heron/3//", "Acme Labs Heron 3", ["Acme Labs", "Acme"]),
    ("v1:/heron/2//", "Heron 2", [""]),
    ("v1:momenta/r/r7//", "Momenta R7", []),
    ("v1:acme/heron3d/2//", "Heron 3D 2", ["Acme"]),
    ("v1:acme/heron/3//", "HeronV3", ["Acme"]),
    ("v1:acme/vla/2//", "第二代 VLA", ["Acme"]),
    ("v1:acme/heron/12.5//", "Heron 十二点五", ["Acme"]),
    ("v1:acme/heron/20//", "Heron 二十代", ["Acme"]),
    ("v1:acme/heron/10//", "Heron 第十代", ["Acme"]),
    ("v1:acme/heron/2030//", "Heron 二〇三〇版", ["Acme"]),
    ("v1:acme/heron/3//", "Heron v3.0.0", ["Acme"]),
    ("v1:acme/heron///", "Heron 1.25-bit", ["Acme"]),
    ("v1:acme/heron/4o//", "Heron 4 o", ["Acme"]),
]


@pytest.mark.parametrize(("written", "name", "organisations"), WRITTEN, ids=str)
def test_a_key_stays_as_the_store_holds_it(written: str, name: str, organisations: list[str]) -> None:
    assert str(launch_key(name, None, organisations, KNOWLEDGE)) == written


def test_the_known_owner_of_a_family_counts_before_the_organisation_that_an_article_names(knowledge: Knowledge) -> None:
    found = launch_key("书生通用大模型体系", None, ["商汤科技", "香港中文大学"], knowledge)

    assert found.organisation == "shanghai-ai-lab"


def test_without_any_organisation_the_owner_of_a_known_family_stands(knowledge: Knowledge) -> None:
    assert str(launch_key("Grok", "9", [], knowledge)) == "v1:xai/grok/9//"


def test_several_sizes_in_one_record_leave_the_size_empty(knowledge: Knowledge) -> None:
    assert launch_key("Heron 2 7B 70B", None, ["Acme"], knowledge).size == ""
    assert launch_key("Heron 2 70B", None, ["Acme"], knowledge).size == "70b"


@pytest.mark.parametrize(
    "name", ["", " ", "Chat", "v", "3.0", "模型", "·", "/", "—/—", "第十十代", "七" * 6000, "9" * 6000 + "b"]
)
def test_a_name_that_says_nothing_still_has_a_key(name: str, knowledge: Knowledge) -> None:
    assert str(launch_key(name, name, [name], knowledge)).count("/") == 4


# Known families of every kind of script, and two unknown ones; each with its owner.
STEMS = {
    "Qwen": "阿里", "盘古": "华为", "DeepSeek": "深度求索", "文心": "百度", "Hy": "腾讯", "Yi": "零一万物",
    "Stable Diffusion": "Stability AI", "Heron": "Acme", "青鸾": "云岭智能",
}  # fmt: skip
stems = st.sampled_from(sorted(STEMS))
versions = st.from_regex(r"[1-9](\.[1-9])?|[kmr][1-9](\.[1-9])?|[1-9]o|0[1-9][12][0-9]", fullmatch=True)
variants = st.sampled_from(["", "Pro", "Flash", "mini", "VL", "Coder", "Max Preview", "Image"])
sizes = st.sampled_from(["", "7B", "72B", "235B-A22B", "8x7B"])
glues = st.sampled_from([" ", "-", "‑", "  ", "·", "_", "\u3000", "－"])
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def names(parts: tuple[str, ...], glue: str) -> str:
    return glue.join(part.replace(" ", glue) for part in parts if part)


@given(stems, versions, variants, sizes, glues, st.sampled_from(["“{}”", "《{}》", "「{}」", "'{}'", "{}"]))
def test_width_case_quotes_and_glue_never_change_a_key(
    stem: str, version: str, variant: str, size: str, glue: str, quotes: str
) -> None:
    parts, owner = (stem, version, variant, size), STEMS[stem]
    plain = launch_key(names(parts, " "), None, [owner], KNOWLEDGE)

    glued = names((quotes.format(stem), version, variant, size), glue)
    spellings = [glued, glued.upper(), glued.lower(), glued.translate(WIDE), f"{glued}系列大模型", f"{glued} models"]

    assert {launch_key(name, None, [owner], KNOWLEDGE) for name in spellings} == {plain}


@given(stems, versions, variants, sizes, st.integers(1, 3), glues)
def test_model_and_version_may_be_cut_between_any_two_words(
    stem: str, version: str, variant: str, size: str, cut: int, glue: str
) -> None:
    parts = (stem, version, variant, size)

    found = launch_key(names(parts[:cut], glue), names(parts[cut:], glue), [STEMS[stem]], KNOWLEDGE)

    assert found == launch_key(names(parts, glue), None, [STEMS[stem]], KNOWLEDGE)


@given(stems, st.tuples(versions, variants, sizes), st.tuples(versions, variants, sizes), glues)
def test_another_digit_variant_or_size_always_changes_a_key(
    stem: str, one: tuple[str, ...], other: tuple[str, ...], glue: str
) -> None:
    keys = [launch_key(names((stem, *parts), glue), None, [STEMS[stem]], KNOWLEDGE) for parts in (one, other)]

    assert (keys[0] == keys[1]) == (one == other)


@given(st.sampled_from(KNOWLEDGE.organisation_names), st.sampled_from(KNOWLEDGE.organisation_names), versions)
def test_an_alias_of_the_organisation_never_changes_a_key(alias: str, other: str, version: str) -> None:
    one, two = (launch_key("Blue Heron", version, [name], KNOWLEDGE) for name in (alias, other))

    assert (one == two) == (KNOWLEDGE.organisation(alias) == KNOWLEDGE.organisation(other))


@given(stems, versions, variants, sizes)
def test_a_key_read_as_a_name_is_itself_again(stem: str, version: str, variant: str, size: str) -> None:
    first = launch_key(names((stem, version, variant, size), " "), None, [STEMS[stem]], KNOWLEDGE)

    again = launch_key(first.family, f"{first.version} {first.variant} {first.size}", [first.organisation], KNOWLEDGE)

    assert again == first


@given(st.text(max_size=60), st.none() | st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_gives_a_key_of_five_parts(model: str, version: str | None, organisations: list[str]) -> None:
    assert str(launch_key(model, version, organisations, KNOWLEDGE)).count("/") == 4
