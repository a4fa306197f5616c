"""Turns an entry that says all by its title into an article, without reading its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import Article

if TYPE_CHECKING:
    from monitor.model import Entry
    from monitor.settings import Source


def article_of_entry(entry: Entry, source: Source) -> Article:
    """Give an article of an entry's own words."""
    return Article(
        url=entry.url,
        title=entry.title,
        body=entry.summary or entry.title,
        published=entry.published,
        language=source.language,
        source_id=source.id,
        source_name=source.name,
        tier=source.tier,
        organisation=source.organisation,
    )
