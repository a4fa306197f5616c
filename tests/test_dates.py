from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.dates import parse_moment
from monitor.model import Moment, Precision

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2023, 7, 9, 12, 0, tzinfo=SHANGHAI)


def read(text: str, *, zone: ZoneInfo = SHANGHAI, now: datetime | None = None) -> str | None:
    moment = parse_moment(text, zone, now)
    return moment.isoformat() if moment else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-07-07T10:00:00Z", "2023-07-07T10:00:00+00:00"),
        ("2023-07-07T10:00:00.123456+08:00", "2023-07-07T10:00:00+08:00"),
        ("2023-07-07T10:00:00+0800", "2023-07-07T10:00:00+08:00"),
        ("2023-07-07T10:00+8", "2023-07-07T10:00:00+08:00"),
        ("2023-07-07T10:00:00", "2023-07-07T10:00:00+08:00"),
        ("20230707T100000Z", "2023-07-07T10:00:00+00:00"),
        ("2023-W27-5", "2023-07-07"),
        ("20230707", "2023-07-07"),
        ("20230707100000", "2023-07-07T10:00:00+08:00"),
        ("2023-07", "2023-07"),
        ("1688695200", "2023-07-07T10:00:00+08:00"),
        ("1688695200000", "2023-07-07T10:00:00+08:00"),
        ("Fri, 07 Jul 2023 10:00:00 GMT", "2023-07-07T10:00:00+00:00"),
        ("Fri, 07 Jul 2023 10:00:00 +0800", "2023-07-07T10:00:00+08:00"),
        ("07 Jul 23 10:00 EST", "2023-07-07T10:00:00-05:00"),
        ("Fri Jul  7 10:00:00 2023", "2023-07-07T10:00:00+08:00"),
        ("Fri Jul 07 10:00:00 +0000 2023", "2023-07-07T10:00:00+00:00"),
        ("Fri Jul 07 2023 10:00:00 GMT+0800 (中国标准时间)", "2023-07-07T10:00:00+08:00"),
        ("2023年7月7日 10:00", "2023-07-07T10:00:00+08:00"),
        ("2023 年 07 月 07 日 星期五 下午3点25分", "2023-07-07T15:25:00+08:00"),
        ("2023年7月7日凌晨12:05", "2023-07-07T00:05:00+08:00"),
        ("２０２３年７月７日", "2023-07-07"),
        ("二〇二三年七月七日", "2023-07-07"),
        ("二○一九年十月二十日", "2019-10-20"),
        ("2023年7月7日 9時15分", "2023-07-07T09:15:00+08:00"),
        ("2023年7月7日(金) 午後3時05分", "2023-07-07T15:05:00+08:00"),
        ("입력 2023년 7월 7일 오후 3시", "2023-07-07T15:00:00+08:00"),
        ("2023-07-0709:15:22来源", "2023-07-07T09:15:22+08:00"),
        ("July 7, 2023 4:10 PM ESTUpdated", "2023-07-07T16:10:00-05:00"),
        ("2023年7月", "2023-07"),
        ("2023-07-07 10:00:00", "2023-07-07T10:00:00+08:00"),
        ("2023/7/7", "2023-07-07"),
        ("2023.07.07 10:00", "2023-07-07T10:00:00+08:00"),
        ("发布时间：2023-07-07 10:00 来源：某报", "2023-07-07T10:00:00+08:00"),
        ("July 7, 2023", "2023-07-07"),
        ("Sept. 7th, 2023 at 10:05 p.m. PDT", "2023-09-07T22:05:00-07:00"),
        ("7 July 2023, 12:30 am", "2023-07-07T00:30:00+08:00"),
        ("July 2023", "2023-07"),
        ("12. Januar 2022", "2022-01-12"),
        ("jueves 2 de abril de 2020", "2020-04-02"),
        ("1er août 2021 à 9h", "2021-08-01"),
        ("14 gennaio 2020", "2020-01-14"),
        ("23 мая 2019 10:20", "2019-05-23T10:20:00+08:00"),
        ("07.07.2023", "2023-07-07"),
        ("13/07/2023", "2023-07-13"),
        ("07/13/2023", "2023-07-13"),
        ("2023-07-07 25:61", "2023-07-07"),
    ],
)
def test_a_stated_time_is_read(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a date",
        "31 Feb 2023",
        "2023-02-31",
        "2023-13-01",
        "9999999-01-01",
        "99999999999999",
        "0000000000",
        "1899-07-07",
        "07/08/2023",
        "version 2.0.2023",
        "12:30",
        "3小时前",
        "昨天 08:30",
        "07-09 08:30",
    ],
)
def test_what_states_no_time_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3小时前", "2023-07-09T09:00:00+08:00"),
        ("3 个小时以前", "2023-07-09T09:00:00+08:00"),
        ("半小时前", "2023-07-09T11:30:00+08:00"),
        ("5分钟前", "2023-07-09T11:55:00+08:00"),
        ("刚刚", "2023-07-09T12:00:00+08:00"),
        ("2天前", "2023-07-07"),
        ("3个月前", "2023-04"),
        ("今天 08:30", "2023-07-09T08:30:00+08:00"),
        ("昨天 08:30", "2023-07-08T08:30:00+08:00"),
        ("周五 09:15", "2023-07-07T09:15:00+08:00"),
        ("星期日", "2023-07-09"),
        ("07-0708:30潮声日报", "2023-07-07T08:30:00+08:00"),
        ("前天", "2023-07-07"),
        ("5 minutes ago", "2023-07-09T11:55:00+08:00"),
        ("Updated an hour ago", "2023-07-09T11:00:00+08:00"),
        ("yesterday", "2023-07-08"),
        ("07-09 08:30", "2023-07-09T08:30:00+08:00"),
        ("12-31 08:30", "2022-12-31T08:30:00+08:00"),
        ("7月9日", "2023-07-09"),
        ("02-29", None),
        ("08:30", "2023-07-09T08:30:00+08:00"),
        ("23:30", "2023-07-08T23:30:00+08:00"),
        ("9999个月前", None),
        ("9999周前", None),
    ],
)
def test_a_relative_time_is_told_from_the_time_of_reference(text: str, expected: str | None) -> None:
    assert read(text, now=NOW) == expected


def test_cst_is_chinas_time_in_china_and_central_time_elsewhere() -> None:
    text = "Fri, 07 Jul 2023 10:00:00 CST"

    assert read(text) == "2023-07-07T10:00:00+08:00"
    assert read(text, zone=NEW_YORK) == "2023-07-07T10:00:00-06:00"


def test_a_time_without_a_zone_is_the_sources() -> None:
    assert read("2023-07-07 10:00", zone=NEW_YORK) == "2023-07-07T10:00:00-04:00"


def test_relative_days_are_those_of_the_source() -> None:
    late_in_new_york = datetime(2023, 7, 9, 2, 0, tzinfo=UTC)

    assert read("yesterday", zone=NEW_YORK, now=late_in_new_york) == "2023-07-07"


def test_precision_is_what_was_stated() -> None:
    assert parse_moment("2023-07-07", SHANGHAI) == Moment(datetime(2023, 7, 7, tzinfo=SHANGHAI), Precision.DAY)
    assert parse_moment("2023-07", SHANGHAI) == Moment(datetime(2023, 7, 1, tzinfo=SHANGHAI), Precision.MONTH)


DATE_LIKE = st.text(alphabet="0123456789-/.年月日号:：TZ+ ,GMTCSTJulyFeb前天昨今小时分钟上下午ago", max_size=40)


@given(st.one_of(st.text(max_size=60), DATE_LIKE), st.one_of(st.none(), st.just(NOW)))
def test_no_text_raises_and_every_moment_is_aware(text: str, now: datetime | None) -> None:
    moment = parse_moment(text, SHANGHAI, now)

    assert moment is None or moment.at.utcoffset() is not None


@given(
    st.datetimes(datetime(1991, 1, 1), datetime(2098, 12, 31)),  # noqa: DTZ001 -- hypothesis wants its bounds naive.
    st.integers(-11 * 60, 13 * 60),
)
def test_every_time_comes_back_from_its_iso_form(stated: datetime, offset: int) -> None:
    at = stated.replace(tzinfo=UTC, microsecond=0) - timedelta(minutes=offset)

    moment = parse_moment(at.isoformat(), SHANGHAI)

    assert moment is not None
    assert moment.at == at
