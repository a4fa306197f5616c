"""Who is due is what a look at all sources would find, whatever is checked, changed, or done to the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from monitor.daemon.timetable import Timetable, is_due
from monitor.model import SourceState

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
NAMES = ("alpha", "beta", "gamma")

moments = some.integers(-90, 90).map(lambda minutes: NOW + timedelta(minutes=minutes))
states = some.builds(
    SourceState,
    source_id=some.sampled_from(NAMES),
    checked_at=some.none() | moments,
    next_at=some.none() | moments,
)


def table_of(*known: SourceState) -> tuple[Timetable, dict[str, SourceState]]:
    remembered = {state.source_id: state for state in known}
    table = Timetable(NAMES, remembered)
    table.note(remembered)
    return table, remembered


@given(some.lists(some.tuples(some.lists(states, max_size=3), moments), max_size=12))
def test_it_finds_what_a_look_at_all_finds(turns: list[tuple[list[SourceState], datetime]]) -> None:
    table, remembered = table_of(*(SourceState(name, next_at=NOW) for name in NAMES))
    for changed, now in turns:
        for state in changed:
            remembered[state.source_id] = state
            table.note([state.source_id])

        assert table.due(now) == [name for name in NAMES if is_due(remembered[name], now)]


def test_what_is_due_stays_so_until_its_state_says_otherwise() -> None:
    table, remembered = table_of(SourceState("beta", next_at=NOW), SourceState("alpha"))

    first, second = table.due(NOW), table.due(NOW + timedelta(seconds=1))
    remembered["beta"] = SourceState("beta", next_at=NOW + timedelta(hours=1))
    table.note(["beta"])

    assert first == second == ["alpha", "beta"]
    assert table.due(NOW + timedelta(seconds=2)) == ["alpha"]


def test_whom_a_clock_that_was_set_back_would_let_wait_is_due_at_once() -> None:
    later = NOW + timedelta(hours=5)
    table, _ = table_of(SourceState("alpha", checked_at=later, next_at=later + timedelta(hours=1)))
    assert table.due(later) == []

    assert table.due(NOW) == ["alpha"]
