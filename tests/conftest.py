"""What every test may use: among it a store of every kind that there is, since the contract is one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import postgres as servers
import pytest
from hypothesis import settings

from monitor.store import SqlStore, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Laws are about what comes out, never about how long it takes: machines that run tests are busy.
settings.register_profile("laws", deadline=None)
settings.load_profile("laws")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Server]:
    """A PostgreSQL server, started where a test first asks for it."""
    with servers.running() as server:
        yield server


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "monitor.db"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once: that takes 100 ms, and most tests want one."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def empty_on_server(postgres: servers.Server) -> str:
    """Migrated once, too; a database like it takes 50 ms."""
    name = postgres.make()
    open_store(postgres.address(name)).close()
    return name


def _sqlite(request: pytest.FixtureRequest) -> str:
    path = request.getfixturevalue("path")
    path.parent.mkdir()
    shutil.copy(request.getfixturevalue("empty_database"), path)
    return f"sqlite:///{path}"


def _postgresql(request: pytest.FixtureRequest) -> str:
    server = request.getfixturevalue("postgres")
    return str(server.address(server.make(request.getfixturevalue("empty_on_server"))))


FACTORIES = {"sqlite": _sqlite, "postgresql": _postgresql}


@pytest.fixture(params=FACTORIES)
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of every kind."""
    return FACTORIES[request.param](request)


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    opened = open_store(address)
    yield opened
    opened.close()
