"""Turns what feeds and pages write of a time into a moment: ISO 8601, RFC 822, epochs, Chinese, English, relative."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.model import Moment, Precision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

# A by-line is shorter; dates farther on in a text are dates of what it tells.
LONGEST_STATEMENT = 200
# No feed or news page is older; what claims to be younger is a defect.
EARLIEST_YEAR, LATEST_YEAR = 1990, 2099

# In English, German, French, Spanish, Italian, Portuguese, Dutch, the languages of Scandinavia, Polish and Russian, the
# last two as dates have them. Short forms are left out where they are other words, too: `set`, `out`, `ago`.
_MONTHS = (
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia января",
    "february feb februar februari février fevrier févr fév febrero febbraio fevereiro fev lutego февраля",
    "march mar märz mars marzo março maart mrt mart marca марта",
    "april apr avril avr abril abr aprile kwietnia апреля",
    "may mai mayo maggio mag maio mei maj maja мая",
    "june jun juni juin junio giugno giu junho czerwca июня",
    "july jul juli juillet juil julio luglio lug julho lipca июля",
    "august aug août aout agosto augustus augusti sierpnia августа",
    "september sept sep septembre septiembre settembre setembro września сентября",
    "october oct oktober okt octobre octubre ottobre ott outubro października октября",
    "november nov novembre noviembre novembro listopada ноября",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember grudnia декабря",
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_ANY_MONTH_NAME = rf"(?P<name>{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
# Where no digit stands in front, only English names are looked for: all of them cost five times as much.
_MONTH_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# What stands behind numbers of years, months and days in Chinese and Japanese, then in Korean.
_Y, _M, _D = "[年년]", "[月월]", "[日号號일]"
# A clock may follow a day without a blank, where two elements stand side by side: `11-2809:15`.
_DAY = r"(?P<day>\d{1,2})(?!\d(?!\d:\d\d))"
_HAN_DAYS = r"(?:\(?(?:星期|周|週)[一二三四五六日天]\)?|\([日月火水木金土일월화수목금토](?:曜日)?\))?"
_CLOCK_PARTS = (
    r"(?P<half>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚|午前|午後|오전|오후)?\s*"
    r"(?P<hour>\d{1,2})\s*[:时時点點시]\s*(?P<minute>\d{1,2}(?!\d))?\s*[分분]?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?!\d)(?:[.,]\d+)?\s*秒?)?\s*(?P<noon>[ap]\.?m\b\.?)?"
)
_CLOCK = re.compile(
    rf"(?:\s*T|[\s,|·/-]*{_HAN_DAYS}[\s,|·]*(?:at\s)?)\s*{_CLOCK_PARTS}"
    r"\s*(?P<zone>z\b|(?:utc|gmt)?\s*[+-]\s?\d{1,2}(?::?\d\d)?(?![\d:])|[a-z]{2,4}\b|北京时间"
    r"|(?-i:[A-Z]{3,4}(?=[A-Z][a-z])))?",  # `ESTUpdated`
    re.IGNORECASE,
)
_BARE_CLOCK = re.compile(_CLOCK_PARTS, re.IGNORECASE)
_RFC_822 = re.compile(
    r"[A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (GMT|[+-]\d{4})", re.ASCII
)
# RFC 822, and words; two digits of a year are RFC 822's own.
_NAMED_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|°)?\.?[\s-]+(?:of\s|de\s)?{_ANY_MONTH_NAME},?[\s-]+(?:del?\s)?"
    r"(?P<year>(?:19|20)?\d\d)(?!\d)",
    re.IGNORECASE,
)
_DAY_PATTERNS = (
    _NAMED_DAY_FIRST,
    *(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(?<!\d){_YEAR}\s*{_Y}\s*(?P<month>\d{{1,2}})\s*{_M}\s*(?P<day>\d{{1,2}})(?!\d)\s*{_D}?",
            rf"(?<![\d.]){_YEAR}\s?(?P<mark>[-/.])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?{_DAY}(?![-/.]\d)",
            rf"\b{_MONTH_NAME}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)",
            # The day comes first where dots part the numbers; with slashes only where a number above 12 tells.
            rf"(?<![\d.])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}(?!\d)",
            rf"(?<![\d/])(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{{1,2}})/{_YEAR}(?!\d)",
            rf"(?<![\d/])(?P<month>\d{{1,2}})/(?P<day>1[3-9]|2\d|3[01])/{_YEAR}(?!\d)",
        )
    ),
)
# asctime, and what Weibo and Twitter write: the year stands behind the clock.
_ASCTIME = re.compile(
    rf"\b{_MONTH_NAME}\s+(?P<day>\d{{1,2}})\s+(?P<clock>\d\d:\d\d:\d\d(?:\s+[+-]\d{{4}}|\s+[a-z]{{3,4}})?)\s+{_YEAR}(?!\d)",
    re.IGNORECASE,
)
_MONTH_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}\s*{_Y}\s*(?P<month>\d{{1,2}})\s*{_M}(?!\s*\d)",
        rf"(?<![\d./-]){_YEAR}[-/](?P<month>\d{{1,2}})(?![\d./-])",
        rf"(?<!\d[ -])(?<!(?:st|nd|rd|th) )\b{_MONTH_NAME},?\s+{_YEAR}(?!\d)",
    )
)
# Digits without marks, by their number (ISO 8601's basic form and its like).
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_EPOCH_UNITS = {10: 1, 13: 1_000, 16: 1_000_000}

_LABEL = r"(?:[^\d:]{0,12}[:\s|·])?"
_AGO = re.compile(
    r"(?P<count>\d{1,4}|半|an?|one)\s*(?:个)?(?P<unit>秒|分|小时|钟头|天|周|星期|月|s(?:ec|econd)?s?\b|min(?:ute)?s?\b|m\b|"
    r"h(?:(?:ou)?rs?)?\b|days?\b|d\b|w(?:eek)?s?\b|months?\b)\s*(?:钟)?\s*(?:以?前|ago\b)",
    re.IGNORECASE,
)
_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
_ONE_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
# By the first letter of the unit.
_UNITS = {"秒": _SECOND, "s": _SECOND, "分": _MINUTE, "m": _MINUTE, "小": _HOUR, "钟": _HOUR, "h": _HOUR} | {
    "天": _ONE_DAY, "d": _ONE_DAY, "周": _WEEK, "星": _WEEK, "w": _WEEK
}  # fmt: skip
_JUST_NOW = re.compile(r"刚刚|刚才|just now|moments? ago", re.IGNORECASE)
_NAMED_DAY = re.compile(rf"{_LABEL}(?P<name>今天|今日|昨天|昨日|大前天|前天|today|yesterday)", re.IGNORECASE)
_DAYS_BACK = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "大前天": 3}
_YEARLESS = re.compile(rf"{_LABEL}(?P<month>\d{{1,2}})\s*(?:{_M}|(?P<mark>[-/]))\s*{_DAY}(?(mark)(?![-/])|\s*{_D})")
_WEEKDAY = re.compile(
    rf"{_LABEL}(?:周|週|星期|礼拜)(?P<name>[一二三四五六日天])\s*(?=[\u4e00-\u9fff]{{0,2}}\s*\d{{1,2}}:\d\d|$)"
)
_WEEKDAYS = "一二三四五六日天"
# A day in words, `二〇二六年十一月二十八日`, as the notices of authorities have it.
_IN_WORDS = re.compile(
    r"(?P<year>二[〇零○][〇零○一二三][〇零○一二三四五六七八九])年(?P<month>十?[一二三四五六七八九十])月"
    r"(?P<day>[一二三]?十?[一二三四五六七八九十])日"
)
_HAN_DIGITS = {digit: value for value, digits in enumerate(("〇零○", *"一二三四五六七八九")) for digit in digits}

_AFTERNOON = range(1, 12)
_FROM_NOON = {"中午": range(1, 6)} | dict.fromkeys(("下午", "傍晚", "晚上", "晚", "午後", "오후", "pm"), _AFTERNOON)
_FROM_MIDNIGHT = ("凌晨", "午前", "오전", "am")

# RFC 822 §5.1 and what feeds add to it. IST, BST and the like have several owners: India's and Britain's are meant.
_ZONES = {
    name: minutes
    for minutes, names in {
        0: "z ut utc gmt wet", 60: "bst cet", 120: "cest eet", 180: "msk", 330: "ist", 480: "hkt sgt 北京时间",
        540: "jst kst", 600: "aest", 660: "aedt", -240: "edt", -300: "est cdt et", -360: "cst mdt", -420: "mst pdt",
        -480: "pst pt",
    }.items()
    for name in names.split()
}  # fmt: skip
_CHINA_STANDARD_TIME = frozenset(
    ["Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "Asia/Taipei", "Asia/Macau", "PRC", "ROC"],
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s*(?P<sign>[+-])\s?(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?")


def parse_moment(text: str, zone: ZoneInfo, now: datetime | None = None) -> Moment | None:
    """Read the first time that a short text states; None where it states none that exists.

    Args:
        text: A feed's or page's statement; words around the time do no harm.
        zone: Where a time without a zone was stated.
        now: The time of reference; without it `3小时前`, `昨天` and dates without a year are not understood.
    """
    statement = text[:LONGEST_STATEMENT].strip()
    if not statement.isascii():
        statement = unicodedata.normalize("NFKC", statement).strip()
        statement = _IN_WORDS.sub(_in_digits, statement) if "年" in statement else statement
    moment = _from_digits(statement, zone) if statement.isdecimal() else _from_whole(statement, zone)
    if moment is None:
        moment = next(_stated_days(statement, zone), None) or _stated_month(statement, zone)
    if moment is None and now is not None:
        moment = _from_relative(statement, now.astimezone(zone), zone)
    return moment if moment is not None and EARLIEST_YEAR <= moment.at.year <= LATEST_YEAR else None


def _in_digits(found: re.Match[str]) -> str:
    """Write a day in words with digits."""
    year = "".join(str(_HAN_DIGITS[digit]) for digit in found["year"])
    return f"{year}年{_number(found['month'])}月{_number(found['day'])}日"


def _number(words: str) -> int:
    """Give the number below a hundred that Chinese words write: `二十八`."""
    tens, ten, ones = words.rpartition("十")
    return (_HAN_DIGITS.get(tens, 1) * 10 if ten else 0) + _HAN_DIGITS.get(ones, 0)


def _from_digits(statement: str, zone: ZoneInfo) -> Moment | None:
    """Read digits without marks: an epoch, or a date and clock run together."""
    try:
        if (unit := _EPOCH_UNITS.get(len(statement))) is not None:
            return Moment(datetime.fromtimestamp(int(statement) / unit, UTC).astimezone(zone))
        if (form := _COMPACT.get(len(statement))) is not None:
            precision = Precision.DAY if form == "%Y%m%d" else Precision.TIME
            return Moment(datetime.strptime(statement, form).replace(tzinfo=zone), precision)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _from_whole(statement: str, zone: ZoneInfo) -> Moment | None:
    """Read a whole text in ISO 8601 as far as Python does, or in RFC 822: the common cases, and the fast ones."""
    if statement[4:5] == "-" or statement[8:9] == "T":
        try:
            at = datetime.fromisoformat(statement)
        except ValueError:
            return None
        precision = Precision.DAY if len(statement) <= len("2023-07-07") else Precision.TIME
        return Moment(at if at.tzinfo else at.replace(tzinfo=zone), precision)
    if (found := _RFC_822.fullmatch(statement)) is not None and (stated := _from_mail(found)) is not None:
        return Moment(stated)
    if statement[3:5] == ", " and (found := _NAMED_DAY_FIRST.match(statement, len("Fri, "))) is not None:
        return _from_day(found, statement[found.end() :], zone)
    return None


def _from_mail(found: re.Match[str]) -> datetime | None:
    """Read a time in the very form of RFC 822, as nearly all feeds have it: else it were a quarter of a feed's cost."""
    day, month, year, hour, minute, second, offset = found.groups()
    try:
        numbers = (int(year), _MONTH_NUMBERS[month.lower()], int(day), int(hour), int(minute), int(second))
        return datetime(*numbers, tzinfo=_offset(offset))
    except (KeyError, ValueError):
        return None


@lru_cache(maxsize=64)
def _offset(stated: str) -> timezone:
    if stated == "GMT":
        return UTC
    minutes = int(stated[1:3]) * 60 + int(stated[3:])
    return timezone(timedelta(minutes=minutes if stated[0] == "+" else -minutes))


def _stated_days(statement: str, zone: ZoneInfo) -> Iterator[Moment]:
    """Give the days, with their clock where there is one, that a text states in full; the first first."""
    found = [match for pattern in (_ASCTIME, *_DAY_PATTERNS) for match in pattern.finditer(statement)]
    for match in sorted(found, key=lambda match: match.start()):
        behind = f" {match['clock']}" if match.re is _ASCTIME else statement[match.end() :]
        if (moment := _from_day(match, behind, zone)) is not None:
            yield moment


def _stated_month(statement: str, zone: ZoneInfo) -> Moment | None:
    for pattern in _MONTH_PATTERNS:
        for found in pattern.finditer(statement):
            if (at := _midnight(int(found["year"]), _month_of(found), 1, zone)) is not None:
                return Moment(at, Precision.MONTH)
    return None


def _from_day(found: re.Match[str], behind: str, zone: ZoneInfo) -> Moment | None:
    """Make a moment of a day that was found and the text behind it."""
    day = _midnight(_full_year(found["year"]), _month_of(found), int(found["day"]), zone)
    return _with_clock(day, _CLOCK.match(behind), zone) if day is not None else None


def _from_relative(statement: str, now: datetime, zone: ZoneInfo) -> Moment | None:
    """Read a time that is told from `now`."""
    if (found := _AGO.search(statement)) is not None:
        return _from_age(found, now)
    if _JUST_NOW.search(statement):
        return Moment(now)
    if (found := _NAMED_DAY.match(statement)) is not None:
        day = _day_of(now, zone) - timedelta(days=_DAYS_BACK[found["name"].lower()])
        return _with_clock(day, _CLOCK.match(statement[found.end() :]), zone)
    if (found := _WEEKDAY.match(statement)) is not None:
        back = (now.weekday() - _WEEKDAYS.index(found["name"]) % 7) % 7
        return _with_clock(_day_of(now, zone) - timedelta(days=back), _CLOCK.match(statement[found.end() :]), zone)
    if (found := _YEARLESS.match(statement)) is not None:
        for year in (now.year, now.year - 1):
            day_or_none = _midnight(year, int(found["month"]), int(found["day"]), zone)
            if day_or_none is not None and day_or_none <= now:
                return _with_clock(day_or_none, _CLOCK.match(statement[found.end() :]), zone)
    if (found := _BARE_CLOCK.fullmatch(statement)) is not None:
        moment = _with_clock(_day_of(now, zone), found, zone)
        return Moment(moment.at - timedelta(days=1), moment.precision) if moment.at > now else moment
    return None


def _from_age(found: re.Match[str], now: datetime) -> Moment:
    count = 0.5 if found["count"] == "半" else float(found["count"]) if found["count"].isdecimal() else 1.0
    unit = found["unit"].lower()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "月" or unit.startswith("month"):
        months = now.year * 12 + now.month - 1 - int(count)
        return Moment(midnight.replace(year=months // 12, month=months % 12 + 1, day=1), Precision.MONTH)
    if _UNITS[unit[0]] < _ONE_DAY:
        return Moment(now - count * _UNITS[unit[0]])
    return Moment(midnight - count * _UNITS[unit[0]], Precision.DAY)


def _with_clock(day: datetime, found: re.Match[str] | None, zone: ZoneInfo) -> Moment:
    """Put the clock time that follows a day to it; one that no clock shows is passed over."""
    if found is None:
        return Moment(day, Precision.DAY)
    hour = int(found["hour"])
    half = (found["half"] or found["noon"] or "").lower().replace(".", "")
    if hour in _FROM_NOON.get(half, ()):
        hour += 12
    elif half in _FROM_MIDNIGHT:
        hour %= 12
    try:
        at = day.replace(hour=hour, minute=int(found["minute"] or 0), second=min(int(found["second"] or 0), 59))
        stated = found["zone"] if "zone" in found.re.groupindex else None
        return Moment(at.replace(tzinfo=_zone_of(stated, zone)))
    except ValueError:
        return Moment(day, Precision.DAY)


def _zone_of(stated: str | None, zone: ZoneInfo) -> tzinfo:
    """Give the zone that a text names; the source's where it names none that we know."""
    name = (stated or "").lower()
    if (offset := _OFFSET.fullmatch(name)) is not None:
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        return timezone(timedelta(minutes=minutes if offset["sign"] == "+" else -minutes))
    if name not in _ZONES or (name == "cst" and zone.key in _CHINA_STANDARD_TIME):
        return zone
    return timezone(timedelta(minutes=_ZONES[name]))


def _midnight(year: int, month: int, day: int, zone: ZoneInfo) -> datetime | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return datetime(year, month, day, tzinfo=zone)
    except ValueError:
        return None


def _day_of(now: datetime, zone: ZoneInfo) -> datetime:
    return datetime(now.year, now.month, now.day, tzinfo=zone)


def _month_of(found: re.Match[str]) -> int:
    if "name" in found.re.groupindex:
        return _MONTH_NUMBERS[found["name"].lower()]
    return int(found["month"])


def _full_year(year: str) -> int:
    return int(year) if len(year) == len("2023") else 2000 + int(year)


def last_day(partial: str) -> date:
    """Give the last day that a partial date, `2026-04` or `2026-04-20`, allows."""
    year, month, *day = map(int, partial.split("-"))
    return date(year, month, day[0] if day else calendar.monthrange(year, month)[1])
