"""What `bench/interruptions` counts as useless, as missed, and as unread."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bench.interruptions.gold import Gold
from bench.interruptions.judged import judgements_in, unread
from bench.interruptions.past import Past, past_of
from monitor.knowledge import load_knowledge

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
HERON = {"model": "Heron", "version": "2", "organisations": ["Acme"], "status": "released"}
FIRST, SECOND, TOOL = "https://a.example/1", "https://a.example/2", "https://a.example/3"


class Scoring:
    """Stands for the shared scorer: two records are one where their names are equal."""

    @staticmethod
    def same(gold: dict[str, Any], told: dict[str, Any]) -> bool:
        return (gold["model"], gold["version"]) == (told["model"], told["version"])


def launch_of(items: list[str], model: str = "Heron") -> dict[str, Any]:
    statuses = [{"status": "released", "at": AT.isoformat(), "item": items[0]}]
    key = f"v1:acme/{model.casefold()}/2//"
    return {"launch": key, "model": model, "version": "2", "organisations": ["Acme"], "items": items, "copies": []} | {
        "statuses": statuses
    }


def past_with(*launches: dict[str, Any], told_by: str = FIRST) -> Past:
    keys = [launch["launch"] for launch in launches]
    message = {"at": AT.isoformat(), "reason": "new", "item": told_by, "launches": keys, "text": "Acme Heron 2\n…"}
    summary = {"messages": [message] if keys else [], "digests": []}
    return past_of(json.dumps(line) for line in (*launches, summary))


def gold_of(**labels: list[dict[str, Any]]) -> Gold:
    addresses = {"first": FIRST, "second": SECOND, "tool": TOOL}
    found = {addresses[name]: {"kind": "launch", "announcements": records} for name, records in labels.items()}
    times = {url: AT + timedelta(hours=place) for place, url in enumerate(addresses.values())}
    return Gold(found, times, load_knowledge(), Scoring())  # type: ignore[arg-type]


def test_a_launch_is_known_from_its_first_item_only_where_that_item_tells_of_it() -> None:
    gold = gold_of(first=[HERON], second=[HERON])
    (heron,) = gold.expected()

    on_time = gold.fate(heron, past_with(launch_of([FIRST, SECOND])))
    late = gold.fate(heron, past_with(launch_of([SECOND]), told_by=SECOND))
    never = gold.fate(heron, past_with())

    assert [(one.from_first, one.by_message, bool(one.launches)) for one in (on_time, late, never)] == [
        (True, True, True),
        (False, True, True),
        (False, False, False),
    ]


@pytest.mark.parametrize(
    ("records", "fault"),
    [
        pytest.param([], ["nothing is announced"], id="a negative"),
        pytest.param([HERON | {"model": "Egret"}], ["wrong name"], id="another model"),
        pytest.param([HERON | {"background": True}], ["recalled"], id="a recall"),
        pytest.param([HERON | {"optional": True}], [], id="borderline"),
    ],
)
def test_labels_say_what_is_wrong_with_a_message(records: list[dict[str, Any]], fault: list[str]) -> None:
    gold = gold_of(first=records)

    assert list(gold.faults(FIRST, [launch_of([FIRST])])) == fault
    assert list(gold.faults(TOOL, [launch_of([FIRST])])) == []


def test_what_labels_call_optional_or_recalled_is_not_expected() -> None:
    gold = gold_of(first=[HERON | {"optional": True}], second=[HERON | {"background": True}])

    assert gold.expected() == []


def test_a_message_is_judged_by_its_item_and_its_launches(tmp_path: Path) -> None:
    file = tmp_path / "judgements.jsonl"
    row = {"item": FIRST, "launches": ["v1:acme/heron/2//"], "verdict": "useful"}
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    judged = judgements_in(file)

    read = unread(past_with(launch_of([FIRST])).messages, judged)
    other = unread(past_with(launch_of([FIRST], model="Egret")).messages, judged)

    assert (len(read), len(other)) == (0, 1)


def test_a_judgement_that_is_neither_useful_nor_useless_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "judgements.jsonl"
    file.write_text(json.dumps({"item": FIRST, "launches": [], "verdict": "nice"}) + "\n", encoding="utf-8")

    with pytest.raises(SystemExit, match="no such verdict: nice"):
        judgements_in(file)
