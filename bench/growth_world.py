"""A store that has watched for a day, and the same after a thousand: what `growth` measures in.

The first day is written by the program itself; each day before it is a copy by SQL in which addresses, texts, names and
numbers are other ones, so that every table and index has the shape that the program gives it.
"""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text
from sqlmodel import SQLModel

from monitor.model import Announcement, Article, Entry, Modality, Moment, SourceState, Status, Tier, Validators
from monitor.pipeline import Judged, Terms, settle
from monitor.settings import Audience, MessageTimes
from monitor.store.search import index_anew

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

    from monitor.knowledge import Knowledge
    from monitor.model import MessageDue, PendingEntry, Verdict
    from monitor.store import SqlStore

ARTICLES, SOURCES, LAUNCHES = 1_000, 100, 100
"""Of a day; a hundred sources that publish ten times a day, and as many again with each day that is copied."""
RETURNS = 100
"""Days after which a maker's family has launches again: each has ten in a thousand days, but for one of every day."""
TOLD = 300
"""Articles of a day that tell of a launch; a third of them of one of the five that everybody tells of."""
SENTENCES = 26
NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
CHANNELS = ("team", "mail")
LETTERS = "云岭智能开放接口面向开发者记者获悉公司表示技术能力提升应用场景行业数据推理成本降低团队研究成果城市交通物流"
BIRDS = (
    "青鸾 玄鹭 墨鹤 听雪 言澈 白鹭 苍鹭 云雀 朱鹮 鸿雁 "
    "Heron Egret Crane Plover Curlew Avocet Bittern Dunlin Garganey Kestrel"
)
STATUSES = (*[Status.RELEASED] * 6, Status.UPGRADED, Status.OPEN_SOURCED, Status.UPCOMING, Status.PREVIEW)
MODALITIES = (*[Modality.TEXT] * 6, *Modality)


def first_day(store: SqlStore, knowledge: Knowledge) -> None:
    """Write one day's articles as the pipeline does, the messages of most accepted."""
    draw = random.Random(7)  # noqa: S311 -- the same texts every time.
    for number in range(SOURCES):
        source = f"s{number}"
        entries = [entry(draw, source, f"{turn}", number) for turn in range(ARTICLES // SOURCES)]
        listed = SourceState(
            source, Validators('"5f3e-6219c"', "Sun, 01 Mar 2026 19:00:00 GMT"), checked_at=NOW, next_at=NOW,
            listed_at=NOW, newest_entry_at=NOW, title=f"来源 {number}", rhythm=bytes(124), asked_as="a" * 32,
        )  # fmt: skip
        store.record_check(listed, entries, NOW)
    waiting = [one for number in range(SOURCES) for one in store.unread(f"s{number}", NOW, ARTICLES)]
    for number, pending in enumerate(draw.sample(waiting, len(waiting))):
        settled(store, knowledge, pending, told_of(draw, number), body(draw))
    for message in store.claim(NOW, NOW + timedelta(minutes=1), 9_999):
        store.record_accepted(message.id, '{"errcode":0,"errmsg":"ok"}', NOW)


def settled(
    store: SqlStore, knowledge: Knowledge, pending: PendingEntry, announced: tuple[Announcement, ...], words: str
) -> tuple[tuple[Verdict, ...], tuple[MessageDue, ...]]:
    """Write an article as the pipeline does, with all that follows."""
    one = pending.entry
    tier = Tier.OFFICIAL if pending.source_id.endswith("7") else Tier.MEDIA
    article = Article(
        one.url, one.title, words, one.published, author="潮汐", language="zh", source_id=pending.source_id,
        source_name=pending.source_id, tier=tier,
    )  # fmt: skip
    terms = Terms(knowledge, Audience(CHANNELS), MessageTimes(), lambda _step: None)
    return settle(store, pending, Judged(article, announced, NOW), terms)


def entry(draw: random.Random, source: str, name: str, minutes: int = 0) -> Entry:
    """Make an entry of a source."""
    url = f"https://{source}.example.org/2026/03/01/{name}.html"
    return Entry(url, url, line(draw, 24), Moment(NOW - timedelta(minutes=minutes)), line(draw, 80))


def body(draw: random.Random) -> str:
    """Make a text of the length of most news: some 1,000 characters."""
    return "".join(f"{line(draw, draw.randint(25, 55))}。" for _ in range(SENTENCES))


def line(draw: random.Random, length: int) -> str:
    """Make a line without marks."""
    return "".join(draw.choices(LETTERS, k=length))


def told_of(draw: random.Random, number: int) -> tuple[Announcement, ...]:
    """Say what the day's article of this number announces: a launch that nobody told of, one that many do, nothing."""
    if number < LAUNCHES:
        return (announcement(draw, number),)
    if number < TOLD:
        return (announcement(draw, number % 5 if number % 3 else number % LAUNCHES),)
    return (announcement(draw, number, confidence=0.4),) if number % 20 == 0 else ()


def announcement(draw: random.Random, launch: int, version: str = "3.17", confidence: float = 0.9) -> Announcement:
    """Say that a launch of the day was told of; every fifth of a family that has several members."""
    birds = BIRDS.split()
    maker, bird = f"{birds[launch // 5 % 20]}智能", f"{birds[launch % 20]}{birds[launch // 20 % 20].lower()}"
    evidence = f"{maker}发布{bird}{version}，{line(draw, 24)}"
    status, modality = STATUSES[launch % len(STATUSES)], MODALITIES[launch % len(MODALITIES)]
    return Announcement(bird, version, (maker,), status, modality=modality, confidence=confidence, evidence=evidence)


def days_before(store: SqlStore, count: int) -> None:
    """Copy the first day so often, a day earlier each time; each table in a transaction of its own."""
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name in COPIED]
    numbers = {table.name: table for table in tables if "id" in table.columns}
    with store._database.reading() as session:  # noqa: SLF001 -- to write them one by one takes a day.
        last = {name: session.scalar(select(func.max(table.c.id))) or 0 for name, table in numbers.items()}
    days = [{"day": day, "at": NOW - timedelta(days=day)} for day in range(1, count + 1)]
    months = [{"day": one["day"], "month": one["at"].year * 12 + one["at"].month - 1} for one in days]
    for table in tables:
        with store._database.writing(durable=False) as session:  # noqa: SLF001
            dialect = session.connection().dialect.name
            session.execute(text("CREATE TEMPORARY TABLE earlier (day INTEGER, month INTEGER)"))
            session.execute(text("INSERT INTO earlier VALUES (:day, :month)"), months)
            session.execute(text(_copying(table, last, dialect)))
            session.execute(text("DROP TABLE earlier"))
            if dialect == "postgresql" and table.name in numbers:
                count_on = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"  # noqa: S608
                session.execute(text(count_on))
    with store._database.writing(durable=False) as session:  # noqa: SLF001
        session.execute(text(EMPTY_INDEX[dialect]))
        index_anew(session)


def _copying(table: Table, last: Mapping[str, int], dialect: str) -> str:
    """Write the statement that copies a table; in the order of its key, which its B-tree takes soonest."""
    changes = COPIED[table.name] | ({"id": f"id + SHIFT({table.name})"} if table.name in last else {})
    values = (changes.get(column.name, column.name) for column in table.columns)
    written = ", ".join(_in_words_of(dialect, value, last) for value in values)
    names = ", ".join(column.name for column in table.columns)
    place = {column.name: number for number, column in enumerate(table.columns, start=1)}
    order = ", ".join(str(place[column.name]) for column in table.primary_key.columns)
    return f"INSERT INTO {table.name} ({names}) SELECT {written} FROM {table.name}, earlier ORDER BY {order}"  # noqa: S608


def _in_words_of(dialect: str, value: str, last: Mapping[str, int]) -> str:
    value = re.sub(r"SHIFT\((\w+)\)", lambda found: f"earlier.day * {last[found[1]]}", value)
    return re.sub(r"DAYS_BEFORE\((\w+)\)", DAYS_BEFORE[dialect], value)


DAYS_BEFORE = {
    "sqlite": r"strftime('%Y-%m-%d %H:%M:%f000', \1, '-' || earlier.day || ' days')",
    "postgresql": r"\1 - earlier.day * interval '1 day'",
}
EMPTY_INDEX = {
    "sqlite": "INSERT INTO announcement_search (announcement_search) VALUES ('delete-all')",
    "postgresql": "TRUNCATE announcement_search",
}
_OTHER = "(%s / 2 + earlier.day * 4611686018427387)"  # Hashes of 63 bits stay such, and differ from day to day.
_LATER_FAMILY = f"(earlier.day % {RETURNS})"
COPIED: dict[str, dict[str, str]] = {
    "source_state": {"source_id": "source_id || '-' || earlier.day"},
    "article": {
        **{name: f"{name} || '/' || earlier.day" for name in ("canonical", "url")},
        "title": "title || ' ' || earlier.day",
        **{name: f"{name} || '-' || earlier.day" for name in ("source_id", "source_name")},
        **{name: f"DAYS_BEFORE({name})" for name in ("sort_at", "read_at")},
        "cluster_id": "cluster_id + SHIFT(article)",
    },
    "article_alias": {"key": "key || '/' || earlier.day", "article_id": "article_id + SHIFT(article)"},
    "sketch": {
        "article_id": "article_id + SHIFT(article)",
        "leader_id": "leader_id + SHIFT(article)",
        "at": "DAYS_BEFORE(at)",
    },
    "shingle": {"month": "earlier.month", "value": _OTHER % "value", "article_id": "article_id + SHIFT(article)"},
    "source_line": {
        "source_id": "source_id || '-' || earlier.day",
        "line": _OTHER % "line",
        "article_id": "article_id + SHIFT(article)",
    },
    "entry": {
        "source_id": "source_id || '-' || earlier.day",
        **{name: f"{name} || '/' || earlier.day" for name in ("identity", "canonical", "url")},
        "article_id": "article_id + SHIFT(article)",
        **{name: f"DAYS_BEFORE({name})" for name in ("sort_at", "first_seen_at")},
    },
    "launch": {
        "key": "key || '.' || earlier.day",
        "key_version": "key_version || '.' || earlier.day",
        "version": "version || '.' || earlier.day",
        "key_family": f"CASE WHEN id = 1 THEN key_family ELSE key_family || {_LATER_FAMILY} END",
        "key_organisation": f"key_organisation || {_LATER_FAMILY}",
        "model": f"CASE WHEN id = 1 THEN model ELSE model || {_LATER_FAMILY} END",
        "release": "release || '-' || earlier.day",
        **{name: f"DAYS_BEFORE({name})" for name in ("first_seen_at", "status_at", "seen_at")},
    },
    "announcement": {
        "article_id": "article_id + SHIFT(article)",
        "launch_id": "launch_id + SHIFT(launch)",
        "version": "version || '.' || earlier.day",
        "created_at": "DAYS_BEFORE(created_at)",
    },
    "message": {name: f"DAYS_BEFORE({name})" for name in ("next_at", "created_at", "accepted_at", "due_at")},
    "alert": {
        "launch_id": "launch_id + SHIFT(launch)",
        "announcement_id": "announcement_id + SHIFT(announcement)",
        "message_id": "message_id + SHIFT(message)",
        "created_at": "DAYS_BEFORE(created_at)",
    },
}
"""What differs in the row of a day before; `id` always does."""
