"""When each loop of a process last came round, and what broke its turn → how the process is. Pure but for the notes.

A port that is open says nothing of a loop that is stuck behind it: a loop notes each turn that it completed, and
whoever asks how the process is gets an answer from these notes alone: the database may be what is stuck.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.model import Condition, Vitals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Loop(StrEnum):
    """What goes round and round: looking for what is due (or, in a worker, for jobs), and delivering."""

    TICK = "tick"
    DELIVERY = "delivery"


LIMITS = {Loop.TICK: timedelta(minutes=1), Loop.DELIVERY: timedelta(minutes=2)}
"""How old the last turn may be. A tick comes each second, and new settings keep it back for some ten; delivery comes
round each five seconds, and a step of it takes 20 s at most, or 30 s where another process holds the database."""

WORDS = {Loop.TICK: "looking for what is due", Loop.DELIVERY: "delivering"}


@dataclass(slots=True)
class Pulse:
    """What the loops of one process noted.

    Args:
        loops: Those that this process has.
        began_at: When they were to begin; None while the process waits its turn.
        turns: When each last came round.
        faults: What broke the last turn of each, by its kind; a turn that is completed takes it away.
    """

    loops: tuple[Loop, ...] = tuple(Loop)
    began_at: datetime | None = None
    turns: dict[Loop, datetime] = field(default_factory=dict)
    faults: dict[Loop, str] = field(default_factory=dict)

    def begin(self, now: datetime) -> None:
        """Note that the loops are to begin; where they go on under other settings, nothing changes."""
        self.began_at = self.began_at or now

    def came_round(self, loop: Loop, now: datetime) -> None:
        """Note that a turn was completed."""
        self.turns[loop] = now
        self.faults.pop(loop, None)

    def broke(self, loop: Loop, fault: BaseException) -> bool:
        """Note what broke a turn; tell whether it is news. Its words may hold a secret: everybody is told its kind."""
        kind, known = type(fault).__name__, self.faults.get(loop)
        self.faults[loop] = kind
        return kind != known

    def vitals(self, now: datetime) -> Vitals:
        """Say how the process is; what keeps a loop from coming round is said first."""
        last = self.turns.get(Loop.DELIVERY) or self.turns.get(Loop.TICK)
        if self.began_at is None:
            return Vitals(Condition.WAITING, "another monitor keeps watch on this database; this one takes over", last)
        for loop, fault in self.faults.items():
            return Vitals(Condition.FAILING, f"{WORDS[loop]} broke off, {fault}: the log has the rest", last)
        since = {loop: self.turns.get(loop, self.began_at) for loop in self.loops}
        late = [loop for loop, at in since.items() if abs(now - at) > LIMITS[loop]]
        if late:
            loop = late[0]
            began = "last came round" if loop in self.turns else "should have begun"
            ago = abs(now - since[loop]).total_seconds()
            return Vitals(Condition.LATE, f"{WORDS[loop]} {began} {ago:.0f} s ago: it is stuck", last)
        if missing := [loop for loop in self.loops if loop not in self.turns]:
            return Vitals(Condition.STARTING, f"what has not come round yet: {_listed(missing)}", last)
        return Vitals(Condition.OK, "", last)


def _listed(loops: Iterable[Loop]) -> str:
    return ", ".join(WORDS[loop] for loop in loops)
