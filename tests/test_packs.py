from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor import packs
from monitor.config import load
from monitor.knowledge import load_knowledge
from monitor.model import Tier
from monitor.settings import SourceKind

GRAMMAR = {
    *("id", "name", "kind", "url", "every", "timezone", "language", "tier", "organisation", "enabled"),
    *("select", "match", "article", "lists", "stale_after", "user_agent", "encoding", "headers", "robots"),
    *("preset", "org", "base"),
}
INTERVAL = re.compile(r"[1-9]\d*[smhd]")
RECORDED = re.compile(r"[Rr]ecorded working .*, not tried by us", re.DOTALL)
PARAMETER = re.compile(r"[\w.-]+|https?://\S+[^/]")

every_pack = pytest.mark.parametrize("name", packs.pack_names())


def entries_of(name: str) -> list[dict[str, Any]]:
    pack = yaml.safe_load(packs.read_pack(name))
    return [{**pack["defaults"], **entry} for entry in pack["sources"]]


def all_entries() -> list[dict[str, Any]]:
    return [entry for name in packs.pack_names() for entry in entries_of(name)]


def expanded(entry: dict[str, Any]) -> dict[str, Any]:
    """Expand an entry the way the head of presets.yaml says."""
    preset = yaml.safe_load(packs.read_presets())["presets"][entry["preset"]]
    given = {key: entry.get(key, value) for key, value in preset["parameters"].items()}
    assert all(PARAMETER.fullmatch(value) for value in given.values())

    def filled(text: Any) -> Any:  # noqa: ANN401 -- whatever YAML holds.
        if not isinstance(text, str):
            return text
        return re.sub(r"\{(\w+)\}", lambda brace: given.get(brace[1], brace[0]), text)

    source = preset["source"]
    select = {key: filled(text) for key, text in source["select"].items()}
    made = {key: filled(text) for key, text in source.items() if key != "select"}
    own = {key: value for key, value in entry.items() if key not in {"preset", *given}}
    return {**made, "select": select, **own}


def test_the_packs_are_those_of_the_contract_and_the_labs() -> None:
    assert packs.pack_names() == ("en", "labs", "zh")


@pytest.mark.parametrize("name", ["presets", "../knowledge/organisations", "", "zh.yaml", "ZH"])
def test_what_is_no_pack_is_refused_with_the_names_of_those_that_are(name: str) -> None:
    with pytest.raises(ValueError, match="write one of en, labs, zh"):
        packs.read_pack(name)


@every_pack
def test_a_pack_is_a_settings_file_without_a_fault(name: str, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(packs.read_pack(name), encoding="utf-8")

    settings = load(tmp_path / "sources.yaml", {})

    assert len([source for source in settings.sources if source.enabled]) >= 10


@every_pack
def test_an_entry_says_what_it_is_in_the_words_of_the_contract(name: str) -> None:
    for entry in entries_of(name):
        assert set(entry) <= GRAMMAR, entry["id"]
        assert Tier(entry["tier"])
        assert "preset" in entry or (SourceKind(entry["kind"]) and entry["name"] and entry["url"])
        assert {"language", "timezone", "every"} <= set(entry)
        assert set(entry.get("select", {})) <= {"item", "link", "title", "date"}


@every_pack
def test_an_entry_is_checked_no_more_often_than_once_a_minute(name: str) -> None:
    for entry in entries_of(name):
        bounds = entry["every"] if isinstance(entry["every"], list) else [entry["every"]]

        assert all(INTERVAL.fullmatch(bound) and not bound.endswith("s") for bound in bounds), entry["id"]
        assert (bounds == ["5m", "6h"]) == (entry["tier"] != "official"), entry["id"]


@every_pack
def test_a_pack_says_that_others_recorded_it_and_we_did_not_try(name: str) -> None:
    head = packs.read_pack(name).partition("version:")[0]

    assert RECORDED.search(head)
    assert re.search(r"20\d\d-\d\d-\d\d", head)


@every_pack
def test_a_source_in_doubt_is_off_with_a_reason(name: str) -> None:
    lines = packs.read_pack(name).splitlines()
    switched_off = [line for line in lines if "enabled:" in line.partition("#")[0]]

    assert switched_off
    assert all(re.search(r"enabled: false.*# \S", line) for line in switched_off)


def test_no_id_and_no_address_stands_in_the_packs_twice() -> None:
    entries = all_entries()
    addresses = [entry.get("url") or (entry["preset"], entry["org"]) for entry in entries]

    assert len({entry["id"] for entry in entries}) == len(entries)
    assert len(set(addresses)) == len(addresses)


def test_every_official_source_speaks_for_an_organisation_that_we_know() -> None:
    knowledge = load_knowledge()

    for entry in all_entries():
        known = knowledge.organisation(entry["organisation"]) if "organisation" in entry else None
        assert (known is not None) == (entry["tier"] == "official"), entry["id"]


def test_a_source_of_the_starting_file_keeps_its_id_in_the_packs() -> None:
    started = yaml.safe_load((Path(__file__).parent.parent / "sources.yaml").read_text(encoding="utf-8"))["sources"]
    ids = {entry["url"]: entry["id"] for entry in all_entries() if "url" in entry}

    for entry in started:
        if isinstance(entry, dict) and "url" in entry and "id" in entry:
            assert ids.get(entry["url"], entry["id"]) == entry["id"]


def test_a_preset_fills_its_own_braces_and_leaves_those_of_the_list_to_it() -> None:
    short = {"id": "hub", "preset": "hf_org", "org": "yunling", "base": "https://mirror.example", "every": "5m"}

    entry = expanded(short)

    assert (entry["name"], entry["tier"], entry["every"]) == ("Hugging Face yunling", "official", "5m")
    assert entry["url"].startswith("https://mirror.example/api/models?author=yunling&")
    assert entry["select"]["link"] == "https://mirror.example/{id}"


def test_every_entry_with_a_preset_can_be_expanded() -> None:
    made = [expanded(entry) for entry in all_entries() if "preset" in entry]

    assert len(made) >= 10
    assert len({entry["url"] for entry in made}) == len(made)
    assert not set(chain.from_iterable(made)) - GRAMMAR
