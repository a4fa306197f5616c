from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.knowledge import load_knowledge
from monitor.lookup.naming import AskedName, wordings

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        pytest.param("glm 4.5", "今天，智谱发布 GLM-4.5。", id="case-and-dash"),
        pytest.param("glm4.5", "GLM 4.5 is here", id="no-blank"),
        pytest.param("GLM-4.5", "ＧＬＭ－４．５发布", id="width"),
        pytest.param("青鸾3", "青鸾大模型3.0发布", id="noun-and-zero"),
        pytest.param("青鸾大模型 3.0", "云岭智能推出“青鸾”3.0", id="noun-left-out"),
        pytest.param("云岭智能发布青鸾3.0！", "云岭智能发布青鸾 3.0", id="headline"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(asked: str, text: str) -> None:
    assert AskedName.of(asked).fits(text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        pytest.param("GPT-5", "GPT-5.1 is here", id="other-version"),
        pytest.param("GPT-5", "GPT-15 is here", id="longer-number"),
        pytest.param("Ling 2", "Sterling 2 rises", id="part-of-a-word"),
        pytest.param("青鸾3.0", "青鸾2.0之后，行业进入3.0时代", id="words-apart"),
        pytest.param("???", "???", id="nothing"),
    ],
)
def test_another_name_is_not_taken_for_it(asked: str, text: str) -> None:
    assert not AskedName.of(asked).fits(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_asked_for_and_looked_at(asked: str, text: str) -> None:
    name = AskedName.of(asked)

    assert name.fits(text) in {True, False}
    assert all(name.words) or not name.words


@pytest.mark.parametrize(
    ("question", "other"),
    [
        pytest.param("通义千问 医疗", "qwen 医疗", id="family"),
        pytest.param("阿里 Qwen", "alibaba qwen", id="organisation"),
        pytest.param("华为盘古3.0", "huawei pangu 3", id="all-in-one"),
        pytest.param("Opus 4.7 Anthropic", "opus 4.7 anthropic", id="nothing-better"),
    ],
)
def test_a_question_is_asked_in_the_names_of_launch_keys_too(question: str, other: str) -> None:
    assert other in wordings(question, KNOWLEDGE)


@given(st.text())
def test_any_question_has_other_wordings_or_none(question: str) -> None:
    assert all(wordings(question, KNOWLEDGE)) or not wordings(question, KNOWLEDGE)
