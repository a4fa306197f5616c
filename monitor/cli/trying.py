"""Every source asked once, now: what each lists, or in one line what is wrong with it and what to do about that."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.cli.advice import advice_on, advised
from monitor.cli.trial import list_source
from monitor.errors import DamagedFeedError, DiscoverError, FetchError, redacted
from monitor.settings import SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitor.cli.trial import Listed
    from monitor.health import Judgement
    from monitor.ports import Clock, Fetcher
    from monitor.settings import Source

AT_ONCE = 16
"""Sources that are asked side by side; each host is asked as politely as ever."""

UNDECODABLE = 0.01
"""Share of characters from which on the charset is wrong rather than the text damaged (research/trust.md §4)."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a source found.

    Args:
        said: One line, for people.
        is_well: It gives what it should.
    """

    source: Source
    said: str
    is_well: bool


async def look_at(source: Source, fetcher: Fetcher, clock: Clock) -> Look:
    """Ask a source once, and judge it as a watch would that sees it for the first time."""
    try:
        listed = await list_source(source, fetcher)
    except (FetchError, DiscoverError) as error:
        return Look(source, advised(error), is_well=False)
    found = _judged(listed, clock)
    if found.cause is not None:
        return Look(source, advice_on(found), is_well=False)
    return Look(source, " · ".join((listed.summary(), *_notes(listed))), is_well=True)


async def look_at_all(
    sources: Sequence[Source], fetcher: Fetcher, clock: Clock, tell: Callable[[Look], None]
) -> list[Look]:
    """Ask every source; tell of each as soon as it has answered, and give all in their order."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def looked(source: Source) -> Look:
        async with turns:
            look = await look_at(source, fetcher, clock)
        tell(look)
        return look

    return await asyncio.gather(*map(looked, sources))


def _judged(listed: Listed, clock: Clock) -> Judgement:
    from monitor import health
    from monitor.checks import after_listing
    from monitor.fingerprint import canonical
    from monitor.model import Sighting, SourceState

    now, unknown = clock(), SourceState(listed.source.id)
    new = [Sighting(one, canonical(one.url), is_known=False, at_known_address=False) for one in listed.entries]
    state, _ = after_listing(listed.source, unknown, new, now)
    return health.of_listing(listed.source, state, now)


def _notes(listed: Listed) -> Iterator[str]:
    """Say what a person should know of a source that is well."""
    from monitor.charset import damage
    from monitor.discover import discover
    from monitor.discover.document import text_of

    if listed.document.moved_to:
        yield f"moved for good: write url: {redacted(listed.document.moved_to)}"
    is_text = listed.source.kind is not SourceKind.SITEMAP  # Those may be gzip in themselves, and hold addresses only.
    share = damage(text_of(listed.document, listed.source)) if is_text else 0.0
    if share > UNDECODABLE:
        yield f"{share:.0%} of it cannot be decoded: correct `encoding:`, or take it out"
    if listed.source.kind is not SourceKind.FEED:
        return
    try:
        discover(listed.document, listed.source, mends=False)
    except DamagedFeedError as error:
        yield f"{error.reason}: what could be read of it counts, its owner should know"
