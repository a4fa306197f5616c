"""What an answer means; what does not keep to the article means nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from second_opinion.making import ARTICLE, CANDIDATE, answer

from monitor.errors import OpinionError
from monitor.model import Announcement, Status
from monitor.second_opinion.answer import after_answer
from monitor.second_opinion.question import LEAST, MOST


def after(text: str, candidate: Announcement = CANDIDATE) -> Announcement:
    return after_answer(text, ARTICLE, candidate)


def test_a_yes_confirms_and_says_so() -> None:
    told = after(answer())

    assert told == replace(
        CANDIDATE, confidence=told.confidence, opinion="a second opinion confirmed it (judged 0.60)", doubt=""
    )
    assert 0.9 < told.confidence < 1


def test_a_no_denies_and_leaves_the_record_as_it_was() -> None:
    told = after(answer(announced=False, model="苍鹰大模型", status="upcoming"))

    assert told == replace(CANDIDATE, confidence=told.confidence, opinion="a second opinion denied it (judged 0.60)")
    assert 0 < told.confidence < 0.5


@given(st.floats(LEAST, MOST, exclude_max=True))
def test_an_answer_decides_whatever_the_detector_thought_and_is_never_certain(confidence: float) -> None:
    candidate = replace(CANDIDATE, confidence=confidence)

    yes, no = (after(answer(announced=said), candidate).confidence for said in (True, False))

    assert 0 < no < 0.5 < yes < 1


def test_what_the_article_says_otherwise_is_corrected() -> None:
    told = after(answer(status="preview", domain="教育行业", date="2030-07-09", rumour=True))

    assert (told.status, told.domain, told.date, told.rumour) == (Status.PREVIEW, "教育行业", "2030-07-09", True)
    assert told.opinion == "a second opinion corrected its status, date, domain, rumour (judged 0.60)"


def test_a_cut_name_is_completed() -> None:
    cut = replace(CANDIDATE, model="大模型", version=None)

    told = after(answer(), cut)

    assert (told.model, told.version) == ("青鸾大模型", "2.0")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(answer(evidence="云岭智能发布青鸾大模型2.0"), id="evidence of its own making"),
        pytest.param(answer(evidence=""), id="no evidence"),
        pytest.param(answer(evidence="青鸾"), id="evidence that proves nothing"),
        pytest.param(answer(announced=False, evidence="no such thing"), id="a no without evidence"),
        pytest.param(answer(model="苍鹰大模型", version=None), id="another model of the article"),
        pytest.param(answer(model="青鸾大模型", version="9.9"), id="a version that nobody wrote"),
        pytest.param(answer(model="", version=None), id="no name"),
        pytest.param(answer(status="sold"), id="no status of ours"),
        pytest.param(answer(announced="yes"), id="a yes in words"),
        pytest.param(answer(organisations="云岭智能"), id="no list"),
        pytest.param("I cannot help with that.", id="no JSON"),
        pytest.param('{"evidence": "' + CANDIDATE.evidence + '"}', id="neither yes nor no"),
        pytest.param("[]", id="a list"),
        pytest.param("", id="nothing"),
        pytest.param("{" * 100_000 + "}", id="deep braces"),
        pytest.param('{"a":' + "[" * 100_000 + "}", id="deep lists"),
        pytest.param('{"announced": ' + "9" * 5_000 + "}", id="a long number"),
    ],
)
def test_an_answer_that_does_not_keep_to_the_article_is_dropped(text: str) -> None:
    with pytest.raises(OpinionError):
        after(text)


def test_details_that_the_article_does_not_write_stay_as_they_were() -> None:
    told = after(answer(organisations=["OpenAI"], domain="军事", parameters="9T", date="2030-02-31"))

    assert told.opinion == "a second opinion confirmed it (judged 0.60)"
    assert (told.organisations, told.domain, told.parameters, told.date) == (("云岭智能",), None, None, None)


def test_a_record_within_other_words_is_read_and_what_it_leaves_out_is_as_detected() -> None:
    said = f'Sure!\n```json\n{{"announced": true, "evidence": "{CANDIDATE.evidence}", "mood": "glad"}}\n```'

    assert after(said).opinion == "a second opinion confirmed it (judged 0.60)"


@given(st.text(max_size=200))
def test_no_answer_raises_anything_else(text: str) -> None:
    with pytest.raises(OpinionError):
        after(text)
