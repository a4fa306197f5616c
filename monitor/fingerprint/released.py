"""The knowledge base's dates of release → which launches were out before a day."""

from __future__ import annotations

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
        self._anybody: defaultdict[LaunchKey, list[LaunchKey]] = defaultdict(list)
        for key in self._days:
            self._anybody[replace(key, organisation="")].append(key)

    def known_since(self, key: LaunchKey, day: date) -> str | None:
        """Give the recorded date of a launch that is known well before a day.

        Who announces must be who is recorded, unless one of the two is not known: a name alone is anybody's.
        """
        found = self._find(key)
        released = self._days[found] if found else None
        return released if released and last_day(released) + KNOWN_BEFORE <= day else None

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
