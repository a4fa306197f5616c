"""Judges how a source is by what it gives, not by its status alone; and when people are told, and of what.

    what a check brought ──▶ judgement: health, cause, reason ──▶ state with its times ──▶ what is to be told

A judgement is of one check. People are told at the third that is not well in a row, or at once where a further look can
tell nothing more; and once when the source is well again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from monitor.errors import DiscoverError, FetchError, FetchReason, NoMatchError
from monitor.model import Ailment, Cause, Notice, NoticeKind, SourceHealth
from monitor.rhythm import Rhythm
from monitor.settings import ArticleSelectors, SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.model import Entry, SourceState
    from monitor.settings import Source

TOLD_AFTER = 3
"""Checks in a row that were not well. One failure in a hundred is usual on the open internet: three are one in a
million, and after the first the pause doubles, so that a source of every five minutes has had half an hour."""

TOLD_AT_ONCE = frozenset({Cause.GONE, Cause.STALE, Cause.UNREAD, Cause.UNMATCHED})
"""What a further check can tell nothing more of: the server's own last word, and what was counted over many checks."""

MOST_UNREAD = 5
"""New articles in a row that could not be read; one in ten is usual, so that five are one in 100,000."""

MOST_UNMATCHED = 5
"""New articles in a row that a source's selectors missed; a column of another layout is rarely longer."""

HOPELESS = 8
HOPELESS_AFTER = timedelta(days=3)
"""A source that failed so often, for so long, is asked once a day from then on."""

NOTICES_A_DAY = 3
GATHERED = timedelta(minutes=10)
"""How long a notice of broken sources waits for others: what one outage breaks comes to light within a few checks."""

_A_DAY = timedelta(days=1)
_CAUSES: Mapping[FetchReason, Cause] = {
    FetchReason.NAME_NOT_FOUND: Cause.NO_NAME,
    FetchReason.TLS: Cause.NO_TLS,
    FetchReason.REFUSED_ADDRESS: Cause.PRIVATE,
    FetchReason.CLIENT_STATUS: Cause.REFUSED,
    FetchReason.SERVER_STATUS: Cause.BROKEN,
    FetchReason.BAD_PROTOCOL: Cause.BROKEN,
    FetchReason.BAD_ENCODING: Cause.BROKEN,
    FetchReason.BAD_URL: Cause.BROKEN,  # The address was read as one: a redirect leads to what is none.
    FetchReason.TOO_LARGE: Cause.TOO_LARGE,
    FetchReason.TOO_MANY_REDIRECTS: Cause.LOOPING,
    FetchReason.RATE_LIMITED: Cause.RATE_LIMITED,
    FetchReason.CHALLENGE: Cause.BLOCKED,
    FetchReason.ROBOTS: Cause.FORBIDDEN,
}
"""All others keep the source from being reached at all."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a source was found at one check.

    Args:
        cause: Why it is not well; None where it is.
        reason: The same in words, for whoever looks at the sources.
    """

    health: SourceHealth
    cause: Cause | None = None
    reason: str = ""


def of_failure(error: FetchError | DiscoverError) -> Judgement:
    """Judge a check that brought no listing."""
    if isinstance(error, DiscoverError):
        cause = Cause.NO_MATCH if isinstance(error, NoMatchError) else Cause.NO_LIST
        return Judgement(SourceHealth.ERROR, cause, str(error))
    if error.status == HTTPStatus.GONE:
        return Judgement(SourceHealth.QUARANTINED, Cause.GONE, str(error))
    cause = _CAUSES.get(error.reason, Cause.UNREACHABLE)
    if error.reason is FetchReason.CLIENT_STATUS and error.status == HTTPStatus.NOT_FOUND:
        cause = Cause.NOT_FOUND
    blocked = cause in {Cause.BLOCKED, Cause.FORBIDDEN}
    return Judgement(SourceHealth.BLOCKED if blocked else SourceHealth.ERROR, cause, str(error))


def content_of(source: Source, before: SourceState, entries: Sequence[Entry]) -> SourceHealth:
    """Judge a listing by itself: it should hold something, and dates where it used to."""
    if not entries:
        return SourceHealth.EMPTY
    had_dates = before.newest_entry_at is not None and source.kind is not SourceKind.ARTICLE
    is_undated = had_dates and not any(entry.published for entry in entries)
    return SourceHealth.UNDATED if is_undated else SourceHealth.OK


def of_listing(source: Source, fresh: SourceState, now: datetime) -> Judgement:
    """Judge a check that brought a listing, or word that it has not changed.

    Args:
        source: Its settings.
        fresh: All that is remembered of it, this listing included.
        now: When it was had.
    """
    if fresh.content is SourceHealth.EMPTY:
        return Judgement(SourceHealth.EMPTY, Cause.EMPTY, "it answers, and lists nothing")
    if fresh.content is SourceHealth.UNDATED:
        newest = _day(source, fresh.newest_entry_at)
        return Judgement(
            SourceHealth.UNDATED, Cause.UNDATED, f"its entries had dates until {newest}, and have none now"
        )
    if fresh.unread >= MOST_UNREAD:
        said = f"none of its last {fresh.unread} articles could be read; `monitor why URL` says why"
        return Judgement(SourceHealth.ERROR, Cause.UNREAD, said)
    if source.article != ArticleSelectors() and fresh.unmatched >= MOST_UNMATCHED:
        said = (
            f"in its last {fresh.unmatched} articles a part was found by none of the selectors that `article:` has "
            f"for it; `monitor test {source.id}` says which"
        )
        return Judgement(SourceHealth.ERROR, Cause.UNMATCHED, said)
    rhythm = Rhythm.read(fresh.rhythm)
    if source.kind is not SourceKind.ARTICLE and rhythm.last_at and _is_stale(source, rhythm, now):
        limit = source.stale_after or rhythm.usual_silence()
        said = f"nothing new since {_day(source, rhythm.last_at)}, {limit / _A_DAY:.0f} days are usual"
        return Judgement(SourceHealth.STALE, Cause.STALE, said)
    return Judgement(SourceHealth.OK)


def with_judgement(
    source: Source, before: SourceState, fresh: SourceState, found: Judgement, now: datetime
) -> tuple[SourceState, Notice | None]:
    """Write a judgement into a source's state, and give what people are to be told, if anything.

    Args:
        source: Named as people know it.
        before: Its state before the check.
        fresh: The state after it, but for its health.
        found: How it was found.
        now: When.
    """
    was_well, is_well = before.health is SourceHealth.OK, found.cause is None
    since = before.since if was_well == is_well and before.since else now
    unwell = 0 if is_well else before.unwell + 1
    health, reason = found.health, found.reason
    if fresh.failures >= HOPELESS and now - since >= HOPELESS_AFTER:
        health, reason = SourceHealth.QUARANTINED, f"asked once a day only: {reason}"
    state = replace(fresh, health=health, reason=reason, since=since, unwell=unwell)
    # Until it was had once, a source that nobody named is called by its host, which others share.
    name = source.name if source.is_named or fresh.title else source.id
    if found.cause is None:
        notice = _notice(source, name, Cause.RECOVERED, before.reason, before.since or now)
        return replace(state, told_at=None), notice if before.told_at else None
    if before.told_at or (unwell < TOLD_AFTER and found.cause not in TOLD_AT_ONCE):
        return state, None
    return replace(state, told_at=now), _notice(source, name, found.cause, reason, since)


def notice_due_at(earlier: Sequence[datetime], now: datetime) -> datetime:
    """Give when a further notice of sources may go out to a channel, so that no day has more than three.

    Args:
        earlier: When those went out, or are to go out, that are not older than a day or still wait.
        now: When it is written.
    """
    latest = sorted(earlier)[-NOTICES_A_DAY:]
    return max(now + GATHERED, latest[0] + _A_DAY if len(latest) == NOTICES_A_DAY else now)


def _is_stale(source: Source, rhythm: Rhythm, now: datetime) -> bool:
    if source.stale_after is None:
        return rhythm.is_silent(now)
    return rhythm.last_at is not None and now - rhythm.last_at > source.stale_after


def _notice(source: Source, name: str, cause: Cause, reason: str, since: datetime) -> Notice:
    ailment = Ailment(source.id, name, cause, reason, since, source.owner or "")
    return Notice(NoticeKind.SOURCES_AILING, ailments=(ailment,))


def _day(source: Source, at: datetime | None) -> str:
    return f"{at.astimezone(source.zone):%Y-%m-%d}" if at else ""
