"""How a process is, from what its loops noted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.daemon.pulse import LIMITS, Loop, Pulse
from monitor.model import Condition

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def pulse() -> Pulse:
    """A process that began a while ago and whose loops came round just now."""
    pulse = Pulse()
    pulse.begin(NOW - timedelta(hours=1))
    for loop in Loop:
        pulse.came_round(loop, NOW)
    return pulse


def test_who_waits_for_another_to_end_is_well() -> None:
    vitals = Pulse().vitals(NOW)

    assert (vitals.condition, vitals.is_well) == (Condition.WAITING, True)


def test_until_every_loop_came_round_it_only_starts() -> None:
    pulse = Pulse()
    pulse.begin(NOW)
    pulse.came_round(Loop.TICK, NOW)

    vitals = pulse.vitals(NOW + A_SECOND)

    assert (vitals.condition, vitals.is_well) == (Condition.STARTING, False)
    assert vitals.why == "what has not come round yet: delivering"


@pytest.mark.parametrize("loop", Loop)
def test_a_loop_that_came_round_within_its_time_is_well_and_a_moment_later_it_is_late(pulse: Pulse, loop: Loop) -> None:
    for other in set(Loop) - {loop}:
        pulse.came_round(other, NOW + LIMITS[loop])

    in_time, late = pulse.vitals(NOW + LIMITS[loop]), pulse.vitals(NOW + LIMITS[loop] + A_SECOND)

    assert (in_time.condition, in_time.why) == (Condition.OK, "")
    assert late.condition is Condition.LATE
    assert late.why.endswith(f"last came round {(LIMITS[loop] + A_SECOND).total_seconds():.0f} s ago: it is stuck")


def test_a_loop_that_never_begins_is_late_too() -> None:
    pulse = Pulse((Loop.TICK,))
    pulse.begin(NOW)

    vitals = pulse.vitals(NOW + timedelta(minutes=2))

    assert (vitals.condition, vitals.last_pass_at) == (Condition.LATE, None)
    assert "should have begun 120 s ago" in vitals.why


def test_a_turn_that_breaks_off_is_said_at_once_without_its_words_until_one_is_completed(pulse: Pulse) -> None:
    fault = KeyError("a token that nobody shall see")

    news = [pulse.broke(Loop.TICK, fault), pulse.broke(Loop.TICK, fault), pulse.broke(Loop.TICK, OSError())]
    broken = pulse.vitals(NOW)
    pulse.came_round(Loop.TICK, NOW)

    assert news == [True, False, True]
    assert (broken.condition, broken.why) == (
        Condition.FAILING,
        "looking for what is due broke off, OSError: the log has the rest",
    )
    assert pulse.vitals(NOW).condition is Condition.OK


def test_a_clock_that_is_set_back_hides_no_stuck_loop(pulse: Pulse) -> None:
    assert pulse.vitals(NOW - timedelta(hours=1)).condition is Condition.LATE


def test_new_settings_begin_nothing_anew(pulse: Pulse) -> None:
    pulse.begin(NOW)

    assert pulse.began_at == NOW - timedelta(hours=1)
