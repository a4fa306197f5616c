"""Which tests reach which lines, and how long each takes: measured once, by coverage's contexts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .mutants import Mutant

IMPORTED = ""
"""The context of what ran before any test did."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a run of all tests has shown.

    Args:
        lines: Of each file, which tests ran which line; `IMPORTED` is one of them where importing ran it.
        seconds: CPU of each test; more than it takes otherwise, since being watched takes time.
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

    def tests_of(self, mutant: Mutant, slowest: float, *, anew: bool) -> tuple[str, ...]:
        """Give the tests that may notice a change and take no longer than this, the quickest first.

        Those that reach its line; where the module is imported anew, those that reach anything in it or its importers.
        """
        if anew:
            files = (mutant.path, *self.importers.get(mutant.path, ()))
            found = {test for file in files for tests in self.lines.get(file, {}).values() for test in tests}
        else:
            found = set(self.lines.get(mutant.path, {}).get(mutant.line, ()))
        quick = (test for test in found.difference(self.failed) if self.seconds.get(test, slowest) < slowest)
        return tuple(sorted(quick, key=lambda test: (self.seconds[test], test)))
