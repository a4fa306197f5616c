"""What the stages ask of the world, in the domain's words: `store`, `fetch` and `notify` answer, tests with fakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from monitor.model import (
        Announcement,
        Article,
        ArticleReference,
        Correction,
        CorrectionKind,
        Digest,
        DigestDue,
        DigestKnown,
        Document,
        Entry,
        Kept,
        Known,
        Launch,
        LaunchKey,
        ListedEntry,
        Message,
        MessageDue,
        MessageState,
        Notice,
        PendingEntry,
        ReadArticle,
        Sighting,
        SourceState,
        Status,
        Undelivered,
        Validators,
        Verdict,
        Waiting,
        Witness,
    )
    from monitor.settings import Source, Storm

    MayAsk = Callable[[date, int], Awaitable[bool]]

Result = TypeVar("Result")


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


class Guard(Protocol):
    """Runs what may exhaust a process where that does no harm."""

    async def __call__(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Run a function of a module, with arguments that can be pickled, and give its result or raise its error.

        Raises:
            GuardError: It took too much memory or time, or it crashed.
        """
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

    def sightings(self, source_id: str, entries: Sequence[Entry]) -> list[Sighting]:
        """Hold a listing against all that its source listed before; entries of one identity are one."""
        ...

    def record_check(
        self,
        state: SourceState,
        entries: Sequence[Entry],
        now: datetime,
        *,
        baseline: bool = False,
        notices: Sequence[tuple[str, Notice]] = (),
        away_since: datetime | None = None,
    ) -> int:
        """Write a source's new state, validators and unseen entries together; give the number of unseen ones.

        The articles of a `baseline` raise no messages. Of `notices`, each for a channel, one may join another of its
        kind that nobody tried to send yet; no channel has more than three a day of them. What was published
        `away_since` then is late.

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
        wrong: bool = False,
    ) -> list[Launch]:
        """Give launches, the latest change first; of those that are searched for, those with such names first.

        Those that a person called wrong are given only where they are asked for.
        """
        ...

    def launch(self, launch_id: int) -> Launch | None:
        """Give one launch; of one that was merged, the one that it is now."""
        ...

    def waiting(self, launch_id: int) -> list[Waiting]:
        """Give the channels that were not told of a launch at once, and why."""
        ...

    def history(self, launch_id: int) -> list[tuple[Verdict, Article]]:
        """Give all that was announced of a launch, oldest first; an article knows whose text it copies."""
        ...

    def witnesses(self, limit: int) -> list[Witness]:
        """Give who told of the latest launches, rumours, plans and what a person called wrong left out."""
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

    def watching(self) -> AbstractContextManager[bool]:
        """Hold the right to keep watch, which one process has at a time; gives False where another has it."""
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


class Rereading(Reading, Protocol):
    """A read article's transaction, begun again since a person knows better than the detector.

    What it saves is what a person's word changed: a doubt that was lifted, or is one again.
    """

    article: Article
    announcements: tuple[Announcement, ...]


class Desk(Protocol):
    """One transaction of what a person says; alerts leave the messages that wait, or come back, when it ends."""

    def holding(self) -> list[Correction]:
        """Give the corrections that hold, the oldest first."""
        ...

    def key_of(self, which: str) -> LaunchKey | None:
        """Give the key of the launch of this number, or written so; None where there is none."""
        ...

    def add(self, kind: CorrectionKind, keys: Sequence[LaunchKey], url: str = "") -> bool:
        """Write a correction; False where it holds already."""
        ...

    def split(self, key: LaunchKey, key_of: Callable[[Announcement], LaunchKey]) -> list[LaunchKey]:
        """Give each key that a launch holds announcements of a launch of its own; give the keys that came off it."""
        ...

    def undo(self, correction: Correction, key_of: Callable[[Announcement], LaunchKey]) -> None:
        """Take a correction back; what was told meanwhile goes where it would have gone."""
        ...

    def rereading(self, url: str) -> Rereading | None:
        """Begin a read article again; None where there is none at this address."""
        ...


class Corrections(Protocol):
    """Remembers what people said of what was told."""

    def corrections(self) -> list[Correction]:
        """Give all corrections, those that were undone, too; the oldest first."""
        ...

    def correcting(self, now: datetime) -> AbstractContextManager[Desk]:
        """Open the transaction of a correction; it commits at the end and rolls back on an error."""
        ...


class QuestionStore(Protocol):
    """Counts what second opinions may cost."""

    def take_question(self, day: date, budget: int) -> bool:
        """Count one more question of a day, before it is asked; False where the day's budget is used up."""
        ...


class Store(EntryStore, LaunchStore, Traces, Outbox, Digests, Corrections, QuestionStore, Protocol):
    """The memory as a whole."""

    def close(self) -> None:
        """Let go of the database."""
        ...


class Adviser(Protocol):
    """Gives a second opinion on what the detector doubts."""

    async def advise(
        self,
        article: Article,
        announcements: tuple[Announcement, ...],
        may_ask: MayAsk,
    ) -> tuple[Announcement, ...]:
        """Give an article's announcements, those in doubt as a second opinion sees them; never fail.

        Args:
            article: What was read.
            announcements: What was detected in it, in reading order.
            may_ask: `QuestionStore.take_question`.
        """
        ...


class Sender(Protocol):
    """Speaks to one channel's provider."""

    async def send(self, message: Message) -> str:
        """Send a message and give the provider's own words of acceptance.

        Raises:
            DeliveryError: The provider did not accept it, or did not answer.
        """
        ...
