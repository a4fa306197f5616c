"""What the stages ask of the world, in the domain's words: `store`, `fetch` and `notify` answer, tests with fakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from monitor.model import (
        Article,
        Document,
        Entry,
        Known,
        Launch,
        ListedEntry,
        Message,
        MessageDue,
        MessageState,
        Notice,
        PendingEntry,
        ReadArticle,
        SourceState,
        Status,
        Validators,
        Verdict,
    )
    from monitor.settings import Source


class Clock(Protocol):
    """Tells the time: aware, in UTC."""

    def __call__(self) -> datetime:
        """Give the time now."""
        ...


class Checkpoint(Protocol):
    """Is told each time a step is done; the place where a test may pull the plug."""

    def __call__(self, step: str, /) -> None:
        """Take note that `step` is done."""
        ...


class Fetcher(Protocol):
    """Brings documents."""

    async def fetch(self, url: str, source: Source, validators: Validators | None = None) -> Document | None:
        """Bring the document at `url` the way `source` wants it; None where it has not changed since `validators`.

        Raises:
            FetchError: It could not be had.
        """
        ...


class Reading(Protocol):
    """One article's transaction: what is known and what is written belong together, or nothing is written."""

    def known(self, families: Collection[tuple[str, str]]) -> Known:
        """Give the launches of these (organisation, family) pairs, and what the channels were told of their releases.

        An empty organisation in a pair, or in a stored launch, matches every organisation of that family.
        """
        ...

    def cluster(self, article: Article) -> int | None:
        """Write the article and give its cluster: what articles of one text share; None where it is too short."""
        ...

    def save(self, article: Article, verdicts: Sequence[Verdict], messages: Sequence[MessageDue]) -> None:
        """Write the article, its announcements with their verdicts, the launches, and the messages that are due.

        An article joins the cluster of those that have its text; all that it announces is written as ever.
        An alert for a channel, launch and rank of status that exists already is not written again.
        """
        ...


class EntryStore(Protocol):
    """Remembers sources, and entries until their articles are read. Each method is one transaction."""

    def source_states(self, source_ids: Iterable[str]) -> dict[str, SourceState]:
        """Give what is remembered of each source; a source never seen has a fresh state."""
        ...

    def record_check(
        self, state: SourceState, entries: Sequence[Entry], now: datetime, *, baseline: bool = False
    ) -> int:
        """Write a source's new state, validators and unseen entries together; give the number of unseen ones.

        The articles of a `baseline` raise no messages.

        An entry whose article is in the store already, through whatever source, counts as read at once.
        """
        ...

    def unread(self, source_id: str, now: datetime, limit: int) -> list[PendingEntry]:
        """Give entries whose article is to be read now, oldest first."""
        ...

    def record_unreadable(self, entry_id: int, reason: str, retry_at: datetime | None) -> None:
        """Keep an entry as unreadable, to be tried again at `retry_at` (None: not by itself)."""
        ...

    def reading(self, entry: PendingEntry, now: datetime) -> AbstractContextManager[Reading | None]:
        """Open the transaction of one article; it commits at the end and rolls back on an error.

        It gives None where the article has been read through another entry meanwhile; the entry then counts as read.
        """
        ...


class LaunchStore(Protocol):
    """Answers what is known."""

    def launches(
        self,
        *,
        since: datetime | None = None,
        organisation: str | None = None,
        status: Status | None = None,
        search: str | None = None,
        aliases: Collection[str] = (),
        limit: int | None = None,
    ) -> list[Launch]:
        """Give launches, the latest change first; of those that are searched for, those with such names first."""
        ...

    def launch(self, launch_id: int) -> Launch | None:
        """Give one launch."""
        ...

    def history(self, launch_id: int) -> list[tuple[Verdict, Article]]:
        """Give all that was announced of a launch, oldest first; an article knows whose text it copies."""
        ...


class Traces(Protocol):
    """Answers what became of what was listed. Words are looked for with case and width aside."""

    def entries_at(self, url: str) -> list[ListedEntry]:
        """Give the entries that lead to the article at an address, the first seen first."""
        ...

    def entries_titled(self, words: Collection[str], limit: int) -> list[ListedEntry]:
        """Give entries with all of these words in their title, the last seen first."""
        ...

    def sources_listing(self, host: str) -> list[str]:
        """Give the sources that ever listed an article of this host, written as canonical addresses write it."""
        ...

    def article_at(self, url: str) -> ReadArticle | None:
        """Give the article at an address, or the one that an entry with this address led to."""
        ...

    def articles_naming(self, words: Collection[str], since: datetime, limit: int) -> list[Article]:
        """Give articles since a time with all of these words in title and body, the latest first."""
        ...

    def announced_in_vain(self, words: Collection[str], limit: int) -> list[tuple[Verdict, Article]]:
        """Give announcements that made no launch, with all of these words in the model's name, the latest first."""
        ...


class Outbox(Protocol):
    """Holds messages until a provider has accepted them. Each method is one transaction."""

    def delivering(self) -> AbstractContextManager[bool]:
        """Hold the right to deliver, which one process has at a time; gives False where another has it.

        Whoever gets it frees what a process that died had claimed, so that nothing waits for a lease to end.
        """
        ...

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> list[Message]:
        """Take messages that are due, oldest first; nobody else gets them before `lease_until`."""
        ...

    def record_notice(self, channel: str, notice: Notice, now: datetime) -> None:
        """Write a message about the system itself, due at once."""
        ...

    def record_accepted(self, message_id: int, reply: str, now: datetime) -> None:
        """Write that the provider accepted a message, in its own words."""
        ...

    def record_refused(self, message_id: int, reply: str, next_at: datetime | None) -> None:
        """Write that the provider did not accept a message; `next_at` None parks it for a person."""
        ...

    def messages(self, state: MessageState | None = None, *, launch_id: int | None = None) -> list[Message]:
        """Give messages, newest first: all, those in a state, those that tell of a launch."""
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


class Store(EntryStore, LaunchStore, Traces, Outbox, Protocol):
    """The memory as a whole."""

    def close(self) -> None:
        """Let go of the database."""
        ...


class Sender(Protocol):
    """Speaks to one channel's provider."""

    async def send(self, message: Message) -> str:
        """Send a message and give the provider's own words of acceptance.

        Raises:
            DeliveryError: The provider did not accept it, or did not answer.
        """
        ...
