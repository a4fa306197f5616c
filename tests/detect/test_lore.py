"""What the knowledge base answers to the reader of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.detect import observed
from monitor.detect.lore import lore_of
from monitor.detect.names import names_in
from monitor.detect.sentences import view
from monitor.knowledge import Family, load_knowledge
from monitor.model import Article

if TYPE_CHECKING:
    from monitor.detect.lore import Lore


HARBOUR = Family("harbour", "Harbour", load_knowledge().organisation_key("阿里巴巴"), is_learned=True)


@pytest.mark.parametrize(
    ("some", "other"),
    [
        (("混元大模型", "3.0"), ("HY", "3")),
        (("混元", "V4"), ("Hunyuan", "4.0")),
        (("Claude Opus", "4.0"), ("Claude-Opus", "v4")),
        (("Hunyuan Image", "3"), ("HY-Image", "3")),
        (("GLM 大模型", "9.0"), ("GLM", "9")),
        (("飞云通用大模型", "2.5"), ("飞云", "2.5")),
        (("飞云大模型体系", None), ("飞云", None)),
    ],
    ids=str,
)
def test_all_spellings_of_a_model_share_their_key(
    some: tuple[str, str | None], other: tuple[str, str | None], lore: Lore
) -> None:
    assert lore.key_of(*some) == lore.key_of(*other)


@pytest.mark.parametrize(
    ("some", "other"),
    [
        (("GLM", "9"), ("GLM", "9.1")),
        (("GLM", "4.05"), ("GLM", "45")),
        (("GLM", "14.0"), ("GLM", "1.4")),
        (("GLM Image", "9"), ("GLM", "9")),
        (("大模型", None), ("", None)),
    ],
    ids=str,
)
def test_different_models_have_different_keys(
    some: tuple[str, str | None], other: tuple[str, str | None], lore: Lore
) -> None:
    assert lore.key_of(*some) != lore.key_of(*other)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["Hugging", "Face", "adds"], ("Hugging Face", 2)),
        (["hugging", "face"], ("hugging face", 2)),
        (["OpenAI", "released"], ("OpenAI", 1)),
        (["Released", "OpenAI"], (None, 0)),
        ([], (None, 0)),
    ],
    ids=str,
)
def test_the_longest_organisation_that_words_begin_with_is_taken(
    words: list[str], expected: tuple[str | None, int], lore: Lore
) -> None:
    assert lore.leading_organisation(words) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("腾讯混元", ("腾讯", "混元")),
        ("混元", (None, "混元")),
        ("腾讯大会", (None, "腾讯大会")),
        ("科大讯飞星火", ("科大讯飞", "星火")),
        ("某某混元", (None, "某某混元")),
    ],
    ids=str,
)
def test_an_owner_is_taken_off_where_a_family_remains(name: str, expected: tuple[str | None, str], lore: Lore) -> None:
    assert lore.without_organisation(name) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Qwen", True),
        ("QWEN", True),
        ("qwen9", True),
        ("Qwen9-Max", True),
        ("step", False),
        ("Step", True),
        ("9", False),
        ("Table", False),
    ],
)
def test_a_word_begins_a_family_s_name_in_the_letters_of_the_knowledge_base(
    word: str, *, expected: bool, lore: Lore
) -> None:
    assert lore.is_family_word(word) is expected


@pytest.mark.parametrize(
    ("model", "expected"), [("Claude Opus", True), ("Qwen-Image", True), ("Nimbus Qwen", False), ("Nimbus", False)]
)
def test_a_name_belongs_to_the_family_that_it_begins_with(model: str, *, expected: bool, lore: Lore) -> None:
    assert lore.belongs_to_family(model) is expected


@pytest.mark.parametrize(
    ("model", "owner"), [("Qwen", "阿里巴巴"), ("Qwen Image", "阿里巴巴"), ("混元大模型", "腾讯"), ("大模型", None)]
)
def test_a_family_s_owner_is_known_in_every_form(model: str, owner: str | None, lore: Lore) -> None:
    found = lore.owners(model)

    assert (owner in found) if owner else not found
    assert len(found) != 1


def test_what_is_known_from_articles_alone_is_learned_and_what_else_bears_its_name_is_not() -> None:
    knowledge = load_knowledge()
    learned = knowledge.with_learned((), (HARBOUR,))
    lore = lore_of(learned)

    assert [lore.is_learned(name) for name in ("Harbour", "Harbour Large", "Qwen", "Nimbus")] == [
        True,
        True,
        False,
        False,
    ]
    assert not lore_of(knowledge).is_learned("Harbour")


def test_a_learned_name_is_known_only_where_its_owner_is_named() -> None:
    learned = load_knowledge().with_learned((), (HARBOUR,))

    def is_known(body: str) -> bool:
        return observed(Article(url="", title="", body=body), learned)[0].name.known

    assert is_known("某厂发布 Harbour 3 模型。阿里很高兴。")
    assert not is_known("某厂发布 Harbour 3 模型。大家很高兴。")


def test_a_member_s_word_alone_is_no_name(lore: Lore) -> None:
    assert names_in(view("云岭智能发布 Lite，很好用。"), lore) == ()


def test_an_organisation_may_end_in_the_noun_s_first_character_but_not_begin_in_another_word(lore: Lore) -> None:
    found = [lore.organisations.search(text) for text in ("机器人大模型", "人大模型", "人大发布")]

    assert [match[0] if match else None for match in found] == [None, "人大", "人大"]
