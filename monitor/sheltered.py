"""A document → entries or an article, read where it does no harm: in a thread what is plain, the rest by the guard."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from anyio import to_thread

from monitor.charset import TOLERATED
from monitor.discover import discover, title_of
from monitor.errors import DamagedFeedError, DiscoverError, ExtractError, GuardError
from monitor.extract import extract
from monitor.log import get_logger
from monitor.settings import SourceKind
from monitor.suspicion import is_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Article, Document, Entry
    from monitor.ports import Guard
    from monitor.settings import Source


log = get_logger(__name__)


async def entries_of(document: Document, source: Source, guard: Guard) -> tuple[tuple[Entry, ...], str]:
    """List a document's entries, and give the title of a source that nobody named.

    A well-formed feed is read here, whatever its size: lxml bounds what it takes. To mend a damaged one may take long.

    Raises:
        DiscoverError: It is not what its source says it is, or it took too much.
    """
    if source.kind is SourceKind.FEED or is_plain(document.body):
        try:
            return await to_thread.run_sync(partial(_entries, document, source, mends=False))
        except DamagedFeedError:
            pass
    try:
        return await guard(_entries, document, _without_secrets(source))
    except GuardError as error:
        raise DiscoverError(document.url, str(error)) from error


async def article_of(pages: Sequence[Document], source: Source, entry: Entry | None, guard: Guard) -> Article:
    """Read the article that a document holds, or several that go on, and that an entry led to, if one did.

    Raises:
        ExtractError: There is no readable article in it, or it took too much.
    """
    if all(is_plain(page.body) for page in pages):
        return await to_thread.run_sync(_article, pages, source, entry)
    try:
        return await guard(_article, pages, _without_secrets(source), entry)
    except GuardError as error:
        raise ExtractError(pages[0].url, str(error)) from error


def log_flaws(article: Article) -> None:
    """Log what the reader of a page noticed; it may have been another process, whose log nobody sees."""
    if article.unmatched:
        log.warning("selectors match nothing", stage="extract", parts=article.unmatched, url=article.url)
    if article.undecodable > TOLERATED:
        log.warning("article damaged", stage="extract", undecodable=round(article.undecodable, 4), url=article.url)


def _entries(document: Document, source: Source, *, mends: bool = True) -> tuple[tuple[Entry, ...], str]:
    return discover(document, source, mends=mends), "" if source.is_named else title_of(document, source)


def _article(pages: Sequence[Document], source: Source, entry: Entry | None) -> Article:
    return extract(pages[0], source=source, entry=entry, following=pages[1:])


def _without_secrets(source: Source) -> Source:
    """Give a source for the process that deals with strangers alone."""
    return replace(source, headers={}, proxy=None)
