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

        Those that reach its line. Where one test alone does, others may have found remembered what it made; and where
        the module is imported anew, anything in it may be different: then those that reach the file, or its importers.
        """
        of_file = self.lines.get(mutant.path, {})
        found = set(of_file.get(mutant.line, ()))
        if anew or len(found - {IMPORTED}) == 1:
            files = (of_file, *(self.lines.get(path, {}) for path in self.importers.get(mutant.path, ()) if anew))
            found = {test for lines in files for tests in lines.values() for test in tests}
        quick = (test for test in found.difference(self.failed) if self.seconds.get(test, slowest) < slowest)
        return tuple(sorted(quick, key=lambda test: (self.seconds[test], test)))
