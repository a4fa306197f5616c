"""`monitor copy`: what a person is told, and what they may get wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.store import open_store

if TYPE_CHECKING:
    from cli.conftest import Program


def test_a_memory_moves_into_an_empty_database(told: Program) -> None:
    target = f"sqlite:///{told.folder / 'new.db'}"

    done = told.run("copy", told.database, target)

    assert (done.code, done.out) == (0, "copied: 1 article, 1 launch, 1 message, and all that belongs to them\n")
    store = open_store(target)
    assert len(store.launches()) == 1
    store.close()


def test_a_memory_that_is_not_there_or_a_house_that_is_lived_in_is_one_line(told: Program) -> None:
    missing = told.run("copy", f"sqlite:///{told.folder / 'none.db'}", told.database)
    full = told.run("copy", told.database, told.database)

    assert (missing.code, full.code) == (3, 3)
    assert "there is no database" in missing.err
    assert full.err.count("\n") == 1
