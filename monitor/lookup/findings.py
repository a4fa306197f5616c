"""Sources, entries, verdicts and messages as they stand → what happened at each stage. Pure decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.hours import held_until, next_digest
from monitor.lookup.causes import Cause, Finding
from monitor.lookup.life import NEVER_TOLD, NEWS
from monitor.model import CorrectionKind, MessageState, SourceHealth, VerdictKind, Wait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.detect import Explanation
    from monitor.lookup.sources import SourceView
    from monitor.model import Correction, Launch, ListedEntry, Message, Verdict, Waiting
    from monitor.settings import Channel

_SHOWN = 3  # Sources that listed one article, the first ones tell when it was seen; or that may have missed it.
_SHOWN_BLIND = 5
_WAITS = {
    Wait.ROUTED: Cause.ROUTED,
    Wait.UNFOLLOWED: Cause.NOT_FOLLOWED,
    Wait.UNSURE: Cause.UNSURE,
    Wait.UNPROMPT: Cause.FOR_DIGEST,
    Wait.MOVED: Cause.DATE_MOVED,
    Wait.OVERTAKEN: Cause.OVERTAKEN,
}

_STILL_TELLING = timedelta(days=60)  # As far back as texts are searched: an older overrun explains nothing of today.
_CORRECTED = {
    CorrectionKind.WRONG: Cause.CALLED_WRONG,
    CorrectionKind.RIGHT: Cause.HELD_RIGHT,
    CorrectionKind.MERGE: Cause.MERGED,
    CorrectionKind.SPLIT: Cause.SPLIT,
}
_BLIND = frozenset({SourceHealth.EMPTY, SourceHealth.ERROR, SourceHealth.BLOCKED, SourceHealth.QUARANTINED})


def of_nothing(views: Sequence[SourceView], host: str | None = None) -> tuple[Finding, ...]:
    """Say why nothing of the kind was ever listed.

    Args:
        views: All sources, or those of the host.
        host: Whose article was asked for; None where a name was.
    """
    watched = [view for view in views if view.state is not SourceHealth.OFF]
    blind = [view for view in watched if view.is_unchecked or view.state in _BLIND]
    shown = views if host else blind
    details = tuple(_of_source(view) for view in shown[:_SHOWN_BLIND])
    overrun = _of_overruns(watched)
    if not watched:
        every = f"no source of {host} is watched" if host else "no source is watched here"
        return (*details, Finding(Cause.NOT_WATCHED, facts={"reason": every}))
    if blind:
        missed = (
            f"{len(blind)} of {len(watched)} sources were never looked at or cannot be read: it may have been missed"
        )
        return (*details, Finding(Cause.NOT_SEEN, facts={"reason": f"no source listed it; {missed}"}), *overrun)
    none = f"no source listed it; sources watched: {len(watched)}"
    return (*details, Finding(Cause.NOT_SEEN if host else Cause.NOT_WATCHED, facts={"reason": none}), *overrun)


def _of_overruns(views: Sequence[SourceView]) -> tuple[Finding, ...]:
    """Say which windows were overrun, the latest first: what went by in between, nobody can tell."""
    overruns = [
        (view.overrun_at, view.name)
        for view in views
        if view.overrun_at and view.checked_at and view.checked_at - view.overrun_at < _STILL_TELLING
    ]
    return tuple(
        Finding(Cause.WINDOW_OVERRUN, at, {"source": name, "overrun_at": at})
        for at, name in sorted(overruns, reverse=True)[:_SHOWN]
    )


def _of_source(view: SourceView) -> Finding:
    if view.state is SourceHealth.OFF:
        return Finding(Cause.SOURCE_OFF, facts={"source": view.name})
    if view.is_unchecked:
        return Finding(Cause.NEVER_CHECKED, facts={"source": view.name})
    if view.is_ailing:
        why = {"state": view.state, "since": view.since or view.checked_at, "reason": view.reason}
        return Finding(Cause.SOURCE_DOWN, view.since, {"source": view.name, **why})
    return Finding(Cause.NOT_LISTED, view.checked_at, {"source": view.name, "checked_at": view.checked_at})


def of_entries(entries: Sequence[ListedEntry], names: Mapping[str, str]) -> tuple[Finding, ...]:
    """Say who listed an article, and where its reading stands if it was not read."""
    listed = tuple(
        Finding(
            Cause.LISTED,
            one.first_seen_at,
            {"source": names.get(one.source_id, one.source_id), "title": one.entry.title, "url": one.entry.url},
        )
        for one in entries[:_SHOWN]
    )
    if not entries or any(one.is_read for one in entries):
        return listed
    best = max(entries, key=lambda one: (one.next_at is not None, -one.attempts))
    facts = {"attempts": best.attempts, "reason": best.reason, "again_at": best.next_at}
    if best.next_at is None:
        return (*listed, Finding(Cause.GIVEN_UP, facts=facts))
    return (*listed, Finding(Cause.UNREADABLE if best.attempts else Cause.NOT_READ_YET, facts=facts))


def of_verdict(verdict: Verdict) -> Finding:
    """Say what became of one announcement."""
    said, launch = verdict.announcement, verdict.launch
    facts = {"model": said.full_name, "reason": verdict.reason}
    if verdict.kind in NEWS:
        judged = {"confidence": f"{said.confidence:.2f}", "kind": verdict.kind, "evidence": said.evidence}
        return Finding(Cause.NEWS, facts=facts | judged)
    if launch is not None:
        return Finding(Cause.REPEATED, facts=facts | {"launch": launch.id})
    causes = {VerdictKind.BACKGROUND: Cause.BACKGROUND, VerdictKind.DOUBTED: Cause.DOUBTED}
    return Finding(causes.get(verdict.kind, Cause.TOLD_MORE_FULLY), facts=facts)


def of_judgement(explanations: Sequence[Explanation]) -> Finding:
    """Say how a name that left no trace is judged by the detector of today."""
    if not explanations:
        return Finding(Cause.JUDGED_TODAY, facts={"reason": "it finds no such name of a model in the article"})
    best = max(explanations, key=lambda one: one.confidence)
    doubt = f"; {best.doubt}" if best.doubt else ""
    return Finding(Cause.JUDGED_TODAY, facts={"reason": f"{best.name} {best.confidence:.2f}{doubt}"})


def of_correction(correction: Correction) -> Finding:
    """Say what a person said of a launch."""
    first, *others = map(str, correction.keys)
    facts = {"launch": first, "other": ", ".join(others), "at": correction.created_at}
    return Finding(_CORRECTED[correction.kind], correction.created_at, facts)


def of_silence(entries: Sequence[ListedEntry]) -> Finding:
    """Say why news of an article was for no channel."""
    return Finding(Cause.BASELINE if any(one.baseline for one in entries) else Cause.NO_CHANNEL)


def of_waiting(waiting: Waiting, launch: Launch, channel: Channel | None, now: datetime) -> Finding:
    """Say why a channel was not told at once, and until when its digest holds it; that of no channel is not known."""
    facts: dict[str, object] = {"channel": waiting.channel, "confidence": f"{launch.confidence:.2f}"}
    if channel and waiting.reason not in NEVER_TOLD:
        slot = next_digest(channel, now)
        facts["held_until"] = slot.due_at if slot else None
    return Finding(_WAITS[waiting.reason], waiting.since, facts)


def of_message(message: Message, channel: Channel | None, now: datetime) -> Finding:
    """Say where a message stands."""
    again_at = held_until(channel, message, now)
    facts = {
        "channel": message.channel,
        "message": message.code,
        "digest": f", the digest of {message.digest.day}" if message.digest else "",
        "reply": message.reply,
        "attempts": message.attempts,
        "again_at": again_at,
        "delivered_at": message.accepted_at,
    }
    return Finding(_standing(message, again_at, now), message.accepted_at or message.created_at, facts)


def _standing(message: Message, again_at: datetime, now: datetime) -> Cause:
    if message.state is not MessageState.PENDING:
        return {
            MessageState.ACCEPTED: Cause.DELIVERED,
            MessageState.PARKED: Cause.PARKED,
            MessageState.DISMISSED: Cause.DISMISSED,
        }[message.state]
    if message.reply:
        return Cause.REFUSED
    return Cause.HELD if again_at > now else Cause.SENDING


def of_earlier_tellings(messages: Sequence[Message], launch_id: int) -> tuple[Finding, ...]:
    """Say who had heard of a launch that an article tells of again."""
    return tuple(
        Finding(
            Cause.TOLD_BEFORE,
            one.accepted_at,
            {"launch": launch_id, "channel": one.channel, "message": one.code, "delivered_at": one.accepted_at},
        )
        for one in messages
        if one.state is MessageState.ACCEPTED
    )
