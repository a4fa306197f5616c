"""What changes when a module is imported (tables, patterns, defaults) is tried where nothing was imported yet."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from typing import TYPE_CHECKING, Any

import pytest

from .process import Outcome, forked
from .trial import CIRCLING, LAWS, OPTIONS, first_failure, register_laws

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from .mutants import Module, Mutant

_START = 12.0
"""CPU seconds more, for importing and collecting."""


def try_anew(root: Path, module: Module, mutant: Mutant, tests: Sequence[str], patience: float) -> Outcome:
    """Import the program with one change, collect the tests and run them until one fails."""
    file = root / module.path
    code, limit = module.compiled(mutant, str(file)), patience + CIRCLING + _START
    return forked(lambda: _asked(root, _Changed(_name_of(module.path), str(file), code), tests, patience), limit)


def preload(names: Iterable[str]) -> None:
    """Import what others wrote, so that each fork has it; nothing of the program itself."""
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)


def of_others(names: Iterable[str], rooms: Iterable[str]) -> list[str]:
    """Give those modules, of all that were imported, that are neither the program nor its tests."""
    ours = {"monitor", "tests", "bench", "conftest", "__main__", *rooms}
    return sorted(name for name in names if name.split(".")[0] not in ours)


def importers_of(root: Path) -> dict[str, tuple[str, ...]]:
    """Give of each file of the program those that import it, also through the front of a package."""
    files = {_name_of(path): path for path in _paths(root)}
    direct: dict[str, set[str]] = {}
    for path in files.values():
        for node in ast.walk(ast.parse((root / path).read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                for name in (node.module, *(f"{node.module}.{each.name}" for each in node.names)):
                    if name in files:
                        direct.setdefault(files[name], set()).add(path)
    fronts = {path: {further for each in found if each.endswith("__init__.py") for further in direct.get(each, ())}
              for path, found in direct.items()}  # fmt: skip
    return {path: tuple(sorted(found | fronts[path])) for path, found in direct.items()}


def _paths(root: Path) -> list[str]:
    return [str(each.relative_to(root)) for each in sorted((root / "monitor").rglob("*.py"))]


def _name_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _asked(root: Path, changed: _Changed, tests: Sequence[str], patience: float) -> str:
    sys.meta_path.insert(0, changed)
    chosen = _Chosen(tests, patience)
    files = dict.fromkeys(str(root / test.partition("::")[0]) for test in tests)
    status = pytest.main([*OPTIONS, *LAWS, f"--rootdir={root}", *files], plugins=[chosen])
    return chosen.killer or ("" if status == pytest.ExitCode.OK else f"import: {status}")


class _Chosen:
    """A plugin that runs these tests alone, in their order, until one fails."""

    def __init__(self, tests: Sequence[str], patience: float) -> None:
        self._places = {test: place for place, test in enumerate(tests)}
        self.killer, self._patience = "", patience

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self) -> None:
        register_laws()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._places), key=lambda item: self._places[item.nodeid]
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed or len(session.items) < len(self._places):
            self.killer = "import"  # Files or cases of a table are not there any more.
        else:
            self.killer = first_failure(session, session.items, self._patience)
        return True


class _Changed(MetaPathFinder):
    """Finds one module, and gives its changed code."""

    def __init__(self, name: str, file: str, code: Any) -> None:  # noqa: ANN401 -- code objects have no public type.
        self._name, self._file, self._code = name, file, code

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Answer for that module alone."""
        del path, target
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self._file, loader=_Loader(fullname, self._file, self._code)
        )


class _Loader(SourceFileLoader):
    """Reads nothing: its code was given."""

    def __init__(self, name: str, file: str, code: Any) -> None:  # noqa: ANN401
        super().__init__(name, file)
        self._code = code

    def get_code(self, fullname: str) -> Any:  # noqa: ANN401
        """Give the changed code."""
        del fullname
        return self._code
