"""The memory of launches, and of what became of all that was listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from monitor.model import (
        Article,
        Launch,
        ListedEntry,
        Modality,
        Place,
        ReadArticle,
        Status,
        Verdict,
        Waiting,
        Witness,
    )


class LaunchStore(Protocol):
    """Answers what is known."""

    def launches(  # noqa: PLR0913 -- each narrows the question.
        self,
        *,
        since: datetime | None = None,
        organisation: str | None = None,
        status: Status | None = None,
        modality: Modality | None = None,
        search: str | None = None,
        aliases: Collection[str] = (),
        after: Place | None = None,
        limit: int | None = None,
        wrong: bool = False,
    ) -> list[Launch]:
        """Give launches, the latest change first; of those that are searched for, those with such names first.

        Those that a person called wrong are given only where they are asked for. `after` goes on behind a place.
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

    def witnesses(self, limit: int, after: int = 0) -> list[Witness]:
        """Give who told of the latest launches, rumours, plans and what a person called wrong left out.

        `after` leaves only launches that were told of behind the announcement of this number.
        """
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
