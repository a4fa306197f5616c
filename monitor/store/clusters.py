"""Finds whose text an article copies, and of which texts it is a part. Text says nothing of launches: keys do that."""

from __future__ import annotations

import struct
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert
from sqlmodel import col, select

from monitor.fingerprint import Kinship, Sketch, compare, sketch
from monitor.store.residue import without_residue
from monitor.store.tables import PartRow, ShingleRow, SketchRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlmodel import Session

    from monitor.fingerprint import Likeness
    from monitor.store.tables import ArticleRow

WINDOW = timedelta(days=60)  # Copies come 16 days after their leader at the 95th percentile (§2.2 of the research).
SHARED = 2  # Shingles in common that make a candidate, and how many candidates are compared, the likest first (§2.5).
CANDIDATES = 20

# Built once: to build a statement costs more than to run it, and these run for every article.
SHARING = (
    select(ShingleRow.article_id, func.count().label("shared"))
    .where(col(ShingleRow.month).in_(bindparam("months")), col(ShingleRow.value).in_(bindparam("values")))
    .group_by(col(ShingleRow.article_id))
    .having(func.count() >= SHARED)
    .order_by(func.count().desc(), col(ShingleRow.article_id))
    .limit(CANDIDATES)
    .subquery()
)
LIKELY = (
    select(SketchRow)
    .join(SHARING, SHARING.c.article_id == col(SketchRow.article_id))
    .where(col(SketchRow.at).between(bindparam("since"), bindparam("until")))
    .order_by(col(SketchRow.article_id))
)
WRITE_SHINGLES = insert(ShingleRow)


def cluster(session: Session, source_id: str, article: ArticleRow) -> None:
    """Write an article's cluster and what it is a part of; where it is nobody's copy it leads a cluster of its own.

    It is held against leaders alone: joined link by link, round-ups would chain 142 articles to one (research §2.3).
    """
    own = sketch(without_residue(session, source_id, article))
    if own is None:
        return
    kin = [(compare(own, other), leader_id, other) for leader_id, other in _likely(session, own, article.sort_at)]
    copies = [(likeness, leader_id) for likeness, leader_id, _ in kin if likeness.kinship is Kinship.COPY]
    for likeness, leader_id, other in kin:
        if likeness.kinship is Kinship.PART:
            session.add(_part(article.id, own, leader_id, other, likeness))
    if copies:
        article.cluster_id = max(copies, key=lambda each: each[0].containment)[1]  # Of equals, the oldest.
    else:
        article.cluster_id = article.id
        _lead(session, own, article)
    session.flush()


def _likely(session: Session, own: Sketch, at: datetime) -> Iterator[tuple[int, Sketch]]:
    """Give the leaders near in time that share something with a text, oldest first."""
    asked = {"months": _months(at), "values": own.rows, "since": at - WINDOW, "until": at + WINDOW}
    for row in session.exec(LIKELY, params=asked):
        yield row.article_id, Sketch(row.version, (), _unpacked(row.sample), row.size)


def _lead(session: Session, own: Sketch, article: ArticleRow) -> None:
    session.add(
        SketchRow(
            article_id=article.id, version=own.version, sample=_packed(own.sample), size=own.size, at=article.sort_at
        )
    )
    month = _month(article.sort_at)
    rows = [{"month": month, "value": value, "article_id": article.id} for value in own.rows]
    session.connection().execute(WRITE_SHINGLES, rows)


def _part(article_id: int, own: Sketch, leader_id: int, other: Sketch, likeness: Likeness) -> PartRow:
    part, whole = (article_id, leader_id) if own.size < other.size else (leader_id, article_id)
    return PartRow(part_id=part, whole_id=whole, containment=likeness.containment)


def _month(at: datetime) -> int:
    return at.year * 12 + at.month - 1


def _months(at: datetime) -> list[int]:
    """Give the months that the window around a time touches."""
    return list(range(_month(at - WINDOW), _month(at + WINDOW) + 1))


def _packed(sample: frozenset[int]) -> bytes:
    return struct.pack(f">{len(sample)}I", *sorted(sample))


def _unpacked(sample: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f">{len(sample) // 4}I", sample))
