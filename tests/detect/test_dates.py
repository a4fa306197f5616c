from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.detect.dates import date_near, is_ahead, is_recalled
from monitor.model import Moment, Precision

PUBLISHED = Moment(datetime(2026, 3, 18, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今日发布", "2026-03-18"),
        ("昨日晚间发布", "2026-03-17"),
        ("前天发布", "2026-03-16"),
        ("将于明日发布", "2026-03-19"),
        ("3 月 20 日发布", "2026-03-20"),
        ("17 日发布", "2026-03-17"),
        ("去年12月发布", "2025-12"),
        ("2025年7月6日发布", "2025-07-06"),
        ("12月28日发布", "2025-12-28"),
        ("计划于 4 月发布", "2026-04"),
        ("下月发布", "2026-04"),
        ("launched on March 5, 2026: release", "2026-03-05"),
        ("yesterday it was 发布", "2026-03-17"),
        ("13月40日发布", None),
        ("SenseNova 5 发布", None),
    ],
    ids=str,
)
def test_a_date_is_read_against_the_article_s_own_time(text: str, expected: str | None) -> None:
    assert date_near(text, len(text) - 2, PUBLISHED) == expected


def test_without_an_own_time_only_full_dates_are_read() -> None:
    assert date_near("今日发布", 2, None) is None
    assert date_near("3月5日发布", 4, None) is None
    assert date_near("2026年3月5日发布", 9, None) == "2026-03-05"


def test_a_month_s_article_gives_a_month_for_today() -> None:
    month = Moment(datetime(2026, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai")), Precision.MONTH)

    assert date_near("今日发布", 2, month) == "2026-03"


def test_what_is_more_than_a_week_old_is_recalled() -> None:
    assert is_recalled("2026-03-10", PUBLISHED)
    assert not is_recalled("2026-03-11", PUBLISHED)
    assert is_recalled("2026-02", PUBLISHED)
    assert not is_recalled("2026-03", PUBLISHED)


def test_what_lies_after_the_article_is_ahead() -> None:
    assert is_ahead("2026-03-19", PUBLISHED)
    assert is_ahead("2026-04", PUBLISHED)
    assert not is_ahead("2026-03", PUBLISHED)


@given(st.text(alphabet="0123456789年月日今昨明去前 -/.", max_size=40))
def test_no_string_of_digits_and_date_words_raises(text: str) -> None:
    value = date_near(text, len(text), PUBLISHED)

    assert value is None or is_recalled(value, PUBLISHED) in {True, False}
