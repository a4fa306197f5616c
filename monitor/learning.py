"""What the store has confirmed → the knowledge that articles are read with; asked again after each launch that is news.

It stands between the store, which remembers who told of what, and `knowledge.learned`, which decides what that teaches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.knowledge.learned import taught

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.knowledge import Knowledge
    from monitor.model import Verdict
    from monitor.ports import LaunchStore

_REMEMBERED = 2_000  # Launches; some four years of them. More would teach what nobody speaks of any more.


class Learner:
    """Keeps what is learned as new as the store; its methods run where the store's do.

    Args:
        knowledge: What was known before any article was read.
        store: Remembers who told of which launch.
    """

    def __init__(self, knowledge: Knowledge, store: LaunchStore) -> None:
        self._given, self._store = knowledge, store
        self._knowledge: Knowledge | None = None

    def knowledge(self) -> Knowledge:
        """Give what is known now."""
        if self._knowledge is None:
            self._knowledge = taught(self._given, self._store.witnesses(_REMEMBERED))
        return self._knowledge

    def heard(self, verdicts: Iterable[Verdict]) -> None:
        """Take note of what an article told: of a family that nobody knew, there may be more to learn."""
        if any(one.launch and not self._given.families(one.announcement.model) for one in verdicts):
            self._knowledge = None
