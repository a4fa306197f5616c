"""The memory of messages and digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from monitor.model import (
        Announcement,
        ArticleReference,
        Digest,
        DigestDue,
        DigestKnown,
        Kept,
        Launch,
        Message,
        MessageState,
        Notice,
        Undelivered,
    )
    from monitor.ports.running import Right
    from monitor.settings import Storm


class Outbox(Protocol):
    """Holds messages until a provider has accepted them. Each method is one transaction."""

    def delivering(self) -> AbstractContextManager[Right]:
        """Hold the right to deliver, which one process has at a time; what it gives is false where another has it.

        Whoever gets it frees what a process that died had claimed, so that nothing waits for a lease to end.
        """
        ...

    def watching(self) -> AbstractContextManager[Right]:
        """Hold the right to keep watch, which one process has at a time."""
        ...

    def claim(self, now: datetime, lease_until: datetime, limit: int, quiet: Collection[str] = ()) -> list[Message]:
        """Take messages that are due, oldest first; nobody else gets them before `lease_until`.

        Of channels that are `quiet`, only what is urgent is taken.
        """
        ...

    def gather(self, storm: Storm, now: datetime) -> None:
        """Make one message of what is due for a channel that would get too many; what is urgent stays as it is."""
        ...

    def record_notice(self, channel: str, notice: Notice, now: datetime) -> None:
        """Write a message about the system itself, due at once."""
        ...

    def record_accepted(self, message_id: int, reply: str, now: datetime) -> None:
        """Write that the provider accepted a message, in its own words."""
        ...

    def record_refused(self, message_id: int, reply: str, next_at: datetime | None, unanswered: int = 0) -> None:
        """Write that the provider did not accept a message; `next_at` None parks it for a person.

        `unanswered` says how often it was sent by now without an answer.
        """
        ...

    def give_back(self, message_id: int, next_at: datetime) -> None:
        """Write that a message was claimed and not sent: no attempt was made."""
        ...

    def postpone(self, channel: str, until: datetime, reply: str) -> None:
        """Let all messages of a channel wait together; those that were claimed were not sent.

        `reply` says why, where a message has no words of its provider's own.
        """
        ...

    def accepted_since(self, moment: datetime) -> list[tuple[str, datetime]]:
        """Give channel and time of each message that was accepted after a moment."""
        ...

    def last_accepted(self) -> dict[str, datetime]:
        """Give by channel when its provider last accepted a message."""
        ...

    def undelivered(self, now: datetime) -> list[Undelivered]:
        """Give what providers did not take so far, by channel; what is not due yet and was never tried is not it."""
        ...

    def notices_since(self, moment: datetime) -> list[tuple[Notice, datetime]]:
        """Give the notices that were written after a moment, the oldest first, each with its time."""
        ...

    def messages(
        self,
        state: MessageState | None = None,
        *,
        launch_id: int | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[Message]:
        """Give messages, newest first: all, those in a state, those that tell of a launch, those before a number."""
        ...

    def message(self, message_id: int) -> Message | None:
        """Give one message."""
        ...

    def retry(self, message_id: int, now: datetime) -> bool:
        """Make a parked or waiting message due now; False where there is no such message."""
        ...

    def dismiss(self, message_id: int) -> bool:
        """Give a message up by a person's will; False where there is no such message that still waits."""
        ...


class Digesting(Protocol):
    """One digest's transaction: what waits for it and the message that tells it belong together."""

    def doubted(self) -> list[tuple[Announcement, ArticleReference]]:
        """Give what was doubted since the digest before, the surest first; first listings aside."""
        ...

    def known(self, upcoming: Sequence[Launch], families: Collection[tuple[str, str]]) -> DigestKnown:
        """Give what waits for the digest, and what it is held against; `families` are those of what was doubted."""
        ...

    def save(self, due: DigestDue, digest: Digest | None, due_at: datetime) -> None:
        """Write that the digest is done with, and the message that tells it, if there is one."""
        ...


class Digests(Protocol):
    """Remembers which digests are done with. Each method is one transaction."""

    def begin_digests(self, channel: str, done: Collection[str], now: datetime) -> None:
        """See to it that a channel has digests from now on: what is older is not theirs, and those named are done."""
        ...

    def end_digests(self, channel: str) -> None:
        """Forget a channel's digests; if it has some again, it begins anew."""
        ...

    def has_digest(self, channel: str, name: str) -> bool:
        """Tell whether a digest is done with."""
        ...

    def kept_for_digest(self, channel: str, now: datetime) -> list[Kept]:
        """Give what waits for a channel's next digest."""
        ...

    def digesting(self, channel: str, name: str, now: datetime) -> AbstractContextManager[Digesting | None]:
        """Open the transaction of one digest; it commits at the end and rolls back on an error.

        It gives None where somebody wrote it meanwhile.
        """
        ...
