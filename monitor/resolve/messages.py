"""Verdicts of one article → the messages that are due to each channel, and when. The rules are the contract's §5."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.model import MessageDue, VerdictKind, Wait
from monitor.resolve.interrupting import is_part_of_told, is_prompt
from monitor.resolve.routes import hearing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.knowledge import Knowledge
    from monitor.model import Known, Launch, Telling, Verdict, Waiting
    from monitor.resolve.routes import Hearing
    from monitor.settings import Audience, MessageTimes


NEWS = frozenset({VerdictKind.NEW, VerdictKind.ADVANCED})


def messages_due(
    verdicts: Sequence[Verdict],
    known: Known,
    audience: Audience,
    knowledge: Knowledge,
    times: MessageTimes,
    now: datetime,
) -> tuple[MessageDue, ...]:
    """Say what each channel is to hear: all news of one article together; and what it is not told at once, and why.

    News that is only rumour or development waits for the digest, and so does what is part of something told; beside
    other news it goes along. A launch of which a route is not sure enough waits for a second voice, and is told if that
    comes in time. A date that moved is the digest's.

    Args:
        verdicts: Of one article, in reading order.
        known: What was known before: tellings of the same releases, and what waits.
        audience: Who hears of what.
        knowledge: Names of organisations.
        times: The waiting times of the settings.
        now: When the article was read.
    """
    dues = (_due(channel, verdicts, known, audience, knowledge, times, now) for channel in audience.channels)
    return tuple(due for due in dues if due.verdicts or due.kept)


def _due(
    channel: str,
    verdicts: Sequence[Verdict],
    known: Known,
    audience: Audience,
    knowledge: Knowledge,
    times: MessageTimes,
    now: datetime,
) -> MessageDue:
    told: list[Verdict] = []
    kept: list[tuple[Verdict, Wait]] = []
    urgent = False
    for verdict in verdicts:
        if verdict.launch is None:
            continue
        hears = hearing(channel, verdict.launch, audience, knowledge)
        waiting = [one for one in known.waiting if one.channel == channel and one.launch_id == verdict.launch.id]
        if verdict.kind not in NEWS and not _is_sure_in_time(verdict, hears, waiting, times, now):
            if verdict.moved_from and hears.routed:
                kept.append((verdict, Wait.MOVED))
            continue
        heard = _heard(channel, known.tellings, [verdict])
        is_told = is_part_of_told(verdict, known.launches, heard)
        if wait := _why_not_now(verdict, verdict.launch, hears) or (Wait.UNPROMPT if is_told else None):
            kept.append((verdict, wait))
        else:
            told.append(verdict)
            urgent |= hears.urgent
    if any(is_prompt(verdict) for verdict in told):
        along = [verdict for verdict, wait in kept if wait is Wait.UNPROMPT]
        told = [verdict for verdict in verdicts if verdict in told or verdict in along]
        kept = [(verdict, wait) for verdict, wait in kept if wait is not Wait.UNPROMPT]
    due = _message(tuple(told), tuple(kept), _heard(channel, known.tellings, told), channel, times, now)
    return replace(due, urgent=urgent)


def _why_not_now(verdict: Verdict, launch: Launch, heard: Hearing) -> Wait | None:
    if not heard.routed:
        return Wait.ROUTED
    if launch.confidence < heard.least:  # Of whoever it is: the digest, too, tells it as unsure.
        return Wait.UNSURE
    if not heard.followed:
        return Wait.UNFOLLOWED
    return None if is_prompt(verdict) else Wait.UNPROMPT


def _is_sure_in_time(
    verdict: Verdict, heard: Hearing, waiting: Sequence[Waiting], times: MessageTimes, now: datetime
) -> bool:
    """Tell whether a launch that waited for a second voice has it now, or is told by a voice that is sure by itself."""
    launch = verdict.launch
    if launch is None or launch.confidence < heard.least or not any(one.reason is Wait.UNSURE for one in waiting):
        return False
    in_time = any(now - one.since <= times.hold_unsure for one in waiting if one.reason is Wait.UNSURE)
    return in_time or verdict.announcement.confidence >= heard.least


def _heard(channel: str, tellings: Sequence[Telling], news: Sequence[Verdict]) -> list[Telling]:
    releases = {verdict.launch.release for verdict in news if verdict.launch}
    return [telling for telling in tellings if telling.channel == channel and telling.release in releases]


def _message(
    news: tuple[Verdict, ...],
    kept: tuple[tuple[Verdict, Wait], ...],
    heard: list[Telling],
    channel: str,
    times: MessageTimes,
    now: datetime,
) -> MessageDue:
    joins = next((telling.message_id for telling in heard if telling.joinable), None)
    soon = now + times.wait
    told = {telling.release: telling.accepted_at for telling in heard if telling.accepted_at}
    only_more = bool(news) and all(
        verdict.kind is VerdictKind.NEW and verdict.launch and verdict.launch.release in told for verdict in news
    )
    due_at = max(soon, max(told.values()) + times.more_after) if only_more else soon
    return MessageDue(channel, news, due_at, joins, kept)
