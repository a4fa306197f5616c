"""Turns rows into the values of the model and back: the border that nothing of SQL passes."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.fingerprint import canonical
from monitor.model import (
    Alert,
    Announcement,
    Article,
    ArticleReference,
    Entry,
    Launch,
    LaunchKey,
    Message,
    PendingEntry,
    SourceState,
    Validators,
    Verdict,
)
from monitor.store.tables import AnnouncementRow, ArticleRow, EntryState
from monitor.text import clean, compact

if TYPE_CHECKING:
    from datetime import datetime

    from _typeshed import DataclassInstance
    from sqlalchemy import Row
    from sqlmodel import SQLModel

    from monitor.model import Moment
    from monitor.store.tables import EntryRow, LaunchRow, MessageRow

Value = TypeVar("Value", bound="DataclassInstance")

LONGEST_KEY = 600  # PostgreSQL's B-tree takes 2,704 bytes a row: 600 characters of four bytes stay below that.


def index_key(text: str) -> str:
    """Give a text as a unique index takes it: clean, and a very long one cut, with a digest of the whole."""
    cleaned = clean(text)
    if len(cleaned) <= LONGEST_KEY:
        return cleaned
    digest = blake2b(cleaned.encode(), digest_size=16).hexdigest()
    return f"{cleaned[: LONGEST_KEY - len(digest) - 1]}#{digest}"


def article_key(url: str) -> str:
    """Give the identity of the article at an address."""
    return index_key(canonical(clean(url)))


def organisation_line(name: str) -> str:
    """Give the line by which a launch's `names` hold an organisation."""
    return f"\n@{compact(name)}\n"


def state_values(state: SourceState) -> dict[str, Any]:
    """Give the columns of a source's state."""
    return _columns(state, "validators") | _columns(state.validators)


def source_state(row: Row[Any]) -> SourceState:
    """Give what is remembered of a source."""
    return _value(SourceState, row, validators=_value(Validators, row))


def entry_values(source_id: str, identity: str, entry: Entry, now: datetime) -> dict[str, Any]:
    """Give the columns of an entry seen for the first time."""
    return _columns(entry) | {
        "source_id": source_id,
        "identity": identity,
        "canonical": article_key(entry.url),
        "state": EntryState.PENDING,
        "attempts": 0,
        "next_at": now,
        "reason": "",
        "article_id": None,
        "sort_at": _sort_at(entry.published, now),
        "first_seen_at": now,
    }


def counted_as_read(values: dict[str, Any], article_id: int | None) -> dict[str, Any]:
    """Give an entry's columns as they are where its article is in the store; unchanged without an article."""
    if article_id is None:
        return values
    return values | {"state": EntryState.READ, "next_at": None, "article_id": article_id}


def pending_entry(row: EntryRow) -> PendingEntry:
    """Give an entry whose article is to be read."""
    return PendingEntry(row.id, row.source_id, _value(Entry, row), row.attempts)


def article_row(article: Article, now: datetime) -> ArticleRow:
    """Give an article's row, not yet in the database."""
    return ArticleRow(
        **_columns(article),
        canonical=article_key(article.url),
        sort_at=_sort_at(article.published, now),
        read_at=now,
    )


def article_value(row: ArticleRow) -> Article:
    """Give an article."""
    return _value(Article, row)


def launch_values(launch: Launch) -> dict[str, Any]:
    """Give the columns of a launch, its number aside."""
    organisations = "".join(map(organisation_line, (launch.key.organisation, *launch.organisations)))
    return _columns(launch, "id", "key") | {
        **{f"key_{part}": words for part, words in _columns(launch.key).items()},
        "key": index_key(str(launch.key)),
        "names": f"{compact(launch.model + (launch.version or ''))}{organisations}{compact(str(launch.key))}",
    }


def launch_value(row: LaunchRow) -> Launch:
    """Give a launch."""
    key = LaunchKey(row.key_organisation, row.key_family, row.key_version, row.key_variant, row.key_size)
    return _value(Launch, row, key=key)


def announcement_row(verdict: Verdict, article_id: int, launch_id: int | None, now: datetime) -> AnnouncementRow:
    """Give the row of an announcement and its verdict, not yet in the database."""
    launch = verdict.launch
    return AnnouncementRow(
        **_columns(verdict.announcement),
        article_id=article_id,
        launch_id=launch_id,
        kind=verdict.kind,
        reason=verdict.reason,
        previous=verdict.previous,
        launch_status=launch.status if launch else None,
        launch_status_at=launch.status_at if launch else None,
        launch_date=launch.date if launch else None,
        launch_rumour=launch.rumour if launch else None,
        created_at=now,
    )


def verdict_value(announcement: AnnouncementRow, launch: LaunchRow) -> Verdict:
    """Give what became of an announcement."""
    return _value(
        Verdict,
        announcement,
        announcement=_value(Announcement, announcement),
        launch=_launch_then(announcement, launch),
    )


def alert_value(announcement: AnnouncementRow, launch: LaunchRow, article: ArticleRow) -> Alert:
    """Give an alert as it was raised."""
    return Alert(
        launch=_launch_then(announcement, launch),
        announcement=_value(Announcement, announcement),
        article=_value(ArticleReference, article),
        kind=announcement.kind,
        previous=announcement.previous,
    )


def message_value(row: MessageRow, alerts: tuple[Alert, ...]) -> Message:
    """Give a message with its alerts."""
    return _value(Message, row, alerts=alerts)


def _columns(value: DataclassInstance, *without: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__ if name not in without}


def _value(kind: type[Value], row: SQLModel | Row[Any], **others: Any) -> Value:  # noqa: ANN401 -- the model's fields.
    return kind(**{name: getattr(row, name) for name in kind.__dataclass_fields__ if name not in others}, **others)


def _launch_then(announcement: AnnouncementRow, row: LaunchRow) -> Launch:
    """Give a launch as it stood once this announcement was known."""
    return replace(
        launch_value(row),
        status=announcement.launch_status or row.status,
        status_at=announcement.launch_status_at or row.status_at,
        date=announcement.launch_date,
        rumour=bool(announcement.launch_rumour),
    )


def _sort_at(published: Moment | None, otherwise: datetime) -> datetime:
    """Give a value's place in time; the undated go by `otherwise`."""
    return published.at if published else otherwise
