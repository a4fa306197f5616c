"""The memory of sources and entries, and the transaction of one article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from monitor.model import (
        Article,
        Entry,
        Known,
        MessageDue,
        Notice,
        PendingEntry,
        Recall,
        Sighting,
        SourceState,
        Verdict,
    )


class Reading(Protocol):
    """One article's transaction: what is known and what is written belong together, or nothing is written."""

    def known(self, recall: Recall) -> Known:
        """Give the launches that are to be recalled, and what the channels were told of their releases.

        An empty organisation in a pair, or in a stored launch, matches every organisation of that family. Those that
        a correction names are known, whenever they were told of.
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
        baseline: Collection[str] = (),
        notices: Sequence[tuple[str, Notice]] = (),
        away_since: datetime | None = None,
    ) -> int:
        """Write a source's new state, validators and unseen entries together; give the number of unseen ones.

        Articles of entries whose identity is in the `baseline` raise no messages. Of `notices`, each for a channel, one
        may join another of its kind that nobody tried to send yet; no channel has more than three a day of them. What
        was published `away_since` then is late.

        An entry whose article is in the store already, through whatever source, counts as read at once.
        """
        ...

    def record_unchanged(self, steps: Sequence[tuple[SourceState, SourceState]], now: datetime) -> set[str]:
        """Write states of sources that list nothing new, in one transaction; give those that have something to read.

        Of each source the state that was written before, and the one that is to be written.
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


class QuestionStore(Protocol):
    """Counts what second opinions may cost."""

    def take_question(self, day: date, budget: int) -> bool:
        """Count one more question of a day, before it is asked; False where the day's budget is used up."""
        ...
