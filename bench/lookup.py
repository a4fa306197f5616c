"""What a question costs: `why` on a store of 100,000 articles, by name, by address, in vain."""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.knowledge import load_knowledge
from monitor.lookup.why import why
from monitor.model import (
    Announcement,
    Article,
    Entry,
    Launch,
    LaunchKey,
    Moment,
    SourceState,
    Status,
    Verdict,
    VerdictKind,
)
from monitor.store import open_store
from monitor.text.words import words_in

if TYPE_CHECKING:
    from monitor.store import SqlStore

BASE, COPIES = (
    500,
    199,
)  # 100,000 articles; to write them one by one takes a quarter of an hour of waiting for the disk.
MOST_SECONDS, ROUNDS = 1.0, 5
NOW = datetime(2026, 3, 1, tzinfo=UTC)
LETTERS = "云岭智能发布大模型开放接口面向开发者记者获悉公司表示技术能力提升应用场景行业数据推理成本降低团队研究成果"
ONE_TEXT = "会上提到了苍鹭大模型7.5。"
QUESTIONS = {
    "launch by name": "青鸾3.0",
    "launch by organisation and name": "云岭智能青鸾3.0",
    "doubted name": "白鹭 4.0",
    "name in one text": "苍鹭7.5",
    "name in vain": "GLM-99.9 Air",
    "address": "https://news.example.org/40",
    "address in vain": "https://news.example.org/none",
}
# What differs in a copy's row; three days lie between one copy of all and the next, two years between first and last.
COPIED = {
    "article": {
        "id": "id + :shift",
        "canonical": "canonical || '/' || :copy",
        "url": "url || '/' || :copy",
        "sort_at": "datetime(sort_at, '-' || (:copy * 3.5) || ' days') || '.000000'",
    },
    "entry": {
        "id": "id + :shift",
        "identity": "identity || '/' || :copy",
        "canonical": "canonical || '/' || :copy",
        "url": "url || '/' || :copy",
        "article_id": "article_id + :shift",
    },
    "launch": {
        "id": "id + :shift",
        "key": "key || :copy",
        "key_version": "key_version || '.' || :copy",
    },
    "announcement": {"id": "id + :shift", "article_id": "article_id + :shift", "launch_id": "launch_id + :shift"},
}

INDEX_COPIES = """
INSERT INTO announcement_search (rowid, names, words)
SELECT id, words_in(model || version || '/' || organisations), words_in(evidence) FROM announcement WHERE id > ?
"""


def main() -> int:
    """Measure and print; fail where a question takes longer than a person waits."""
    knowledge, slowest = load_knowledge(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "monitor.db"
        store = open_store(f"sqlite:///{file}")
        _write(store)
        _copy(file)
        print(f"{BASE * (COPIES + 1)} articles, {file.stat().st_size / 1e6:.0f} MB")
        print(f"{'question':34}{'first':>9}{'median':>9}   goal")
        for said, question in QUESTIONS.items():
            seconds = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                why(question, store, (), knowledge, NOW)
                seconds.append(time.perf_counter() - began)
            slowest = max(slowest, *seconds)
            print(f"{said:34}{seconds[0]:7.3f} s{sorted(seconds)[ROUNDS // 2]:7.3f} s   ≤ {MOST_SECONDS:g} s")
        store.close()
    return int(slowest > MOST_SECONDS)


def _write(store: SqlStore) -> None:
    """Write articles as the pipeline does; every twentieth tells of a launch, as many are doubted."""
    draw = random.Random(7)  # noqa: S311 -- the same texts every time.
    store.record_check(SourceState("press"), [_entry(number) for number in range(BASE)], NOW)
    for number, pending in enumerate(store.unread("press", NOW, BASE)):
        with store.reading(pending, NOW) as reading:
            if reading:
                body = "".join(draw.choices(LETTERS, k=1000)) + (ONE_TEXT if number == BASE - 1 else "")
                entry = pending.entry
                reading.save(Article(entry.url, entry.title, body, entry.published), _verdicts(number), ())


def _copy(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for table, changes in COPIED.items():
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = ", ".join(changes.get(name, name) for name in names)
            copy = f"INSERT INTO {table} SELECT {values} FROM {table} WHERE id <= {BASE}"  # noqa: S608 -- constants.
            rows = ({"copy": number, "shift": number * BASE} for number in range(1, COPIES + 1))
            connection.executemany(copy, rows)
        connection.create_function("words_in", 1, words_in)
        connection.execute(INDEX_COPIES, (BASE,))


def _entry(number: int) -> Entry:
    title = f"云岭智能的第{number}条消息：行业与团队"
    return Entry(str(number), f"https://news.example.org/{number}", title, Moment(NOW - timedelta(minutes=number)))


def _verdicts(number: int) -> list[Verdict]:
    version = f"{number / 20}"
    said = Announcement("白鹭大模型", version, ("云岭智能",), Status.RELEASED, confidence=0.43)
    if number % 20 == 0:
        key = LaunchKey("云岭智能", "青鸾", version.removesuffix(".0"), "", "")
        launch = Launch(key, "release", "青鸾大模型", version, said.organisations, said.status, NOW, NOW, NOW)
        return [Verdict(VerdictKind.NEW, "no such launch was known", said, launch)]
    return [Verdict(VerdictKind.DOUBTED, "judged 0.43", said, None)] if number % 20 == 10 else []  # noqa: PLR2004


if __name__ == "__main__":
    sys.exit(main())
