"""A backup holds one moment, is read back before it is named, and takes the place of what was there at one stroke."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from typing import TYPE_CHECKING

import pytest
from store.samples import NOW, due, launch, listed, told, verdict

from monitor.errors import StoreError
from monitor.store import back_up, open_store, restore
from monitor.store.migrations import HEAD
from monitor.store.schema import MIGRATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from postgres import Server

    from monitor.store import SqlStore


LAST_STEP = MIGRATIONS / "versions" / "0005_indices_for_growth.sql"


def models(address: str) -> list[str]:
    store = open_store(address)
    try:
        return sorted(each.model for each in store.launches())
    finally:
        store.close()


def news(store: SqlStore, name: str) -> None:
    found = verdict(launch(name))
    told(store, name, [found], due("team", found))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "monitor.db"


def test_a_backup_holds_all_and_is_one_file(store: SqlStore, address: str, file: Path) -> None:
    news(store, "heron")

    rows = back_up(address, file)

    assert (rows["launch"], rows["article"], rows["message"]) == (1, 1, 1)
    assert [each.name for each in file.parent.iterdir()] == ["monitor.db"]
    assert models(f"sqlite:///{file}") == ["Heron"]


def test_a_backup_is_of_one_moment_while_others_write(store: SqlStore, address: str, file: Path) -> None:
    stop = Event()

    def write() -> int:
        number = 0
        while not stop.is_set():
            news(store, f"model{number}")
            number += 1
        return number

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        while not store.launches():
            pass
        rows = [back_up(address, file) for _ in range(5)]
        stop.set()
        written = writer.result()

    assert all(one["launch"] == one["article"] == one["message"] == one["alert"] for one in rows)
    assert 1 <= rows[0]["launch"] <= rows[-1]["launch"] <= written
    assert len(models(f"sqlite:///{file}")) == rows[-1]["launch"]


def test_what_was_restored_goes_on_and_what_was_there_is_kept_beside(tmp_path: Path, file: Path) -> None:
    address = f"sqlite:///{tmp_path / 'monitor.db'}"
    store = open_store(address)
    news(store, "heron")
    back_up(address, file)
    news(store, "egret")
    store.close()

    restored = restore(file, address, NOW)

    assert restored.before is not None
    assert models(address) == ["Heron"]
    assert models(f"sqlite:///{restored.before}") == ["Egret", "Heron"]
    again = open_store(address)
    news(again, "ibis")
    assert [message.state for message in again.messages()] == ["pending", "pending"]
    again.close()


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "replaced"])
def test_who_was_to_use_the_database_may_use_what_root_restored(tmp_path: Path, file: Path, *, is_new: bool) -> None:
    service = 4321 if os.geteuid() == 0 else os.geteuid()  # Nobody else can give a file away.
    place = tmp_path / "state" / "monitor.db"
    open_store(f"sqlite:///{tmp_path / 'first.db'}").close()
    back_up(f"sqlite:///{tmp_path / 'first.db'}", file)
    place.parent.mkdir()
    if not is_new:
        open_store(f"sqlite:///{place}").close()
        place.chmod(0o660)
    for path in (place.parent, *place.parent.iterdir()):
        os.chown(path, service, -1)

    restore(file, f"sqlite:///{place}", NOW)

    assert {path.stat().st_uid for path in place.parent.iterdir()} == {service}
    assert is_new or stat.S_IMODE(place.stat().st_mode) == 0o660


def test_a_server_gets_a_backup_into_an_empty_database_and_refuses_it_in_one_that_is_lived_in(
    store: SqlStore, address: str, file: Path, postgres: Server
) -> None:
    news(store, "heron")
    back_up(address, file)
    empty = postgres.address(postgres.make())

    restored = restore(file, empty, NOW)

    assert restored.before is None
    assert models(empty) == ["Heron"]
    with pytest.raises(StoreError, match="is not empty"):
        restore(file, empty, NOW)


def test_a_damaged_database_is_replaced_and_kept(tmp_path: Path, file: Path) -> None:
    path, address = tmp_path / "monitor.db", f"sqlite:///{tmp_path / 'monitor.db'}"
    store = open_store(address)
    news(store, "heron")
    store.close()
    back_up(address, file)
    path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * 40_000)

    restored = restore(file, address, NOW)

    assert restored.before is not None
    assert restored.before.read_bytes().endswith(b"\xa5")
    assert models(address) == ["Heron"]


def test_an_older_backup_is_brought_up_to_date_and_stays_as_it_is_itself(tmp_path: Path, file: Path) -> None:
    address = f"sqlite:///{tmp_path / 'monitor.db'}"
    open_store(address).close()
    back_up(address, file)
    with closing(sqlite3.connect(file)) as connection:
        for index in ("sketch_by_leader", *re.findall(r"CREATE INDEX (\w+)", LAST_STEP.read_text(encoding="utf-8"))):
            connection.execute(f"DROP INDEX {index}")
        connection.executescript(
            "CREATE INDEX launch_by_family ON launch (key_family); UPDATE monitor_schema SET version_num = '0003'"
        )
    content = file.read_bytes()

    restore(file, address, NOW)

    with closing(sqlite3.connect(tmp_path / "monitor.db")) as connection:
        assert connection.execute("SELECT version_num FROM monitor_schema").fetchone() == (HEAD,)
        assert connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sketch_by_leader'").fetchone()
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("UPDATE monitor_schema SET version_num = '9999'", "newer monitor"),
        ("DROP TABLE monitor_schema", "no database of monitor's"),
    ],
    ids=["newer", "another program's"],
)
def test_what_is_no_backup_of_ours_changes_nothing(tmp_path: Path, file: Path, spoil: str, words: str) -> None:
    address = f"sqlite:///{tmp_path / 'monitor.db'}"
    store = open_store(address)
    news(store, "heron")
    store.close()
    back_up(address, file)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(spoil)

    with pytest.raises(StoreError, match=words):
        restore(file, address, NOW)

    assert models(address) == ["Heron"]
    assert sorted(each.name for each in tmp_path.glob("monitor.db*before*")) == []


def test_a_damaged_backup_changes_nothing(tmp_path: Path, file: Path) -> None:
    address = f"sqlite:///{tmp_path / 'monitor.db'}"
    open_store(address).close()
    back_up(address, file)
    content = file.read_bytes()
    file.write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))

    with pytest.raises(StoreError, match="is damaged"):
        restore(file, address, NOW)

    assert models(address) == []


def test_nothing_is_restored_while_somebody_uses_the_database(tmp_path: Path, file: Path) -> None:
    address = f"sqlite:///{tmp_path / 'monitor.db'}"
    store = open_store(address)
    news(store, "heron")
    back_up(address, file)

    with store.watching(), pytest.raises(StoreError, match="in use by a monitor; stop that first"):
        restore(file, address, NOW)
    with pytest.raises(StoreError, match="in use by another program"):
        restore(file, address, NOW)

    assert [each.model for each in store.launches()] == ["Heron"]
    store.close()


def test_a_new_backup_replaces_an_older_one_and_nothing_else(tmp_path: Path, file: Path) -> None:
    address = f"sqlite:///{tmp_path / 'monitor.db'}"
    store = open_store(address)
    back_up(address, file)
    listed(store, "a")
    settings = tmp_path / "sources.yaml"
    settings.write_text("sources: []\n", encoding="utf-8")

    rows = back_up(address, file)
    with pytest.raises(StoreError, match="no backup; give another name"):
        back_up(address, settings)
    with pytest.raises(StoreError, match="is the database itself"):
        back_up(address, tmp_path / "monitor.db")
    store.close()

    assert rows["entry"] == 1
    assert settings.read_text(encoding="utf-8") == "sources: []\n"


def test_a_damaged_database_gives_no_backup(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "monitor.db"
    open_store(f"sqlite:///{path}").close()
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))

    with pytest.raises(StoreError, match="is damaged"):
        back_up(f"sqlite:///{path}", file)

    assert not file.exists()


def test_what_is_not_there_or_lives_in_memory_is_refused(tmp_path: Path, file: Path) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        back_up(f"sqlite:///{tmp_path / 'none.db'}", file)
    with pytest.raises(StoreError, match="in memory"):
        back_up("sqlite://", file)
    with pytest.raises(StoreError, match="there is no backup"):
        restore(file, f"sqlite:///{tmp_path / 'monitor.db'}", NOW)
