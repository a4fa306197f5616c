"""Fates → figures a room, a list of survivors, and `docs/mutants.md`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .results import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .mutants import Mutant
    from .results import Reason, Result, Results


_INTRODUCTION = """# Mutants

Written by `make mutants` (`python -m bench.mutation --page`): the program is changed in one place, the tests that reach
the line are run, and a change that none of them notices has survived. Survivors got a test, or stand here with the
reason why they may live. The score is what was killed of all that a test could kill. Made are all mutants of a room;
what was tried of them is a random sample. A room of `bench/mutation/rooms.toml` that is missing here is yet to be run.
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """A room's figures.

    Args:
        room: Its name.
        made: How many mutants its code has.
        drawn: How many of these were drawn.
        tried: How many of these have been tried.
        killed: How many a test noticed.
        explained: Survivors that are no fault.
        open: Survivors that nobody has explained.
    """

    room: str
    made: int
    drawn: int
    tried: int
    killed: int
    explained: int
    open: tuple[Result, ...]

    @staticmethod
    def of(room: str, made: int, mutants: Sequence[Mutant], results: Results, reasons: Iterable[Reason]) -> Tally:
        """Count."""
        explained = {identity for reason in reasons for identity in reason.mutants}
        found = [result for mutant in mutants if (result := results.of(mutant))]
        alive = [result for result in found if result.fate.lives]
        still = tuple(sorted((one for one in alive if one.identity not in explained), key=_place))
        killed = len(found) - len(alive)
        return Tally(room, made, len(mutants), len(found), killed, len(alive) - len(still), still)

    @property
    def score(self) -> str:
        """How much of what a test could notice is noticed."""
        could = self.tried - self.explained
        return f"{100 * self.killed / could:.1f} %" if could else "–"


def _place(result: Result) -> tuple[str, int, str]:
    return result.identity.partition(" ")[0], result.line, result.identity


def listed(tallies: Iterable[Tally]) -> Iterator[str]:
    """Give a line for each survivor that is not explained, and one for each room."""
    for tally in tallies:
        for result in tally.open:
            path, _, rest = result.identity.partition(" ")
            fate = "" if result.fate is Fate.SURVIVED else f" ({result.fate})"
            yield f"{path}:{result.line}: {rest}{fate}"
    for tally in tallies:
        yield (
            f"{tally.room}: {tally.made} made, {tally.drawn} drawn, {tally.tried} tried, {tally.killed} killed, "
            f"{tally.explained} explained, {len(tally.open)} open: {tally.score}"
        )


def written(tallies: Sequence[Tally], reasons: Iterable[Reason], settings: str, day: str) -> str:
    """Write the page: figures a room, and why each mutant that lives may.

    Args:
        tallies: Of all rooms that were tried.
        reasons: In the order in which they shall stand.
        settings: How mutants and tests were drawn, in words.
        day: When.
    """
    parts = (_INTRODUCTION, f"{settings} {day}.", _table(tallies), _explanations(list(reasons)), _still_open(tallies))
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _still_open(tallies: Iterable[Tally]) -> str:
    names = [f"- `{result.identity.replace('`', '')}`" for tally in tallies for result in tally.open]
    return "\n".join(["## Without a test or a reason so far", "", *names]) if names else ""


def _table(tallies: Iterable[Tally]) -> str:
    rows = [
        f"| {each.room} | {each.made} | {each.drawn} | {each.tried} | {each.killed} | {each.tried - each.killed} "
        f"| {each.explained} | {len(each.open)} | {each.score} |"
        for each in tallies
    ]
    head = "| room | made | drawn | tried | killed | survived | explained | open | score |"
    return "\n".join([head, "| --- |" + " ---: |" * 8, *rows])


def _explanations(reasons: list[Reason]) -> str:
    parts = []
    for reason in reasons:
        names = "\n".join(f"- `{name.replace('`', '')}`" for name in sorted(reason.mutants))
        parts.append(f"## {reason.title} ({len(reason.mutants)})\n\n{reason.why.strip()}\n\n{names}\n")
    return "\n".join(parts).rstrip()
