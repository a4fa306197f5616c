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
    from datetime import datetime, timedelta

    from monitor.model import Launch, Telling, Verdict

_DAY = len("2030-07-09")
_PLANNED = frozenset({Status.UPCOMING, Status.IN_DEVELOPMENT})
_OUT = frozenset({Status.RELEASED, Status.UPGRADED})


def is_prompt(verdict: Verdict) -> bool:
    """Tell news that goes out by itself from what waits for the digest when it is alone.

    A plan that a rumour told before is the digest's, as the rumour was; its release is the news.
    """
    if verdict.announcement.rumour or verdict.announcement.status is Status.IN_DEVELOPMENT:
        return False
    was_rumour = verdict.kind is VerdictKind.ADVANCED and verdict.previous is None
    return not (was_rumour and verdict.announcement.status in _PLANNED)


def goes_along(verdict: Verdict, told: Iterable[Verdict]) -> bool:
    """Tell whether what would wait goes out beside news of its article: a rumour only with news of the same maker."""
    news = [one.launch.key.organisation for one in told if one.launch and is_prompt(one)]
    organisation = verdict.launch.key.organisation if verdict.launch else ""
    return bool(news) and (not verdict.announcement.rumour or organisation in news)


def is_part_of_told(
    verdict: Verdict, before: Iterable[Launch], heard: Iterable[Telling], more_after: timedelta, now: datetime
) -> bool:
    """Tell whether a channel heard of this as part of what it was told of the same release.

    - Weights that were opened on the day of the release, as it turns out after that was told.
    - A member that comes up after the others went out, where the release was told as a whole: V4, days later V4 Pro.

    Args:
        verdict: New or advanced.
        before: The launches of the family as they were known.
        heard: What the channel was told of the same release.
        more_after: So long are the members of a told release gathered.
        now: When the article was read.
    """
    launch, sent = verdict.launch, [telling.accepted_at for telling in heard if telling.accepted_at]
    if launch is None or not sent:
        return False
    if verdict.kind is VerdictKind.ADVANCED:
        known = next((one for one in before if one.id == launch.id), None)
        return known is not None and _is_same_event(verdict, known)
    late = now >= max(sent) + more_after
    return late and any(
        one.release == launch.release and one.status.rank >= launch.status.rank and _is_whole(one) for one in before
    )


def _is_same_event(verdict: Verdict, known: Launch) -> bool:
    stated = verdict.announcement.date or ""
    opened = verdict.announcement.status is Status.OPEN_SOURCED and known.status in _OUT and not known.rumour
    return opened and len(stated) == _DAY and last_day(stated) <= known.status_at.date()


def _is_whole(launch: Launch) -> bool:
    return bool(launch.key.version) and not (launch.key.variant or launch.key.size or launch.rumour)
