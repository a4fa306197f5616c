"""Labelled items → the launches that they tell of, and whether and when a replay knew them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.fingerprint import launch_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from types import ModuleType

    from monitor.knowledge import Knowledge

    from .past import Past, Record

Label = dict[str, Any]
ITSELF = frozenset({"upcoming", "preview", "released", "upgraded", "open_sourced"})


@dataclass(slots=True)
class Expected:
    """A launch that labels tell of: its key, its firm records, and the items that hold them, oldest first."""

    key: str
    records: list[Record] = field(default_factory=list)
    items: list[str] = field(default_factory=list)

    @property
    def is_prompt(self) -> bool:
        """Tell whether it must be told by a message, and not by the digest (the contract, §5)."""
        return any(not one.get("rumour") and one["status"] in ITSELF for one in self.records)


@dataclass(frozen=True, slots=True)
class Fate:
    """What a replay made of an expected launch; `since` is the item that it was known from."""

    expected: Expected
    launches: tuple[str, ...]
    since: datetime | None
    by_message: bool
    from_first: bool


class Gold:
    """Answers what labels say of items and of launches.

    Args:
        labels: Of items, by address.
        times: When each item was published, by address.
        knowledge: For launch keys.
        scoring: The shared scorer: when two records speak of one model.
    """

    def __init__(
        self, labels: dict[str, Label], times: dict[str, datetime], knowledge: Knowledge, scoring: ModuleType
    ) -> None:
        self.labels = labels
        self.times = times
        self._knowledge = knowledge
        self._scoring = scoring

    def expected(self) -> list[Expected]:
        """Give the launches of all firm records, by key; descriptions without a name by key as well."""
        found: dict[str, Expected] = {}
        for url in sorted(self.labels, key=lambda url: self.times[url]):
            for record in self.labels[url]["announcements"]:
                if record.get("optional") or record.get("background"):
                    continue
                key = self.key_of(record)
                one = found.setdefault(key, Expected(key))
                one.records.append(record)
                one.items.append(url)
        return list(found.values())

    def key_of(self, record: Record) -> str:
        """Give the launch key of a labelled record."""
        return str(launch_key(record["model"], record["version"], record["organisations"], self._knowledge))

    def is_same(self, record: Record, launch: Record) -> bool:
        """Tell whether a labelled record speaks of a launch: by name, by family, or by key."""
        told = {
            "model": launch["model"],
            "version": launch["version"],
            "organisations": launch["organisations"],
            "named": record.get("named", True),
        }
        return self.key_of(record) == launch["launch"] or bool(self._scoring.same(record, told))

    def fate(self, expected: Expected, past: Past) -> Fate:
        """Say what a replay made of an expected launch."""
        launches = [
            launch
            for launch in past.launches.values()
            if not set(expected.items).isdisjoint(launch["items"]) or launch["launch"] == expected.key
            if any(self.is_same(record, launch) for record in expected.records)
        ]
        keys = tuple(launch["launch"] for launch in launches)
        since = min((self.times[url] for launch in launches for url in launch["items"]), default=None)
        first = self.times[expected.items[0]]
        by_message = any(past.messages_of(key) for key in keys)
        return Fate(expected, keys, since, by_message, since is not None and since <= first)

    def faults(self, item: str, launches: Iterable[Record]) -> Iterator[str]:
        """Say what an item's labels have against a message of its news about some launches; nothing if it has none."""
        label = self.labels.get(item)
        if label is None:
            return
        for launch in launches:
            meant = [record for record in label["announcements"] if self.is_same(record, launch)]
            if not label["announcements"]:
                yield "nothing is announced"
            elif not meant:
                yield "wrong name"
            elif all(record.get("background") for record in meant):
                yield "recalled"
