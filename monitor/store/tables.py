"""The tables: what the store holds, one row a thing. Rows never leave this package; `values` turns them into values.

A column has the name of the model's field that it holds. SQLModel reads these annotations while the module loads, so
this one file does without `from __future__`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import InstanceOf
from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from monitor.model import (
    CorrectionKind,
    Digest,
    LaunchKey,
    MessageState,
    Modality,
    Moment,
    Notice,
    SourceHealth,
    Status,
    Tier,
    VerdictKind,
    Wait,
)
from monitor.store.columns import CLEAN_TEXT, DIGEST, KEYS, MOMENT, NAMES, NOTICE, Instant, member_of

NUMBERED: Any = None  # The database gives the number when the row is written.
WITHOUT_ROWID = {"sqlite_with_rowid": False}  # Half the size: the key is all that there is. PostgreSQL passes it over.


class EntryState(StrEnum):
    """Where an entry stands."""

    PENDING = "pending"
    READ = "read"
    UNREADABLE = "unreadable"


def _index_of_few(name: str, column: str, given: str) -> Index:
    """Give an index of those rows alone in which a column is given."""
    few = text(f"{given} IS NOT NULL")
    return Index(name, column, sqlite_where=few, postgresql_where=few)


Number = Annotated[int, Field(primary_key=True)]
Words = Annotated[str, Field(sa_type=CLEAN_TEXT)]
MaybeWords = Annotated[str | None, Field(sa_type=CLEAN_TEXT)]
Time = Annotated[datetime, Field(sa_type=Instant)]
MaybeTime = Annotated[datetime | None, Field(sa_type=Instant)]
Key = Annotated[str, Field(sa_type=CLEAN_TEXT, unique=True)]
Hash = Annotated[int, Field(sa_type=BigInteger, primary_key=True)]
Names = Annotated[tuple[str, ...], Field(sa_type=NAMES)]
Keys = Annotated[tuple[InstanceOf[LaunchKey], ...], Field(sa_type=KEYS)]
MaybeStatus = Annotated[Status | None, Field(sa_type=member_of(Status))]
MaybeMoment = Annotated[InstanceOf[Moment] | None, Field(sa_type=MOMENT)]
MaybeNotice = Annotated[InstanceOf[Notice] | None, Field(sa_type=NOTICE)]
MaybeDigest = Annotated[InstanceOf[Digest] | None, Field(sa_type=DIGEST)]


class SourceStateRow(SQLModel, table=True):
    """What is remembered of a source between two checks."""

    __tablename__ = "source_state"

    source_id: Annotated[str, Field(sa_type=CLEAN_TEXT, primary_key=True)]
    etag: MaybeWords
    last_modified: MaybeWords
    body_hash: MaybeWords
    checked_at: MaybeTime
    next_at: MaybeTime
    health: Annotated[SourceHealth, Field(sa_type=member_of(SourceHealth))]
    reason: Words
    since: MaybeTime
    failures: int
    newest_entry_at: MaybeTime
    title: Words
    listed_at: MaybeTime
    last_window: bytes
    overrun_at: MaybeTime
    overruns: int
    noticed_at: MaybeTime
    asked_as: Words
    rhythm: bytes
    fresh_for: int
    whole_at: MaybeTime
    moved_to: Words
    content: Annotated[SourceHealth, Field(sa_type=member_of(SourceHealth))]
    unwell: int
    unread: int
    unmatched: int
    told_at: MaybeTime


class ArticleRow(SQLModel, table=True):
    """An article that was read; `canonical` is its identity, `sort_at` its place in time.

    `cluster_id` is the leader of its cluster, maybe itself: the first article of all that have one text; none where the
    text is too short to tell.
    """

    __tablename__ = "article"
    __table_args__ = (Index("article_by_time", "sort_at"), Index("article_by_cluster", "cluster_id"))

    id: Number = NUMBERED
    canonical: Key
    url: Words
    title: Words
    body: Words
    published: MaybeMoment
    author: MaybeWords
    language: Words
    canonical_url: MaybeWords
    original_url: MaybeWords
    original_name: MaybeWords
    undecodable: float
    source_id: Words
    source_name: Words
    tier: Annotated[Tier, Field(sa_type=member_of(Tier))]
    organisation: MaybeWords
    cluster_id: int | None = Field(default=None, foreign_key="article.id")
    sort_at: Time
    read_at: Time


class ArticleAliasRow(SQLModel, table=True):
    """An address that leads to an article, its own among them; `stated` where only the page says so."""

    __tablename__ = "article_alias"
    __table_args__ = (Index("article_alias_by_article", "article_id"),)

    key: Annotated[str, Field(sa_type=CLEAN_TEXT, primary_key=True)]
    article_id: Annotated[int, Field(foreign_key="article.id")]
    stated: bool


class SketchRow(SQLModel, table=True):
    """What a new text is compared with: a leader, or a member unlike it. `sample` holds four bytes a value."""

    __tablename__ = "sketch"
    __table_args__ = (Index("sketch_by_leader", "leader_id"),)

    article_id: int = Field(foreign_key="article.id", primary_key=True)
    leader_id: int = Field(foreign_key="article.id")
    version: int
    sample: bytes
    size: int
    at: Time


class ShingleRow(SQLModel, table=True):
    """One of the shingles by which a sketch is looked up; by months, that the old ones are left alone."""

    __tablename__ = "shingle"
    __table_args__ = (WITHOUT_ROWID,)

    month: int = Field(primary_key=True)
    value: Hash
    article_id: int = Field(primary_key=True)


class PartRow(SQLModel, table=True):
    """That one article's text stands within a longer one's: an excerpt, a round-up. No membership of a cluster."""

    __tablename__ = "part"
    __table_args__ = (Index("part_by_whole", "whole_id"),)

    part_id: int = Field(foreign_key="article.id", primary_key=True)
    whole_id: int = Field(foreign_key="article.id", primary_key=True)
    containment: float


class SourceLineRow(SQLModel, table=True):
    """A line of a source's articles, by its hash; `titles` holds hashes of titles that it stood under."""

    __tablename__ = "source_line"
    __table_args__ = (Index("source_line_by_article", "source_id", "article_id"), WITHOUT_ROWID)

    source_id: Annotated[str, Field(sa_type=CLEAN_TEXT, primary_key=True)]
    line: Hash
    titles: bytes
    article_id: int


class EntryRow(SQLModel, table=True):
    """What a source listed. `next_at` is when it is to be read: none once it is read or given up."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("source_id", "identity", name="one_entry_a_source"),
        Index("entry_by_due", "source_id", "next_at"),
        Index("entry_by_canonical", "canonical", "source_id"),
        Index("entry_by_article", "article_id"),
    )

    id: Number = NUMBERED
    source_id: Words
    identity: Words
    canonical: Words
    url: Words
    title: Words
    published: MaybeMoment
    summary: Words
    state: Annotated[EntryState, Field(sa_type=member_of(EntryState))]
    attempts: int
    next_at: MaybeTime
    reason: Words
    article_id: int | None = Field(foreign_key="article.id")
    baseline: bool
    sort_at: Time
    first_seen_at: Time
    expected_at: MaybeTime


class ModelColumns(SQLModel):
    """What an announcement says of a model, and what is known of it in the end."""

    model: Words
    version: MaybeWords
    organisations: Names
    status: Annotated[Status, Field(sa_type=member_of(Status))]
    date: MaybeWords
    modality: Annotated[Modality, Field(sa_type=member_of(Modality))]
    domain: MaybeWords
    parameters: MaybeWords
    named: bool
    rumour: bool


class LaunchRow(ModelColumns, table=True):
    """A launch; `names` holds the folded names of its organisations, one a line."""

    __tablename__ = "launch"
    __table_args__ = (
        Index("launch_by_change", "status_at"),
        Index("launch_by_family", "key_family", "seen_at"),
        Index("launch_by_version", "key_family", "key_version"),
        Index("launch_by_first_sight", "first_seen_at"),
        Index("launch_by_organisation", "key_organisation", "key_family"),
        Index("launch_by_status", "status", "status_at"),
        Index("launch_by_modality", "modality", "status_at"),
    )

    id: Number = NUMBERED
    key: Key
    key_organisation: Words
    key_family: Words
    key_version: Words
    key_variant: Words
    key_size: Words
    release: Words
    first_seen_at: Time
    status_at: Time
    seen_at: Time
    confidence: float
    names: Words


class AnnouncementRow(ModelColumns, table=True):
    """What one article says of one model, and the verdict; `launch_…` is how the launch stood from then on.

    `split_from` is the launch that it would belong to, had no person said that this is another one.
    """

    __tablename__ = "announcement"
    __table_args__ = (Index("announcement_by_article", "article_id"), Index("announcement_by_launch", "launch_id"))

    id: Number = NUMBERED
    article_id: int = Field(foreign_key="article.id")
    launch_id: int | None = Field(foreign_key="launch.id")
    background: bool
    confidence: float
    evidence: Words
    doubt: Words = ""
    opinion: Words = ""
    kind: Annotated[VerdictKind, Field(sa_type=member_of(VerdictKind))]
    reason: Words
    previous: MaybeStatus
    moved_from: MaybeWords
    launch_status: MaybeStatus
    launch_status_at: MaybeTime
    launch_date: MaybeWords
    launch_rumour: bool | None
    split_from: int | None = Field(default=None, foreign_key="launch.id")
    created_at: Time


class MessageRow(SQLModel, table=True):
    """A message on its way, with alerts, a notice or a digest; `lease_until` is set while somebody tries to send it."""

    __tablename__ = "message"
    __table_args__ = (
        Index("message_by_due", "state", "next_at"),
        _index_of_few("message_by_acceptance", "accepted_at", "accepted_at"),
        _index_of_few("message_by_lease", "lease_until", "lease_until"),
        _index_of_few("notice_by_time", "created_at", "notice"),
    )

    id: Number = NUMBERED
    channel: Words
    state: Annotated[MessageState, Field(sa_type=member_of(MessageState))] = MessageState.PENDING
    attempts: int = 0
    next_at: Time
    lease_until: MaybeTime = None
    reply: Words = ""
    created_at: Time
    accepted_at: MaybeTime = None
    due_at: Time
    notice: MaybeNotice = None
    unanswered: int = 0
    digest: MaybeDigest = None
    urgent: bool = False


class DigestRow(SQLModel, table=True):
    """That a channel's digest of this name is done with: no other is written, by whomever.

    It has no message where there was nothing to say, or where the channel begins: what is older is not the digest's.
    The numbers are the last ones then; clocks are set, numbers only rise.
    """

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("channel", "name", name="one_digest_a_name"),)

    id: Number = NUMBERED
    channel: Words
    name: Words
    message_id: Annotated[int | None, Field(foreign_key="message.id")] = None
    last_alert: int
    last_announcement: int
    written_at: Time


class AlertRow(SQLModel, table=True):
    """That a channel shall hear of a launch at a rank of status: once, whatever the number of outlets.

    `waits` says why it was not told at once; without a message it still waits for the digest, or is never told. That a
    date moved or passed is an alert of its own, with the date that `lapsed`. One that is `withdrawn` is not told, since
    a person corrected it before it was sent.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("channel", "launch_id", "rank", "lapsed", name="one_alert_a_status"),
        Index("alert_by_launch", "launch_id"),
        Index("alert_by_announcement", "announcement_id"),
        Index("alert_by_message", "message_id", "channel", "waits"),
    )

    id: Number = NUMBERED
    channel: Words
    launch_id: int = Field(foreign_key="launch.id")
    rank: int
    announcement_id: int = Field(foreign_key="announcement.id")
    created_at: Time
    message_id: Annotated[int | None, Field(foreign_key="message.id")] = None
    waits: Annotated[Wait | None, Field(sa_type=member_of(Wait))] = None
    lapsed: Words = ""
    withdrawn: bool = False


class QuestionDayRow(SQLModel, table=True):
    """How many second opinions were asked for on a day, `2030-07-09` in UTC."""

    __tablename__ = "question_day"

    day: Annotated[str, Field(sa_type=CLEAN_TEXT, primary_key=True)]
    asked: int


class CorrectionRow(SQLModel, table=True):
    """What a person said. Rows are added and never change, but for the time at which one was taken back.

    `after` is the last announcement that was known then: clocks are set, numbers only rise.
    """

    __tablename__ = "correction"

    id: Number = NUMBERED
    kind: Annotated[CorrectionKind, Field(sa_type=member_of(CorrectionKind))]
    keys: Keys
    url: Words
    after: int
    created_at: Time
    undone_at: MaybeTime = None
