"""`monitor backup`, `restore` and `prune`: what a person is told, and what they may get wrong."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cli.conftest import NOW

from monitor.model import Article, Entry, SourceState
from monitor.store import open_store

if TYPE_CHECKING:
    from cli.conftest import Program

LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture
def aged(told: Program) -> Program:
    """Give a program that also read, more than a year ago, two articles in which nothing was announced."""
    store = open_store(told.database)
    for name in ("8", "9"):
        store.record_check(SourceState("press"), [Entry(name, f"https://example.org/{name}", "Old")], LONG_AGO)
        (pending,) = store.unread("press", LONG_AGO, 1)
        with store.reading(pending, LONG_AGO) as reading:
            assert reading is not None
            reading.save(Article(f"https://example.org/{name}", "Old", "Nothing."), [], [])
    store.close()
    return told


def test_what_is_old_is_forgotten_and_said_and_a_dry_run_forgets_nothing(aged: Program) -> None:
    dry = aged.run("prune", "--dry-run")
    as_json = aged.run("prune", "--dry-run", "--json")
    done = aged.run("prune")
    again = aged.run("prune")

    assert (dry.code, dry.out) == (0, "would be forgotten: 1 article\n")
    assert json.loads(as_json.out) == {
        "articles": 1,
        "entries": 0,
        "notices": 0,
        "digests": 0,
        "bytes": 0,
        "dry_run": True,
    }
    assert done.out.startswith("forgotten: 1 article")
    assert again.out.startswith("forgotten: nothing")


def test_of_a_forgotten_article_it_is_still_known_that_nothing_was_announced_in_it(aged: Program) -> None:
    aged.run("prune")

    said = aged.run("why", "https://example.org/8")

    assert "nothing in it was judged an announcement; its text is so old that it was forgotten" in said.out


def test_who_keeps_all_for_ever_forgets_nothing_and_is_told_why(aged: Program) -> None:
    aged.write("sources.yaml", "keep: forever\nsources: [https://example.org/feed.xml]\n")

    said = aged.run("prune")

    assert (said.code, said.out) == (0, "nothing is forgotten: `keep: forever` says so\n")


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("keep: off", "must be forever, or {articles: 90d, notices: 90d}"),
        ("keep: {articles: 7d}", '"7d" is too short: write 60d or more'),
        ("keep: {article: 90d}", 'unknown key, did you mean "articles"?'),
    ],
)
def test_what_cannot_be_kept_so_is_said_with_its_place(aged: Program, written: str, fault: str) -> None:
    aged.write("sources.yaml", f"{written}\nsources: [https://example.org/feed.xml]\n")

    said = aged.run("check")

    assert said.code == 2
    assert fault in said.err
    assert said.err.startswith("sources.yaml:1:")


def test_a_backup_is_written_and_put_back_and_each_says_what_it_holds(told: Program) -> None:
    saved = told.run("backup", "saved.db")
    restored = told.run("restore", "saved.db")

    assert saved.out.startswith("saved.db: 1 article, 1 launch, 1 message, ")
    assert saved.out.endswith(" MB, read back and compared\n")
    assert restored.out.startswith("restored: 1 article, 1 launch, 1 message; what was there is kept as ")
    assert (saved.code, restored.code) == (0, 0)
    [before] = told.folder.glob("monitor.db.before-*")
    assert str(before) in restored.out
    assert told.run("launches").out.count("\n") == 1


def test_a_backup_in_a_folder_is_named_by_the_time(told: Program) -> None:
    (told.folder / "backups").mkdir()

    in_folder, here = told.run("backup", "backups"), told.run("backup")

    assert in_folder.out.startswith("backups/monitor-20")
    assert here.out.startswith("monitor-20")
    assert len(list(told.folder.glob("backups/monitor-*.db"))) == 1


def test_what_cannot_be_backed_up_or_restored_is_one_line_and_exit_code_3(told: Program) -> None:
    told.write("notes.txt", "a note")
    said = [
        told.run("restore", "none.db"),
        told.run("restore", "notes.txt"),
        told.run("backup", "notes.txt"),
        told.run("backup", "notes.txt/below.db"),
        told.run("--database", "sqlite:///none.db", "backup", "saved.db"),
    ]

    assert [one.code for one in said] == [3] * 5
    assert [one.err.count("\n") for one in said] == [1] * 5
    assert "there is no backup none.db" in said[0].err
    assert "notes.txt is not a database" in said[1].err
    assert "give another name" in said[2].err
    assert "there is no database none.db" in said[4].err
