"""Who is asked over a network: for documents, for a second opinion, for the acceptance of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from monitor.model import Announcement, Article, Document, Message, Validators
    from monitor.settings import Source

    MayAsk = Callable[[date, int], Awaitable[bool]]


class Fetcher(Protocol):
    """Brings documents."""

    async def fetch(self, url: str, source: Source, validators: Validators | None = None) -> Document | None:
        """Bring the document at `url` the way `source` wants it; None where it has not changed since `validators`.

        Raises:
            FetchError: It could not be had.
        """
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
