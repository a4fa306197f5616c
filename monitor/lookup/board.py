"""A question → a page of the timeline: launches with what proves them, and the place where the list goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from monitor.model import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import Launch, Proof
    from monitor.ports import Store


@dataclass(frozen=True, slots=True)
class Board:
    """Launches, the latest change first.

    Args:
        proofs: By the launch's number.
        goes_on: Behind which place further ones stand; None at the end.
    """

    launches: tuple[Launch, ...]
    proofs: Mapping[int, Proof]
    goes_on: Place | None

    @classmethod
    def of(cls, store: Store, limit: int, narrowed: Mapping[str, Any]) -> Self:
        """Read one page; `narrowed` is what `LaunchStore.launches` is asked with."""
        found = store.launches(**narrowed, limit=limit + 1)
        shown = found[:limit]
        goes_on = Place(shown[-1].status_at, shown[-1].id) if len(found) > limit else None
        return cls(tuple(shown), store.proofs([launch.id for launch in shown]), goes_on)
