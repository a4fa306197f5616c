"""What is polled and read: validators, documents, entries, articles, and what is remembered of a source."""

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
        fresh_for: Seconds for which the server calls it fresh.
        moved_to: The address that answered, where every redirect to it was said to be for good; else empty.
    """

    url: str
    body: bytes
    media_type: str
    charset: str | None
    validators: Validators
    fetched_at: datetime
    fresh_for: int = 0
    moved_to: str = ""


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
class Sighting:
    """An entry of a listing, held against all that its source listed before.

    Args:
        entry: As it is to be stored: with an identity of its own where its guid was another entry's before.
        address: What its article is known by, whatever the identity: the canonical address.
        is_known: It was listed before, under this identity or with this title at this address.
        at_known_address: Its source listed this address before.
    """

    entry: Entry
    address: str
    is_known: bool
    at_known_address: bool


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry in the store whose article is still to be read.

    Args:
        attempts: How often that was tried.
        baseline: It stood in the first listing of a source that starts silently, or came with its archive: its article
            raises no message.
        expected_at: When it would have been read, had we not been away and its page not been unreadable; None where
            neither was.
        seen_at: When it was first listed; None for one that no listing brought.
    """

    id: int
    source_id: str
    entry: Entry
    attempts: int
    baseline: bool = False
    expected_at: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry in the store as it stands now, for whoever asks what became of it.

    Args:
        is_read: Its article is in the store.
        attempts: How often its article could not be read.
        reason: Why, at the last attempt.
        next_at: When it is to be read, or tried again; None once it is read or given up.
        baseline: It stood in the first listing of a source that starts silently, or came with its archive.
    """

    source_id: str
    entry: Entry
    first_seen_at: datetime
    is_read: bool
    attempts: int
    reason: str
    next_at: datetime | None
    baseline: bool


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
        original_url: The article on another host that it says it was taken from, if it does.
        original_name: The outlet that it says it was taken from, as it writes it; None where that is its own source.
        source_id: The source that listed it; empty outside a poll.
        source_name: How people know that source.
        tier: How near that source is to the truth.
        organisation: The organisation that speaks where the article names none (a vendor's own feed).
        copy_of: Address of the article whose text it copies, as the store found; None where its text is its own.
        undecodable: Share of the page's characters that could not be decoded.
        next_url: The page on which it goes on, as long as that was not read; not stored.
        unmatched: Parts of it for which its source has selectors, none of which matched; not stored.
    """

    url: str
    title: str
    body: str
    published: Moment | None = None
    author: str | None = None
    language: str = ""
    canonical_url: str | None = None
    original_url: str | None = None
    original_name: str | None = None
    source_id: str = ""
    source_name: str = ""
    tier: Tier = Tier.MEDIA
    organisation: str | None = None
    copy_of: str | None = None
    undecodable: float = 0.0
    next_url: str | None = None
    unmatched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleSeen:
    """What counts of an article when its announcements are held against what is known.

    Args:
        at: When it was published; else when it was read.
        cluster: What it shares with the copies of its text; None where it is no copy.
        official: It is of an official source.
    """

    at: datetime
    cluster: int | None = None
    official: bool = False


@dataclass(frozen=True, slots=True)
class ArticleReference:
    """What a message needs to say of the article that raised it."""

    url: str
    title: str
    source_name: str
    tier: Tier
    published: Moment | None


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
        title: What the source calls itself; looked for only where its user gave it no name.
        listed_at: When its listing was last had, or was said to be unchanged.
        last_window: What that listing held, four bytes an address; empty where it shows more than the newest entries.
        overrun_at: When a listing last shared nothing with the one before, so that entries may have been missed.
        overruns: How often that happened, each within a day of the one before.
        noticed_at: When people were last told of a break between its listings.
        asked_as: What tells the settings under which it was last checked from others.
        rhythm: When it published, as `rhythm` writes it.
        fresh_for: Seconds for which its server calls a listing fresh.
        whole_at: When its document was last asked for whatever its validators.
        moved_to: Where it has moved for good, if it has.
        content: What was wrong with its last listing; OK where nothing was.
        unwell: Checks in a row after which it was not well, those that failed among them.
        unread: New articles in a row that could not be read.
        unmatched: New articles in a row that were read, but in which its own selectors for articles matched nothing.
        told_at: When people were told that it is unwell; None while they were not.
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
    title: str = ""
    listed_at: datetime | None = None
    last_window: bytes = b""
    overrun_at: datetime | None = None
    overruns: int = 0
    noticed_at: datetime | None = None
    asked_as: str = ""
    rhythm: bytes = b""
    fresh_for: int = 0
    whole_at: datetime | None = None
    moved_to: str = ""
    content: SourceHealth = SourceHealth.OK
    unwell: int = 0
    unread: int = 0
    unmatched: int = 0
    told_at: datetime | None = None
