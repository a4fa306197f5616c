"""What was due, what was received and when the daemon was killed → what was lost, told twice, or told without cause."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

News: TypeAlias = tuple[str, str]
"""A launch's key and the status at which it was told."""

STARTING = 0.2
"""Seconds within which a new process cannot have sent anything: it imports for longer. What comes in that time after a
kill was on its way before."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message as a provider got it; `code` is the id that people see."""

    channel: str
    code: str
    at: float


@dataclass(frozen=True, slots=True)
class Kill:
    """A death of the daemon, and the codes of the messages whose acceptance was not in the store then."""

    at: float
    unsettled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What came of it.

    Args:
        messages: Different messages received.
        lost: What was due to a channel and never came.
        stray: What a channel was told though it was not due.
        told_twice: What a channel was told in two different messages.
        same_id: Further copies of a message, where the kill fell between its acceptance and the record of it.
        unexplained: Further copies of a message where no kill did.
    """

    messages: int
    lost: tuple[tuple[str, News], ...]
    stray: tuple[tuple[str, News], ...]
    told_twice: tuple[tuple[str, News], ...]
    same_id: int
    unexplained: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """Give all that must not be, a line each."""
        named = (("lost", self.lost), ("not due", self.stray), ("told twice", self.told_twice))
        news = (f"{what}: {' '.join(told)} to {channel}" for what, kind in named for channel, told in kind)
        return (*news, *(f"sent again without a kill: {code}" for code in self.unexplained))


def reckon(
    due: Collection[News],
    contents: Mapping[str, Iterable[News]],
    receipts: Sequence[Receipt],
    kills: Sequence[Kill],
    channels: Iterable[str],
) -> Reckoning:
    """Hold what was received against what was due.

    Args:
        due: What every channel had to hear, once.
        contents: What each message tells, by its code.
        receipts: In the order of their coming.
        kills: In order.
        channels: Who had to hear it.
    """
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for receipt in receipts:
        times[receipt.channel, receipt.code].append(receipt.at)
    lost, stray, told_twice = [], [], []
    for channel in channels:
        told = Counter(news for name, code in times if name == channel for news in contents.get(code, ()))
        lost += [(channel, news) for news in sorted(set(due) - set(told))]
        stray += [(channel, news) for news in sorted(set(told) - set(due))]
        told_twice += [(channel, news) for news, count in told.items() if count > 1]
    copies = [(code, pair) for (_, code), all_times in times.items() for pair in pairwise(all_times)]
    unexplained = tuple(code for code, pair in copies if not any(_explains(kill, code, *pair) for kill in kills))
    return Reckoning(
        len(times), tuple(lost), tuple(stray), tuple(told_twice), len(copies) - len(unexplained), unexplained
    )


def _explains(kill: Kill, code: str, first: float, second: float) -> bool:
    return code in kill.unsettled and first <= kill.at + STARTING < second
