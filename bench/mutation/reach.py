"""Which tests reach which lines, and how long each takes: measured once, by coverage's contexts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .mutants import Mutant

IMPORTED = ""
"""The context of what ran before any test did."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a run of all tests has shown.

    Args:
        lines: Of each file, which tests ran which line; `IMPORTED` is one of them where importing ran it.
        seconds: CPU of each test.
        importers: Of each file, those that import it by name, directly or through a package's front.
        failed: Tests that fail as it is; they prove nothing.
    """

    lines: Mapping[str, Mapping[int, tuple[str, ...]]]
    seconds: Mapping[str, float]
    importers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()

    def runs_at_import(self, mutant: Mutant) -> bool:
        """Tell whether a line has done its work, or a part of it, before a test begins."""
        return not mutant.is_late or IMPORTED in self.lines.get(mutant.path, {}).get(mutant.line, ())

    def tests_of(self, mutant: Mutant, *, anew: bool) -> tuple[str, ...]:
        """Give the tests that may notice a change, the quickest first.

        Those that reach its line; where the module is imported anew, those that reach anything in it or its importers.
        """
        if anew:
            files = (mutant.path, *self.importers.get(mutant.path, ()))
            found = {test for file in files for tests in self.lines.get(file, {}).values() for test in tests}
        else:
            found = set(self.lines.get(mutant.path, {}).get(mutant.line, ()))
        return tuple(sorted(found & self.seconds.keys() - self.failed, key=lambda test: (self.seconds[test], test)))


def affordable(tests: Iterable[str], seconds: Mapping[str, float], patience: float, slowest: float) -> tuple[str, ...]:
    """Give as many tests as may be run for one mutant, in their order; the first may always."""
    chosen, spent = list[str](), 0.0
    for test in tests:
        spent += seconds[test]
        if chosen and (spent > patience or seconds[test] > slowest):
            break
        chosen.append(test)
    return tuple(chosen)
