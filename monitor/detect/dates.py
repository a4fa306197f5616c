"""Words for a day, month or year in a sentence → partial dates, held against the article's own time alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from monitor.model import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Moment

# The contract, §3: what is more than seven days older than its article is recalled, not announced.
RECALLED_AFTER = timedelta(days=7)
_HALF_A_YEAR, _HALF_A_MONTH, _WEEK = 183, 15, 7
_YEARS = range(1950, 2100)  # Others are numbers of something else.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6} | {
    name: place for place, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}
_DIGITS = {word: value for value, word in enumerate("一二三四五六七八九", start=1)}
_DIGITS |= {"两": 2, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_NEAR_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1}
_RELATIVE = {
    **dict.fromkeys(("前天", "前日", "前晚"), -2),
    **dict.fromkeys(("昨日", "昨天", "昨晚", "昨夜", "昨晨", "yesterday", "last night"), -1),
    **dict.fromkeys(("今日", "今天", "今晚", "今早", "今晨", "今夜", "今起", "即日起", "即日", "刚刚"), 0),
    **dict.fromkeys(("today", "tonight", "this morning"), 0),
    **dict.fromkeys(("明日", "明天", "明晚", "明早", "tomorrow"), 1),
    **dict.fromkeys(("后天",), 2),
}
# The last day of what a month's part can mean.
_PARTS = {"初": 7, "上旬": 10, "中": 20, "中旬": 20}
_MONTH_NAME = (
    r"(?P<{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_ENGLISH_YEAR = r"(?:,?\s(?P<{0}>\d{{4}}))?\b"
_HAN_NUMBER = r"\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
# What every expression begins with; elsewhere none of them is tried, which takes a quarter of the time.
_BEGINNING = r"(?=[\d\s今本去前明下上这个周星礼昨即刚后凌一二两三四五六七八九十]|(?<![A-Za-z])[A-Za-z])"
_EXPRESSION = re.compile(
    _BEGINNING + "(?:"
    r"(?<!\d)(?P<iso>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})(?!\d)"
    r"|(?:(?P<year>\d{4})\s?年|(?P<near_year>" + "|".join(_NEAR_YEARS) + r"))?\s?"
    rf"(?:(?<![\d.第近前后每几数])(?P<month>{_HAN_NUMBER})\s?月|(?P<near_month>下个月|下月|本月|这个月|上个月|上月))"
    rf"(?:\s?(?P<day>{_HAN_NUMBER})(?:\s?[日号]?\s?[-~至到]\s?\d{{1,2}})?\s?[日号]|"
    r"(?P<part>初|上旬|中旬?|下旬|底|末)?)"
    r"|(?<!\d)(?P<year_only>(?:19|20)\d\d)\s?年(?!\s?[\d前后])"
    r"|(?<![\d月.第近数])(?<!月 )(?:今\s?\()?(?P<bare_day>\d{1,2})\)?\s?日(?![一-鿿]?[均活前])"
    r"|(?P<which>上|下|本|这)?个?(?<![每一两第\d])(?:周|星期|礼拜)(?P<weekday>[一二三四五六日]|(?<=[期拜])天(?!气))(?![至到])"
    r"|(?P<ago>\d{1,2}|[一两三四五六])\s?(?P<unit>天|日|个?(?:周|星期|礼拜))(?:之|以)?前"
    # Behind a day it only tells the hour.
    r"|(?<![日天号])(?<![日天号] )(?P<small_hours>凌晨)|(?P<relative>" + "|".join(_RELATIVE) + r")"
    r"|(?P<english_ago>\d{1,2}|a|one|two|three|four)\s(?P<english_unit>day|week)s?\sago"
    r"|(?<![A-Za-z])(?:(?P<english_which>last|next|this)\s)?(?P<english_weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|"
    r"Sun)day\b"
    r"|(?P<english_month>this|next|last)\smonth\b"
    r"|(?<![\w.])(?P<first_day>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?" + _MONTH_NAME.format("day_name")
    + _ENGLISH_YEAR.format("first_year")
    + r"|(?<![A-Za-z])" + _MONTH_NAME.format("name") + r"\s(?P<english_day>\d{1,2})(?!\d)(?:st|nd|rd|th)?"
    + _ENGLISH_YEAR.format("english_year")
    + r"|(?<![A-Za-z])" + _MONTH_NAME.format("name_alone") + r",?\s(?P<year_alone>\d{4})\b"
    r"|\b(?:in|by|until|early|late|mid|(?P<english_past>last))[ -]" + _MONTH_NAME.format("month_alone")
    + r"(?![A-Za-z]))",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """A date that a text states.

    Args:
        start: Where it begins in its sentence.
        end: Where it ends.
        value: A day or a month in ISO 8601; None where the text tells no more than how old it is.
        latest: The last day that it can mean.
    """

    start: int
    end: int
    value: str | None
    latest: date


def dates_in(text: str, published: Moment | None, *, planned: bool = False) -> Iterator[Stated]:
    """Give the dates that a sentence states, in reading order.

    Args:
        text: A sentence's view.
        published: The article's own time; without it only full dates are read.
        planned: Whether it speaks of the future: a weekday, or a month without year, is then the next and not the last.
    """
    for match in _EXPRESSION.finditer(text):
        if (read := _Reading(match, published, planned=planned).read()) is not None:
            yield Stated(match.start(), match.end(), *read)


def is_ahead(value: str, published: Moment | None) -> bool:
    """Tell whether a partial date lies after the article's own day (or month)."""
    return published is not None and value > published.at.date().isoformat()[: len(value)]


def is_recalled(stated: Stated, published: Moment | None) -> bool:
    """Tell whether a date lies more than seven days before the article."""
    return published is not None and published.at.date() - stated.latest > RECALLED_AFTER


_Read = tuple[str | None, date] | None


class _Reading:
    """One expression while it is read."""

    def __init__(self, match: re.Match[str], published: Moment | None, *, planned: bool) -> None:
        self.match, self.planned = match, planned
        self.today = published.at.date() if published else None
        self.knows_day = published is not None and published.precision is not Precision.MONTH

    def read(self) -> _Read:
        match = self.match
        if match["iso"]:
            return _day(int(match["iso"]), int(match["iso_month"]), int(match["iso_day"]))
        if match["month"] and match["year"]:
            return self._of_month(int(match["year"]), _number(match["month"]))
        if match["year_only"]:
            year = int(match["year_only"])
            return (None, date(year, 12, 31)) if year in _YEARS else None
        if name := match["name"] or match["name_alone"] or match["day_name"] or match["month_alone"]:
            return self._english(_MONTHS.index(name[:3].casefold()) + 1)
        return self._relative(self.today) if self.today else None

    def _english(self, month: int) -> _Read:
        match = self.match
        said_year = match["english_year"] or match["year_alone"] or match["first_year"]
        day = match["english_day"] or match["first_day"]
        year = int(said_year) if said_year else self._nearest_year(month, alone=not day)
        if year is None:
            return None
        return _day(year, month, int(day)) if day else _month(year, month)

    def _relative(self, today: date) -> _Read:
        """Resolve what only the article's own day gives a meaning: 今日, 下月, 17 日, 周二."""
        match = self.match
        if match["month"]:
            month = _number(match["month"])
            near, alone = match["near_year"], not match["day"]
            year = today.year + _NEAR_YEARS[near] if near else self._nearest_year(month, alone=alone)
            return self._of_month(year, month)
        if near_month := match["near_month"] or match["english_month"]:
            said = near_month.casefold()
            step = 1 if said.startswith(("下", "next")) else -1 if said.startswith(("上", "last")) else 0
            index = today.year * 12 + today.month - 1 + step
            return self._of_month(index // 12, index % 12 + 1)
        if not self.knows_day:
            return _month(today.year, today.month) if match["relative"] else None
        return self._near_day(today)

    def _near_day(self, today: date) -> _Read:
        match = self.match
        if match["bare_day"]:
            return self._bare_day(today, int(match["bare_day"]))
        if weekday := match["weekday"] or match["english_weekday"]:
            return _exactly(self._weekday(today, _WEEKDAYS[weekday[:3].casefold()]))
        if ago := match["ago"] or match["english_ago"]:
            count = int(ago) if ago.isdecimal() else _DIGITS[ago.casefold()]
            in_days = (match["unit"] or match["english_unit"]).casefold() in {"天", "日", "day"}
            then = today - timedelta(days=count if in_days else count * _WEEK)
            return _exactly(then) if in_days else (None, then)
        return _exactly(today + timedelta(days=_RELATIVE[match["relative"].casefold()] if match["relative"] else 0))

    def _bare_day(self, today: date, day: int) -> _Read:
        """Read “17 日” as this month's, or the next or last one's where that is nearer in the direction of the text."""
        step = 0
        if not self.planned and day > today.day:
            step = -1
        elif self.planned and today.day - day > _HALF_A_MONTH:
            step = 1
        index = today.year * 12 + today.month - 1 + step
        return _day(index // 12, index % 12 + 1, day)

    def _weekday(self, today: date, weekday: int) -> date:
        which = (self.match["which"] or self.match["english_which"] or "").casefold()
        monday = today - timedelta(days=today.weekday())
        if which and which != "last":
            weeks = {"上": -1, "下": 1, "next": 1}.get(which, 0)
            return monday + timedelta(days=weekday + weeks * _WEEK)
        back = (today.weekday() - weekday) % _WEEK
        if which == "last":
            return today - timedelta(days=back or _WEEK)
        return today + timedelta(days=(_WEEK - back) % _WEEK) if self.planned else today - timedelta(days=back)

    def _of_month(self, year: int | None, month: int) -> _Read:
        if year is None:
            return None
        if self.match["day"]:
            return _day(year, month, _number(self.match["day"]))
        return _month(year, month, _PARTS.get(self.match["part"] or ""))

    def _nearest_year(self, month: int, *, alone: bool) -> int | None:
        """Give the year in which a month without one lies nearest; a planned one is no other year's before.

        A month alone is past unless it is planned, or something begins with it: “4 月起”.
        """
        if self.today is None or not 1 <= month <= len(_MONTHS):
            return None
        shift = (self.today - date(self.today.year, month, 15)).days
        is_long_past = shift < -_HALF_A_YEAR and not self.planned
        year = self.today.year + (1 if shift > _HALF_A_YEAR else -1 if is_long_past else 0)
        if self.match["english_past"] and (year, month) >= (self.today.year, self.today.month):
            return year - 1
        is_next = (year, month) > (self.today.year, self.today.month)
        begins = self.match.string.startswith("起", self.match.end())
        return year - 1 if alone and is_next and not (self.planned or begins) else year


def _number(said: str) -> int:
    """Read a number up to 39 in digits or Chinese characters."""
    if said.isdecimal():
        return int(said)
    tens, _, ones = said.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if "十" in said else 0) + _DIGITS.get(ones, 0)


def _exactly(day: date) -> _Read:
    return day.isoformat(), day


def _day(year: int, month: int, day: int) -> _Read:
    try:
        return _exactly(date(year, month, day)) if year in _YEARS else None
    except ValueError:
        return None


def _month(year: int, month: int, last: int | None = None) -> _Read:
    if year not in _YEARS or not 1 <= month <= len(_MONTHS):
        return None
    latest = date(year, month, last) if last else date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return f"{year}-{month:02d}", latest
