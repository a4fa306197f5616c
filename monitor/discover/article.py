"""Turns a document that is an article into its single entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import DiscoverError
from monitor.model import Entry

if TYPE_CHECKING:
    from monitor.model import Document
    from monitor.settings import Source


def article_itself(document: Document, _source: Source) -> tuple[Entry, ...]:
    """Give the document as an entry; title and date are the extractor's to find.

    Raises:
        DiscoverError: It is empty.
    """
    if not document.body.strip():
        raise DiscoverError(document.url, "an empty document, not an article")
    return (Entry(identity=document.url, url=document.url, title=""),)
