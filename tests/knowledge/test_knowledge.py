"""The packaged facts, and what the user adds."""

from __future__ import annotations

import re

from monitor.knowledge import load_knowledge
from monitor.settings import KnownModel, KnownOrganisation


def test_an_organisation_is_known_by_its_aliases_whatever_their_spelling() -> None:
    knowledge = load_knowledge()

    for name in ("阿里", "ALIBABA cloud", "阿里巴巴集团", "通义实验室"):
        assert knowledge.organisation_key(name) == "alibaba"


def test_an_unknown_organisation_keeps_its_folded_name_without_legal_form() -> None:
    knowledge = load_knowledge()

    assert knowledge.organisation("云岭智能科技有限公司") is None
    assert knowledge.organisation_key("云岭智能科技有限公司") == knowledge.organisation_key("云岭智能")


def test_what_the_user_adds_wins_over_the_packaged_facts() -> None:
    knowledge = load_knowledge(
        [KnownOrganisation("云岭智能", ("Yunling",))], [KnownModel("青鸾", "Yunling", ("Qingluan",))]
    )

    family = knowledge.family("qingluan")

    assert family is not None
    assert family.owner == knowledge.organisation_key("云岭智能")
    assert "Qingluan" in knowledge.model_names


def test_one_name_may_belong_to_two_owners() -> None:
    knowledge = load_knowledge()

    owners = [family.owner for family in knowledge.families("九天")]

    assert owners == ["china-mobile", "hit-shenzhen"]
    found = knowledge.family("九天", ["hit-shenzhen"])
    assert found is not None
    assert found.owner == "hit-shenzhen"


def test_a_member_named_without_its_family_is_known_of_its_owner_only() -> None:
    knowledge = load_knowledge()

    found = {word: knowledge.family_of_member(word, ["anthropic", "moonshot"]) for word in ("opus", "k2", "r1")}

    assert {word: family.key if family else None for word, family in found.items()} == {
        "opus": "claude",
        "k2": "kimi",
        "r1": None,
    }


def test_an_organisation_is_spelled_as_it_is_known_and_as_it_is_written() -> None:
    knowledge = load_knowledge()

    assert {"阿里", "alibaba", "达摩院"} <= set(knowledge.spellings("通义实验室"))
    assert knowledge.spellings("云岭智能科技有限公司") == ("云岭智能科技有限公司", "云岭智能")


def test_every_owner_in_the_packaged_tables_is_an_organisation_of_the_packaged_tables() -> None:
    knowledge = load_knowledge()

    owners = {family.owner for name in knowledge.family_names for family in knowledge.families(name)}

    assert all(knowledge.organisation(owner) for owner in owners)


def test_every_packaged_date_is_a_day_or_a_month() -> None:
    knowledge = load_knowledge()

    dates = [model.released for name in knowledge.model_names if (model := knowledge.model(name)) and model.released]

    assert len(dates) > 400
    assert all(re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-[0-3]\d)?", date) for date in dates)
