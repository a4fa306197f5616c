"""Words for a day or month in a sentence → a partial date, held against the article's own time and nothing else."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from monitor.model import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Moment

# The contract, §3: what is more than seven days older than its article is recalled, not announced.
RECALLED_AFTER = timedelta(days=7)
_HALF_A_YEAR = 183
_YEARS = range(1950, 2100)  # Others are numbers of something else.
_REACH = 40  # Characters behind a verb in which its date may still stand.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = r"(?<![A-Za-z])(?P<name>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_RELATIVE = {
    **dict.fromkeys(("前天", "前日", "两天前"), -2),
    **dict.fromkeys(("昨日", "昨天", "昨晚", "昨夜", "yesterday"), -1),
    **dict.fromkeys(("今日", "今天", "今晚", "今早", "今晨", "即日起", "刚刚", "today"), 0),
    **dict.fromkeys(("明日", "明天", "明晚", "tomorrow"), 1),
    **dict.fromkeys(("后天",), 2),
    **dict.fromkeys(("三天前",), -3),
}
_EXPRESSION = re.compile(
    r"(?P<iso>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})"
    r"|(?:(?P<year>\d{4})\s?年|(?P<near_year>今年|去年|前年|明年))?\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?[日号])?"
    r"|(?<![\d月.])(?<!月 )(?P<bare_day>\d{1,2})\s?日(?![一-鿿]{0,1}[均活])"
    r"|(?P<near_month>下个月|下月|本月|上个月|上月|this month|next month|last month)(?:\s?(?P<month_day>\d{1,2})\s?日)?"
    r"|(?P<relative>" + "|".join(_RELATIVE) + r")"
    r"|" + _MONTH_NAME + r"\s(?P<english_day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s(?P<english_year>\d{4}))?\b"
    r"|" + _MONTH_NAME.replace("name", "name_alone") + r"\s(?P<year_alone>\d{4})\b",
    re.IGNORECASE,
)


def date_near(text: str, place: int, published: Moment | None, *, after: int = 0, planned: bool = False) -> str | None:
    """Give the date that a sentence states for what happens at `place`: the nearest one before it, else after it.

    Args:
        text: A sentence's view.
        place: Where the verb or name stands.
        published: The article's own time.
        after: Where the name before ends; what stands earlier dates that one, unless it opens the sentence.
        planned: Whether the sentence speaks of the future; else a month that has no day and no year has been already.
    """
    today = published.at.date().isoformat() if published else "9"
    found = [
        (start, end, value if planned or not bare or value <= today else f"{int(value[:4]) - 1}{value[4:]}")
        for start, end, value, bare in _dates_in(text, published)
    ]
    before = [value for start, end, value in found if start >= after and end <= place]
    behind = [value for start, _, value in found if place <= start <= place + _REACH]
    opening = [value for start, _, value in found if not text[:start].strip(" ,-、")]
    return next(iter(before[-1:] or behind[:1] or opening[:1]), None)


def is_ahead(value: str, published: Moment | None) -> bool:
    """Tell whether a partial date lies after the article's own day (or month)."""
    return published is not None and value > published.at.date().isoformat()[: len(value)]


def is_recalled(value: str, published: Moment | None) -> bool:
    """Tell whether a partial date lies more than seven days before the article."""
    if published is None:
        return False
    day = published.at.date()
    if len(value) == len("2023-07-07"):
        return day - date.fromisoformat(value) > RECALLED_AFTER
    year, month = map(int, value.split("-"))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return day - last > RECALLED_AFTER


def _dates_in(text: str, published: Moment | None) -> Iterator[tuple[int, int, str, bool]]:
    """Give start, end and value of each date, and whether it is a month alone that nearness put into the next year."""
    for match in _EXPRESSION.finditer(text):
        value = _resolved(match, published)
        if value:
            alone = match["month"] and not (match["year"] or match["near_year"] or match["day"])
            next_year = published is not None and value[:4] > str(published.at.year)
            yield match.start(), match.end(), value, bool(alone and next_year)


def _resolved(match: re.Match[str], published: Moment | None) -> str | None:
    if match["iso"]:
        return _written(int(match["iso"]), int(match["iso_month"]), int(match["iso_day"]))
    today = published.at.date() if published else None
    if match["month"]:
        return _chinese_date(match, today)
    if match["name"] or match["name_alone"]:
        return _english_date(match, today)
    return _near_date(match, today, published) if today and published else None


def _english_date(match: re.Match[str], today: date | None) -> str | None:
    month = _MONTHS.index((match["name"] or match["name_alone"])[:3].casefold()) + 1
    if match["name_alone"]:
        return _written(int(match["year_alone"]), month, None)
    year = int(match["english_year"]) if match["english_year"] else _nearest_year(month, today)
    return _written(year, month, int(match["english_day"]))


def _near_date(match: re.Match[str], today: date, published: Moment) -> str | None:
    """Resolve what only the article's own day gives a meaning: 今日, 下月, 17 日."""
    if match["near_month"]:
        return _near_month(match, today)
    if match["bare_day"]:
        return _written(today.year, today.month, int(match["bare_day"]))
    if published.precision is Precision.MONTH:
        return f"{today:%Y-%m}"
    return (today + timedelta(days=_RELATIVE[match["relative"].casefold()])).isoformat()


def _chinese_date(match: re.Match[str], today: date | None) -> str | None:
    month, day = int(match["month"]), int(match["day"]) if match["day"] else None
    if match["year"]:
        return _written(int(match["year"]), month, day)
    if today is None:
        return None
    if match["near_year"]:
        return _written(today.year + {"今年": 0, "去年": -1, "前年": -2, "明年": 1}[match["near_year"]], month, day)
    return _written(_nearest_year(month, today), month, day)


def _nearest_year(month: int, today: date | None) -> int | None:
    """Give the year in which a month without one lies nearest to the article."""
    if today is None or not 1 <= month <= len(_MONTHS):
        return None
    middle = date(today.year, month, 15)
    shift = (today - middle).days
    return today.year + (1 if shift > _HALF_A_YEAR else -1 if shift < -_HALF_A_YEAR else 0)


def _near_month(match: re.Match[str], today: date) -> str | None:
    said = match["near_month"].casefold()
    step = 1 if said.startswith(("下", "next")) else -1 if said.startswith(("上", "last")) else 0
    index = today.year * 12 + today.month - 1 + step
    return _written(index // 12, index % 12 + 1, int(match["month_day"]) if match["month_day"] else None)


def _written(year: int | None, month: int, day: int | None) -> str | None:
    if year is None or year not in _YEARS:
        return None
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    return whole.isoformat() if day else f"{whole:%Y-%m}"
