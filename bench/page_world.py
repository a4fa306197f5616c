"""A store of 100,000 launches, for what is measured of the page: organisations, families, lives, messages."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.lookup import Pace, SourceView
from monitor.model import (
    Announcement,
    Article,
    Entry,
    Launch,
    LaunchKey,
    MessageDue,
    Modality,
    Moment,
    SourceHealth,
    SourceState,
    Status,
    Tier,
    Verdict,
    VerdictKind,
)

if TYPE_CHECKING:
    from monitor.store import SqlStore

LAUNCHES, AT_ONCE = 100_000, 500  # Launches of one transaction: one by one they would take half an hour.
ORGANISATIONS, FAMILIES, SOURCES = 400, 6, 120
YEARS = timedelta(days=3 * 365)
NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
OUTLETS = (("潮汐观察", Tier.MEDIA), ("Bird News", Tier.OFFICIAL))
LETTERS = "云岭智能开放接口面向开发者记者获悉公司表示技术能力提升应用场景行业数据推理成本降低团队研究成果城市交通物流"
NAMES = ["青鸾", "玄鹭", "墨鹤", "听雪", "言澈", "Heron", "Egret", "Crane", "Plover", "Curlew"]


def fill(store: SqlStore, launches: int = LAUNCHES) -> None:
    """Write launches as the pipeline does, each told by two outlets; of the newest, a channel was told."""
    draw = random.Random(7)  # noqa: S311 -- the same texts every time.
    for name, tier in OUTLETS:
        entries = [
            Entry(f"{name}/{turn}", f"https://{tier}.example.org/{turn}", _text(draw, 24), Moment(NOW))
            for turn in range(launches // AT_ONCE)
        ]
        store.record_check(SourceState(name), entries, NOW)
        for turn, pending in enumerate(store.unread(name, NOW, len(entries))):
            kind = VerdictKind.NEW if tier is Tier.MEDIA else VerdictKind.REPEATED
            verdicts = [_verdict(turn * AT_ONCE + index, kind, launches, draw) for index in range(AT_ONCE)]
            body = "\n".join(f"{_text(draw, 60)}。{one.announcement.evidence}{_text(draw, 40)}。" for one in verdicts)
            due = [MessageDue("team", tuple(verdicts[:3]), NOW)] if kind is VerdictKind.NEW else []
            with store.reading(pending, NOW) as reading:
                if reading:
                    published = Moment(NOW - timedelta(hours=turn))
                    article = Article(
                        pending.entry.url, pending.entry.title, body, published, source_name=name, tier=tier
                    )
                    reading.save(article, verdicts, due)
    for message in store.claim(NOW, NOW + timedelta(minutes=1), 9_999):
        store.record_accepted(message.id, "ok", NOW)


def views() -> list[SourceView]:
    """Give how as many sources are as somebody may watch."""
    pace = Pace(entries_a_day=3.2, entries_by_day=tuple(number % 7 for number in range(30)))
    return [
        SourceView(
            f"source-{number}", f"来源 {number}", Tier.MEDIA, SourceHealth.OK, checked_at=NOW, reckon=lambda: pace
        )
        for number in range(SOURCES)
    ]


def _verdict(number: int, kind: VerdictKind, launches: int, draw: random.Random) -> Verdict:
    organisation, family = number % ORGANISATIONS, number // ORGANISATIONS % FAMILIES
    model, version = NAMES[(organisation + family) % len(NAMES)], f"{number / 1000:.3f}"
    status, modality = list(Status)[number % len(Status)], list(Modality)[number % len(Modality)]
    at = NOW - YEARS * (number / launches)
    date = (at.date() + timedelta(days=40)).isoformat() if status is Status.UPCOMING else None
    who = (f"机构{organisation}",)
    evidence = f"{who[0]}发布{model}{version}，{_text(draw, 30)}"
    said = Announcement(model, version, who, status, date=date, modality=modality, evidence=evidence)
    key = LaunchKey(f"org{organisation}", f"family{family}", version, "", "")
    release = f"{key.release_family}@{at.date()}"
    launch = Launch(key, release, model, version, who, status, at, at, at, date=date, modality=modality)
    return Verdict(kind, "no such launch was known", said, launch)


def _text(draw: random.Random, length: int) -> str:
    return "".join(draw.choices(LETTERS, k=length))
