"""A source's document → entries, where it is an index of sitemaps those that these list; an article's first page → all.

    document ──▶ entries
        └─ an index ──▶ its likeliest parts ──▶ those that changed ──▶ entries of them all

What was read of which part is remembered with the source's state, so that a check asks only for parts whose `lastmod`
is another, and, with their own validators, for those that state none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.discover import MOST_ENTRIES
from monitor.errors import DiscoverError, ExtractError, FetchError, NoMatchError, SitemapIndexError
from monitor.extract import MOST_PAGES
from monitor.fingerprint import PARTS
from monitor.log import get_logger
from monitor.model import Validators
from monitor.sheltered import article_of, entries_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from monitor.checks import Question
    from monitor.model import Document, Entry
    from monitor.ports import Fetcher, Guard
    from monitor.settings import Source

log = get_logger(__name__)

MOST_PARTS = 8
"""Parts of one index that are watched: by name and date the likeliest; an archive has hundreds that never change."""

MOST_ASKED = 12
"""Documents beside its own that one check of a source may ask for, a second apart."""

DEEPEST = 2
"""Indexes within an index; sitemaps.org allows none, and sites have one within another at most."""

LATE = timedelta(days=2)
"""How long before the last look an entry may be dated that is listed only now: zones, and dates without an hour."""


@dataclass(frozen=True, slots=True)
class Part:
    """One document of an index.

    Args:
        changed: When it changed, as the index states it; empty where it does not.
        parent: Address of the index within the source's own that lists it; empty for the source's own.
    """

    url: str
    changed: str = ""
    parent: str = ""
    validators: Validators = field(default_factory=Validators)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a source lists.

    Args:
        entries: None where nothing has changed.
        title: Of a source that nobody named.
        memory: What is to be remembered of its parts; None where it has none.
    """

    entries: tuple[Entry, ...] | None
    title: str = ""
    memory: bytes | None = None


async def followed(
    document: Document | None, source: Source, question: Question, fetcher: Fetcher, guard: Guard
) -> Followed:
    """List what a document holds, None for one that has not changed, and what it leads to.

    Raises:
        FetchError: None of its parts could be had.
        DiscoverError: It is not what its source says it is.
    """
    known = remembered(question.before.last_window)
    if document is None:
        parts = [part for part in known.values() if not part.parent]
        if not parts:
            return Followed(None)
    else:
        try:
            return Followed(*await entries_of(document, source, guard))
        except SitemapIndexError as index:
            parts = _chosen(index)
    walk = _Walk(source, question, known, fetcher, guard, MOST_ENTRIES // max(len(parts), 1))
    await walk.down(parts, DEEPEST)
    return walk.result()


async def all_pages(
    first: Document, next_url: str | None, source: Source, fetcher: Fetcher, guard: Guard
) -> list[Document]:
    """Bring all pages of an article that goes on at `next_url`; one that cannot be had ends it, and loses no more."""
    pages = [first]
    while next_url and len(pages) < MOST_PAGES and next_url not in {page.url for page in pages}:
        try:
            page = await fetcher.fetch(next_url, source)
            following = await article_of((page,), source, None, guard) if page else None
        except (FetchError, ExtractError) as error:
            log.warning("next page not read", stage="fetch", error=str(error))
            break
        if page is None or following is None:
            break
        pages.append(page)
        next_url = following.next_url
    return pages


def remembered(memory: bytes) -> dict[str, Part]:
    """Read what is remembered of parts, by address."""
    rows = json.loads(memory.removeprefix(PARTS)) if memory.startswith(PARTS) else []
    return {url: Part(url, changed, parent, Validators(*validators)) for url, changed, parent, validators in rows}


def written(parts: Iterable[Part]) -> bytes:
    """Write what is to be remembered of parts."""
    rows = [
        (part.url, part.changed, part.parent, (known.etag, known.last_modified, known.body_hash))
        for part in parts
        for known in (part.validators,)
    ]
    return PARTS + json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _chosen(index: SitemapIndexError, parent: str = "") -> list[Part]:
    return [Part(url, changed, parent) for url, changed in index.parts[:MOST_PARTS]]


@dataclass(slots=True)
class _Walk:
    """One walk through an index; it remembers what it met.

    Args:
        known: What is remembered of the parts, by address.
        most_undated: Entries without a date that count of one part.
        met: What is to be remembered.
    """

    source: Source
    question: Question
    known: Mapping[str, Part]
    fetcher: Fetcher
    guard: Guard
    most_undated: int
    met: dict[str, Part] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    asked: int = 0
    had: int = 0
    faults: list[FetchError | DiscoverError] = field(default_factory=list)

    async def down(self, parts: Sequence[Part], depth: int) -> None:
        """Look at parts in their order; one that cannot be had costs only itself."""
        for part in parts:
            if part.url not in self.met:
                try:
                    await self._look(part, depth)
                except (FetchError, DiscoverError) as error:
                    self.met[part.url] = Part(part.url, parent=part.parent)  # So that it is asked for again.
                    self.faults.append(error)
                    log.warning("part of a sitemap not read", stage="discover", error=str(error))

    def result(self) -> Followed:
        """Give what came of it.

        Raises:
            FetchError: No part could be had.
            DiscoverError: No part is a sitemap, or the source's glob fits nothing in any.
        """
        has_listed_before = bool(self.known)
        if self.faults and not self.entries and (not self.had or not has_listed_before):
            raise self.faults[0]
        if not self.entries and has_listed_before:
            return Followed(None, memory=written(self.met.values()))
        return Followed(_newest_first(self.entries), memory=written(self.met.values()))

    async def _look(self, part: Part, depth: int) -> None:
        before = self.known.get(part.url)
        is_settled = before is not None and part.changed == before.changed != "" and not self.question.is_whole
        if is_settled or self.asked >= MOST_ASKED:
            await self._keep(before, depth)
            return
        self.asked += 1
        document = await self.fetcher.fetch(part.url, self.source, self._validators(before))
        if document is None:
            await self._keep(before and replace(before, changed=part.changed), depth)
            return
        self.had += 1
        self.met[part.url] = replace(part, validators=document.validators)
        try:
            entries, _ = await entries_of(document, self.source, self.guard)
        except SitemapIndexError as index:
            await self.down(_chosen(index, part.url) if depth else (), depth - 1)
        except NoMatchError as error:  # Others may hold what the glob fits.
            self.faults.append(error)
        else:
            self.entries += self._counting(entries)

    async def _keep(self, before: Part | None, depth: int) -> None:
        """Remember a part as it was, and look at those that it led to: they may change without it."""
        if before is not None:
            self.had += 1
            self.met[before.url] = before
            await self.down([part for part in self.known.values() if part.parent == before.url], depth - 1)

    def _validators(self, before: Part | None) -> Validators:
        if before is None or not self.question.is_whole:
            return before.validators if before else Validators()
        return Validators(body_hash=before.validators.body_hash)

    def _counting(self, entries: Sequence[Entry]) -> list[Entry]:
        """Give what may be news: what stood there before this part was watched, or was among too many, is none.

        At the first look all dated ones count. Undated new ones stand at either end, so that a constant number of both
        ends holds no old one that it did not hold before.
        """
        since: datetime | None = self.question.before.listed_at
        dated = [one for one in entries if one.published and (since is None or one.published.at >= since - LATE)]
        undated = [one for one in entries if not one.published]
        if len(undated) > self.most_undated:
            undated = undated[: self.most_undated // 2] + undated[-(self.most_undated // 2) :]
        return dated + undated


def _newest_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Join lists, each entry once, and keep the newest where there are too many; undated ones last."""
    once = {entry.identity: entry for entry in entries}.values()
    by_date = sorted(once, key=lambda one: -one.published.at.timestamp() if one.published else float("inf"))
    return tuple(by_date[:MOST_ENTRIES])
