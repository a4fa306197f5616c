"""What the knowledge base says was out before a day, by launch key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from monitor.fingerprint import launch_key, releases_of
from monitor.knowledge import Family, Knowledge, load_knowledge
from monitor.settings import KnownModel, KnownOrganisation

if TYPE_CHECKING:
    from monitor.model import LaunchKey

KNOWLEDGE = Knowledge(
    [("acme", KnownOrganisation("Acme", ("埃克米",)))],
    [Family("heron", "苍鹭", "acme", ("Heron",))],
    [
        KnownModel("Heron 2", "Acme", (), "2030-05-10"),
        KnownModel("Heron-2-Chat", "Acme", (), "2030-05-02"),
        KnownModel("Heron 3", "Acme", (), "2030-06"),
        KnownModel("Heron 4", "Acme"),
        KnownModel("Egret", "Bolt", (), "2030-01"),
        KnownModel("Plover", "", (), "2030-01"),
        KnownModel("Ibis 2", "Bolt", (), "2030-01"),
        KnownModel("Ibis-2", "Crane Labs", (), "2030-02"),
    ],
)
RELEASES = releases_of(KNOWLEDGE)


def key_of(model: str, version: str | None = None, *organisations: str) -> LaunchKey:
    return launch_key(model, version, organisations, KNOWLEDGE)


@pytest.mark.parametrize(
    ("day", "since"),
    [
        pytest.param(date(2030, 5, 8), None, id="six days after it"),
        pytest.param(date(2030, 5, 9), "2030-05-02", id="seven days after it"),
    ],
)
def test_a_launch_is_known_seven_days_after_the_earliest_entry_of_its_key(day: date, since: str | None) -> None:
    assert RELEASES.known_since(key_of("苍鹭大模型", "2.0", "埃克米"), day) == since


def test_a_month_counts_from_its_last_day() -> None:
    heron_3 = key_of("Heron", "3", "Acme")

    found = [RELEASES.known_since(heron_3, date(2030, 7, day)) for day in (6, 7)]

    assert found == [None, "2030-06"]


def test_an_entry_without_a_date_and_another_variant_are_not_known() -> None:
    day = date(2031, 1, 1)

    assert RELEASES.known_since(key_of("Heron", "4", "Acme"), day) is None
    assert RELEASES.known_since(key_of("Heron", "2 Pro", "Acme"), day) is None


def test_a_name_is_known_of_its_maker_unless_one_of_the_two_is_not_told() -> None:
    day = date(2031, 1, 1)

    assert RELEASES.known_since(key_of("Egret", None, "Bolt"), day) == "2030-01"
    assert RELEASES.known_since(key_of("Egret"), day) == "2030-01"
    assert RELEASES.known_since(key_of("Egret", None, "Crane Labs"), day) is None
    assert RELEASES.known_since(key_of("Plover", None, "Crane Labs"), day) == "2030-01"


def test_a_name_of_nobody_is_the_only_one_that_is_known_so_however_it_is_written() -> None:
    day = date(2031, 1, 1)

    assert RELEASES.known_since(key_of("Egret大模型"), day) == "2030-01"
    assert RELEASES.known_since(key_of("Ibis大模型", "2.0"), day) is None
    assert RELEASES.known_since(key_of("Ibis", "2", "Crane Labs"), day) == "2030-02"


def test_the_packaged_dates_are_found_under_what_articles_call_their_models() -> None:
    packaged = load_knowledge()
    day = date(2026, 6, 1)

    names = [
        ("通义千问", "2.5", "阿里云"),
        ("Claude Opus", "4.6", "Anthropic"),
        ("Opus", "4.6", "Anthropic"),
        ("GPT", "4o", "OpenAI"),
        ("HY", "2.0", "腾讯混元"),
        ("可灵", "2.0", "快手"),
    ]

    for model, version, organisation in names:
        assert releases_of(packaged).known_since(launch_key(model, version, [organisation], packaged), day), model
