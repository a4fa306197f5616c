from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.http import Reply

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "date", "seconds"),
    [
        pytest.param("120", None, 120.0, id="seconds"),
        pytest.param(" 7 ", None, 7.0, id="blanks"),
        pytest.param("0", None, 0.0, id="at once"),
        pytest.param("99999999999999999999", None, 86_400.0, id="a day at most"),
        pytest.param("Sun, 01 Mar 2026 12:01:00 GMT", None, 60.0, id="date by our clock"),
        pytest.param(
            "Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:29 GMT", 30.0, id="date by the server's clock"
        ),
        pytest.param("Sun, 01 Mar 2026 11:00:00 GMT", None, 0.0, id="past"),
        pytest.param("Wed, 01 Jan 9999 00:00:00 GMT", None, 86_400.0, id="far future"),
        pytest.param("Sun, 01 Mar 2026 12:01:00", None, None, id="no zone"),
        pytest.param("soon", None, None, id="word"),
        pytest.param("-5", None, None, id="negative"),
        pytest.param("1.5", None, None, id="fraction"),
        pytest.param("²", None, None, id="digit that is none"),
        pytest.param("", None, None, id="empty"),
    ],
)
def test_retry_after_is_seconds_from_now(asked: str, date: str | None, seconds: float | None) -> None:
    headers = {"retry-after": asked} | ({"date": date} if date else {})

    assert Reply(429, headers, b"", "https://news.example/").retry_after(NOW) == seconds


def test_who_asks_for_nothing_gets_nothing() -> None:
    assert Reply(503, {}, b"", "https://news.example/").retry_after(NOW) is None
