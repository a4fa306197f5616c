"""When each source is due next → which are due now, without a look at all the others.

A look at 100,000 sources takes 30 ms of each second, and grows with their number. Here a tick costs what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.model import SourceState

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Timetable:
    """The times at which sources are due.

    Args:
        names: Of the sources, in the order in which those that are due are given.
        states: What is remembered of each; whoever changes it says so by `note`.
    """

    def __init__(self, names: Iterable[str], states: Mapping[str, SourceState]) -> None:
        self._names = list(names)
        self._places = {name: place for place, name in enumerate(self._names)}
        self._states = states
        self._queue: list[tuple[datetime, int]] = []
        self._looked_at = set[int]()
        self._now = LONG_AGO

    def note(self, names: Iterable[str]) -> None:
        """Take up when sources are due by what is remembered of them now."""
        for name in names:
            place, state = self._places[name], self._states[name]
            heappush(self._queue, (state.next_at or LONG_AGO, place))
            if state.checked_at is not None and state.checked_at > self._now:  # Maybe by a clock that runs ahead.
                self._looked_at.add(place)

    def due(self, now: datetime) -> list[str]:
        """Give the sources that are due, each until its state says otherwise."""
        if now < self._now:
            self._begin_anew()
        self._now = now
        while self._queue and self._queue[0][0] <= now:
            self._looked_at.add(heappop(self._queue)[1])
        self._looked_at = {place for place in self._looked_at if is_due(self._states[self._names[place]], now)}
        return [self._names[place] for place in sorted(self._looked_at)]

    def _begin_anew(self) -> None:
        """Look at all: the clock was set back, and whoever was checked by the time before is due at once."""
        known = [place for place, name in enumerate(self._names) if name in self._states]
        self._queue = [(self._states[self._names[place]].next_at or LONG_AGO, place) for place in known]
        heapify(self._queue)
        self._looked_at = set(known)


def is_due(state: SourceState, now: datetime) -> bool:
    """Tell whether a source is to be asked; one that was, by a clock that was set back since, at once."""
    return state.next_at is None or state.next_at <= now or (state.checked_at is not None and state.checked_at > now)
