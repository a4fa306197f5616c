from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bench.detection.faults import UNSEEN, due, is_same, same_organisations, told_of
from bench.detection.labelled import OWN, read

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge

UNSEEN_FLOOR = 0.84
# 145 English pages outside the news that announce nothing (hosts, users, guides, comparisons, prices, funding), beside
# 62 that do; their models are newer than the knowledge base. No weight sees them; the rules were looked at with all but
# the last 20 and 10. Before that 28 alarmed and 59 were found, of the last ones 4 and 10.
PAGES = UNSEEN.parent / "pages_en.jsonl"
MOST_ALARMS, FEWEST_FOUND = 5, 59
# Reached on the day they were written: 1.00, 1.00, 1.00, 1.00. A change may raise these floors.
PRECISION, RECALL, STATUS, DATE = 0.95, 0.95, 0.97, 0.95
# Items in the words of people who had not seen the detector, on the first day: 0.33, 0.28, 0.35, 0.09; the last two
# were written before the detector was looked at (0.75, 0.80 then). Since then they
# have been worked with, so that the figures say what must not be lost, not how well fresh wording is read.
JOURNALISTS = {
    "journalist": 0.95,
    "journal_en": 0.77,
    "journal_zh": 0.55,
    "journal_mixed": 0.53,
    "wires_en": 0.91,
    "gazette_en": 0.83,
    "kiosk_en": 0.83,
    "fresh_zh": 0.96,
    "fresh_zh_later": 0.83,
}


def items() -> list[dict[str, Any]]:
    names = (file.stem for file in sorted(OWN.glob("*.jsonl")))
    return [item for name in names if name not in JOURNALISTS for item in items_of(name)]


def items_of(name: str) -> list[dict[str, Any]]:
    return read(OWN / f"{name}.jsonl")


def f1_of(chosen: list[dict[str, Any]], knowledge: Knowledge) -> float:
    right, told_in_all, due_in_all = 0, 0, 0
    for item in chosen:
        told = [one for one in told_of(item, knowledge) if not one.background]
        expected = due(item)
        right += sum(any(is_same(record, one) for one in told) for record in expected)
        told_in_all, due_in_all = told_in_all + len(told), due_in_all + len(expected)
    return 2 * right / (told_in_all + due_in_all)


def test_corpus_is_large_enough_and_its_evidence_is_verbatim() -> None:
    found = [*items(), *(item for name in JOURNALISTS for item in items_of(name))]

    records = [(item, record) for item in found for record in item["announcements"]]

    assert len(found) >= 300
    assert all(record["evidence"] in item["title"] + "\n" + item["text"] for item, record in records)


def test_records_of_our_own_items_are_found_and_hardly_anything_else(knowledge: Knowledge) -> None:
    right, wrong, missed = [], [], []

    for item in items():
        told = [one for one in told_of(item, knowledge) if not one.background]
        expected = due(item)
        pairs = [(record, next((one for one in told if is_same(record, one)), None)) for record in expected]
        right += [item["id"] for _, one in pairs if one]
        missed += [(item["id"], record["model"]) for record, one in pairs if not one]
        taken = [one for _, one in pairs if one]
        wrong += [(item["id"], one.full_name) for one in told if one not in taken]

    assert len(right) / (len(right) + len(missed)) >= RECALL, missed
    assert len(right) / (len(right) + len(wrong)) >= PRECISION, wrong


@pytest.mark.parametrize(("name", "floor"), JOURNALISTS.items(), ids=list(JOURNALISTS))
def test_strangers_items_are_read_as_well_as_they_have_been(name: str, floor: float, knowledge: Knowledge) -> None:
    assert f1_of(items_of(name), knowledge) >= floor


def test_items_that_no_weight_was_fitted_on_are_read_as_well_as_they_have_been(knowledge: Knowledge) -> None:
    assert f1_of(read(UNSEEN), knowledge) >= UNSEEN_FLOOR


def test_english_pages_outside_the_news_alarm_seldom_and_launches_among_them_are_found(knowledge: Knowledge) -> None:
    told = [(item, [one for one in told_of(item, knowledge) if not one.background]) for item in read(PAGES)]

    alarms = [item["title"] for item, found in told if found and not due(item)]
    found = [item["title"] for item, found in told if any(is_same(due(item)[0], one) for one in found if due(item))]

    assert len(alarms) <= MOST_ALARMS, alarms
    assert len(found) >= FEWEST_FOUND


def test_status_date_and_organisation_of_found_records_are_right(knowledge: Knowledge) -> None:
    pairs = [
        (record, one)
        for item in items()
        for record in due(item)
        for one in told_of(item, knowledge)
        if not one.background and is_same(record, one)
    ]

    dated = [(record, one) for record, one in pairs if record["date"] and len(record["date"]) == 10]
    with_organisation = [(record, one) for record, one in pairs if record["organisations"]]

    assert sum(record["status"] == one.status for record, one in pairs) / len(pairs) >= STATUS
    assert sum(record["date"] == one.date for record, one in dated) / len(dated) >= DATE
    assert all(same_organisations(record, one) for record, one in with_organisation)


def test_items_without_a_launch_stay_silent(knowledge: Knowledge) -> None:
    silent = [item for item in items() if not item["announcements"]]

    loud = [(item["id"], one.full_name) for item in silent for one in told_of(item, knowledge)]

    assert not loud


def test_the_retold_article_gives_thirteen_launches_and_one_recall(knowledge: Knowledge) -> None:
    (item,) = (item for item in items() if item["id"] == "zh-retelling")

    told = told_of(item, knowledge)

    assert len([one for one in told if not one.background]) == 13
    assert [one.model for one in told if one.background] == ["日日新"]
