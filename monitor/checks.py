"""What a check asks, and what it found → what is remembered of its source, and what people are told. Pure.

state ──▶ question ──▶ (fetch, discover) ──▶ listing, or word that nothing changed, or error ──▶ state, notices
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import health
from monitor.discover import archive_among, with_arrivals, with_listing
from monitor.model import Notice, NoticeKind, SourceHealth, Validators

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.errors import DiscoverError, FetchError
    from monitor.model import Article, Document, Sighting, SourceState
    from monitor.settings import Source

AWAY = timedelta(minutes=10)
"""Beyond a source's interval: a check may be so late without anybody having been away."""

A_DAY = timedelta(days=1)
"""How old a document may be that was only ever said to be unchanged: ETags lie (research/trust.md §4)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a check asks for.

    Args:
        url: Where: at the source's own address, or where that has moved to for good.
        validators: With what; once a day, and after other settings, for the document itself.
        is_whole: It is such a time.
        before: What is remembered from before and still holds, under the settings that hold now.
    """

    url: str
    validators: Validators
    is_whole: bool
    before: SourceState

    @classmethod
    def of(cls, source: Source, state: SourceState, now: datetime) -> Question:
        """Put the question of a check that begins now."""
        is_same = state.asked_as == source.digest
        before = state if is_same else replace(state, asked_as=source.digest, moved_to="", whole_at=None)
        if before.whole_at is not None and now - before.whole_at < A_DAY:
            return cls(before.moved_to or source.url, before.validators, is_whole=False, before=before)
        known = Validators(body_hash=before.validators.body_hash) if before.whole_at else Validators()
        return cls(source.url, known, is_whole=True, before=before)

    def answered(
        self, document: Document | None, title: str, now: datetime, memory: bytes | None = None
    ) -> SourceState:
        """Remember what the server's answer says, None for a document that has not changed; all but the entries.

        `memory` is what is to be remembered of the listing itself, where that is no window.
        """
        before = self.before if memory is None else replace(self.before, last_window=memory)
        whole_at = now if self.is_whole else before.whole_at
        if document is None:
            return replace(before, checked_at=now, failures=0, whole_at=whole_at)
        is_moved = self.url == before.moved_to != ""
        return replace(
            before,
            checked_at=now,
            failures=0,
            whole_at=whole_at,
            validators=document.validators,
            fresh_for=document.fresh_for,
            moved_to=document.moved_to or (before.moved_to if is_moved else ""),
            title=title or before.title,
        )


def after_listing(
    source: Source, answered: SourceState, sightings: Sequence[Sighting] | None, now: datetime
) -> tuple[SourceState, tuple[Notice, ...]]:
    """Remember a listing and judge it; give what people are to be told.

    Args:
        source: Its settings.
        answered: The source's state with what the answer said.
        sightings: What is listed; None where that has not changed.
        now: When.
    """
    source = source.known_as(answered.title)
    state, broken = answered, None
    if sightings is not None:
        entries = [one.entry for one in sightings]
        content = health.content_of(source, answered, entries)
        state, broken = with_listing(source, answered, sightings, now)
        is_rebuilt = broken is not None and broken.kind is NoticeKind.SOURCE_CHANGED
        dates = (entry.published.at for entry in entries if entry.published)
        state = replace(
            state,
            content=content,
            rhythm=with_arrivals(answered, sightings, now, is_rebuilt=is_rebuilt),
            newest_entry_at=max(dates, default=answered.newest_entry_at),
        )
    found = health.of_listing(source, state, now)
    state, ailing = health.with_judgement(source, answered, state, found, now)
    return replace(state, listed_at=now), tuple(notice for notice in (broken, ailing) if notice)


def starting_point(before: SourceState, sightings: Sequence[Sighting]) -> frozenset[str]:
    """Give the identities of what a source starts from, to be known and not told: its first listing, or an archive."""
    if before.listed_at is None:
        return frozenset(one.entry.identity for one in sightings)
    return archive_among(before, sightings)


def after_failure(
    source: Source, before: SourceState, error: FetchError | DiscoverError, now: datetime
) -> tuple[SourceState, tuple[Notice, ...]]:
    """Remember that a check failed; give what people are to be told.

    Where the source had moved to is no help any more: the next check asks at the address that its user gave.
    """
    failed = replace(before, checked_at=now, asked_as=source.digest, failures=before.failures + 1, moved_to="")
    found = health.of_failure(error)
    state, ailing = health.with_judgement(source.known_as(before.title), before, failed, found, now)
    return state, (ailing,) if ailing else ()


def after_article(state: SourceState, article: Article) -> SourceState:
    """Remember that an article was read, and whether the source's own selectors were of use."""
    return replace(state, unread=0, unmatched=state.unmatched + 1 if article.unmatched else 0)


def after_reading(source: Source, state: SourceState, now: datetime) -> tuple[SourceState, tuple[Notice, ...]]:
    """Judge a source by how its new articles could be read; give what people are to be told."""
    ailing = None
    if state.health is SourceHealth.OK:
        found = health.of_listing(source, state, now)
        state, ailing = health.with_judgement(source, state, state, found, now)
    return state, (ailing,) if ailing else ()


def was_away(source: Source, before: SourceState, now: datetime) -> bool:
    """Tell whether a source was not listed for longer than it is left alone: it failed, or nobody was here."""
    if before.listed_at is None or now - before.listed_at <= source.every[0] + AWAY:
        return False
    return before.failures > 0 or before.next_at is None or now - before.next_at > AWAY
