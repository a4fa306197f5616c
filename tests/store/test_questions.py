"""The budget of second opinions: counted by day, in the database, whoever asks."""

from __future__ import annotations

from datetime import date

from monitor.store import open_store

TODAY = date(2030, 7, 9)


def test_a_budget_ends_and_the_next_day_has_its_own(address: str) -> None:
    store = open_store(address)

    taken = [store.take_question(TODAY, 2) for _ in range(4)]
    tomorrow = store.take_question(date(2030, 7, 10), 2)
    store.close()

    assert taken == [True, True, False, False]
    assert tomorrow


def test_a_restart_renews_no_budget_and_a_raised_one_counts_at_once(address: str) -> None:
    first = open_store(address)
    first.take_question(TODAY, 1)
    first.close()

    second = open_store(address)
    as_before, raised = second.take_question(TODAY, 1), second.take_question(TODAY, 2)
    second.close()

    assert (as_before, raised) == (False, True)
