"""The vocabulary: the values that pass between stages, named as in the README's list of words.

All are frozen. Times that end in `_at` are aware and in UTC. A partial date is text, `2023-07-07` or `2023-07`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Tier(StrEnum):
    """How near a source is to the truth."""

    OFFICIAL = "official"
    MEDIA = "media"
    COMMUNITY = "community"


class Status(StrEnum):
    """Where a launch's life stands."""

    IN_DEVELOPMENT = "in_development"
    UPCOMING = "upcoming"
    PREVIEW = "preview"
    RELEASED = "released"
    UPGRADED = "upgraded"
    OPEN_SOURCED = "open_sourced"

    @property
    def rank(self) -> int:
        """Give the place in a launch's life, 0 to 4; it only rises. Released and upgraded are one place."""
        return STATUS_RANK[self]


STATUS_RANK = {
    Status.IN_DEVELOPMENT: 0,
    Status.UPCOMING: 1,
    Status.PREVIEW: 2,
    Status.RELEASED: 3,
    Status.UPGRADED: 3,
    Status.OPEN_SOURCED: 4,
}


class Modality(StrEnum):
    """What a model works on."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    MULTIMODAL = "multimodal"
    CODE = "code"
    EMBEDDING = "embedding"
    SCIENCE = "science"
    ROBOTICS = "robotics"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a moment is known."""

    TIME = "time"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a page or feed states it.

    Args:
        at: An aware time, in the zone in which it was stated; midnight of its first day where only a date is known.
        precision: What of `at` was stated.
    """

    at: datetime
    precision: Precision = Precision.TIME

    def isoformat(self) -> str:
        """Give ISO 8601 with the stated zone; a date alone stays a date, a month a month."""
        if self.precision is Precision.MONTH:
            return f"{self.at:%Y-%m}"
        if self.precision is Precision.DAY:
            return self.at.date().isoformat()
        return self.at.isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server vouches with for a document: sent back verbatim, never made from our own clock.

    `body_hash` is our own: blake2b of the body, in hexadecimal.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes and headers that a fetch brought.

    Args:
        url: The address that answered, after redirects.
        body: The decompressed body.
        media_type: Lower-case type of the Content-Type header, without parameters; may be empty.
        charset: The header's charset parameter, as sent.
        validators: What to ask with next time.
        fetched_at: When the reply was complete.
    """

    url: str
    body: bytes
    media_type: str
    charset: str | None
    validators: Validators
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """What a document lists: one article-to-be.

    Args:
        identity: What tells this entry from its siblings in one source: guid, else canonical link, else title and link.
        url: Absolute address of the article.
        title: Plain text; may be empty.
        published: As the list states it, if it does.
        summary: Plain text that the list gives of the article; may be empty.
    """

    identity: str
    url: str
    title: str
    published: Moment | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry in the store whose article is still to be read."""

    id: int
    source_id: str
    entry: Entry
    attempts: int


@dataclass(frozen=True, slots=True)
class Article:
    """An entry whose page was read: clean text and metadata.

    Args:
        url: The address it was read at.
        title: The headline.
        body: One paragraph a line.
        published: As the feed states it, else the page.
        author: As the by-line writes it.
        language: `zh`, `en` or another ISO 639-1 code; empty where unknown.
        canonical_url: What the page names as its own address, if it does.
        source_id: The source that listed it; empty outside a poll.
        source_name: How people know that source.
        tier: How near that source is to the truth.
        organisation: The organisation that speaks where the article names none (a vendor's own feed).
    """

    url: str
    title: str
    body: str
    published: Moment | None = None
    author: str | None = None
    language: str = ""
    canonical_url: str | None = None
    source_id: str = ""
    source_name: str = ""
    tier: Tier = Tier.MEDIA
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one article says of one model. Field meanings are those of the contract's detect format.

    Args:
        model: The name as written, without version, quotes and organisation.
        version: What tells this model from its siblings.
        organisations: As written, in reading order.
        date: Partial date of the event, where the text states it.
        domain: The industry as written; None for a general-purpose model.
        parameters: The size as written.
        background: The article only recalls it (more than seven days older than the article).
        named: False where the text only describes the model; `model` is then the description.
        rumour: The text does not vouch for it.
        confidence: Probability that the record is right, 0 to 1.
        evidence: The shortest verbatim span of the article that proves it.
    """

    model: str
    version: str | None
    organisations: tuple[str, ...]
    status: Status
    date: str | None = None
    modality: Modality = Modality.TEXT
    domain: str | None = None
    parameters: str | None = None
    background: bool = False
    named: bool = True
    rumour: bool = False
    confidence: float = 1.0
    evidence: str = ""

    @property
    def full_name(self) -> str:
        """Give model and version as one reads them."""
        return joined_name(self.model, self.version)


def joined_name(model: str, version: str | None) -> str:
    """Join a model's name and version as one reads them: `盘古大模型3.0`, `Qwen2.5`, `Grok 4`, `Claude Opus 4.5`."""
    if not version:
        return model
    glue = " " if model[-1:].isascii() and model[-1:].isalnum() else ""
    return f"{model}{glue}{version}"


@dataclass(frozen=True, slots=True)
class LaunchKey:
    """What makes two announcements one launch. Each part is normalised; empty where the text does not say."""

    organisation: str
    family: str
    version: str
    variant: str
    size: str

    def __str__(self) -> str:
        """Write the key as it is stored and shown, `v1:huawei/pangu/3//`."""
        return f"v1:{self.organisation}/{self.family}/{self.version}/{self.variant}/{self.size}"

    @property
    def release_family(self) -> str:
        """Give what the members of one release share."""
        return f"{self.organisation}/{self.family}/{self.version}"


@dataclass(frozen=True, slots=True)
class Launch:
    """The thing in the world that announcements speak of, as far as it is known.

    Args:
        key: Its identity.
        release: The release it belongs to, `huawei/pangu/3@2023-07-07`.
        status: Only rises, by rank.
        date: Partial date of the event at `status`.
        rumour: True while nobody vouches for it.
        first_seen_at: Time of the first article that told of it.
        status_at: Time of the article that brought `status`.
        id: Its number in the store; 0 before it is stored.
    """

    key: LaunchKey
    release: str
    model: str
    version: str | None
    organisations: tuple[str, ...]
    status: Status
    first_seen_at: datetime
    status_at: datetime
    date: str | None = None
    modality: Modality = Modality.TEXT
    domain: str | None = None
    parameters: str | None = None
    named: bool = True
    rumour: bool = False
    id: int = 0


class VerdictKind(StrEnum):
    """What an announcement is to somebody who knows what we know."""

    NEW = "new"
    ADVANCED = "advanced"
    REPEATED = "repeated"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one announcement, and why.

    Args:
        launch: The launch as it is known from now on; None for background, which makes none.
        reason: One sentence a person can read.
    """

    kind: VerdictKind
    reason: str
    announcement: Announcement
    launch: Launch | None


@dataclass(frozen=True, slots=True)
class ArticleReference:
    """What a message needs to say of the article that raised it."""

    url: str
    title: str
    source_name: str
    tier: Tier
    published: Moment | None


@dataclass(frozen=True, slots=True)
class Alert:
    """This channel shall hear of this launch at this status, because of this announcement."""

    launch: Launch
    announcement: Announcement
    article: ArticleReference
    kind: VerdictKind


@dataclass(frozen=True, slots=True)
class MessageDue:
    """What one article gives one channel to say, and when.

    Args:
        channel: Name of the channel.
        verdicts: The news, in reading order; each is new or advanced.
        due_at: Not to be sent earlier.
        joins: The unsent message that takes these alerts up; None makes a new one.
    """

    channel: str
    verdicts: tuple[Verdict, ...]
    due_at: datetime
    joins: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """That a channel was told of a release, or is about to be."""

    channel: str
    release: str
    message_id: int
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of the families that an article speaks of."""

    launches: tuple[Launch, ...] = ()
    tellings: tuple[Telling, ...] = ()


class MessageState(StrEnum):
    """Where a message stands on its way to a person."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    PARKED = "parked"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Message:
    """One or more alerts to one channel: the outbox's row.

    Args:
        id: Its number in the store; people see `code`.
        reply: The provider's own words at the last attempt.
        next_at: When it is to be tried next, while pending.
    """

    id: int
    channel: str
    alerts: tuple[Alert, ...]
    state: MessageState
    created_at: datetime
    next_at: datetime
    attempts: int = 0
    reply: str = ""

    @property
    def code(self) -> str:
        """Give the id as people see and type it, `K7F2`."""
        return message_code(self.id)


CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U, so nothing is misread.
CODE_BITS = 20
CODE_FACTOR = 0x9E375  # Any odd factor permutes the numbers below 2**20, so that neighbours do not look alike.


def message_code(number: int) -> str:
    """Write a message's number as four (later more) letters and digits; different numbers give different codes."""
    high, low = divmod(number, 1 << CODE_BITS)
    mixed = (high << CODE_BITS) | (low * CODE_FACTOR % (1 << CODE_BITS))
    code = ""
    while mixed or len(code) < CODE_BITS // 5:
        mixed, digit = divmod(mixed, 32)
        code = CODE_ALPHABET[digit] + code
    return code


def message_number(code: str) -> int | None:
    """Give back the number behind a code, or None where it is not one. `#`, case and I L O are forgiven."""
    folded = code.strip().lstrip("#").upper().translate(str.maketrans("ILO", "110"))
    if not folded or any(letter not in CODE_ALPHABET for letter in folded):
        return None
    mixed = 0
    for letter in folded:
        mixed = mixed * 32 + CODE_ALPHABET.index(letter)
    high, low = divmod(mixed, 1 << CODE_BITS)
    return (high << CODE_BITS) | (low * pow(CODE_FACTOR, -1, 1 << CODE_BITS) % (1 << CODE_BITS))


class SourceHealth(StrEnum):
    """How a source is, judged by what it gives."""

    OK = "ok"
    STALE = "stale"
    EMPTY = "empty"
    UNDATED = "undated"
    ERROR = "error"
    BLOCKED = "blocked"
    QUARANTINED = "quarantined"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between two checks.

    Args:
        validators: Of the last document whose entries were stored.
        checked_at: The last check, whatever came of it.
        next_at: When it is due again.
        health: Since `since`, because of `reason`.
        failures: Checks that failed in a row.
        newest_entry_at: Publication time of the newest entry ever listed.
    """

    source_id: str
    validators: Validators = Validators()
    checked_at: datetime | None = None
    next_at: datetime | None = None
    health: SourceHealth = SourceHealth.OK
    reason: str = ""
    since: datetime | None = None
    failures: int = 0
    newest_entry_at: datetime | None = None
