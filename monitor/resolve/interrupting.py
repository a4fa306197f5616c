"""News → whether it is worth an interruption, or waits for the digest. The rules are the contract's §5.

What goes beyond them was learned by reading all that 79 days of two outlets would have sent (`bench/interruptions`):
the same event told more fully, half an hour later, is no second piece of news to the one who heard of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dates import last_day
from monitor.model import Status, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Launch, Telling, Verdict

_DAY = len("2030-07-09")
_OUT = frozenset({Status.RELEASED, Status.UPGRADED})


def is_prompt(verdict: Verdict) -> bool:
    """Tell news that goes out by itself from what waits for the digest when it is alone."""
    return not verdict.announcement.rumour and verdict.announcement.status is not Status.IN_DEVELOPMENT


def is_part_of_told(verdict: Verdict, before: Iterable[Launch], heard: Iterable[Telling]) -> bool:
    """Tell whether a channel heard of this as part of what it was told: weights opened on the day of the release.

    An article that leaves the weights out, and one that names them, tell of one event; nothing has risen since.

    Args:
        verdict: New or advanced.
        before: The launches of the family as they were known.
        heard: What the channel was told of the same release.
    """
    launch = verdict.launch
    if launch is None or verdict.kind is not VerdictKind.ADVANCED or not any(one.accepted_at for one in heard):
        return False
    known = next((one for one in before if one.id == launch.id), None)
    return known is not None and _is_same_event(verdict, known)


def _is_same_event(verdict: Verdict, known: Launch) -> bool:
    stated = verdict.announcement.date or ""
    opened = verdict.announcement.status is Status.OPEN_SOURCED and known.status in _OUT and not known.rumour
    return opened and len(stated) == _DAY and last_day(stated) <= known.status_at.date()
