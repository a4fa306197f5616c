"""The memory of what people said of what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from monitor.ports.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from monitor.model import Announcement, Article, Correction, CorrectionKind, LaunchKey


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
