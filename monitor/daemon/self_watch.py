"""The watch over the watch, decided purely: what people must hear of it, and whether its heart may beat."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import Backlog, Notice, NoticeKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from monitor.model import SourceState, Undelivered

FAILING_AFTER = timedelta(minutes=15)
"""A provider that is away for less is nobody's concern; its messages wait."""

WAITING_AFTER = timedelta(hours=1)
"""For a channel that the settings do not name any more."""

UNTRIED_AFTER = timedelta(hours=24)
"""Longer than any quiet hours: a message that is due, and that nobody tried to send."""

REMEMBERED = timedelta(days=30)
"""What was said so long ago is said again."""

OVERDUE_AFTER = timedelta(minutes=15)
"""A source that should have been looked at so long ago is one that nobody looks at."""

_OF_CHANNELS = (NoticeKind.CHANNEL_FAILING, NoticeKind.CHANNEL_RECOVERED, NoticeKind.MESSAGES_WAITING)


def is_failing(stuck: Undelivered, now: datetime) -> bool:
    """Tell whether a channel's provider refuses messages for good, or has taken none of those that wait for long."""
    return stuck.parked > 0 or (stuck.tried and stuck.since is not None and now - stuck.since >= FAILING_AFTER)


def notices_due(
    undelivered: Sequence[Undelivered], channels: Collection[str], told: Iterable[Notice], now: datetime
) -> Iterator[Notice]:
    """Give what is to be said of channels: each trouble once, and once that it is over.

    Args:
        undelivered: What providers did not take so far.
        channels: Those that the settings name.
        told: The notices of the last days, the oldest first.
        now: The time.
    """
    last = {notice.about: notice.kind for notice in told if notice.kind in _OF_CHANNELS}
    for stuck in undelivered:
        kind = _trouble(stuck, channels, now)
        if kind and last.get(stuck.channel) is not kind:
            yield _notice(kind, stuck)
    for channel, kind in last.items():
        stuck_now = next((stuck for stuck in undelivered if stuck.channel == channel), None)
        over = stuck_now is None or _trouble(stuck_now, channels, now) is None
        if over and channel in channels and kind is not NoticeKind.CHANNEL_RECOVERED:
            yield Notice(NoticeKind.CHANNEL_RECOVERED, channel)


def channel_for(notice: Notice, preferred: str, failing: Collection[str], channels: Sequence[str]) -> str:
    """Choose who hears of a notice: whom the settings name, or another where that very channel fails."""
    if preferred not in failing and preferred != notice.about:
        return preferred
    return next((name for name in channels if name not in failing and name != notice.about), preferred)


def unsound(
    undelivered: Iterable[Undelivered], states: Collection[SourceState], broke_off: Collection[str], now: datetime
) -> str:
    """Say why a cycle did not go well, so that no heartbeat is sent; nothing where it did.

    One broken source among many is the page's and the digest's matter; a watch that reads nothing, tells nobody or
    stumbles over itself is what a heartbeat is for.
    """
    failing = next((stuck.channel for stuck in undelivered if is_failing(stuck, now)), None)
    if failing is not None:
        return f"channel {failing} fails"
    if broke_off:
        return f"the check of {next(iter(broke_off))} broke off"
    if states and all(state.failures for state in states):
        return "no source can be read"
    late = next((state for state in states if state.next_at and now - state.next_at >= OVERDUE_AFTER), None)
    if late:
        return f"source {late.source_id} is overdue"
    return ""


def _trouble(stuck: Undelivered, channels: Collection[str], now: datetime) -> NoticeKind | None:
    waits = now - stuck.since if stuck.since else timedelta(0)
    if stuck.channel not in channels:
        return NoticeKind.MESSAGES_WAITING if waits >= WAITING_AFTER else None
    if is_failing(stuck, now):
        return NoticeKind.CHANNEL_FAILING
    return NoticeKind.MESSAGES_WAITING if waits >= UNTRIED_AFTER else None


def _notice(kind: NoticeKind, stuck: Undelivered) -> Notice:
    backlog = Backlog(stuck.waiting, stuck.parked, stuck.since)
    return Notice(kind, stuck.channel, (stuck.reply,) if stuck.reply else (), backlog=backlog)
