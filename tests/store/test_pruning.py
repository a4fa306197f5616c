"""What is old is forgotten, but nothing that was announced, nobody who was told, and no number that was given once."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlmodel import func, select
from store.samples import NOW, article, due, entry, launch, listed, told, verdict
from store.test_processes import assert_sound

from monitor.fingerprint import PARTS, listing_of
from monitor.model import CorrectionKind, Digest, DigestDue, Moment, Notice, NoticeKind, SourceState, VerdictKind
from monitor.settings import Retention
from monitor.store import open_store
from monitor.store.tables import (
    AnnouncementRow,
    ArticleAliasRow,
    ArticleRow,
    DigestRow,
    EntryRow,
    MessageRow,
    ShingleRow,
    SketchRow,
    SourceLineRow,
)
from monitor.store.values import article_key

if TYPE_CHECKING:
    from monitor.store import SqlStore

KEEP = Retention()
LONG_AFTER = NOW + timedelta(days=300)
TEXT = "".join(chr(0x4E00 + number * 37) for number in range(400))


def prune(store: SqlStore, *, dry_run: bool = False) -> dict[str, int]:
    forgotten: Counter[str] = Counter()
    for kind, number in store.pruning(KEEP, LONG_AFTER, dry_run=dry_run):
        forgotten[kind] += number
    return {kind: number for kind, number in forgotten.items() if number}


def count(store: SqlStore, *tables: type) -> list[int]:
    with store._database.reading() as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def titles(store: SqlStore) -> set[str]:
    with store._database.reading() as session:
        return set(session.exec(select(ArticleRow.title)))


def much_listed(store: SqlStore, source: str = "alpha", window: bytes = listing_of(["elsewhere.example/1"])) -> None:
    """Let a source list more than any listing holds, so that what it listed before is none of its latest."""
    latest = [entry(f"{source}-latest-{number}") for number in range(500)]
    store.record_check(SourceState(source, last_window=window), latest, LONG_AFTER)


def last_read(store: SqlStore) -> None:
    """Read the article that has the last number: it always stays."""
    told(store, "last", [], now=LONG_AFTER)


def test_an_old_article_in_which_nothing_was_announced_goes_with_all_that_hangs_on_it(
    store: SqlStore, address: str
) -> None:
    told(store, "nothing", [], body=TEXT)
    last_read(store)
    much_listed(store)

    forgotten = prune(store)

    assert forgotten == {"articles": 1, "entries": 1}
    assert titles(store) == {"On last"}
    assert count(store, ArticleAliasRow, SketchRow, ShingleRow, EntryRow) == [1, 0, 0, 501]
    assert_sound(address)


def test_what_was_announced_or_doubted_stays_with_its_text_and_is_not_told_again(store: SqlStore) -> None:
    news = verdict(launch())
    told(store, "news", [news], due("team", news), body=TEXT)
    told(store, "doubted", [verdict(None, VerdictKind.DOUBTED)])
    last_read(store)
    much_listed(store)

    prune(store)
    store.record_check(SourceState("beta"), [entry("news"), entry("doubted")], LONG_AFTER)

    assert titles(store) == {"On news", "On doubted", "On last"}
    assert store.unread("beta", LONG_AFTER, 9) == []
    assert [[alert.launch.model for alert in message.alerts] for message in store.messages()] == [["Heron"]]
    assert count(store, AnnouncementRow) == [2]


def test_what_was_read_of_late_stays_however_old_it_is(store: SqlStore) -> None:
    told(store, "archive", [], now=LONG_AFTER, published=Moment(NOW))
    last_read(store)

    assert prune(store) == {}


def test_the_last_article_stays_so_that_its_number_is_never_given_again(store: SqlStore) -> None:
    told(store, "nothing", [])

    assert prune(store) == {}


def test_a_text_stays_as_long_as_a_copy_of_it_that_tells_of_a_launch(store: SqlStore) -> None:
    told(store, "first", [], body=TEXT)
    told(store, "copy", [verdict(launch())], body=TEXT)
    told(store, "idle first", [], body=TEXT[::-1])
    told(store, "idle copy", [], body=TEXT[::-1])
    last_read(store)

    prune(store)

    assert titles(store) == {"On first", "On copy", "On last"}


def test_an_article_that_a_person_called_missed_stays(store: SqlStore) -> None:
    told(store, "missed", [])
    with store.correcting(NOW) as desk:
        desk.add(CorrectionKind.MISSED, [], article("missed").url)
    last_read(store)

    assert prune(store) == {}


@pytest.mark.parametrize(
    "window", [listing_of([article_key(entry("pinned").url)]), b"", PARTS + b"[]"], ids=["pinned", "unknown", "sitemap"]
)
def test_an_entry_that_its_source_may_still_list_stays_known(store: SqlStore, window: bytes) -> None:
    told(store, "pinned", [], body=TEXT)
    last_read(store)
    much_listed(store, window=window)

    forgotten = prune(store)
    [sighting] = store.sightings("alpha", [entry("pinned")])

    assert forgotten == {"articles": 1}
    assert sighting.is_known
    assert [one.is_read for one in store.entries_at(entry("pinned").url)] == [True]


def test_an_entry_that_was_left_goes_once_it_is_listed_no_more(store: SqlStore) -> None:
    told(store, "pinned", [])
    last_read(store)
    much_listed(store, window=listing_of([article_key(entry("pinned").url)]))
    prune(store)
    store.record_check(SourceState("alpha", last_window=listing_of(["elsewhere.example/1"])), [], LONG_AFTER)

    assert prune(store) == {"entries": 1}


def test_an_entry_that_was_given_up_goes_and_one_that_waits_stays(store: SqlStore) -> None:
    given_up, waits = listed(store, "given up", "waits")
    store.record_unreadable(given_up.id, "gone", None)
    store.record_unreadable(waits.id, "slow", LONG_AFTER)
    much_listed(store)

    assert prune(store) == {"entries": 1}
    assert store.entries_at(entry("given up").url) == []
    assert len(store.entries_at(entry("waits").url)) == 1


def test_the_latest_entries_of_a_source_stay_since_a_list_may_come_back_that_was_cut_short(store: SqlStore) -> None:
    told(store, "seldom", [])
    last_read(store)
    store.record_check(SourceState("alpha", last_window=listing_of(["elsewhere.example/1"])), [], LONG_AFTER)

    assert prune(store) == {"articles": 1}


def test_notices_that_were_delivered_go_and_what_told_of_launches_or_waits_stays(store: SqlStore) -> None:
    news = verdict(launch())
    told(store, "news", [news], due("team", news))
    for about in ("first", "second", "third"):
        store.record_notice("team", Notice(NoticeKind.SETTINGS_REFUSED, about), NOW)
    told_message, first, second, _third = sorted(message.id for message in store.messages())
    for accepted in (told_message, first):
        store.record_accepted(accepted, "ok", NOW)
    store.dismiss(second)
    store.record_notice("team", Notice(NoticeKind.SETTINGS_REFUSED, "last"), LONG_AFTER)

    assert prune(store) == {"notices": 2}
    assert [message.notice and message.notice.about for message in store.messages()] == ["last", "third", None]


def test_of_the_digests_the_last_one_and_the_beginning_stay(store: SqlStore) -> None:
    store.begin_digests("team", ["2030-07-01"], NOW)
    for name in ("2030-07-02", "2030-07-03"):
        with store.digesting("team", name, NOW) as digesting:
            assert digesting is not None
            digesting.save(DigestDue(), Digest(name, name), NOW)
    for message in store.messages():
        store.record_accepted(message.id, "ok", NOW)

    forgotten = prune(store)

    assert forgotten == {"digests": 2, "notices": 1}
    with store._database.reading() as session:
        assert session.exec(select(DigestRow.name).order_by(DigestRow.id)).all() == ["", "2030-07-03"]
    assert count(store, MessageRow) == [1]


def test_a_dry_run_says_what_would_be_forgotten_and_forgets_nothing(store: SqlStore) -> None:
    for number in range(130):
        told(store, f"nothing {number}", [], body=f"{number}{TEXT}")
    listed(store, "given up")
    store.record_unreadable(store.unread("alpha", NOW, 1)[0].id, "gone", None)
    store.record_notice("team", Notice(NoticeKind.SETTINGS_REFUSED, "a"), NOW)
    store.record_accepted(1, "ok", NOW)
    store.record_notice("team", Notice(NoticeKind.SETTINGS_REFUSED, "b"), LONG_AFTER)
    last_read(store)
    much_listed(store)
    before = count(store, ArticleRow, EntryRow, MessageRow, SketchRow)

    said = prune(store, dry_run=True)
    after = count(store, ArticleRow, EntryRow, MessageRow, SketchRow)

    assert after == before
    assert {kind: number for kind, number in said.items() if kind != "sketches"} == {
        "articles": 130,
        "entries": 131,
        "notices": 1,
    }
    done = prune(store)
    assert {kind: done[kind] for kind in ("articles", "entries", "notices")} == {
        kind: said[kind] for kind in ("articles", "entries", "notices")
    }
    assert prune(store) == {}


def test_lines_of_a_source_that_nobody_asked_for_long_are_forgotten(store: SqlStore) -> None:
    told(store, "news", [verdict(launch())], body=TEXT)
    store.record_check(SourceState("alpha", checked_at=NOW), [], NOW)
    before = count(store, SourceLineRow)

    prune(store)

    assert (before, count(store, SourceLineRow)) == ([1], [0])


def test_room_is_given_back_step_by_step_while_others_write(store: SqlStore, address: str) -> None:
    path = Path(address.removeprefix("sqlite:///"))
    for number in range(40):
        told(store, f"nothing {number}", [], body=f"{number}{TEXT}" * 100)
    last_read(store)
    if not path.exists():
        assert list(store.shrink()) == []  # A server looks after itself.
        return
    before = size(path)

    prune(store)
    given = sum(store.shrink())

    assert given > before / 2
    assert size(path) == before - given
    assert_sound(address)


def test_a_file_of_an_earlier_program_is_written_anew_once_nobody_else_uses_it(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA auto_vacuum=NONE")
        connection.execute("VACUUM")
    store = open_store(f"sqlite:///{path}")
    told(store, "nothing", [], body=TEXT * 1000)
    last_read(store)
    prune(store)

    beside = list(store.shrink())
    alone = sum(store.shrink(alone=True))

    assert beside == []
    assert alone > len(TEXT.encode()) * 900
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    store.close()


def size(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        [(pages,)] = connection.execute("PRAGMA page_count")
        [(page,)] = connection.execute("PRAGMA page_size")
    return int(pages * page)
