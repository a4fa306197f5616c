"""`monitor why`: the question typed, the answer printed; whatever is asked, it is no error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitor.model import message_code

if TYPE_CHECKING:
    from conftest import Program


def test_the_answer_ends_with_one_plain_verdict(told: Program) -> None:
    answered = told.run("why", "青鸾大模型3.0")

    lines = answered.out.splitlines()
    assert (answered.code, answered.err) == (0, "")
    assert lines[0] == "=云岭智能 青鸾大模型3.0 · released · launch 1"
    assert [" ".join(line[20:].split()[:2]) for line in lines[1:-1]] == [
        "listed by",
        "read: https://example.org/1",
        "青鸾大模型3.0: new,",
        f"#{message_code(1)} to",
    ]
    assert lines[-1] == f"Not told yet: #{message_code(1)} to team goes out with the next pass."


def test_the_answer_as_json_is_one_object(told: Program) -> None:
    answer = json.loads(told.run("why", message_code(1), "--json").out)

    assert [subject["cause"] for subject in answer["subjects"]] == ["sending"]
    assert [finding["cause"] for finding in answer["subjects"][0]["findings"]] == ["listed", "read", "news", "sending"]


@pytest.mark.parametrize("question", ["白鹭9", "https://elsewhere.example/1", "", "#", "99999999999999999999", "v1:"])
def test_what_nobody_knows_gets_an_answer_and_no_error(empty: Program, question: str) -> None:
    answered = empty.run("why", question)

    assert (answered.code, answered.err) == (0, "")
    assert answered.out.splitlines()[-1].startswith("Not told: ")


def test_a_source_of_the_settings_is_named_as_people_know_it(empty: Program) -> None:
    empty.write("sources.yaml", "sources: [{id: press, name: 某报, url: 'https://press.example/feed'}]\n")

    answered = empty.run("why", "https://press.example/1")

    assert "某报 was not checked yet" in answered.out
    assert "not seen: no source listed it" in answered.out
