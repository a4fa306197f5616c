"""How many questions were asked today: the budget of second opinions, which a restart does not renew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col

from monitor.store.engine import DatabaseRoom
from monitor.store.statements import insert
from monitor.store.tables import QuestionDayRow

if TYPE_CHECKING:
    from datetime import date


class QuestionRoom(DatabaseRoom):
    """Answers `ports.QuestionStore`."""

    def take_question(self, day: date, budget: int) -> bool:
        """Count one more question of a day, before it is asked; False where the day's budget is used up."""
        once_more = (
            insert(QuestionDayRow)
            .values(day=day.isoformat(), asked=1)
            .on_conflict_do_update(
                index_elements=["day"],
                set_={"asked": col(QuestionDayRow.asked) + 1},
                where=col(QuestionDayRow.asked) < budget,
            )
            .returning(col(QuestionDayRow.asked))
        )
        # A failure of the power may forget the last questions; a killed process does not.
        with self._database.writing_rows(durable=False) as connection:
            return connection.execute(once_more).first() is not None
