"""Finds whose text an article copies, and of which texts it is a part. Text says nothing of launches: keys do that."""

from __future__ import annotations

import struct
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, func, insert
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from monitor.fingerprint import Kinship, Sketch, compare, sketch_of
from monitor.store.residue import without_residue
from monitor.store.tables import PartRow, ShingleRow, SketchRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlmodel import Session

    from monitor.fingerprint import Likeness
    from monitor.store.tables import ArticleRow

WINDOW = timedelta(days=60)  # Copies come 16 days after their leader at the 95th percentile (§2.2 of the research).
SHARED, CANDIDATES = 2, 20  # Shingles in common that make a candidate; how many are compared, the likest first (§2.5).
VERBATIM = 0.8  # Containment: a member that has less of its leader has copies that the leader does not find.

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
    select_columns(
        col(SketchRow.article_id),
        col(SketchRow.leader_id),
        col(SketchRow.version),
        col(SketchRow.sample),
        col(SketchRow.size),
    )
    .join(SHARING, SHARING.c.article_id == col(SketchRow.article_id))
    .where(col(SketchRow.at).between(bindparam("since"), bindparam("until")))
    .order_by(col(SketchRow.article_id))
)
WRITE_SKETCH, WRITE_SHINGLES = insert(SketchRow), insert(ShingleRow)


class Held(NamedTuple):
    """An article whose sketch is kept, and the leader of its cluster, maybe itself."""

    article_id: int
    leader_id: int
    sketch: Sketch


def join_cluster(session: Session, source_id: str, article: ArticleRow) -> None:
    """Write an article's cluster and what it is a part of; where it is nobody's copy it leads a cluster of its own.

    It is held against leaders, for joined link by link, round-ups would chain 142 articles to one (research §2.3). A
    member that is not its leader word for word leaves its own sketch, too: for its own reprints alone, or these, unlike
    enough to the leader, would be taken for new texts (1 to 3 % of copies made from the archive).
    """
    own = sketch_of(without_residue(session, source_id, article))
    if own is None:
        return
    kin = [(compare(own, held.sketch), held) for held in likely(session, own, article.sort_at)]
    session.add_all(
        _part(article.id, own, held, likeness) for likeness, held in kin if likeness.kinship is Kinship.PART
    )
    likeness, joined = max(
        ((likeness, held) for likeness, held in kin if _may_join(likeness, held)),
        key=lambda each: each[0].containment,  # Of equals, the oldest.
        default=(None, None),
    )
    article.cluster_id = joined.leader_id if joined else article.id
    if likeness is None or likeness.containment < VERBATIM:
        _keep(session, own, article)
    session.flush()


def likely(session: Session, own: Sketch, at: datetime) -> Iterator[Held]:
    """Give the articles near in time that share something with a text, the oldest first."""
    asked = {"months": _months(at), "values": own.rows, "since": at - WINDOW, "until": at + WINDOW}
    for row in session.connection().execute(LIKELY, asked):
        yield Held(row.article_id, row.leader_id, Sketch(row.version, (), _unpacked(row.sample), row.size))


def _may_join(likeness: Likeness, held: Held) -> bool:
    leads = held.article_id == held.leader_id
    return likeness.kinship is Kinship.COPY and (leads or likeness.containment >= VERBATIM)


def _keep(session: Session, own: Sketch, article: ArticleRow) -> None:
    connection, month = session.connection(), month_of(article.sort_at)
    kept = {
        "article_id": article.id,
        "leader_id": article.cluster_id,
        "version": own.version,
        "sample": _packed(own.sample),
        "size": own.size,
        "at": article.sort_at,
    }
    connection.execute(WRITE_SKETCH, kept)
    rows = [{"month": month, "value": value, "article_id": article.id} for value in own.rows]
    connection.execute(WRITE_SHINGLES, rows)


def _part(article_id: int, own: Sketch, held: Held, likeness: Likeness) -> PartRow:
    smaller = own.size < held.sketch.size
    part, whole = (article_id, held.article_id) if smaller else (held.article_id, article_id)
    return PartRow(part_id=part, whole_id=whole, containment=likeness.containment)


def month_of(at: datetime) -> int:
    """Give the number of a time's month, by which shingles are filed."""
    return at.year * 12 + at.month - 1


def _months(at: datetime) -> list[int]:
    """Give the months that the window around a time touches."""
    return list(range(month_of(at - WINDOW), month_of(at + WINDOW) + 1))


def _packed(sample: frozenset[int]) -> bytes:
    return struct.pack(f">{len(sample)}I", *sorted(sample))


def _unpacked(sample: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f">{len(sample) // 4}I", sample))
