"""A reader's language and zone → the words and times of the page. The words are data: words.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from monitor.model import Precision

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo

    from monitor.model import Moment

_ACCEPTED = re.compile(r"\s*([A-Za-z*]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?")
_LONGEST_HEADER = 500
_SPANS = {"days": timedelta(days=1), "hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}
_DAYS_FROM = timedelta(hours=48)  # `30 h ago` says more than `1 d ago`.


@cache
def all_words() -> Mapping[str, Mapping[str, Any]]:
    """Give the words of every language, by its ISO 639-1 code."""
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))


def words_for(accept_language: str) -> Mapping[str, Any]:
    """Choose by an Accept-Language header (RFC 9110 §12.5.4); Chinese without one, English for other languages."""
    known = all_words()
    wanted = [found for part in accept_language[:_LONGEST_HEADER].split(",") if (found := _ACCEPTED.fullmatch(part))]
    weights = {found[1].lower(): float(found[2] or 1) for found in reversed(wanted)}
    best = max(known, key=lambda language: weights.get(language, 0))  # The first of equals: Chinese.
    if weights.get(best):
        return known[best]
    return known["en" if weights and "*" not in weights else "zh"]


@dataclass(frozen=True, slots=True)
class Times:
    """Tells times in a reader's words, by a reader's clock."""

    words: Mapping[str, Any]
    zone: tzinfo
    now: datetime

    def day(self, at: datetime) -> str:
        """Write `今天 · 7月9日 周二`, `Tue 9 July 2030`."""
        day, today = self.local(at).date(), self.local(self.now).date()
        words = self.words["days"]
        pattern: str = words["this_year"] if day.year == today.year else words["other_year"]
        month, weekday = words["months"][day.month - 1], words["weekdays"][day.weekday()]
        near = {0: words["today"], 1: words["yesterday"]}.get((today - day).days, "")
        written = pattern.format(year=day.year, month=month, day=day.day, weekday=weekday)
        return f"{near} · {written}" if near else written

    def near(self, at: datetime) -> str:
        """Write `今天` or `Yesterday`; nothing for other days."""
        distance = (self.local(self.now).date() - self.local(at).date()).days
        words: Mapping[str, str] = self.words["days"]
        return {0: words["today"], 1: words["yesterday"]}.get(distance, "")

    def weekday(self, day: date) -> str:
        """Write `周二`, `Tue`."""
        return str(self.words["days"]["weekdays"][day.weekday()])

    def beside(self, day: date) -> str:
        """Write the month that stands beside a day's number: `7月`, `Jul 2029`."""
        words, this_year = self.words["days"], self.local(self.now).year
        pattern: str = words["beside" if day.year == this_year else "beside_other_year"]
        return pattern.format(month=words["months_short"][day.month - 1], year=day.year)

    def month(self, year: int, month: int) -> str:
        """Write `2030年7月`, `July 2030`."""
        words = self.words["days"]
        return str(words["month_of_year"]).format(month=words["months"][month - 1], year=year)

    def short(self, day: date) -> str:
        """Write `7月9日`, `9 July`."""
        words = self.words["days"]
        return str(words["short"]).format(month=words["months"][day.month - 1], day=day.day)

    def span(self, length: timedelta) -> str:
        """Write a length of time, `3 分钟`, rounded down."""
        words: Mapping[str, str] = self.words["span"]
        for name, span in _SPANS.items():
            if length >= (_DAYS_FROM if name == "days" else span):
                return words[name].format(count=length // span)
        return words["seconds"].format(count=int(length.total_seconds()))

    def clock(self, at: datetime) -> str:
        """Write `16:05`."""
        return f"{self.local(at):%H:%M}"

    def full(self, at: datetime) -> str:
        """Write `2030-07-09 16:05`."""
        return self.local(at).isoformat(" ", "minutes")[:16]

    def moment(self, moment: Moment) -> str:
        """Write a moment as exactly as it was stated."""
        return self.full(moment.at) if moment.precision is Precision.TIME else moment.isoformat()

    def ago(self, at: datetime) -> str:
        """Write `3 分钟前`, `in 3 min`."""
        words: Mapping[str, str] = self.words["ago" if at <= self.now else "ahead"]
        distance = abs(self.now - at)
        for name, span in _SPANS.items():
            if distance >= (_DAYS_FROM if name == "days" else span):
                return words[name].format(count=distance // span)
        return words["now"]

    def local(self, at: datetime) -> datetime:
        """Turn an instant to the reader's zone."""
        try:
            return at.astimezone(self.zone)
        except OverflowError:  # The first or last day of the calendar, as some pages state.
            return at
