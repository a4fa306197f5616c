"""When many messages wait for one channel, they go out together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.resolve import gathered_at
from monitor.settings import Storm

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
STORM = Storm(3, timedelta(minutes=10))


def at(*minutes: int) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("minutes", "waiting", "expected"),
    [
        pytest.param((), 3, None, id="as many as are let go one by one"),
        pytest.param((), 4, NOW, id="one more"),
        pytest.param((5, 6), 1, None, id="the third within the time"),
        pytest.param((5, 6), 2, NOW, id="the third and the fourth"),
        pytest.param((10, 5, 6), 1, None, id="the first is no longer within the time"),
        pytest.param((9, 6, 1), 1, NOW + timedelta(minutes=1), id="full until the first leaves the time"),
        pytest.param((1, 9, 6), 1, NOW + timedelta(minutes=1), id="in whatever order they are remembered"),
        pytest.param((9, 8, 6, 1), 1, NOW + timedelta(minutes=2), id="overfull until the second leaves it"),
        pytest.param((0, 0, 0), 1, NOW + timedelta(minutes=10), id="what went out just now counts"),
        pytest.param((-5, -5, -5), 1, None, id="what a clock put back has in its future does not"),
    ],
)
def test_all_that_waits_goes_together_once_there_are_more_than_the_settings_let_go(
    minutes: tuple[int, ...], waiting: int, expected: datetime | None
) -> None:
    assert gathered_at(at(*minutes), waiting, STORM, NOW) == expected
