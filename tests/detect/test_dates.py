from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.detect.dates import Stated, dates_in, is_ahead, is_recalled
from monitor.model import Moment, Precision

# A Wednesday.
PUBLISHED = Moment(datetime(2026, 3, 18, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")))


def values(text: str, published: Moment | None = PUBLISHED, *, planned: bool = False) -> list[str | None]:
    return [one.value for one in dates_in(text, published, planned=planned)]


def only(text: str) -> Stated:
    (stated,) = dates_in(text, PUBLISHED)
    return stated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今日发布", "2026-03-18"),
        ("昨日晚间发布", "2026-03-17"),
        ("前天发布", "2026-03-16"),
        ("今日凌晨发布", "2026-03-18"),
        ("凌晨，某公司发布", "2026-03-18"),
        ("将于明日发布", "2026-03-19"),
        ("3 月 20 日发布", "2026-03-20"),
        ("三月二十日发布", "2026-03-20"),
        ("17 日发布", "2026-03-17"),
        ("今(18)日发布", "2026-03-18"),
        ("2 日发布了", "2026-03-02"),
        ("28 日发布了", "2026-02-28"),
        ("本月16日发布", "2026-03-16"),
        ("上月底发布", "2026-02"),
        ("当地时间周二发布", "2026-03-17"),
        ("周四发布了", "2026-03-12"),
        ("上周五发布", "2026-03-13"),
        ("三天前发布", "2026-03-15"),
        ("去年12月发布", "2025-12"),
        ("5月发布了", "2025-05"),
        ("2025年7月6日发布", "2025-07-06"),
        ("12月28日发布", "2025-12-28"),
        ("去年2月发布", "2025-02"),
        ("前年12月发布", "2024-12"),
        ("明年2月发布", "2027-02"),
        ("今年5月发布", "2026-05"),
        ("4 月起发布", "2026-04"),
        ("2 月起发布", "2026-02"),
        ("本月发布", "2026-03"),
        ("下个月发布", "2026-04"),
        ("released last month", "2026-02"),
        ("due next month", "2026-04"),
        ("due this month", "2026-03"),
        ("released last Monday", "2026-03-16"),
        ("released last Wednesday", "2026-03-11"),
        ("out this Friday", "2026-03-20"),
        ("本周五发布", "2026-03-20"),
        ("introduced in December", "2025-12"),
        ("introduced in June", "2025-06"),
        ("out on June 5", "2026-06-05"),
        ("1月发布了", "2026-01"),
        ("本年5月发布", "2026-05"),
        ("1950年3月5日", "1950-03-05"),
        ("2099年3月5日", "2099-03-05"),
        ("released one day ago", "2026-03-17"),
        ("released four days ago", "2026-03-14"),
        ("3月十日发布", "2026-03-10"),
        ("三月二十一日发布", "2026-03-21"),
        ("introduced last December", "2025-12"),
        ("introduced last March", "2025-03"),
        ("launched on March 5, 2026: release", "2026-03-05"),
        ("on 5 March it launched", "2026-03-05"),
        ("released on Monday", "2026-03-16"),
        ("released last Friday", "2026-03-13"),
        ("released two days ago", "2026-03-16"),
        ("released in February", "2026-02"),
        ("yesterday it was 发布", "2026-03-17"),
    ],
    ids=str,
)
def test_a_date_is_read_against_the_article_s_own_time(text: str, expected: str) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("计划于 4 月发布", "2026-04"),
        ("周五发布", "2026-03-20"),
        ("下周二发布", "2026-03-24"),
        ("2 日发布", "2026-04-02"),
        ("3 日发布", "2026-03-03"),
        ("coming next Friday", "2026-03-27"),
        ("due by June", "2026-06"),
        ("将于12月推出", "2026-12"),
        ("due by December", "2026-12"),
    ],
    ids=str,
)
def test_what_is_planned_lies_ahead(text: str, expected: str) -> None:
    assert values(text, planned=True) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "13月40日发布",
        "SenseNova 5 发布",
        "每周二更新",
        "周天宇发布",
        "本星期天气转凉",
        "训练了六个月",
        "the market 5 years on",
        "本周发布",
        "第三季度发布",
        "2100年3月5日",
        "2025年13月发布",
        "2025年0月发布",
        "3000年5月发布",
        "0 月发布",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("number", "names"),
    [
        *[(1, ("January", "Jan", "一月")), (2, ("February", "Feb", "二月")), (3, ("March", "Mar", "三月"))],
        *[(4, ("April", "Apr", "四月")), (5, ("May", "五月")), (6, ("June", "Jun", "六月"))],
        *[(7, ("July", "Jul", "七月")), (8, ("August", "Aug", "八月")), (9, ("September", "Sep", "九月"))],
        *[(10, ("October", "Oct", "十月")), (11, ("November", "Nov", "十一月")), (12, ("December", "Dec", "十二月"))],
    ],
)
def test_every_month_is_known_by_its_names(number: int, names: tuple[str, ...]) -> None:
    read = [values(f"{name} 5, 2025" if name.isascii() else f"2025年{name}5日") for name in names]

    assert read == [[f"2025-{number:02}-05"]] * len(names)


@pytest.mark.parametrize(
    ("day", "names"),
    [
        *[(16, ("Monday", "周一", "星期一")), (17, ("Tuesday", "周二")), (18, ("Wednesday", "周三"))],
        *[
            (12, ("Thursday", "周四")),
            (13, ("Friday", "周五")),
            (14, ("Saturday", "周六")),
            (15, ("Sunday", "周日", "星期天")),
        ],
    ],
)
def test_every_day_of_the_week_is_the_last_one_that_was(day: int, names: tuple[str, ...]) -> None:
    read = [values(f"released on {name}" if name.isascii() else f"{name}发布了") for name in names]

    assert read == [[f"2026-03-{day}"]] * len(names)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (-2, ("前天", "前日", "前晚")),
        (-1, ("昨日", "昨天", "昨晚", "昨夜", "昨晨", "yesterday", "last night")),
        (0, ("今日", "今天", "今晚", "今早", "今晨", "今夜", "今起", "即日起", "即日", "刚刚")),
        (0, ("today", "tonight", "this morning")),
        (1, ("明日", "明天", "明晚", "明早", "tomorrow")),
        (2, ("后天",)),
    ],
    ids=str,
)
def test_every_word_for_a_day_nearby_is_so_far_from_the_article_s(step: int, words: tuple[str, ...]) -> None:
    read = [values(f" {word} ") for word in words]

    assert read == [[f"2026-03-{18 + step}"]] * len(words)


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("3月初", 7),
        ("3月上旬", 10),
        ("3月中", 20),
        ("3月中旬", 20),
        ("3月下旬", 31),
        ("3月底", 31),
        ("3月", 31),
    ],
)
def test_a_part_of_a_month_ends_with_its_last_day(text: str, latest: int) -> None:
    assert only(text).latest.day == latest


def test_two_weeks_ago_is_no_day_but_old() -> None:
    assert [(one.value, one.latest.day) for one in dates_in("out two weeks ago, 一周前", PUBLISHED)] == [
        (None, 4),
        (None, 11),
    ]


def test_english_days_without_a_year_need_the_article_s_time() -> None:
    assert values("on June 5, in May, on June 5, 2025", None) == ["2025-06-05"]


def test_without_an_own_time_only_full_dates_are_read() -> None:
    assert values("今日发布，3月5日发布，周二发布，2026年3月5日发布", None) == ["2026-03-05"]


def test_a_month_s_article_gives_a_month_for_today() -> None:
    month = Moment(datetime(2026, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai")), Precision.MONTH)

    assert values("今日发布", month) == ["2026-03"]


@pytest.mark.parametrize("text", ["2026年3月10日", "2 月", "3月初", "2025 年", "两周前"])
def test_what_is_more_than_a_week_old_is_recalled(text: str) -> None:
    assert is_recalled(only(text), PUBLISHED)


@pytest.mark.parametrize("text", ["2026年3月11日", "3 月", "3月中旬", "2026 年", "一周前"])
def test_what_may_be_of_this_week_is_not_recalled(text: str) -> None:
    assert not is_recalled(only(text), PUBLISHED)


def test_what_lies_after_the_article_is_ahead() -> None:
    assert is_ahead("2026-03-19", PUBLISHED)
    assert is_ahead("2026-04", PUBLISHED)
    assert not is_ahead("2026-03", PUBLISHED)


@given(text=st.text(alphabet="0123456789一二十年月日今昨明去前周个天 -/.", max_size=40), planned=st.booleans())
def test_no_string_of_digits_and_date_words_raises(text: str, *, planned: bool) -> None:
    for one in dates_in(text, PUBLISHED, planned=planned):
        assert is_recalled(one, PUBLISHED) in {True, False}
        assert text[one.start : one.end]
