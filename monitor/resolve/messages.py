"""Verdicts of one article → the messages that are due to each channel, and when. The rules are the contract's §5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import MessageDue, Status, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Launch, Telling, Verdict
    from monitor.settings import MessageTimes


NEWS = frozenset({VerdictKind.NEW, VerdictKind.ADVANCED})


def messages_due(
    verdicts: Sequence[Verdict],
    tellings: Sequence[Telling],
    channels: Sequence[str],
    times: MessageTimes,
    now: datetime,
) -> tuple[MessageDue, ...]:
    """Say what each channel is to hear: all news of one article together, or nothing.

    News that is only rumour or development waits for the digest; beside other news it goes along.

    Args:
        verdicts: Of one article, in reading order.
        tellings: What the channels were told of the same releases, or are about to be.
        channels: Names of the channels that hear of this.
        times: The waiting times of the settings.
        now: When the article was read.
    """
    news = tuple(verdict for verdict in verdicts if verdict.kind in NEWS)
    if not any(is_prompt(verdict) for verdict in news):
        return ()
    return tuple(_message(news, _heard(channel, tellings, news), channel, times, now) for channel in channels)


def left_for_digest(verdicts: Sequence[Verdict], messages: Sequence[MessageDue]) -> tuple[Launch, ...]:
    """Give the launches with news that no message tells: they wait for the digest."""
    told = {verdict for message in messages for verdict in message.verdicts}
    return tuple(
        verdict.launch for verdict in verdicts if verdict.kind in NEWS and verdict.launch and verdict not in told
    )


def is_prompt(verdict: Verdict) -> bool:
    """Tell news that goes out by itself from what waits for the digest when it is alone."""
    return not verdict.announcement.rumour and verdict.announcement.status is not Status.IN_DEVELOPMENT


def _heard(channel: str, tellings: Sequence[Telling], news: tuple[Verdict, ...]) -> list[Telling]:
    releases = {verdict.launch.release for verdict in news if verdict.launch}
    return [telling for telling in tellings if telling.channel == channel and telling.release in releases]


def _message(
    news: tuple[Verdict, ...], heard: list[Telling], channel: str, times: MessageTimes, now: datetime
) -> MessageDue:
    joins = next((telling.message_id for telling in heard if telling.joinable), None)
    soon = now + times.wait
    told = {telling.release: telling.accepted_at for telling in heard if telling.accepted_at}
    only_more = all(
        verdict.kind is VerdictKind.NEW and verdict.launch and verdict.launch.release in told for verdict in news
    )
    due_at = max(soon, max(told.values()) + times.more_after) if only_more else soon
    return MessageDue(channel, news, due_at, joins)
