"""What keeps the memory small over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.settings import Retention


class Upkeep(Protocol):
    """Forgets what need not be remembered for ever: nothing that was announced, and nobody who was told."""

    def pruning(self, keep: Retention, now: datetime, *, dry_run: bool = False) -> Iterator[tuple[str, int]]:
        """Forget what is old, a short transaction a step; give what kind of thing each step forgot, and how many.

        `dry_run` forgets nothing, and says how much it would be.
        """
        ...

    def shrink(self, *, alone: bool = False) -> Iterator[int]:
        """Give room that nothing needs any more back to the disk, a short transaction a step; give its bytes.

        `alone` where nobody else uses the database, so that a step may take long.
        """
        ...
