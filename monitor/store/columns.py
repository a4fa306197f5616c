"""Column types: text and times that every database takes, and small values as text that a person can read."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Text, TypeDecorator
from sqlmodel.sql.sqltypes import UTCDateTime

from monitor.model import (
    Ailing,
    Ailment,
    Backlog,
    Cause,
    Digest,
    Doubt,
    LaunchKey,
    Moment,
    Notice,
    NoticeKind,
    Precision,
)
from monitor.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from sqlalchemy import Dialect

Value = TypeVar("Value")
Member = TypeVar("Member", bound="StrEnum")

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class WrittenAsText(TypeDecorator[Value]):
    """A value that one function writes as text and another reads; None stays NULL."""

    impl = Text
    cache_ok = True

    def __init__(self, write: Callable[[Value], str], read: Callable[[str], Value]) -> None:
        super().__init__()
        self.write = write
        self.read = read

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's.
        """Write a value."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Value | None:  # noqa: ARG002 -- SQLAlchemy's.
        """Read a value."""
        return None if value is None else self.read(value)


class CleanText(TypeDecorator[str]):
    """Text without NUL and lone surrogates, so that none reaches a column or a comparison; read as it stands."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's.
        """Write a text."""
        return None if value is None else clean(value)


class Instant(UTCDateTime):
    """A time in UTC. One that UTC's calendar does not hold, as 0001-01-01 in Shanghai, becomes its first or last."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write a time; some feeds date their entries with the least that their language knows."""
        try:
            return super().process_bind_param(value, dialect)
        except OverflowError:
            return FIRST if value and value.year == FIRST.year else LAST


def _names_written(names: tuple[str, ...]) -> str:
    return json.dumps([clean(name) for name in names], ensure_ascii=False)


def _names_read(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _moment_written(moment: Moment) -> str:
    return f"{moment.at.isoformat()} {moment.precision.value}"


def _moment_read(text: str) -> Moment:
    at, _, precision = text.partition(" ")
    return Moment(datetime.fromisoformat(at), Precision(precision))


def _notice_written(notice: Notice) -> str:
    return clean(json.dumps(asdict(notice), ensure_ascii=False, default=datetime.isoformat))


def _notice_read(text: str) -> Notice:
    fields = json.loads(text)
    ailments = tuple(map(_ailment_read, fields.get("ailments", ())))
    backlog = _backlog_read(fields["backlog"]) if fields.get("backlog") else None
    kind, lines = NoticeKind(fields["kind"]), tuple(fields["lines"])
    return Notice(kind, fields["about"], lines, fields["more"], ailments, backlog)


def _backlog_read(fields: dict[str, Any]) -> Backlog:
    since = datetime.fromisoformat(fields["since"]) if fields["since"] else None
    return Backlog(fields["waiting"], fields["parked"], since)


def _ailment_read(fields: dict[str, str]) -> Ailment:
    typed = {"cause": Cause(fields["cause"]), "since": datetime.fromisoformat(fields["since"])}
    return Ailment(**fields | typed)  # type: ignore[arg-type]  # The others are text.


def _digest_written(digest: Digest) -> str:
    return clean(json.dumps(asdict(digest), ensure_ascii=False))


def _digest_read(text: str) -> Digest:
    fields = json.loads(text)
    doubts = tuple(Doubt(**doubt) for doubt in fields["doubts"])
    return Digest(**fields | {"doubts": doubts, "ailing": tuple(Ailing(**source) for source in fields["ailing"])})


def _keys_written(keys: tuple[LaunchKey, ...]) -> str:
    return clean(json.dumps([astuple(key) for key in keys], ensure_ascii=False))


def _keys_read(text: str) -> tuple[LaunchKey, ...]:
    return tuple(LaunchKey(*parts) for parts in json.loads(text))


CLEAN_TEXT = CleanText()
NAMES = WrittenAsText(_names_written, _names_read)  # In their order, as a JSON list.
MOMENT = WrittenAsText(_moment_written, _moment_read)  # With zone and precision, `2023-07-07T00:00:00+08:00 day`.
KEYS = WrittenAsText(_keys_written, _keys_read)  # Of launches, in their order, as a JSON list of their parts.
NOTICE = WrittenAsText(_notice_written, _notice_read)  # As a JSON object of its fields.
DIGEST = WrittenAsText(_digest_written, _digest_read)  # The same.


def member_of(kind: type[Member]) -> WrittenAsText[Member]:
    """Give the type of an enumeration's members, by their values; SQLModel's own way writes their names."""
    return WrittenAsText(attrgetter("value"), kind)
