"""What people said → how launches stand: which are none, which are one, which stay apart, which doubts are lifted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.model import CorrectionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.model import Correction, LaunchKey


@dataclass(frozen=True, slots=True)
class Standing:
    """The corrections that hold, the oldest first; those with an address are of the article in question."""

    corrections: tuple[Correction, ...] = ()

    def head_of(self, key: LaunchKey) -> LaunchKey:
        """Give the key under which a launch is held since it was merged; its own where it was not.

        Only launches that stand for themselves are merged, so that no way leads in a circle.
        """
        heads = {one.keys[0]: one.keys[1] for one in self._of(CorrectionKind.MERGE)}
        while key in heads:
            key = heads.pop(key)
        return key

    def wrong(self, key: LaunchKey) -> Correction | None:
        """Give the correction that says that a key is no launch."""
        head = self.head_of(key)
        return next((one for one in self._of(CorrectionKind.WRONG) if head in one.keys), None)

    def right(self, key: LaunchKey) -> Correction | None:
        """Give the correction that says that a launch is sure."""
        head = self.head_of(key)
        return next((one for one in self._of(CorrectionKind.RIGHT) if head in one.keys), None)

    def vouching(self, key: LaunchKey) -> Correction | None:
        """Give the correction that lifts the detector's doubt of a key in the article in question."""
        of_article = (one for one in self.corrections if one.url)
        return next((one for one in of_article if one.kind is CorrectionKind.MISSED or key in one.keys), None)

    def is_apart(self, key: LaunchKey) -> bool:
        """Tell whether only its own key leads to a launch, since it was split from another."""
        return any(key in one.keys for one in self._of(CorrectionKind.SPLIT))

    def is_fixed(self, key: LaunchKey) -> bool:
        """Tell whether a launch keeps its key, since a person named it by that."""
        return any(key in one.keys for one in self.corrections)

    def is_retold(self, key: LaunchKey) -> bool:
        """Tell whether a launch holds other announcements than those that made it what it is in the store."""
        kinds = {CorrectionKind.MERGE, CorrectionKind.SPLIT}
        return any(key in one.keys for one in self.corrections if one.kind in kinds)

    def concerning(self, families: Iterable[str]) -> tuple[Correction, ...]:
        """Give the corrections of launches of these families, and of those that these are one with."""
        concerned, known = set[str](), set(families)
        while known != concerned:
            concerned = known
            touching = (one for one in self.corrections if any(key.family in concerned for key in one.keys))
            known = concerned | {key.family for one in touching for key in one.keys}
        return tuple(one for one in self.corrections if any(key.family in concerned for key in one.keys))

    def _of(self, kind: CorrectionKind) -> Iterator[Correction]:
        return (one for one in self.corrections if one.kind is kind)
