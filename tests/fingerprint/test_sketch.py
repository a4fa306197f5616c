"""Which texts are copies: laws for any text, and articles of our own, edited as outlets edit."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fingerprint import Kinship, Sketch, compare, sketch
from monitor.fingerprint.sketch import FULL, SPARSEST, VERSION, Likeness, bare

STORY = """\
云岭智能七月九日在昆明发布青鸾大模型二代，并开放全部接口供企业试用。
公司首席科学家林远介绍，新一代模型在长文档理解上用时缩短了四成，推理成本降到上一代的三分之一。
第一批客户包括两家物流企业和一家省级图书馆，它们将在九月之前完成旧系统的迁移。
分析人士认为，西南地区的算力中心正在吸引更多研究团队落户，人才缺口仍是最大的难题。
云岭智能同时公布了面向学校的免费计划，教师凭工作证明即可申请，每月额度为一千次对话。
"""
OTHER = """\
云岭智能七月九日宣布任命周岚为首席运营官，接替年初离任的前任负责人。
周岚此前在一家港口集团主管信息化，熟悉大型项目的采购流程与验收标准。
董事会在公告中写道，今后三年公司会把重心放在交付质量，而不是继续扩张办事处的数目。
员工代表对任命表示欢迎，并希望加班补贴的老问题能够在秋天之前得到答复。
"""
TRADITIONAL = STORY.translate(str.maketrans("云岭发并开学长两级图书馆们将统认", "雲嶺發並開學長兩級圖書館們將統認"))
SENTENCES = STORY.splitlines(keepends=True)


def known(text: str) -> Sketch:
    made = sketch(text)
    assert made is not None
    return made


def kinship(one: str, other: str) -> Kinship:
    return compare(known(one), known(other)).kinship


@pytest.mark.parametrize(
    "copy",
    [
        "来源：滇池晚报　作者：白露\n" + STORY,
        STORY + "声明：本文为转载，不代表本站立场。责任编辑：小满。",
        "".join(SENTENCES[:2] + SENTENCES[3:]),
        "".join(SENTENCES[:-1]),
        STORY.replace("，", ",").replace("。", ". ").replace("\n", " "),
        STORY.replace("二代", "２代").replace("一千次", "1000 次"),
        "".join([*SENTENCES[:3], "业内人士说，人手不足依然是当地企业最头疼的事情，短期之内看不到缓解。", SENTENCES[4]]),
        TRADITIONAL,
    ],
    ids=["source", "notice", "without_one", "without_last", "width", "numerals", "reworded", "traditional"],
)
def test_an_edited_reprint_is_a_copy(copy: str) -> None:
    assert kinship(STORY, copy) is Kinship.COPY


def test_another_text_of_the_same_company_and_day_is_none() -> None:
    assert kinship(STORY, OTHER) is Kinship.NONE


def test_an_excerpt_and_a_round_up_are_parts_and_not_copies() -> None:
    round_up = OTHER + STORY + "".join(reversed(OTHER))

    assert kinship(STORY, round_up) is Kinship.PART
    assert kinship("".join(SENTENCES[1:3]) + SENTENCES[0], STORY + OTHER) is Kinship.PART


def test_a_follow_up_that_repeats_the_background_is_none() -> None:
    follow_up = OTHER + "".join(SENTENCES[3:])

    assert kinship(STORY, follow_up) is Kinship.NONE


@pytest.mark.parametrize("text", ["", "云岭智能发布青鸾。", "哈" * 500, "。，！" * 200, "ab" * 400])
def test_what_is_short_or_uniform_has_no_sketch(text: str) -> None:
    assert sketch(text) is None


def sampled(count: int, shared: int, *, start: int = 0) -> Sketch:
    """A sketch of so many shingles, of which the first ones are shared by all that are made so."""
    own = range(1_000_000 * (start + 1), 1_000_000 * (start + 1) + count - shared)
    return Sketch(VERSION, (), frozenset([*range(shared), *own]), count)


@pytest.mark.parametrize(
    ("smaller", "shared", "expected"),
    [
        pytest.param(100, 50, Kinship.COPY, id="rewritten at its length, half of it kept"),
        pytest.param(100, 49, Kinship.NONE, id="rewritten at its length, less than half kept"),
        pytest.param(75, 45, Kinship.COPY, id="shortened by a quarter, three fifths kept"),
        pytest.param(75, 44, Kinship.NONE, id="shortened by a quarter, less kept"),
        pytest.param(50, 35, Kinship.COPY, id="shortened to half, seven tenths kept"),
        pytest.param(40, 28, Kinship.PART, id="an excerpt with little of its own"),
        pytest.param(40, 27, Kinship.NONE, id="an excerpt with more of its own"),
        pytest.param(4, 4, Kinship.PART, id="four witnesses"),
        pytest.param(3, 3, Kinship.NONE, id="too few witnesses"),
    ],
)
def test_the_shorter_a_text_is_the_more_of_it_must_be_the_others(smaller: int, shared: int, expected: Kinship) -> None:
    found = compare(sampled(smaller, shared), sampled(100, shared, start=1))

    assert found.kinship is expected


def test_of_a_long_text_only_what_its_sample_could_hold_is_asked_for() -> None:
    short, beyond = sampled(100, 80), 1 << 31
    kept_by_short_alone = replace(short, sample=short.sample | set(range(beyond, beyond + 500)))
    long = Sketch(VERSION, (), short.sample, FULL * SPARSEST)

    assert compare(kept_by_short_alone, long).containment == 1
    assert len(known(STORY).sample) == known(STORY).size


def test_a_sketch_counts_each_run_of_eight_characters_once() -> None:
    assert known("abcdefghijklmnopqrstuvwxyz0123456789" * 3).size == 36
    assert known("".join(chr(0x4E00 + place) for place in range(100))).size == 93


def test_a_text_of_thirty_two_different_runs_can_be_told_from_others_and_of_fewer_not() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz012345"

    assert known(letters * 4).size == 32
    assert sketch(letters[:-1] * 4) is None


def test_of_a_long_text_about_an_eighth_is_sampled() -> None:
    made = known("".join(f"{number:04}" for number in range(1_000)))

    assert made.size // 10 < len(made.sample) < made.size // 6
    assert max(known(STORY).sample) < 1 << 32


def test_what_stands_behind_twenty_thousand_characters_says_nothing_new() -> None:
    long = "".join(f"{number:05}" for number in range(5_000))

    assert sketch(long) == sketch(long[:20_000]) != sketch(long[:19_999])


def test_sketches_of_different_versions_have_nothing_in_common() -> None:
    assert compare(known(STORY), replace(known(STORY), version=VERSION - 1)) == Likeness(Kinship.NONE, 0.0)


def test_a_sketch_is_the_same_in_every_process() -> None:
    code = f"from monitor.fingerprint import sketch; print(sketch({STORY!r}).rows)"
    told = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]

    assert told == [f"{known(STORY).rows}\n"] * 2
    assert known("abcdefghijklmnopqrstuvwxyz0123456789" * 3).rows[0] == 326_810_323_701_451_595


LETTERS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=100, max_size=400)


@given(st.text())
def test_no_text_is_refused(text: str) -> None:
    made = sketch(text)

    assert made is None or compare(made, made).kinship is Kinship.COPY


@given(LETTERS)
def test_a_text_is_a_copy_of_itself_however_it_is_set(text: str) -> None:
    dressed = "\n".join(f"“{character}”，" for character in text)

    assert bare(dressed) == bare(text)
    assert sketch(dressed) == sketch(text)


@given(LETTERS, LETTERS)
def test_the_order_of_two_texts_does_not_matter(one: str, other: str) -> None:
    both = [made for made in (sketch(one), sketch(other), sketch(one + other)) if made]

    for pair in permutations(both, 2):
        assert compare(*pair) == compare(*reversed(pair))


@given(LETTERS, st.integers(1, 40))
def test_a_sample_grows_no_longer_than_it_must(text: str, times: int) -> None:
    long = "".join(f"{number}{text}" for number in range(times))[: FULL * SPARSEST * 4]
    made = sketch(long)

    assert made is None or len(made.sample) <= made.size
    assert made is None or made.size >= 2 * FULL or len(made.sample) == made.size
