"""pytest's part: the tests are collected once, and each mutant is tried in a fork of what was collected.

A fork costs milliseconds where an interpreter costs seconds, and what one mutant breaks goes with it. A change within a
function is put into the function that is there; all others need the module imported anew (`fresh.py`).
"""

from __future__ import annotations

import gc
import json
import os
import time
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

import hypothesis
import pytest

from .process import Outcome, forked
from .reach import Reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from coverage import Coverage

    from .mutants import Module, Mutant

OPTIONS = (
    "-q", "-s", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:terminalreporter",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
CIRCLING = 6.0
"""CPU seconds beyond patience, after which a mutant runs in circles: more than any test takes that is asked."""
LAWS = ("--hypothesis-profile=mutants",)


class Trial:
    """A plugin: where pytest would run the tests, they are measured, and asked about one mutant after the other.

    Args:
        root: The project.
        coverage: Started before anything of the program was imported.
        work: What to do with the measured reach and the means to try one mutant.
    """

    def __init__(self, root: Path, coverage: Coverage, work: Callable[[Reach, Trial], None]) -> None:
        self.root, self._coverage, self._work = root, coverage, work
        self._items: dict[str, pytest.Item] = {}
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = {}
        self._session: pytest.Session | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self) -> None:
        """Have laws asked the same in each fork, and no time spent on the smallest example."""
        register_laws()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        reach = self._measured()
        self._functions = _functions_of(self.root)
        gc.freeze()  # Forks then copy no page only because the collector looked at it.
        self._work(reach, self)
        return True

    def try_late(self, module: Module, mutant: Mutant, tests: Sequence[str], patience: float) -> Outcome:
        """Try one change within a function.

        Raises:
            ValueError: It cannot be put into the function that is there.
        """
        file = str(self.root / module.path)
        changed = _code_of(module.compiled(mutant, file), mutant)
        if changed is None or not self._functions.get((file, changed.co_qualname, changed.co_firstlineno)):
            raise ValueError(f"{mutant.identity}: no function to change")
        pairs = [
            (function, code)
            for code in _within(changed)
            for function in self._functions.get((file, code.co_qualname, code.co_firstlineno), ())
            if len(code.co_freevars) == len(function.__code__.co_freevars)
        ]
        return forked(lambda: self._asked(pairs, tests, patience), patience + CIRCLING)

    def _asked(self, pairs: Iterable[tuple[FunctionType, CodeType]], tests: Sequence[str], patience: float) -> str:
        assert self._session is not None  # noqa: S101 -- pytest calls in this order.
        for function, code in pairs:
            function.__code__ = code
        return first_failure(self._session, [self._items[test] for test in tests], patience)

    def _measured(self) -> Reach:
        """Run every test once in a fork, under coverage."""
        page = self.root / ".mutants" / f"reach-{os.getpid()}.json"
        page.parent.mkdir(exist_ok=True)
        outcome = forked(lambda: self._measure(page), None)
        self._coverage.stop()
        if not page.exists():
            message = f"the tests could not be run once: {outcome}"
            raise RuntimeError(message)
        found = json.loads(page.read_text("utf-8"))
        page.unlink()
        lines = {
            file: {int(line): tuple(tests) for line, tests in of_file.items()}
            for file, of_file in found["lines"].items()
        }
        return Reach(lines, found["seconds"], {}, frozenset(found["failed"]))

    def _measure(self, page: Path) -> str:
        assert self._session is not None  # noqa: S101
        seconds, failed = dict[str, float](), list[str]()
        items = list(self._items.values())
        for item, following in zip(items, [*items[1:], None], strict=True):
            self._coverage.switch_context(item.nodeid)
            before, began = self._session.testsfailed, time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            seconds[item.nodeid] = time.process_time() - began
            if self._session.testsfailed > before:
                failed.append(item.nodeid)
        self._coverage.stop()
        data = self._coverage.get_data()
        lines = {
            str(Path(file).relative_to(self.root)): data.contexts_by_lineno(file) for file in data.measured_files()
        }
        page.write_text(json.dumps({"lines": lines, "seconds": seconds, "failed": failed}), "utf-8")
        return ""


def register_laws() -> None:
    """Give hypothesis the profile that `LAWS` names."""
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "mutants", deadline=None, database=None, derandomize=True, phases=phases, max_examples=30
    )


def first_failure(session: pytest.Session, items: Sequence[pytest.Item], patience: float) -> str:
    """Run tests until one fails, and give its name; nothing where none does before patience ends (CPU seconds)."""
    began = time.process_time()
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return item.nodeid
        if time.process_time() - began > patience:
            break
    return ""


def _within(code: CodeType) -> Iterator[CodeType]:
    """Give a function's code and that of the functions in it, which may have been made before the change."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _within(each)


def _functions_of(root: Path) -> dict[tuple[str, str, int], list[FunctionType]]:
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename.startswith(str(root / "monitor")):
            code = each.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(each)
    return found


def _code_of(code: CodeType, mutant: Mutant) -> CodeType | None:
    """Find the code of a mutant's function within that of its file."""
    wanted = (mutant.scope.name, mutant.scope.first_line)
    for each in code.co_consts:
        if isinstance(each, CodeType):
            found = each if (each.co_qualname, each.co_firstlineno) == wanted else _code_of(each, mutant)
            if found:
                return found
    return None
