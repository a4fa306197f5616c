"""Moving house: all arrives, its numbers with it, and life goes on behind them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest
from store.samples import LATER, due, launch, told, verdict

from monitor.errors import StoreError
from monitor.model import CorrectionKind
from monitor.store import copy, open_store

if TYPE_CHECKING:
    from pathlib import Path

    from postgres import Server

    from monitor.store import SqlStore


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'house.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.address(server.make())


def lived_in(store: SqlStore) -> None:
    news = verdict(launch())
    told(store, "a", [news], due("team", news))
    told(store, "b", [verdict(launch("egret", "3", organisations=("云岭智能",)))], now=LATER)
    with store.correcting(LATER) as desk:
        desk.add(CorrectionKind.WRONG, [launch("egret", "3").key])
    store.close()


def test_all_that_is_known_and_all_that_waits_arrives_and_goes_on(store: SqlStore, address: str, target: str) -> None:
    lived_in(store)

    copied = copy(address, target)

    moved, before = open_store(target), open_store(address)
    try:
        assert moved.launches(wrong=True) == before.launches(wrong=True)
        assert moved.messages() == before.messages()
        assert moved.corrections() == before.corrections()
        assert [each.model for each in moved.launches(search="heron 2")] == ["Heron"]
        assert (copied["launch"], copied["message"]) == (2, 1)
        told(moved, "c", [verdict(launch("ibis"))])
        assert {each.id for each in moved.launches(wrong=True)} == {1, 2, 3}
    finally:
        moved.close()
        before.close()


def test_a_house_that_is_lived_in_is_refused(store: SqlStore, address: str, tmp_path: Path) -> None:
    lived_in(store)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    copy(address, other)

    with pytest.raises(StoreError, match="is not empty"):
        copy(address, other)


@pytest.mark.parametrize(
    ("step", "words"),
    [("0003", "is at schema 0003, and this program reads"), ("0999", "was written by a newer monitor")],
)
def test_what_an_other_program_wrote_is_not_changed_by_being_copied(tmp_path: Path, step: str, words: str) -> None:
    path = tmp_path / "old.db"
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE monitor_schema SET version_num = ?", (step,))

    with pytest.raises(StoreError, match=words):
        copy(f"sqlite:///{path}", f"sqlite:///{tmp_path / 'new.db'}")

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM monitor_schema").fetchone() == (step,)
    assert not (tmp_path / "new.db").exists()


def test_nobody_moves_out_while_a_monitor_is_at_home(store: SqlStore, address: str, tmp_path: Path) -> None:
    with store.watching(), pytest.raises(StoreError, match="in use by a monitor"):
        copy(address, f"sqlite:///{tmp_path / 'other.db'}")


def test_nobody_moves_out_while_a_worker_alone_is_at_home_unless_he_says_so(postgres: Server, tmp_path: Path) -> None:
    address = postgres.address(postgres.make())
    open_store(address).close()
    other = f"sqlite:///{tmp_path / 'other.db'}"
    with psycopg.connect(address, application_name="monitor worker alpha 4212"):
        with pytest.raises(StoreError, match=r"in use by worker on alpha \(process 4212\); stop all"):
            copy(address, other)
        rows = copy(address, other, though_used=True)

    assert rows["launch"] == 0
