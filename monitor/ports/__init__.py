"""What the stages ask of the world, in the domain's words: `store`, `fetch` and `notify` answer, tests with fakes.

A room a file: what a run is given, who is asked, and what the memory answers to readers, tellers and people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from monitor.ports.asking import Adviser, Fetcher, Sender
from monitor.ports.correcting import Corrections, Desk, Rereading
from monitor.ports.knowing import LaunchStore, Traces
from monitor.ports.overviews import Overviews
from monitor.ports.reading import EntryStore, QuestionStore, Reading
from monitor.ports.running import Checkpoint, Clock, Guard, Observer, Right
from monitor.ports.telling import Digesting, Digests, Outbox
from monitor.ports.upkeep import Upkeep

if TYPE_CHECKING:
    from monitor.model import DiskSpace
    from monitor.ports.asking import MayAsk as MayAsk

__all__ = [
    "Adviser",
    "Checkpoint",
    "Clock",
    "Corrections",
    "Desk",
    "Digesting",
    "Digests",
    "EntryStore",
    "Fetcher",
    "Guard",
    "LaunchStore",
    "Observer",
    "Outbox",
    "Overviews",
    "QuestionStore",
    "Reading",
    "Rereading",
    "Right",
    "Sender",
    "Store",
    "Traces",
    "Upkeep",
]


class Store(EntryStore, LaunchStore, Overviews, Traces, Outbox, Digests, Corrections, QuestionStore, Upkeep, Protocol):
    """The memory as a whole."""

    def schema(self) -> tuple[str, str]:
        """Give the step that the database is at, and the one that this program works with.

        Raises:
            StoreError: It does not answer.
        """
        ...

    def space(self) -> DiskSpace | None:
        """Give what is left on the disk that holds it; None where that is not this machine's, or cannot be told."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
