"""A store of every kind that there is: the contract is one, PostgreSQL joins here."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from monitor.store import SqlStore, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "monitor.db"


@pytest.fixture
def address(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once: that takes 100 ms, and most tests want one."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


def _sqlite(empty_database: Path, path: Path) -> str:
    path.parent.mkdir()
    shutil.copy(empty_database, path)
    return f"sqlite:///{path}"


FACTORIES = {"sqlite": _sqlite}


@pytest.fixture(params=FACTORIES)
def store(request: pytest.FixtureRequest, empty_database: Path, path: Path) -> Iterator[SqlStore]:
    opened = open_store(FACTORIES[request.param](empty_database, path))
    yield opened
    opened.close()
