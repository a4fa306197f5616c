"""Turns rows into the values of the model and back: the border that nothing of SQL passes."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.fingerprint import canonical, own_key
from monitor.model import (
    Alert,
    Announcement,
    Article,
    ArticleReference,
    Entry,
    Launch,
    LaunchKey,
    ListedEntry,
    PendingEntry,
    Precision,
    SourceState,
    Validators,
    Verdict,
    Wait,
    Waiting,
)
from monitor.store.tables import AnnouncementRow, ArticleRow, EntryState
from monitor.text import clean, compact

if TYPE_CHECKING:
    from datetime import datetime

    from _typeshed import DataclassInstance
    from sqlalchemy import Row
    from sqlmodel import SQLModel

    from monitor.model import Moment
    from monitor.store.tables import AlertRow, EntryRow, LaunchRow

Value = TypeVar("Value", bound="DataclassInstance")

LONGEST_KEY = 600  # PostgreSQL's B-tree takes 2,704 bytes a row: 600 characters of four bytes stay below that.
MOVING = ("status", "status_at", "date", "rumour")  # What changes in a launch's life; each announcement keeps its own.


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


def stated_key(article: Article) -> str | None:
    """Give the identity under which a page says that it is read; None where it names none that may be believed."""
    key = own_key(clean(article.url), clean(article.canonical_url or ""))
    return index_key(key) if key is not None else None


def organisation_line(name: str) -> str:
    """Give the line by which a launch's `names` hold an organisation."""
    return f"\n{compact(name)}\n"


def value_of(kind: type[Value], row: SQLModel | Row[Any], **others: Any) -> Value:  # noqa: ANN401 -- the model's fields.
    """Give a value of the model, each field from the row's column of its name, `others` aside."""
    return kind(**{name: getattr(row, name) for name in kind.__dataclass_fields__ if name not in others}, **others)


def article_value(row: SQLModel | Row[Any], copy_of: str | None = None) -> Article:
    """Give an article, and whose text it copies."""
    return value_of(Article, row, copy_of=copy_of, next_url=None, unmatched=())


def state_values(state: SourceState) -> dict[str, Any]:
    """Give the columns of a source's state."""
    return _columns(state, "validators") | _columns(state.validators)


def source_state(row: Row[Any]) -> SourceState:
    """Give what is remembered of a source."""
    return value_of(SourceState, row, validators=value_of(Validators, row))


def entry_values(
    source_id: str, identity: str, entry: Entry, now: datetime, away_since: datetime | None = None
) -> dict[str, Any]:
    """Give the columns of an entry seen for the first time, maybe after nobody had looked for long."""
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
        "expected_at": _expected_at(entry.published, now, away_since),
    }


def pending_entry(row: EntryRow) -> PendingEntry:
    """Give an entry whose article is to be read."""
    expected_at = row.expected_at or (row.first_seen_at if row.attempts else None)
    return PendingEntry(
        row.id, row.source_id, value_of(Entry, row), row.attempts, row.baseline, expected_at, row.first_seen_at
    )


def listed_entry(row: EntryRow) -> ListedEntry:
    """Give an entry as it stands now."""
    return value_of(ListedEntry, row, entry=value_of(Entry, row), is_read=row.state == EntryState.READ)


def article_row(article: Article, now: datetime) -> ArticleRow:
    """Give an article's row, not yet in the database."""
    return ArticleRow(
        **_columns(article, "copy_of"),
        canonical=article_key(article.url),
        sort_at=_sort_at(article.published, now),
        read_at=now,
    )


def launch_values(launch: Launch) -> dict[str, Any]:
    """Give the columns of a launch, its number aside."""
    return _columns(launch, "id", "key") | {
        **{f"key_{part}": words for part, words in _columns(launch.key).items()},
        "key": index_key(str(launch.key)),
        "names": "".join(map(organisation_line, (launch.key.organisation, *launch.organisations))),
    }


def key_value(row: LaunchRow) -> LaunchKey:
    """Give the key of a launch."""
    return LaunchKey(row.key_organisation, row.key_family, row.key_version, row.key_variant, row.key_size)


def launch_value(row: LaunchRow) -> Launch:
    """Give a launch."""
    return value_of(Launch, row, key=key_value(row))


def announcement_row(verdict: Verdict, article_id: int, launch_id: int | None, now: datetime) -> AnnouncementRow:
    """Give the row of an announcement and its verdict, not yet in the database."""
    return AnnouncementRow(
        **_columns(verdict.announcement),
        **verdict_values(verdict),
        article_id=article_id,
        launch_id=launch_id,
        created_at=now,
    )


def verdict_values(verdict: Verdict) -> dict[str, Any]:
    """Give the columns of a verdict, the launch's number aside."""
    then = {f"launch_{name}": getattr(verdict.launch, name, None) for name in MOVING}
    return _columns(verdict, "announcement", "launch") | then


def verdict_value(announcement: AnnouncementRow, launch: LaunchRow | None) -> Verdict:
    """Give what became of an announcement."""
    then = _launch_then(announcement, launch) if launch else None
    return value_of(Verdict, announcement, announcement=value_of(Announcement, announcement), launch=then)


def waiting_value(alert: AlertRow) -> Waiting:
    """Give what a channel is not told at once, and why."""
    return Waiting(alert.channel, alert.launch_id, alert.rank, alert.waits or Wait.UNPROMPT, alert.created_at)


def alert_value(row: AlertRow, announcement: AnnouncementRow, launch: LaunchRow, article: ArticleRow) -> Alert:
    """Give an alert as it was raised."""
    return value_of(
        Alert,
        announcement,
        wait=row.waits,
        lapsed=row.lapsed,
        launch=_launch_then(announcement, launch),
        announcement=value_of(Announcement, announcement),
        article=value_of(ArticleReference, article),
    )


def _columns(value: DataclassInstance, *without: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__ if name not in without}


def _launch_then(announcement: AnnouncementRow, row: LaunchRow) -> Launch:
    """Give a launch as it stood once this announcement was known."""
    return replace(launch_value(row), **{name: getattr(announcement, f"launch_{name}") for name in MOVING})


def _expected_at(published: Moment | None, now: datetime, away_since: datetime | None) -> datetime | None:
    """Give the time at which an entry would have been seen, had nobody been away; of a day alone, that is unknown."""
    if away_since is None or published is None or published.precision is not Precision.TIME:
        return None
    return min(max(published.at, away_since), now)


def _sort_at(published: Moment | None, otherwise: datetime) -> datetime:
    """Give a value's place in time; the undated go by `otherwise`."""
    return published.at if published else otherwise
