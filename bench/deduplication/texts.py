"""Same text: copies made from the archive at run time, pairs that are none, and a store of a million sketches.

Run from the project's root: `python bench/deduplication/texts.py`. The archive lies beside the project in `../shared`;
where it is absent the benchmark says so and measures the store alone, with values drawn as the archive's are spread.
"""

from __future__ import annotations

import json
import lzma
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from sqlalchemy import make_url  # noqa: E402

from deduplication.copies import EDITS, EXCERPTS  # noqa: E402 -- a script finds what lies beside it first.
from deduplication.million import look_ups  # noqa: E402
from monitor.fingerprint import Kinship, Sketch, compare, sketch  # noqa: E402
from monitor.fingerprint.sketch import SHINGLE, bare  # noqa: E402
from monitor.knowledge import load_knowledge  # noqa: E402
from monitor.model import Article, Moment  # noqa: E402
from monitor.store.clusters import join_cluster  # noqa: E402
from monitor.store.engine import PATIENCE  # noqa: E402
from monitor.store.schema import prepare  # noqa: E402
from monitor.store.sqlite import SqliteDatabase  # noqa: E402
from monitor.store.tables import ArticleRow, PartRow  # noqa: E402
from monitor.store.values import article_row  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlmodel import Session

ARCHIVE = ROOT.parent / "shared" / "data" / "news" / "archive.jsonl.xz"
SHANGHAI = ZoneInfo("Asia/Shanghai")
COPIED, RANDOM_PAIRS, HARD_PAIRS, QUERIES = 600, 40_000, 500, 2_000
LEAST_COPIED = 200  # Letters: the half of a shorter one would have no sketch.
DIFFERENT = 1 / 3  # Two texts are different where less of the shorter stands verbatim in the longer.


class Item(NamedTuple):
    """One item of the archive."""

    url: str
    title: str
    text: str
    source: str
    at: datetime


def main() -> int:
    """Print one table with its goals; give 1 where one is missed."""
    missed = 0
    if ARCHIVE.exists():
        with lzma.open(ARCHIVE, "rt", encoding="utf-8") as lines:
            items = sorted(map(_item, lines), key=lambda item: item.at)
        missed |= _print_copies(items)
        missed |= _print_pairs(items)
    else:
        print("same text: the archive (../shared) is absent; only the store is measured, on made-up sketches")
    with tempfile.TemporaryDirectory() as folder:
        found, median, late = look_ups(Path(folder) / "million.db", QUERIES)
    missed |= _told("half-copies found among 1,000,000 sketches", found, "=", 1)
    missed |= _told("look-up among 1,000,000 sketches, median ms", median, "<", 1.5)
    missed |= _told("look-up among 1,000,000 sketches, p95 ms", late, "<", 10)
    return missed


def _told(what: str, figure: float, sign: str, goal: float) -> int:
    """Print a figure beside its goal; give 1 where it is missed."""
    reached = {"<": figure <= goal, ">": figure >= goal, "=": figure == goal}[sign]
    relation = {"<": "at most", ">": "at least", "=": "exactly"}[sign]
    print(f"{what:56} {figure:10.4f}   goal {relation} {goal:g}{'' if reached else '   MISSED'}", flush=True)
    return int(not reached)


def _item(line: str) -> Item:
    data = json.loads(line)
    written = " ".join(data["published"].split())
    at = datetime.fromisoformat(written) if written[0].isdigit() else parsedate_to_datetime(written)
    return Item(data["url"], data["title"], data["text"], data["source"], at)


def _print_copies(items: Sequence[Item]) -> int:
    """Read the archive into a store, then its copies by other outlets; print what was found, and what it cost."""
    dice = random.Random(7)  # noqa: S311 -- the same copies in each run.
    long = [item for item in items if len(bare(item.text)) >= LEAST_COPIED]
    sample = dice.sample(long, COPIED)
    database = SqliteDatabase(make_url("sqlite://"), PATIENCE)
    prepare(database)
    with database.writing() as session:
        started = time.process_time()
        rows = {item.url: _read(session, item, item.source) for item in items}
        milliseconds = (time.process_time() - started) / len(items) * 1000
        found = {
            name: sum(_is_copy(session, rows[item.url], _copy(session, item, name, edit, dice)) for item in sample)
            for name, edit in EDITS.items()
        }
        linked = {
            name: sum(_is_linked(session, rows[item.url], _copy(session, item, name, edit, dice)) for item in sample)
            for name, edit in EXCERPTS.items()
        }
    database.close()
    for name, number in (found | linked).items():
        print(f"  {name:54} {number / COPIED:10.4f}")
    missed = _told("edited copies found", sum(found.values()) / COPIED / len(found), ">", 0.99)
    missed |= _told("excerpts found", sum(linked.values()) / COPIED / len(linked), ">", 0.95)
    return missed | _told("an article's cluster, row included, ms CPU", milliseconds, "<", 2.5)


def _read(session: Session, item: Item, source: str) -> ArticleRow:
    row = article_row(Article(item.url, item.title, item.text, Moment(item.at)), item.at)
    session.add(row)
    session.flush()
    join_cluster(session, source, row)
    session.expunge(row)
    return row


def _copy(
    session: Session, item: Item, name: str, edit: Callable[[random.Random, str], str], dice: random.Random
) -> ArticleRow:
    """Read an edited copy; each kind comes from an outlet of its own, with the title in its body as on many pages."""
    title = f"{name}:{item.title[::-1]}"
    copy = item._replace(url=f"{item.url}#/{name}", title=title, text=f"{title}\n{edit(dice, item.text)}")
    return _read(session, copy, name)


def _is_copy(_session: Session, original: ArticleRow, copy: ArticleRow) -> bool:
    return copy.cluster_id is not None and copy.cluster_id == original.cluster_id


def _is_linked(session: Session, original: ArticleRow, excerpt: ArticleRow) -> bool:
    wholes = (original.id, original.cluster_id)
    return _is_copy(session, original, excerpt) or any(session.get(PartRow, (excerpt.id, whole)) for whole in wholes)


def _print_pairs(items: Sequence[Item]) -> int:
    dice = random.Random(7)  # noqa: S311 -- the same pairs in each run.
    sketches = [(item, made) for item in items if (made := sketch(item.text))]
    far = [dice.sample(sketches, 2) for _ in range(RANDOM_PAIRS)]
    near = _same_company_and_day(sketches)
    hard = [pair for pair in near if _verbatim(*(item.text for item, _ in pair)) < DIFFERENT]
    print(f"  {len(near)} pairs of one company and day: {_links(near)} linked, {len(near) - len(hard)} share a third")
    missed = _told(f"false links in {RANDOM_PAIRS:,} random pairs", _links(far), "=", 0)
    missed |= _told(f"false links in {len(hard):,} hard pairs", _links(hard), "=", 0)
    return missed | int(len(hard) < HARD_PAIRS)


def _links(pairs: Sequence[Sequence[tuple[Item, Sketch]]]) -> int:
    return sum(compare(one, other).kinship is not Kinship.NONE for (_, one), (_, other) in pairs)


def _same_company_and_day(sketches: Sequence[tuple[Item, Sketch]]) -> list[tuple[tuple[Item, Sketch], ...]]:
    """Give all pairs whose titles name one organisation on one day."""
    knowledge = load_knowledge()
    groups = defaultdict(list)
    names = re.compile("|".join(sorted(map(re.escape, knowledge.organisation_names), key=len, reverse=True)))
    for number, (item, _) in enumerate(sketches):
        for key in {knowledge.organisation_key(name) for name in names.findall(item.title)}:
            groups[key, item.at.astimezone(SHANGHAI).date()].append(number)
    pairs = {pair for group in groups.values() for pair in combinations(group, 2)}
    return [(sketches[one], sketches[other]) for one, other in sorted(pairs)]


def _verbatim(one: str, other: str) -> float:
    """Give how many letters of the shorter text stand in the longer within runs of a shingle's length."""
    short, long = sorted((bare(one), bare(other)), key=len)
    held = [False] * len(short)
    for start in range(len(short) - SHINGLE + 1):
        if short[start : start + SHINGLE] in long:
            held[start : start + SHINGLE] = [True] * SHINGLE
    return sum(held) / len(short)


if __name__ == "__main__":
    sys.exit(main())
