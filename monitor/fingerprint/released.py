"""The knowledge base's dates of release → what was out before a day: a launch itself, or a higher version of it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.dates import last_day
from monitor.fingerprint.launch import launch_key

if TYPE_CHECKING:
    from datetime import date

    from monitor.knowledge import Knowledge
    from monitor.model import LaunchKey

KNOWN_BEFORE = timedelta(days=7)
"""What is dated this much before an article was known before it (the contract, §4)."""

_NUMBER = re.compile(r"([a-z]?)(\d{1,3}(?:\.\d{1,3})*)[a-z]?")  # Four digits are a day: 0324, 2603.


class Releases:
    """Answers what was released when, by launch key.

    Args:
        knowledge: Its dated entries count, the earliest of those that share a key.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._days: dict[LaunchKey, str] = {}
        for model in knowledge.models:
            if model.released:
                owners = [model.organisation] if model.organisation else []
                key = launch_key(model.name, None, owners, knowledge)
                self._days[key] = min(model.released, self._days.get(key, model.released), key=last_day)
        self._lines: defaultdict[LaunchKey, list[LaunchKey]] = defaultdict(list)
        self._anybody: defaultdict[LaunchKey, list[LaunchKey]] = defaultdict(list)
        for key in self._days:
            self._lines[_line(key)].append(key)
            self._anybody[replace(key, organisation="")].append(key)

    def known_since(self, key: LaunchKey, day: date) -> str | None:
        """Give the recorded date of a launch that is known well before a day.

        Who announces must be who is recorded, unless one of the two is not known: a name alone is anybody's.
        """
        found = self._find(key)
        released = self._days[found] if found else None
        return released if released and last_day(released) + KNOWN_BEFORE <= day else None

    def higher(self, key: LaunchKey, day: date) -> LaunchKey | None:
        """Give the highest version of the same line (variant) that is known well before a day, if it is above this."""
        mine = _rank(key.version)
        above = [
            (rank, other)
            for other in self._lines.get(_line(key), ())
            if (rank := _rank(other.version)) and mine and rank[0] == mine[0] and rank > mine
            if self.known_since(other, day)
        ]
        return max(above, key=lambda pair: pair[0])[1] if above else None

    def _find(self, key: LaunchKey) -> LaunchKey | None:
        if key in self._days:
            return key
        nameless = replace(key, organisation="")
        if key.organisation:
            return nameless if nameless in self._days else None
        alike = self._anybody.get(nameless, ())
        return alike[0] if len(alike) == 1 else None


@lru_cache(maxsize=4)
def releases_of(knowledge: Knowledge) -> Releases:
    """Give the dates of a knowledge base by key; it is never changed, so they are kept."""
    return Releases(knowledge)


def _line(key: LaunchKey) -> LaunchKey:
    return replace(key, version="", size="")


def _rank(version: str) -> tuple[str, tuple[int, ...]] | None:
    """Give what orders versions of one series: its letter (k2, m2.7), then its numbers; None where it is no number."""
    found = _NUMBER.fullmatch(version)
    return (found[1], tuple(map(int, found[2].split(".")))) if found else None
