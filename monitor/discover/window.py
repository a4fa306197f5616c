"""Turns a listing, held against what its source listed before, into what broke between the two, and what to say of it.

A list shows the newest entries: a window. Where it shares nothing with the one before, more was listed in between than
it holds, and something may have been missed. Where most of it is new although it should not be, the source was rebuilt.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.fingerprint import listing_of, marks_of
from monitor.model import Notice, NoticeKind, SourceHealth
from monitor.settings import SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Sighting, SourceState
    from monitor.settings import Source

A_DAY = timedelta(days=1)

WINDOWED = frozenset({SourceKind.FEED, SourceKind.PAGE, SourceKind.JSON})
"""A sitemap lists everything and an article itself: what is new there says nothing of what was missed."""

LEAST_LISTED = 4
"""Of a shorter list a few new entries are more than a half."""

SUDDEN = timedelta(hours=6)
"""The longest pause of the default rhythm; what has no date may well be news after a longer one."""

OLD = timedelta(days=7)
"""How much older than the last listing an entry is no news: what an article of that age would recall (contract §3)."""


def window_of(source: Source, sightings: Sequence[Sighting]) -> bytes:
    """Give what is remembered of a listing; nothing of one that is no window."""
    if source.kind not in WINDOWED:
        return b""
    return listing_of(one.address for one in sightings)


def break_between(
    before: SourceState, sightings: Sequence[Sighting], window: bytes, now: datetime
) -> NoticeKind | None:
    """Tell whether entries may have been missed since the last listing, or the source was rebuilt; None for neither.

    Args:
        before: What is remembered from the last listing.
        sightings: What is listed now.
        window: The same as it will be remembered.
        now: When it was listed.
    """
    new = [one for one in sightings if not one.is_known]
    if not (new and window and before.last_window and before.listed_at):
        return None
    is_joined = not marks_of(window).isdisjoint(marks_of(before.last_window))
    is_prompt = now - before.listed_at <= SUDDEN
    unexpected = [
        one for one in new if _is_backdated(one, before.listed_at) or (is_joined and _is_odd(one, undated=is_prompt))
    ]
    if len(sightings) >= LEAST_LISTED and 2 * len(unexpected) > len(sightings):
        return NoticeKind.SOURCE_CHANGED
    return None if is_joined else NoticeKind.WINDOW_OVERRUN


def archive_among(before: SourceState, sightings: Sequence[Sighting]) -> frozenset[str]:
    """Give the identities of new entries that are an archive come into sight: several at once, all of them old.

    Had they been news, they would have been listed while they were young. Dates may be wrong, so a few are believed to
    be news whatever they say, and so is all of a source whose newest entry is as old. Where nothing was listed so far,
    a day is old: it is where the source starts from, though the first look at it saw nothing.

    Args:
        before: What is remembered from the last listing.
        sightings: What is listed now.
    """
    if before.listed_at is None:
        return frozenset()
    if before.newest_entry_at is not None:
        then = min(before.listed_at, before.newest_entry_at) - OLD
    elif before.content is SourceHealth.EMPTY:
        then = before.listed_at - A_DAY
    else:
        return frozenset()
    new = (one.entry for one in sightings if not one.is_known)
    old = frozenset(entry.identity for entry in new if entry.published and entry.published.at < then)
    return old if len(old) >= LEAST_LISTED else frozenset()


def with_listing(
    source: Source, fresh: SourceState, sightings: Sequence[Sighting], now: datetime
) -> tuple[SourceState, Notice | None]:
    """Remember a listing, and give the notice that it calls for: at most one a day and source.

    Args:
        source: Named as people know it.
        fresh: The state after this check, but for what is remembered of the last listing.
        sightings: What is listed now.
        now: When it was listed.
    """
    window = window_of(source, sightings)
    found = break_between(fresh, sightings, window, now)
    # What else is remembered of a listing there (`following`) is no window.
    state = replace(fresh, last_window=window) if source.kind in WINDOWED else fresh
    if found is NoticeKind.WINDOW_OVERRUN:
        again = fresh.overrun_at is not None and now - fresh.overrun_at < A_DAY
        state = replace(state, overrun_at=now, overruns=fresh.overruns + 1 if again else 1)
    if found is None or (fresh.noticed_at is not None and now - fresh.noticed_at < A_DAY):
        return state, None
    return replace(state, noticed_at=now), Notice.of(found, source.name, [_line(source, fresh.listed_at, now)])


def _is_backdated(one: Sighting, listed_at: datetime) -> bool:
    """Tell whether an entry should have been in the last listing; a day is the least that many dates are exact to."""
    published = one.entry.published
    return published is not None and published.at < listed_at - A_DAY


def _is_odd(one: Sighting, *, undated: bool) -> bool:
    """Tell whether an entry is new under an address that is not, or, where that tells, without a date."""
    return one.at_known_address or (undated and one.entry.published is None)


def _line(source: Source, since: datetime | None, now: datetime) -> str:
    """Say between which two looks at which source it happened, and how often it is looked at, in nobody's language."""
    shortest, longest = (f"{interval / timedelta(minutes=1):g}m" for interval in source.every)
    pace = shortest if shortest == longest else f"[{shortest}, {longest}]"
    looks = " → ".join(f"{at.astimezone(source.zone):%Y-%m-%d %H:%M}" for at in (since, now) if at)
    return f"{source.name}: {looks}, every: {pace}"
