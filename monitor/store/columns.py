"""Column types: text and times that every database takes, and small values as text that a person can read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Text, TypeDecorator
from sqlmodel.sql.sqltypes import UTCDateTime

from monitor.model import Moment, Precision
from monitor.text import clean

if TYPE_CHECKING:
    from enum import StrEnum

    from sqlalchemy import Dialect

Value = TypeVar("Value")

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class _WrittenAsText(TypeDecorator[Value]):
    """A value that is written as text; None stays NULL. SQLAlchemy asks each class itself for its `cache_ok`."""

    impl = Text

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's.
        return None if value is None else self.write(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Value | None:  # noqa: ARG002 -- SQLAlchemy's.
        return None if value is None else self.read(value)

    def write(self, value: Value) -> str:
        raise NotImplementedError

    def read(self, text: str) -> Value:
        raise NotImplementedError


class CleanText(_WrittenAsText[str]):
    """Text without what a database refuses: no NUL, no lone surrogate reaches a column or a comparison."""

    cache_ok = True

    def write(self, value: str) -> str:
        """Clean a text."""
        return clean(value)

    def read(self, text: str) -> str:
        """Give a text as it is."""
        return text


class Instant(UTCDateTime):
    """A time in UTC. One that UTC's calendar does not hold, as 0001-01-01 in Shanghai, becomes its first or last."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write a time; some feeds date their entries with the least that their language knows."""
        try:
            return super().process_bind_param(value, dialect)
        except OverflowError:
            return FIRST if value and value.year == FIRST.year else LAST


class NamesText(_WrittenAsText[tuple[str, ...]]):
    """Names in their order, as a JSON list."""

    cache_ok = True

    def write(self, value: tuple[str, ...]) -> str:
        """Write the names."""
        return json.dumps([clean(name) for name in value], ensure_ascii=False)

    def read(self, text: str) -> tuple[str, ...]:
        """Read the names."""
        return tuple(json.loads(text))


class MomentText(_WrittenAsText[Moment]):
    """A moment with its stated zone and precision, `2023-07-07T00:00:00+08:00 day`."""

    cache_ok = True

    def write(self, value: Moment) -> str:
        """Write the moment."""
        return f"{value.at.isoformat()} {value.precision.value}"

    def read(self, text: str) -> Moment:
        """Read the moment."""
        at, _, precision = text.partition(" ")
        return Moment(datetime.fromisoformat(at), Precision(precision))


class MemberText(_WrittenAsText["StrEnum"]):
    """A member of an enumeration, by its value; SQLModel's own way writes the name."""

    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        self._members = {member.value: member for member in kind}

    def write(self, value: StrEnum) -> str:
        """Write the member."""
        return value.value

    def read(self, text: str) -> StrEnum:
        """Read the member."""
        return self._members[text]
