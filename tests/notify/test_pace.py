from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from notify.making import NOW

from monitor.errors import DeliveryError
from monitor.notify.lane import LONGEST_REST, Lane, backoff
from monitor.notify.pace import Pace, Rate

MINUTE = timedelta(minutes=1)
BUSY = DeliveryError("team", "busy")
RATES = st.lists(
    st.builds(Rate, st.integers(1, 8), st.integers(1, 90).map(lambda seconds: timedelta(seconds=seconds))),
    min_size=1,
    max_size=3,
)


@given(RATES, st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_no_window_of_a_rate_ever_holds_more_messages_than_it_allows(rates: list[Rate], idle: list[float]) -> None:
    pace, now, sent = Pace(tuple(rates)), NOW, []

    for seconds in idle:
        now += timedelta(seconds=seconds)
        now += pace.wait(now)
        assert not pace.wait(now)
        pace.took(now)
        sent.append(now)

    for rate in rates:
        assert all(later - first >= rate.per for first, later in zip(sent, sent[rate.most :], strict=False))


def test_what_may_go_goes_at_once() -> None:
    pace = Pace((Rate(20, MINUTE),))

    waits = []
    for _ in range(21):
        waits.append(pace.wait(NOW))
        pace.took(NOW)

    assert waits[:20] == [timedelta(0)] * 20
    assert waits[20] == MINUTE


def test_a_clock_that_was_set_back_makes_no_wait_longer_than_the_period() -> None:
    pace = Pace((Rate(1, MINUTE),))
    pace.took(NOW)

    assert pace.wait(NOW - timedelta(hours=5)) == MINUTE


def test_messages_of_an_earlier_life_count() -> None:
    pace = Pace((Rate(2, MINUTE),))
    pace.took(NOW)

    pace.remember([NOW - timedelta(seconds=20)])

    assert pace.wait(NOW) == timedelta(seconds=40)


def test_a_refusal_teaches_how_many_go_until_its_pause_ends() -> None:
    pace = Pace()
    for second in range(7):
        pace.took(NOW + timedelta(seconds=second))

    pace.refused(NOW + timedelta(seconds=10), timedelta(seconds=80))

    assert pace.learned == Rate(7, timedelta(seconds=90))


def test_a_refusal_of_the_first_message_teaches_nothing() -> None:
    pace = Pace()

    pace.refused(NOW, MINUTE)

    assert pace.learned is None


def test_a_lane_rests_twice_as_long_after_each_refusal_and_five_minutes_at_most() -> None:
    lane, rests, now = Lane(), [], NOW

    for _ in range(8):
        lane.refused(BUSY, now, 1.0)
        assert lane.rest
        rests.append(lane.rest.until - now)
        now = lane.rest.until

    assert rests[:5] == [timedelta(seconds=15 * 2**turn) for turn in range(5)]
    assert rests[5:] == [LONGEST_REST] * 3


def test_a_clock_that_was_set_back_a_day_makes_no_rest_longer_than_it_was() -> None:
    lane, yesterday = Lane(), NOW - timedelta(days=1)
    lane.refused(BUSY, NOW, jitter=1)
    rest = lane.wait(NOW)

    set_back, later = lane.wait(yesterday), lane.wait(yesterday + MINUTE)

    assert rest is not None
    assert set_back is not None
    assert set_back.until - yesterday == rest.until - NOW
    assert later is None


def test_who_asks_for_a_year_is_asked_again_after_half_a_day() -> None:
    lane = Lane()
    lane.refused(DeliveryError("team", "busy", retry_after=3.15e7), NOW, jitter=1)

    rest = lane.wait(NOW)

    assert rest is not None
    assert rest.until - NOW == timedelta(hours=12)


def test_an_acceptance_ends_the_rest() -> None:
    lane = Lane()
    lane.refused(BUSY, NOW, 1.0)

    lane.accepted(NOW)

    assert lane.wait(NOW) is None
    assert lane.failures == 0


def test_a_refusal_for_good_says_nothing_of_other_messages() -> None:
    lane = Lane()

    lane.refused(DeliveryError("team", "no", retryable=False), NOW, 1.0)

    assert lane.wait(NOW) is None


@given(st.integers(1, 5000), st.floats(0, 1))
def test_a_backoff_never_shrinks_and_stays_within_its_bounds(failures: int, jitter: float) -> None:
    waits = [backoff(failures + more, LONGEST_REST, jitter) for more in range(3)]

    assert all(one <= other for one, other in pairwise(waits))
    assert timedelta(seconds=7.5) <= waits[0] <= LONGEST_REST
