"""What the full-text index costs: what it adds to a transaction, and questions to 100,000 launches."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from monitor.model import Announcement, Article, Entry, Launch, LaunchKey, SourceState, Status, Verdict, VerdictKind
from monitor.store import open_store
from monitor.store.search import index
from monitor.store.values import announcement_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from monitor.store import SqlStore

LAUNCHES, OUTLETS, AT_ONCE = 100_000, 2, 1_000  # Launches of one transaction: one by one they would take half an hour.
TRANSACTIONS, ROUNDS, PAGE = 1_000, 5, 51
MOST_ASKING, MOST_WRITING = 50.0, 0.2
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TOUCH = text("UPDATE source_state SET failures = :at")
LETTERS = "云岭智能开放接口面向开发者记者获悉公司表示技术能力提升应用场景行业数据推理成本降低团队研究成果城市交通物流"
QUESTIONS = {
    "one launch by name": "青鸾7777",
    "organisation and name": "云岭 青鸾 7777",
    "one launch by its sentence": "医疗影像",
    "two words": "交通 物流",
    "a word of every sentence": "发布",
    "a word of every name": "青鸾",
    "in vain": "白鹭 9",
    "10,000 characters": "青鸾" * 5_000,
}


def main() -> int:
    """Measure and print; fail where the goals are missed."""
    draw = random.Random(7)  # noqa: S311 -- the same texts every time.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "monitor.db"
        store = open_store(f"sqlite:///{file}")
        for outlet in range(OUTLETS):
            _fill(store, outlet, draw)
        size = f"{file.stat().st_size / 1e6:.0f} MB, of which the index {_index_bytes(store) / 1e6:.0f} MB"
        print(f"{LAUNCHES} launches, {LAUNCHES * OUTLETS} announcements: {size}")
        slowest = max(_asked(store, *question) for question in QUESTIONS.items())
        more = _written(store, draw)
        store.close()
    return int(slowest > MOST_ASKING or more > MOST_WRITING)


def _fill(store: SqlStore, outlet: int, draw: random.Random) -> None:
    entries = [
        Entry(f"{outlet}/{number}", f"https://news.example.org/{outlet}/{number}", _text(draw, 24))
        for number in range(LAUNCHES // AT_ONCE)
    ]
    store.record_check(SourceState("press"), entries, NOW)
    for turn, pending in enumerate(store.unread("press", NOW, len(entries))):
        numbers = range(turn * AT_ONCE, (turn + 1) * AT_ONCE)
        with store.reading(pending, NOW) as reading:
            if reading:
                article = Article(pending.entry.url, pending.entry.title, "")
                reading.save(article, [_verdict(number, draw) for number in numbers], ())


def _verdict(number: int, draw: random.Random) -> Verdict:
    evidence = f"云岭智能发布青鸾大模型{number},{_text(draw, 30)}{'医疗影像' if number == LAUNCHES // 2 else ''}"
    said = Announcement("青鸾大模型", str(number), ("云岭智能",), Status.RELEASED, evidence=evidence)
    at = NOW - timedelta(minutes=(number * 7_919) % LAUNCHES)
    key = LaunchKey("yunling", "qingluan", str(number), "", "")
    launch = Launch(key, "release", said.model, said.version, said.organisations, said.status, at, at, at)
    return Verdict(VerdictKind.NEW, "no such launch was known", said, launch)


def _text(draw: random.Random, length: int) -> str:
    return "".join(draw.choices(LETTERS, k=length))


def _index_bytes(store: SqlStore) -> int:
    with store._database.reading() as session:  # noqa: SLF001 -- no question of the program's.
        return int(
            session.connection().exec_driver_sql("SELECT sum(length(block)) FROM announcement_search_data").scalar()
        )


def _asked(store: SqlStore, said: str, question: str) -> float:
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = store.launches(search=question, limit=PAGE)
        seconds.append(time.perf_counter() - began)
    median = sorted(seconds)[ROUNDS // 2] * 1_000
    print(f"{said:28}{len(found):4} shown{seconds[0] * 1_000:9.1f} ms first{median:9.1f} ms median   ≤ {MOST_ASKING:g}")
    return median


def _written(store: SqlStore, draw: random.Random) -> float:
    """Measure what the words of one announcement add to a transaction that writes next to nothing."""
    verdicts = [_verdict(number, draw) for number in range(TRANSACTIONS)]
    rows = [announcement_row(verdict, 1, 1, NOW) for verdict in verdicts]
    for number, row in enumerate(rows, start=LAUNCHES * OUTLETS + 1):
        row.id = number
    title = _text(draw, 24)
    bare = _transactions(store, lambda _session, _turn: None)
    told = _transactions(store, lambda session, turn: index(session, title, {verdicts[turn]: rows[turn]}))
    print(
        f"an announcement's words add{told - bare:9.3f} ms CPU to a transaction of {bare:.3f} ms   ≤ {MOST_WRITING:g}"
    )
    return told - bare


def _transactions(store: SqlStore, work: Callable[[Session, int], object]) -> float:
    began = time.process_time()
    for turn in range(TRANSACTIONS):
        with store._database.writing(durable=False) as session:  # noqa: SLF001 -- a part of what an article writes.
            session.connection().execute(TOUCH, {"at": turn})
            work(session, turn)
    return (time.process_time() - began) / TRANSACTIONS * 1_000


if __name__ == "__main__":
    sys.exit(main())
