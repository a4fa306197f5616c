"""What people are told: alerts, notices, messages, and what a channel has heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from monitor.model.codes import message_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model.ailing import Ailment
    from monitor.model.correcting import Correction
    from monitor.model.digests import Digest
    from monitor.model.launching import Announcement, Launch, Status, Verdict, VerdictKind, Voice
    from monitor.model.reading import ArticleReference


@dataclass(frozen=True, slots=True)
class Alert:
    """This channel shall hear of this launch at this status, because of this announcement.

    Args:
        previous: The status before, where the launch advanced; None where only a rumour was known before.
        wait: Why a digest tells it; None where it is told at once, or became sure while it waited.
        lapsed: The date that moved or passed, where that is the news; else empty.
    """

    launch: Launch
    announcement: Announcement
    article: ArticleReference
    kind: VerdictKind
    previous: Status | None = None
    wait: Wait | None = None
    lapsed: str = ""


MOST_LINES = 10
"""Lines that a notice holds: what WeCom's 2,048 bytes take of usual faults; a settings file may have thousands."""


class NoticeKind(StrEnum):
    """What a notice tells; `rendering` has the words for each."""

    SETTINGS_REFUSED = "settings_refused"
    CONNECTED = "connected"
    TRIED = "tried"
    WINDOW_OVERRUN = "window_overrun"
    SOURCE_CHANGED = "source_changed"
    CHANNEL_FAILING = "channel_failing"
    CHANNEL_RECOVERED = "channel_recovered"
    MESSAGES_WAITING = "messages_waiting"
    TEMPLATE_REFUSED = "template_refused"
    SOURCES_AILING = "sources_ailing"

    @property
    def is_of_sources(self) -> bool:
        """Tell whether it speaks of sources: of those a channel hears three times a day at most."""
        return self in {NoticeKind.WINDOW_OVERRUN, NoticeKind.SOURCE_CHANGED, NoticeKind.SOURCES_AILING}


@dataclass(frozen=True, slots=True)
class Backlog:
    """What lies in a channel's outbox.

    Args:
        waiting: Messages that were due.
        parked: Messages that were refused for good.
        since: When the oldest that is due was to go out; None where none is.
    """

    waiting: int
    parked: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What there is to say of the system itself.

    Args:
        about: What it happened to: the name of a file, a source, a channel.
        lines: The details, one fault or source a line; no secret stands in them.
        more: How many further lines there were.
        ailments: Of sources, where the notice is of those; they stand for lines.
        backlog: Of the channel that it is about, where it is about one.
    """

    kind: NoticeKind
    about: str = ""
    lines: tuple[str, ...] = ()
    more: int = 0
    ailments: tuple[Ailment, ...] = ()
    backlog: Backlog | None = None

    @classmethod
    def of(cls, kind: NoticeKind, about: str, lines: Sequence[str]) -> Self:
        """Make a notice of as many lines as it may hold."""
        return cls(kind, about, tuple(lines[:MOST_LINES]), max(len(lines) - MOST_LINES, 0))

    def joined(self, other: Notice) -> Notice:
        """Give one notice that tells what both do; it is about what the first is about.

        Of a source that both speak of, the later counts; one that is well again before anybody heard is left out.
        """
        if self.ailments or other.ailments:
            return replace(self, ailments=_settled(self.ailments, other.ailments))
        both = Notice.of(self.kind, self.about, (*self.lines, *other.lines))
        return replace(both, more=both.more + self.more + other.more)

    @property
    def count(self) -> int:
        """Give the number of all its lines."""
        return len(self.lines) + self.more + len(self.ailments)

    @property
    def says_nothing(self) -> bool:
        """Tell whether all that it spoke of has passed."""
        return self.kind is NoticeKind.SOURCES_AILING and not self.ailments


def _settled(earlier: Sequence[Ailment], later: Sequence[Ailment]) -> tuple[Ailment, ...]:
    ailments = {one.source_id: one for one in earlier}
    for one in later:
        known = ailments.pop(one.source_id, None)
        if known is None or known.is_past == one.is_past:
            ailments[one.source_id] = one
    return tuple(ailments.values())


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What a channel's provider did not take so far.

    Args:
        waiting: Messages that were due.
        parked: Messages that wait for a person.
        since: When the oldest message that is due was to go out; None where none is.
        reply: What was said of the last one that was tried.
        tried: Some message that waits was tried.
    """

    channel: str
    waiting: int = 0
    parked: int = 0
    since: datetime | None = None
    reply: str = ""
    tried: bool = False


class Wait(StrEnum):
    """Why a channel is not told of news at once: what is routed elsewhere never is, all else is the digest's.

    A date that moved, or passed without a release, is told by the digest alone. What is overtaken waits no more: the
    channel heard of more before its digest came.
    """

    ROUTED = "routed"
    UNFOLLOWED = "unfollowed"
    UNSURE = "unsure"
    UNPROMPT = "unprompt"
    MOVED = "moved"
    OVERDUE = "overdue"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Waiting:
    """That a channel was not told of a launch when it might have been, and why.

    Args:
        rank: The launch's rank then.
        since: When the article was read.
    """

    channel: str
    launch_id: int
    rank: int
    reason: Wait
    since: datetime


@dataclass(frozen=True, slots=True)
class MessageDue:
    """What one article gives one channel to say, and when; and what it keeps from it.

    Args:
        channel: Name of the channel.
        verdicts: The news, in reading order; without any there is no message.
        due_at: Not to be sent earlier.
        joins: The unsent message that takes these alerts up; None makes a new one.
        kept: The news that is not told now, with the reason: the digest's, unless it was routed elsewhere.
        urgent: It passes quiet hours.
        expected_at: When it would have been due, had we not been away; None where we were not.
    """

    channel: str
    verdicts: tuple[Verdict, ...]
    due_at: datetime
    joins: int | None = None
    kept: tuple[tuple[Verdict, Wait], ...] = ()
    urgent: bool = False
    expected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """That a channel was told of a release, or is about to be.

    Args:
        accepted_at: When the provider accepted the message; None before.
        joinable: No attempt to send it was made yet, so that it may still take up more.
    """

    channel: str
    release: str
    message_id: int
    accepted_at: datetime | None
    joinable: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """Which launches must be known to understand an article.

    Args:
        families: The (organisation, family) pairs that it speaks of; an empty organisation matches every one, and so
            does a launch of several organisations.
        versions: Of these whenever they were told of.
        since: Of others of these families those that were told of since then; None for all.
    """

    families: frozenset[tuple[str, str]]
    versions: frozenset[str] = frozenset()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of the families that an article speaks of.

    Args:
        corrections: Those that hold and concern these families, or this very article; the oldest first.
    """

    launches: tuple[Launch, ...] = ()
    tellings: tuple[Telling, ...] = ()
    voices: tuple[Voice, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    corrections: tuple[Correction, ...] = ()


class MessageState(StrEnum):
    """Where a message stands on its way to a person."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    PARKED = "parked"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Message:
    """One or more alerts to one channel, a notice, or a digest: the outbox's row.

    Args:
        id: Its number in the store; people see `code`.
        reply: The provider's own words at the last attempt.
        next_at: When it is to be tried next, while pending.
        unanswered: How often it was sent and no answer came, so that it may have arrived already.
        due_at: When it was first to go out; what goes out much later is late. None where nobody waits for it.
        digest: It tells what was not told at once; a notice it never is.
        urgent: It passes quiet hours.
    """

    id: int
    channel: str
    alerts: tuple[Alert, ...]
    state: MessageState
    created_at: datetime
    next_at: datetime
    attempts: int = 0
    reply: str = ""
    notice: Notice | None = None
    accepted_at: datetime | None = None
    unanswered: int = 0
    due_at: datetime | None = None
    digest: Digest | None = None
    urgent: bool = False

    @property
    def code(self) -> str:
        """Give the id as people see and type it, `K7F2`."""
        return message_code(self.id)
