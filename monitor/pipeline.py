"""The stages in order; one source's failure stays its own; one transaction a step.

    source ── fetch ──▶ document ── discover ──▶ entries ─┐  written with the source's validators: one transaction
                                                          │
    entry ◀───────────────────────────────────────────────┘
      └─ fetch ──▶ document ── extract ──▶ article ── detect ──▶ announcements ─┐
                                                      in doubt ⇄ second opinion │  only where somebody is to be asked
    known launches ──▶ resolve ──▶ verdicts ──▶ messages due ◀──────────────────┘  written together: one transaction

Delivery is not here: messages lie in the outbox until `notify` has them accepted.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter, to_thread
from structlog.contextvars import bound_contextvars

from monitor.batch import Batch
from monitor.checks import (
    Question,
    after_article,
    after_failure,
    after_listing,
    after_reading,
    starting_point,
    was_away,
)
from monitor.detect import announced_by_repository, detect
from monitor.errors import DiscoverError, ExtractError, FetchError, MonitorError
from monitor.extract import article_of_entry
from monitor.following import all_pages, followed
from monitor.log import get_logger
from monitor.model import (
    ArticleRead,
    ArticleSeen,
    ArticleUnreadable,
    Checked,
    CheckResult,
    SourceHealth,
    SourceOutcome,
    Tier,
    Validators,
    VerdictKind,
    unobserved,
)
from monitor.resolve import messages_due, recalled_by, resolve
from monitor.settings import Audience
from monitor.sheltered import article_of, log_flaws

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from monitor.knowledge import Knowledge
    from monitor.learning import Learner
    from monitor.model import (
        Announcement,
        Article,
        Document,
        Entry,
        MessageDue,
        Notice,
        PendingEntry,
        SourceState,
        Verdict,
    )
    from monitor.ports import Adviser, Checkpoint, Clock, EntryStore, Fetcher, Guard, Observer, Reading, Store
    from monitor.settings import MessageTimes, Source

log = get_logger(__name__)

Result = TypeVar("Result")

ARTICLE_COMMITTED = "article committed"
"""The step after which a message may lie in the outbox."""

NOBODY = Audience(channels=())

ARTICLES_A_CHECK = 60
"""A feed lists 20 to 40 entries (research/performance.md §0); what a longer one leaves is read at the next check."""

READ_AGAIN = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
"""When an unreadable article is tried again; after the last it is kept, and left to a person."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with what it announces, when that is known, and when it would have been, had we not been away."""

    article: Article
    announcements: tuple[Announcement, ...]
    now: datetime
    expected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """On which announcements are settled.

    Args:
        audience: Who hears of what.
        times: When messages go out.
        on_step: Is told of each step that is done.
    """

    knowledge: Knowledge
    audience: Audience
    times: MessageTimes
    on_step: Checkpoint


def settle(
    store: EntryStore, pending: PendingEntry, judged: Judged, terms: Terms
) -> tuple[tuple[Verdict, ...], tuple[MessageDue, ...]]:
    """Hold announcements against what is known and write what follows, in one transaction.

    Returns:
        The verdicts and the messages that are due; none of either where the article was read meanwhile.
    """
    with store.reading(pending, judged.now) as reading:
        return settle_within(reading, judged, terms) if reading else ((), ())


def settle_within(reading: Reading, judged: Judged, terms: Terms) -> tuple[tuple[Verdict, ...], tuple[MessageDue, ...]]:
    """Hold announcements against what is known and write what follows, in an open transaction."""
    article, now = judged.article, judged.now
    at = min(article.published.at, now) if article.published else now
    seen = ArticleSeen(at, reading.cluster(article), official=article.tier is Tier.OFFICIAL)
    known = reading.known(recalled_by(judged.announcements, terms.knowledge, at))
    verdicts = resolve(judged.announcements, known, terms.knowledge, seen)
    terms.on_step("verdicts reached")
    due = messages_due(verdicts, known, terms.audience, terms.knowledge, terms.times, now)
    messages = tuple(replace(message, expected_at=judged.expected_at) for message in due)
    reading.save(article, verdicts, messages)
    terms.on_step("article saved")
    return verdicts, messages


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Takes a source through all stages.

    Args:
        fetcher: Brings documents.
        guard: Reads documents that may exhaust this process.
        store: The memory; its methods run in one thread of their own.
        knowledge: Names, owners, dates of release, which launch keys are made with.
        learner: Knows beside these what the store has confirmed; articles are read with it.
        audience: Who hears of what.
        times: When messages go out.
        clock: Tells the time.
        next_due: Says when a source is due again.
        on_step: Is told of each step that is done.
        adviser: Gives a second opinion on what is in doubt; None where nobody is asked.
        notice_channel: Name of the one that hears of sources whose listings do not join; None for nobody.
        silent_start: What a source lists at first is where it starts from: it is read and known, but not told.
        keeps_time: Sources are checked when they are due, so that what was not seen in time is late.
        gathers: How long what is written of a source that has not changed waits for others.
        observe: Is told of what happens, and counts it.
    """

    fetcher: Fetcher
    guard: Guard
    store: Store
    knowledge: Knowledge
    learner: Learner
    audience: Audience
    times: MessageTimes
    clock: Clock
    next_due: Callable[..., datetime]
    on_step: Checkpoint
    adviser: Adviser | None = None
    notice_channel: str | None = None
    silent_start: bool = False
    keeps_time: bool = False
    store_thread: CapacityLimiter = field(default_factory=partial(CapacityLimiter, 1))
    gathers: timedelta = timedelta(0)
    observe: Observer = unobserved
    batch: Batch = field(init=False)

    def __post_init__(self) -> None:
        """Let writes of unchanged sources be joined."""

        async def write(steps: Sequence[tuple[SourceState, SourceState]]) -> set[str]:
            return await self.stored(self.store.record_unchanged, steps, self.clock())

        object.__setattr__(self, "batch", Batch(write, self.gathers))

    async def stored(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Run a method of the store in the store's thread and give its result.

        A thread cannot be stopped: whoever is cancelled waits for it, so that two never speak to the store at once.
        """
        call = asyncio.ensure_future(to_thread.run_sync(partial(function, *arguments), limiter=self.store_thread))
        try:
            return await asyncio.shield(call)
        except asyncio.CancelledError:
            await asyncio.wait((call,))
            if not call.cancelled():
                call.exception()  # Nobody is left to hear of it: what ends this says what has to be said.
            raise

    async def check(self, source: Source, state: SourceState) -> SourceOutcome:
        """Poll one source and read what it lists; its failure is a value, never an exception."""
        with bound_contextvars(source=source.id):
            try:
                new_entries, fresh, waits = await self._list(source, state)
            except (FetchError, DiscoverError) as error:
                failed = await self._record_failure(source, state, error)
                self.observe(Checked(CheckResult.FAILED, error.label))
                return SourceOutcome(source.id, source.name, error=str(error), state=failed)
            source = source.known_as(fresh.title)
            if not waits:
                return SourceOutcome(source.id, source.name, state=fresh)
            articles, unreadable, after = await self._read_all(source, fresh)
            if after != fresh:
                now = self.clock()
                fresh, notices = after_reading(source, after, now)
                await self._record(source, fresh, notices, now)
            return SourceOutcome(source.id, source.name, new_entries, articles, unreadable, state=fresh)

    async def _list(self, source: Source, state: SourceState) -> tuple[int, SourceState, bool]:
        """Look at a source; give how many entries are new, its state, and whether something is to be read."""
        question = Question.of(source, state, self.clock())
        document = await self.fetcher.fetch(question.url, source, question.validators)
        self.on_step("document fetched")
        listed = await followed(document, source, question, self.fetcher, self.guard)
        entries, now = listed.entries, self.clock()
        answered = question.answered(document, listed.title, now, listed.memory)
        if entries is None and (unchanged := self._unchanged(source, state, answered, now)):
            waits = await self.batch.record(state, unchanged)
            self.on_step("entries written")
            self.observe(Checked(CheckResult.UNCHANGED))
            return 0, unchanged, waits
        away_since = state.listed_at if self.keeps_time and was_away(source, state, now) else None
        new, fresh = await self.stored(self._record_listing, source, answered, entries, now, away_since)
        self.on_step("entries written")
        self.observe(Checked(CheckResult.UNCHANGED if entries is None else CheckResult.CHANGED, new_entries=new))
        self._log_health(state, fresh)
        log.debug("source checked", stage="discover", changed=document is not None, entries=len(entries or ()), new=new)
        return new, fresh, True

    def _unchanged(
        self, source: Source, before: SourceState, answered: SourceState, now: datetime
    ) -> SourceState | None:
        """Give the state after a listing that has not changed; None where people are to be told of something."""
        fresh, notices = after_listing(source, answered, None, now)
        self._log_health(before, fresh)
        due = self.next_due(source, fresh, first=answered.listed_at is None)
        return None if notices else replace(fresh, next_at=due)

    def _record_listing(
        self,
        source: Source,
        answered: SourceState,
        entries: Sequence[Entry] | None,
        now: datetime,
        away_since: datetime | None,
    ) -> tuple[int, SourceState]:
        """Write what a good check brought, None for a listing that has not changed; give the number of new entries.

        What is known may be asked before it is written: nobody else checks this source meanwhile.
        """
        sightings = None if entries is None else self.store.sightings(source.id, entries)
        fresh, notices = after_listing(source, answered, sightings, now)
        is_first = answered.listed_at is None
        fresh = replace(fresh, next_at=self.next_due(source, fresh, first=is_first))
        new = [one.entry for one in sightings or () if not one.is_known]
        baseline = starting_point(answered, sightings or ()) if self.silent_start else frozenset()
        told = self._addressed(source, notices)
        count = self.store.record_check(fresh, new, now, baseline=baseline, notices=told, away_since=away_since)
        for notice in notices:
            if not notice.ailments:
                log.warning("listings do not join", stage="discover", notice=notice.kind.value)
        return count, fresh

    async def _record_failure(
        self, source: Source, state: SourceState, error: FetchError | DiscoverError
    ) -> SourceState:
        now = self.clock()
        failed, notices = after_failure(source, state, error, now)
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        failed = replace(failed, next_at=self.next_due(source, failed, retry_after=retry_after))
        await self._record(source, failed, notices, now)
        self.on_step("failure written")
        self._log_health(state, failed)
        return failed

    async def _record(self, source: Source, state: SourceState, notices: Sequence[Notice], now: datetime) -> None:
        """Write a state that brings no entries."""
        write = partial(self.store.record_check, notices=self._addressed(source, notices))
        await self.stored(write, state, (), now)

    def _addressed(self, source: Source, notices: Sequence[Notice]) -> tuple[tuple[str, Notice], ...]:
        """Give notices of a source with the channel that hears of them: its owner's, where that is one."""
        channel = source.owner if source.owner in self.audience.channels else self.notice_channel
        return tuple((channel, notice) for notice in notices if channel)

    @staticmethod
    def _log_health(before: SourceState, after: SourceState) -> None:
        """Log that a source is not well when that begins and when its reason changes, and that it is again."""
        if after.health is SourceHealth.OK:
            if before.health is not SourceHealth.OK:
                log.info("source recovered", stage="fetch")
        elif (before.health, before.reason) != (after.health, after.reason):
            log.warning("source failed", stage="fetch", state=after.health.value, error=after.reason)

    async def _read_all(
        self, source: Source, state: SourceState
    ) -> tuple[int, tuple[tuple[str, str], ...], SourceState]:
        """Read what is to be read; give how much was, what could not be, and what is remembered of both."""
        read, unreadable = 0, []
        for pending in await self.stored(self.store.unread, source.id, self.clock(), ARTICLES_A_CHECK):
            try:
                article = await self._read(pending, source)
                read, state = read + 1, after_article(state, article)
            except (FetchError, ExtractError) as error:
                await self._set_aside(pending, error)
                unreadable.append((pending.entry.url, str(error)))
                state = replace(state, unread=state.unread + (not pending.attempts))
        return read, tuple(unreadable), state

    async def _read(self, pending: PendingEntry, source: Source) -> Article:
        article, announcements = await self._announced(pending, source)
        log_flaws(article)
        self.on_step("article understood")
        # What raises no message is not worth a question. No transaction is open while an answer is awaited.
        if self.adviser and not pending.baseline:
            may_ask = partial(self.stored, self.store.take_question)
            announcements = await self.adviser.advise(article, announcements, may_ask)
        verdicts = await self.stored(self._settle, pending, article, announcements)
        self.on_step(ARTICLE_COMMITTED)
        seen = (article.tier, article.published, pending.seen_at)
        self.observe(ArticleRead(verdicts, *seen, self.clock(), pending.baseline))
        for verdict in verdicts:
            tell = log.debug if verdict.kind is VerdictKind.DOUBTED else log.info
            tell(
                "announcement",
                stage="resolve",
                verdict=verdict.kind.value,
                model=verdict.announcement.full_name,
                status=verdict.announcement.status.value,
                reason=verdict.reason,
                url=article.url,
            )
        return article

    async def _announced(self, pending: PendingEntry, source: Source) -> tuple[Article, tuple[Announcement, ...]]:
        """Give the article of an entry with what it announces; a model's repository says all by its name."""
        if source.lists_models:
            article = article_of_entry(pending.entry, source)
            return article, announced_by_repository(article)
        document = await self.fetcher.fetch(pending.entry.url, source, Validators())
        if document is None:
            raise ExtractError(pending.entry.url, "the server calls it unchanged though it was never read")
        self.on_step("article fetched")
        article, announcements = await self._understood((document,), pending.entry, source)
        if article.next_url:
            pages = await all_pages(document, article.next_url, source, self.fetcher, self.guard)
            article, announcements = await self._understood(pages, pending.entry, source)
        return article, announcements

    async def _understood(
        self, pages: Sequence[Document], entry: Entry, source: Source
    ) -> tuple[Article, tuple[Announcement, ...]]:
        try:
            article = await article_of(pages, source, entry, self.guard)
            if (knowledge := self.learner.current) is None:
                knowledge = await self.stored(self.learner.knowledge)
            return article, await to_thread.run_sync(detect, article, knowledge)
        except MonitorError:
            raise
        except Exception as fault:
            # Strangers write these pages. A fault of ours that one of them brings out must cost that article, not the
            # run, and it must stay visible: the entry is kept with the reason and tried again after the next update.
            log.exception("fault of our own", stage="extract", url=entry.url)
            raise ExtractError(entry.url, f"fault of our own, {type(fault).__name__}: {fault}") from fault

    def _settle(
        self, pending: PendingEntry, article: Article, announcements: tuple[Announcement, ...]
    ) -> tuple[Verdict, ...]:
        audience = NOBODY if pending.baseline else self.audience
        judged = Judged(article, announcements, self.clock(), pending.expected_at)
        verdicts, _ = settle(self.store, pending, judged, Terms(self.knowledge, audience, self.times, self.on_step))
        self.learner.heard(verdicts)
        return verdicts

    async def _set_aside(self, pending: PendingEntry, error: FetchError | ExtractError) -> None:
        worth_it = not isinstance(error, FetchError) or error.retryable
        again = READ_AGAIN[pending.attempts] if worth_it and pending.attempts < len(READ_AGAIN) else None
        retry_at = self.clock() + again if again else None
        await self.stored(self.store.record_unreadable, pending.id, str(error), retry_at)
        self.on_step("entry set aside")
        self.observe(ArticleUnreadable(error.label))
        log.warning("article unreadable", stage="extract", error=str(error), again_at=retry_at and retry_at.isoformat())
