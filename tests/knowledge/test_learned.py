"""What articles teach: makers and families that an official source, or two texts, told of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.knowledge import load_knowledge
from monitor.knowledge.learned import lesson_of, taught
from monitor.model import LaunchKey, Witness

KNOWN = load_knowledge()
ONE = Witness(LaunchKey("云岭智能", "青鸾", "2", "", ""), "青鸾大模型", ("云岭智能",), cluster=1, official=False)
OTHER = replace(ONE, cluster=2)


def test_two_texts_teach_a_maker_and_its_family() -> None:
    knowledge = taught(KNOWN, [lesson_of([ONE, OTHER], KNOWN)])

    family = knowledge.family("青鸾")

    assert family is not None
    assert (family.key, family.owner, family.is_learned) == ("青鸾", "云岭智能", True)
    assert knowledge.knows_organisation("云岭智能")
    assert knowledge.before is KNOWN


def test_an_official_source_teaches_alone() -> None:
    assert taught(KNOWN, [lesson_of([replace(ONE, official=True)], KNOWN)]).family("青鸾") is not None


@pytest.mark.parametrize(
    "witnesses",
    [
        [ONE],
        [ONE, ONE],
        [ONE, replace(OTHER, organisations=("岚峰科技",))],
        [replace(one, key=replace(ONE.key, organisation="")) for one in (ONE, replace(OTHER, organisations=()))],
    ],
    ids=["one text", "copies of one text", "two makers", "no maker"],
)
def test_less_teaches_no_family(witnesses: list[Witness]) -> None:
    assert taught(KNOWN, [lesson_of(witnesses, KNOWN)]).family("青鸾") is None


@pytest.mark.parametrize("model", ["通义千问", "Qwen", "GR", "7"])
def test_what_is_known_and_what_is_met_anywhere_is_no_new_family(model: str) -> None:
    told = [replace(one, model=model, organisations=("阿里巴巴",), key=replace(ONE.key, organisation="alibaba"))
            for one in (ONE, OTHER)]  # fmt: skip

    assert taught(KNOWN, [lesson_of(told, KNOWN)]) is KNOWN


def test_a_maker_that_only_one_text_names_is_not_learned() -> None:
    knowledge = taught(KNOWN, [lesson_of([ONE, replace(OTHER, organisations=("云岭智能", "台下"))], KNOWN)])

    assert knowledge.knows_organisation("云岭智能")
    assert not knowledge.knows_organisation("台下")
