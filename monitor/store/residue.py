"""A source's article → its text without the lines that the source writes under every title.

Captions, legal notices and appeals that the extraction could not know for what they are would make copies of articles
that have nothing else in common: 201 false ones in research/deduplication.md §2.3, none without those lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlmodel import col, delete, select

from monitor.fingerprint.sketch import LONGEST, SHINGLE, bare, digest
from monitor.store.statements import upsertion
from monitor.store.tables import SourceLineRow

if TYPE_CHECKING:
    from sqlmodel import Session

    from monitor.store.tables import ArticleRow

TITLES = 3  # A line that stands under so many is the source's, not the article's.
LINES_A_SOURCE = 2_000  # Those not met for the longest time are forgotten; some days of a busy source.
LINES_AN_ARTICLE = 200  # From both ends, so that no article fills its source's memory.
TITLE_BYTES = 4

_LINE = re.compile(r"[^\n。！？]*[\n。！？]*")  # Many pages are one line: a Chinese sentence counts as one, too.

KNOWN = select(SourceLineRow.line, SourceLineRow.titles).where(
    col(SourceLineRow.source_id) == bindparam("source"), col(SourceLineRow.line).in_(bindparam("lines"))
)
WRITE = upsertion(SourceLineRow, "source_id", "line")
OLDEST_KEPT = (
    select(SourceLineRow.article_id)
    .where(col(SourceLineRow.source_id) == bindparam("source"))
    .order_by(col(SourceLineRow.article_id).desc())
    .offset(LINES_A_SOURCE - 1)
    .limit(1)
)
FORGET = delete(SourceLineRow).where(
    col(SourceLineRow.source_id) == bindparam("source"), col(SourceLineRow.article_id) < OLDEST_KEPT.scalar_subquery()
)


def without_residue(session: Session, source_id: str, article: ArticleRow) -> str:
    """Give the bare letters of an article's text without its source's own lines.

    Under which title the others stood is remembered.
    """
    lines = [bare(line) for line in _LINE.findall(article.body[:LONGEST])]
    # What makes no shingle of its own is nobody's line.
    hashes = [digest(line) if len(line) >= SHINGLE else None for line in lines]
    told = list(dict.fromkeys(one for one in hashes if one is not None))
    if len(told) > LINES_AN_ARTICLE:
        told = told[: LINES_AN_ARTICLE // 2] + told[-LINES_AN_ARTICLE // 2 :]
    if not told:
        return "".join(lines)
    connection = session.connection()
    known = dict(connection.execute(KNOWN, {"source": source_id, "lines": told}).all())
    title = digest(bare(article.title)).to_bytes(8, "big")[-TITLE_BYTES:]
    titles = {line: _joined(known.get(line, b""), title) for line in told}
    rows: list[dict[str, Any]] = [
        {"source_id": source_id, "line": line, "titles": under, "article_id": article.id}
        for line, under in titles.items()
    ]
    connection.execute(WRITE, rows)
    connection.execute(FORGET, {"source": source_id})
    enough = TITLES * TITLE_BYTES
    return "".join(
        line for line, one in zip(lines, hashes, strict=True) if one is None or len(titles.get(one, b"")) < enough
    )


def _joined(titles: bytes, title: bytes) -> bytes:
    """Add a title's hash to those of three titles at most."""
    known = {titles[start : start + TITLE_BYTES] for start in range(0, len(titles), TITLE_BYTES)}
    return titles if title in known or len(known) == TITLES else titles + title
