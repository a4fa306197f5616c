"""Words and their parts of speech, by either segmenter: both are held to the same figures."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from monitor.detect.segmentation import Segmenter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module", params=[False, True], ids=["jieba", "rjieba"])
def segmenter(request: pytest.FixtureRequest) -> Segmenter:
    return Segmenter(["穹岚", "穹岚科技"], ["听澜大模型"], fast=request.param)


@pytest.mark.parametrize("said", ["云岭智能", "江岚大学", "穹岚", "东海舰船研究所", "北境人形机器人创新中心"])
def test_the_words_of_an_organisation_make_a_name(segmenter: Segmenter, said: str) -> None:
    assert segmenter.is_name(said)


@pytest.mark.parametrize(
    "said", ["但如果", "能用自然语言回答提问", "并且已经", "从今天", "本文所述模型", "昨天下午", ""]
)
def test_a_clause_a_time_and_what_begins_with_a_particle_make_none(segmenter: Segmenter, said: str) -> None:
    assert not segmenter.is_name(said)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("江岚大学牵头", "江岚大学"),
        ("网络中心昨（11）日", "网络中心"),
        ("基础团队确实", "基础团队"),
        ("云岭智能", "云岭智能"),
        ("昨天", ""),
    ],
)
def test_words_that_end_no_name_are_taken_off(segmenter: Segmenter, said: str, name: str) -> None:
    assert segmenter.without_tail(said) == name


def test_the_names_of_the_knowledge_base_are_words(segmenter: Segmenter) -> None:
    words = segmenter.words("穹岚科技发布听澜大模型")

    assert words == (("穹岚科技", "nt"), ("发布", "v"), ("听澜大模型", "nz"))


def test_nothing_is_loaded_before_a_text_asks_for_it() -> None:
    code = (
        "import sys, monitor.detect.segmentation as s; s.Segmenter([], []); print({'jieba', 'rjieba'} & {*sys.modules})"
    )

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert shown.strip() == "set()"


def test_jieba_leaves_no_cache_and_reads_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (tmp_path / "jieba.cache").write_bytes(b"nobody may unmarshal this")
    code = "from monitor.detect.segmentation import Segmenter; print(Segmenter([], [], fast=False).words('发布'))"

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "(('发布', 'v'),)"
    assert not shown.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
