"""Forgets what need not be remembered for ever, a little at a time: nothing that was announced, nobody who was told.

What stays for ever: launches, announcements and doubts with their articles, alerts and the messages that bear them,
corrections, and what each source is known by. So no launch can become news again, and no doubt either.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, literal, tuple_
from sqlmodel import col, select, update

from monitor.fingerprint import lists
from monitor.store import forgettable
from monitor.store.clusters import WINDOW, month_of
from monitor.store.engine import DatabaseRoom
from monitor.store.tables import (
    ArticleAliasRow,
    ArticleRow,
    DigestRow,
    EntryRow,
    MessageRow,
    PartRow,
    QuestionDayRow,
    ShingleRow,
    SketchRow,
    SourceLineRow,
    SourceStateRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlmodel import Session

    from monitor.settings import Retention
    from monitor.store.engine import Database

AT_ONCE = 100
"""Things of one kind that a transaction forgets: some 20 ms (bench/pruning.py), so that no writer waits for long."""

LOOKED_AT = 1_000
"""Rows that one look for them takes up."""

COMPARED = 2 * WINDOW
"""Texts are compared with those of 60 days before and after: one that comes late, or is dated back, finds its own."""

LISTED = 500
"""The latest entries of a source stay, however old: no list is longer, and one that was cut short once comes back."""


class PruneRoom(DatabaseRoom):
    """Answers `ports.Upkeep`."""

    def pruning(self, keep: Retention, now: datetime, *, dry_run: bool = False) -> Iterator[tuple[str, int]]:
        """Forget what is old, a transaction a step; give what kind of thing each step forgot, and how many.

        Between steps nothing is locked. Whoever stops in between has lost nothing: the rest is forgotten another time;
        and what the power takes back, too, so that no step waits for the disk.

        Args:
            keep: How long what is kept.
            now: The time.
            dry_run: Forget nothing, and say how much it would be.
        """
        one = _Pruning(self._database, keep, now, dry_run)
        for steps in (one.articles, one.entries, one.sketches, one.shingles, one.lines, one.digests, one.notices):
            yield from steps()
        if not dry_run:
            one.questions()

    def shrink(self, *, alone: bool = False) -> Iterator[int]:
        """Give room in the file that nothing needs any more back to the disk, a transaction a step; give its bytes.

        Args:
            alone: Nobody else uses the database, so that one of an earlier program may be written anew as a whole.
        """
        return self._database.shrink(alone=alone)


@dataclass(slots=True)
class _Pruning:
    """One pruning.

    Args:
        sources: For each source that was asked about: whether its last listing held an address, and from which number
            on its entries stay.
    """

    database: Database
    keep: Retention
    now: datetime
    dry_run: bool
    sources: dict[str, tuple[Callable[[str], bool], int]] = field(default_factory=dict)

    def articles(self) -> Iterator[tuple[str, int]]:
        """Forget articles in which nothing was announced, with the entries that led to them."""
        before = self.now - self.keep.articles
        with self.database.reading() as session:
            condition = forgettable.articles(session, before)
        place: tuple[Any, ...] = (forgettable.LONG_AGO, 0)
        while rows := self._looked(ArticleRow, condition, (col(ArticleRow.sort_at), col(ArticleRow.id)), place):
            place = tuple(rows[-1])
            for ids in _batches([row.id for row in rows]):
                with self._transaction() as session:
                    still = list(session.exec(select(ArticleRow.id).where(condition, col(ArticleRow.id).in_(ids))))
                    leading = self._leading(session, col(EntryRow.article_id).in_(still))
                    gone = [row.id for row in leading if self._is_gone(session, row, before)]
                    if not self.dry_run:
                        _forget_entries(session, gone, [row.id for row in leading])
                        _forget_articles(session, still)
                yield "articles", len(still)
                if gone:
                    yield "entries", len(gone)

    def entries(self) -> Iterator[tuple[str, int]]:
        """Forget entries that lead to no article any more, or were given up, once their source lists them no more."""
        before, place = self.now - self.keep.articles, (0,)
        condition = col(EntryRow.article_id).is_(None) & col(EntryRow.next_at).is_(None)
        while rows := self._looked(EntryRow, condition, (col(EntryRow.id),), place):
            place = (rows[-1].id,)
            for ids in _batches([row.id for row in rows]):
                with self._transaction() as session:
                    found = self._leading(session, condition & col(EntryRow.id).in_(ids))
                    gone = [row.id for row in found if self._is_gone(session, row, before)]
                    if gone and not self.dry_run:
                        session.exec(delete(EntryRow).where(col(EntryRow.id).in_(gone)))
                yield "entries", len(gone)

    def sketches(self) -> Iterator[tuple[str, int]]:
        """Forget what texts are compared by, once none is compared with them any more."""
        condition = col(SketchRow.at) < self.now - COMPARED
        yield from self._each(SketchRow, col(SketchRow.article_id), condition, "sketches")

    def shingles(self) -> Iterator[tuple[str, int]]:
        """Forget what sketches are looked up by."""
        old = col(ShingleRow.month) < month_of(self.now - COMPARED)
        if self.dry_run:
            return
        key = (col(ShingleRow.month), col(ShingleRow.value), col(ShingleRow.article_id))
        some = select(*key).where(old).limit(LOOKED_AT)
        forgotten = LOOKED_AT
        while forgotten:
            with self.database.writing(durable=False) as session:
                forgotten = session.exec(delete(ShingleRow).where(tuple_(*key).in_(some))).rowcount
            yield "sketches", 0

    def lines(self) -> Iterator[tuple[str, int]]:
        """Forget the lines of sources that nobody asked for so long: some thousand short rows of each."""
        is_old = col(SourceStateRow.checked_at) < self.now - self.keep.articles
        has_lines = select(SourceLineRow.line).where(col(SourceLineRow.source_id) == col(SourceStateRow.source_id))
        with self.database.reading() as session:
            gone = session.exec(select(SourceStateRow.source_id).where(is_old, has_lines.exists())).all()
        for source_id in () if self.dry_run else gone:
            with self.database.writing(durable=False) as session:
                session.exec(delete(SourceLineRow).where(col(SourceLineRow.source_id) == source_id))
            yield "sketches", 0

    def digests(self) -> Iterator[tuple[str, int]]:
        """Forget which digests were written, but for the last of each channel and where its digests began."""
        condition = forgettable.digests(self.now - self.keep.notices)
        yield from self._each(DigestRow, col(DigestRow.id), condition, "digests")

    def notices(self) -> Iterator[tuple[str, int]]:
        """Forget messages that are done with and bear no alert: notices, digests of nothing but doubts, empty ones."""
        condition = forgettable.messages(self.now - self.keep.notices)
        yield from self._each(MessageRow, col(MessageRow.id), condition, "notices")

    def questions(self) -> None:
        """Forget how many second opinions were asked for on days long past."""
        day = (self.now - self.keep.notices).date().isoformat()
        with self.database.writing(durable=False) as session:
            session.exec(delete(QuestionDayRow).where(col(QuestionDayRow.day) < day))

    def _each(self, table: Any, key: Any, condition: Any, kind: str) -> Iterator[tuple[str, int]]:  # noqa: ANN401 -- SQL.
        """Forget rows that nothing else hangs on."""
        place = (0,)
        while rows := self._looked(table, condition, (key,), place):
            place = tuple(rows[-1])
            for numbers in _batches([number for (number,) in rows]):
                if not self.dry_run:
                    with self.database.writing(durable=False) as session:
                        session.exec(delete(table).where(condition, key.in_(numbers)))
                yield kind, len(numbers)

    def _looked(self, table: Any, condition: Any, order: tuple[Any, ...], place: tuple[Any, ...]) -> Sequence[Row[Any]]:  # noqa: ANN401 -- SQL.
        """Give the keys of the next rows behind a place, without keeping any writer waiting."""
        behind = tuple_(*order) > tuple_(
            *(literal(value, column.type) for value, column in zip(place, order, strict=True))
        )
        with self.database.reading() as session:
            asked = select(*order).select_from(table).where(condition, behind)
            return session.connection().execute(asked.order_by(*order).limit(LOOKED_AT)).all()

    def _transaction(self) -> Any:  # noqa: ANN401 -- the database's own.
        return self.database.reading() if self.dry_run else self.database.writing(durable=False)

    @staticmethod
    def _leading(session: Session, condition: Any) -> Sequence[Row[Any]]:  # noqa: ANN401 -- SQL.
        asked = select(EntryRow.id, EntryRow.source_id, EntryRow.canonical, EntryRow.first_seen_at)
        return session.exec(asked.where(condition)).all()  # type: ignore[return-value]

    def _is_gone(self, session: Session, entry: Row[Any], before: datetime) -> bool:
        """Tell whether an entry is old, and listed by its source no more."""
        if entry.first_seen_at >= before:
            return False
        if entry.source_id not in self.sources:
            window = select(SourceStateRow.last_window).where(col(SourceStateRow.source_id) == entry.source_id)
            latest = select(EntryRow.id).where(col(EntryRow.source_id) == entry.source_id)
            first_kept = session.exec(latest.order_by(col(EntryRow.id).desc()).offset(LISTED - 1).limit(1)).first()
            self.sources[entry.source_id] = (lists(session.exec(window).first() or b""), first_kept or 0)
        is_listed, first_kept = self.sources[entry.source_id]
        return entry.id < first_kept and not is_listed(entry.canonical)


def _forget_entries(session: Session, gone: Collection[int], leading: Collection[int]) -> None:
    """Delete entries, and let the others that led to the same articles lead to none."""
    session.exec(delete(EntryRow).where(col(EntryRow.id).in_(gone)))
    session.exec(update(EntryRow).where(col(EntryRow.id).in_(leading)).values(article_id=None, summary=""))


def _forget_articles(session: Session, ids: Collection[int]) -> None:
    """Delete articles with all that hangs on them; copies of them, which are as old, lead nobody's cluster."""
    session.exec(update(ArticleRow).where(col(ArticleRow.cluster_id).in_(ids)).values(cluster_id=None))
    for hanging in (
        delete(PartRow).where(col(PartRow.part_id).in_(ids) | col(PartRow.whole_id).in_(ids)),
        delete(SketchRow).where(col(SketchRow.article_id).in_(ids) | col(SketchRow.leader_id).in_(ids)),
        delete(ArticleAliasRow).where(col(ArticleAliasRow.article_id).in_(ids)),
        delete(ArticleRow).where(col(ArticleRow.id).in_(ids)),
    ):
        session.exec(hanging)


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]
