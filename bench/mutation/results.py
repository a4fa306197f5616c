"""What became of each mutant: one JSON line each, added as it is known, so that a run goes on where it ended."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .mutants import Mutant


class Fate(StrEnum):
    """How it ended; all but the last two are kills."""

    KILLED = "killed"
    OVER_TIME = "over_time"
    BROKEN = "broken"
    SURVIVED = "survived"
    UNREACHED = "unreached"

    @property
    def lives(self) -> bool:
        """Tell whether nothing noticed the mutant."""
        return self in {Fate.SURVIVED, Fate.UNREACHED}


@dataclass(frozen=True, slots=True)
class Result:
    """One mutant's fate, with who noticed it, of how many tests, at what cost."""

    identity: str
    source: str
    line: int
    fate: Fate
    by: str
    tests: int
    cpu: float


class Results:
    """All results of one room; the latest of a mutant counts, and none of code that has changed since."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Result] = {}
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                row = json.loads(line)
                self._known[row["identity"]] = Result(**{**row, "fate": Fate(row["fate"])})

    def of(self, mutant: Mutant) -> Result | None:
        """Give what is known of a mutant."""
        found = self._known.get(mutant.identity)
        return found if found and found.source == mutant.source else None

    def is_killed(self, mutant: Mutant) -> bool:
        """Tell whether a mutant is known to be noticed."""
        found = self.of(mutant)
        return found is not None and not found.fate.lives

    def add(self, result: Result) -> None:
        """Remember a result, on the disk as well."""
        self._known[result.identity] = result
        self._path.parent.mkdir(exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some mutants may live."""

    title: str
    why: str
    mutants: frozenset[str]


def reasons_in(path: Path) -> tuple[Reason, ...]:
    """Read what was explained; nothing where there is no such file."""
    if not path.exists():
        return ()
    data = tomllib.loads(path.read_text("utf-8"))
    return tuple(Reason(each["title"], each["why"], frozenset(each["mutants"])) for each in data.get("reason", ()))
