"""Remembers what people said: corrections are added and taken back, and announcements go where they then belong."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING

from sqlalchemy import func, or_
from sqlmodel import col, select, update

from monitor.model import Announcement, Correction, CorrectionKind
from monitor.resolve import new_launch, retold
from monitor.store.engine import DatabaseRoom
from monitor.store.rereading import SqlRereading, article_row_at
from monitor.store.standing import IS_TOLD, rows_of, sayings, standing_of
from monitor.store.tables import AnnouncementRow, CorrectionRow, LaunchRow
from monitor.store.values import index_key, key_value, launch_value, launch_values, value_of
from monitor.store.withdrawing import withdraw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from monitor.model import Launch, LaunchKey
    from monitor.store.engine import Database

    KeyOf = Callable[[Announcement], LaunchKey]

LONGEST_NUMBER = 18  # Digits; a database numbers its rows below 2**63.


class CorrectionRoom(DatabaseRoom):
    """Answers `ports.Corrections`."""

    def corrections(self) -> list[Correction]:
        """Give all corrections, those that were undone, too; the oldest first."""
        with self._database.reading() as session:
            rows = session.exec(select(CorrectionRow).order_by(col(CorrectionRow.id)))
            return [value_of(Correction, row) for row in rows]

    @contextmanager
    def correcting(self, now: datetime) -> Iterator[SqlDesk]:
        """Open the transaction of a correction; it commits at the end and rolls back on an error."""
        with self._database.writing() as session:
            desk = SqlDesk(self._database, session, now)
            yield desk
            desk.settle()


class SqlDesk:
    """Answers `ports.Desk` within an open transaction that whoever opened it commits."""

    def __init__(self, database: Database, session: Session, now: datetime) -> None:
        self._database = database
        self._session = session
        self._now = now
        self._touched = set[int]()
        self._undone: list[CorrectionRow] = []
        self._left = set[int]()
        self._reread: SqlRereading | None = None

    def holding(self) -> list[Correction]:
        """Give the corrections that hold, the oldest first."""
        return list(standing_of(self._session).corrections)

    def key_of(self, which: str) -> LaunchKey | None:
        """Give the key of the launch of this number, or written so; None where there is none."""
        number = int(which) if which.isascii() and which.isdecimal() and len(which) <= LONGEST_NUMBER else 0
        named = or_(col(LaunchRow.id) == number, col(LaunchRow.key) == index_key(which))
        row = self._session.exec(select(LaunchRow).where(named, IS_TOLD)).first()
        return key_value(row) if row else None

    def add(self, kind: CorrectionKind, keys: Sequence[LaunchKey], url: str = "") -> bool:
        """Write a correction; False where it holds already."""
        if any((one.kind, one.keys, one.url) == (kind, tuple(keys), url) for one in self.holding()):
            return False
        after = self._session.exec(select(func.max(AnnouncementRow.id))).one() or 0
        self._session.add(CorrectionRow(kind=kind, keys=tuple(keys), url=url, after=after, created_at=self._now))
        self._touch(keys)
        return True

    def split(self, key: LaunchKey, key_of: KeyOf) -> list[LaunchKey]:
        """Give each key that a launch holds announcements of a launch of its own; give the keys that came off it.

        What has the launch's own key stays; where nothing has, what was announced first.
        """
        [whole] = rows_of(self._session, [key])
        held = list(zip(self._told(whole), sayings(self._session, [whole.id], whole.id), strict=True))
        keys = list(dict.fromkeys(key_of(saying.announcement) for _, saying in held))
        others = [other for other in keys if other != (key if key in keys else keys[0])]
        for other in others:
            own = [(row, saying) for row, saying in held if key_of(saying.announcement) == other]
            launch_id = self._number_of(new_launch(own[0][1].announcement, other, (), own[0][1].at))
            for row, _ in own:
                row.launch_id, row.split_from = launch_id, whole.id
        self._session.flush()
        if others:
            self.add(CorrectionKind.SPLIT, (key, *others))
        return others

    def undo(self, correction: Correction, key_of: KeyOf) -> None:
        """Take a correction back; what was told meanwhile goes where it would have gone."""
        said = self._session.get_one(CorrectionRow, correction.id)
        said.undone_at = self._now
        self._session.flush()
        self._undone.append(said)
        rows = {key_value(row): row for row in self._touch(correction.keys)}
        if correction.kind is CorrectionKind.MERGE:
            goes, stays = (rows[key] for key in correction.keys)
            for row in self._told(stays, said.after):
                if key_of(value_of(Announcement, row)) == key_value(goes):
                    row.launch_id = goes.id
                    self._left.add(stays.id)
        elif correction.kind is CorrectionKind.SPLIT:
            whole = rows[correction.keys[0]].id
            back = update(AnnouncementRow).where(col(AnnouncementRow.split_from) == whole)
            self._session.exec(back.values(launch_id=whole, split_from=None))
        self._session.flush()

    def rereading(self, url: str) -> SqlRereading | None:
        """Begin a read article again; None where there is none at this address."""
        row = article_row_at(self._session, url)
        self._reread = SqlRereading(self._database, self._session, row, self._now) if row else None
        return self._reread

    def settle(self) -> None:
        """Bring launches and the messages that wait to what was said."""
        self._session.flush()
        touched = self._touched | (self._reread.launch_ids() if self._reread else set())
        regrouping = [one for one in self._undone if one.url or one.keys[1:]]
        for row in self._session.exec(select(LaunchRow).where(col(LaunchRow.id).in_(touched))).all():
            if row.id in self._left or any(self._told(row, one.after) for one in regrouping):
                # Articles that came meanwhile wrote the launch as it was seen then.
                before = launch_value(row)
                told = retold(before, sayings(self._session, [row.id], row.id))
                for name in (field.name for field in fields(told)):
                    if getattr(told, name) != getattr(before, name):
                        setattr(row, name, getattr(told, name))
        self._session.flush()
        withdraw(self._session, sorted(touched), standing_of(self._session), self._now)

    def _touch(self, keys: Sequence[LaunchKey]) -> list[LaunchRow]:
        wanted = [index_key(str(key)) for key in keys]
        rows = list(self._session.exec(select(LaunchRow).where(col(LaunchRow.key).in_(wanted))))
        self._touched |= {row.id for row in rows}
        return rows

    def _number_of(self, launch: Launch) -> int:
        """Give the number of the launch of this key, which is written where there is none."""
        values = launch_values(launch)
        row = self._session.exec(select(LaunchRow).where(col(LaunchRow.key) == values["key"])).first()
        if row is None:
            row = LaunchRow(**values)
            self._session.add(row)
            self._session.flush()
        return row.id

    def _told(self, launch: LaunchRow, after: int = 0) -> list[AnnouncementRow]:
        """Give what was announced of a launch `after` an announcement, in the order of its reading."""
        held = select(AnnouncementRow).where(
            col(AnnouncementRow.launch_id) == launch.id, col(AnnouncementRow.id) > after
        )
        return list(self._session.exec(held.order_by(col(AnnouncementRow.id))))
