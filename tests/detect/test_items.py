"""Each item that was written for this project, by itself: a figure for all hides what one loses and another gains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.detection.faults import faults_of, items, known

if TYPE_CHECKING:
    from bench.detection.labelled import Item
    from monitor.knowledge import Knowledge

KNOWN = known()
ITEMS = items()


@pytest.mark.parametrize("item", ITEMS, ids=[item["id"] for item in ITEMS])
def test_an_item_is_read_as_its_author_means_it_but_for_what_is_known(item: Item, knowledge: Knowledge) -> None:
    assert faults_of(item, knowledge) == KNOWN.get(item["id"], [])


def test_what_is_known_to_be_wrong_is_of_items_that_are_there() -> None:
    assert KNOWN.keys() <= {item["id"] for item in ITEMS}
