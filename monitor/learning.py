"""What the store has confirmed → the knowledge that articles are read with; asked again after each launch that is news.

It stands between the store, which remembers who told of what, and `knowledge.learned`, which decides what that teaches.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from monitor.knowledge.learned import lesson_of, taught

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.knowledge import Knowledge
    from monitor.knowledge.learned import Lesson
    from monitor.model import Correction, Verdict
    from monitor.ports import Store

_REMEMBERED = 2_000  # Launches; some four years of them. More would teach what nobody speaks of any more.

_SPARE = 200
"""Launches beyond that which are forgotten together: to forget one may teach anew what all others teach."""

_of_launch = attrgetter("launch_id")


class Learner:
    """Keeps what is learned as new as the store; its methods run where the store's do.

    All launches are asked for once, and anew where a person corrected one; afterwards those alone that were told of
    meanwhile, by whatever process: to ask for all again cost an article with a new family 0.3 s in a store of 10,000.

    Args:
        knowledge: What was known before any article was read.
        store: Remembers who told of which launch.
    """

    def __init__(self, knowledge: Knowledge, store: Store) -> None:
        self._given, self._store = knowledge, store
        self._knowledge = knowledge
        self._is_current = False
        self._lessons: dict[int, Lesson] = {}
        self._heard_of = 0
        self._corrections: list[Correction] | None = None

    @property
    def current(self) -> Knowledge | None:
        """Give what is known now, in whatever thread; None where the store has to be asked."""
        return self._knowledge if self._is_current else None

    def knowledge(self) -> Knowledge:
        """Give what is known now."""
        if not self._is_current:
            before = set(filter(None, self._lessons.values()))
            self._learn()
            after = dict.fromkeys(filter(None, self._lessons.values()))
            if before != after.keys():
                self._knowledge = taught(self._given, after)
            self._is_current = True
        return self._knowledge

    def heard(self, verdicts: Iterable[Verdict]) -> None:
        """Take note of what an article told: of a family that nobody knew, there may be more to learn."""
        if any(one.launch and not self._given.families(one.announcement.model) for one in verdicts):
            self._is_current = False

    def _learn(self) -> None:
        corrections = self._store.corrections()
        if corrections != self._corrections:
            self._lessons, self._heard_of, self._corrections = {}, 0, corrections
        told = self._store.witnesses(_REMEMBERED, self._heard_of)
        self._heard_of = max((one.number for one in told), default=self._heard_of)
        for launch_id, group in groupby(sorted(told, key=_of_launch), _of_launch):
            self._lessons.pop(launch_id, None)  # So that those told of last are the last to be forgotten.
            self._lessons[launch_id] = lesson_of(list(group), self._given)
        if len(self._lessons) > _REMEMBERED + _SPARE:
            for launch_id in list(self._lessons)[:-_REMEMBERED]:
                del self._lessons[launch_id]
