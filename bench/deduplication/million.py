"""A store of a million sketches on the disk, and what a look-up in it takes."""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from monitor.fingerprint import Sketch
from monitor.fingerprint.sketch import FULL, ROWS, VERSION
from monitor.store import open_store
from monitor.store.clusters import likely
from monitor.store.engine import PATIENCE
from monitor.store.sqlite import SqliteDatabase

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.store.engine import Database

SKETCHES, MONTHS, SIZE = 1_000_000, 12, 400  # A year's; an article of the archive has 400 shingles.
FIRST, LAST = datetime(2029, 1, 15, tzinfo=UTC), datetime(2029, 12, 15, tzinfo=UTC)
# In the archive the 400 commonest values hold 3.8 % of all rows; of these the first has 1.5 %, the first 50 have 42 %,
# the first 100 have 60 %: as weights of 1 / (rank + 20) give them.
PHRASES, PHRASED, FLATNESS = 400, 0.04, 20
DRAWS = 100_000
PLANTED = 200

FILL = f"""
INSERT OR IGNORE INTO shingle
WITH RECURSIVE place (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM place WHERE k < {SKETCHES * ROWS - 1})
SELECT {FIRST.year * 12} + k / {ROWS} * {MONTHS} / {SKETCHES},
  CASE WHEN abs(random()) % 1000 < {PHRASED * 1000}
    THEN (SELECT value FROM draw WHERE n = abs(random() + 0 * k) % {DRAWS}) ELSE abs(random()) / 12 END,
  k / {ROWS} + 1
FROM place ORDER BY 1, 2, 3
"""  # noqa: S608 -- constants.
SKETCH = f"""
INSERT INTO sketch
WITH RECURSIVE article (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM article WHERE id < {SKETCHES})
SELECT id, id, {VERSION}, randomblob({FULL * 2 * 4}), {SIZE},
  '2029-' || substr('0' || ((id - 1) * {MONTHS} / {SKETCHES} + 1), -2) || '-15 00:00:00.000000'
FROM article
"""  # noqa: S608 -- constants.


def look_ups(path: Path, queries: int) -> tuple[float, float, float]:
    """Give the share of planted half-copies found, and the median and 95th percentile of a look-up, in milliseconds."""
    dice = random.Random(7)  # noqa: S311 -- the same values in each run.
    open_store(f"sqlite:///{path}").close()
    weights = [1 / (rank + FLATNESS) for rank in range(1, PHRASES + 1)]
    drawn = dice.choices([dice.getrandbits(59) for _ in range(PHRASES)], weights, k=DRAWS)
    with closing(sqlite3.connect(path, isolation_level=None)) as bare:
        for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=FILE"):
            bare.execute(f"PRAGMA {setting}")
        bare.execute("CREATE TEMP TABLE draw (n INTEGER PRIMARY KEY, value INTEGER)")
        bare.executemany("INSERT INTO draw VALUES (?, ?)", enumerate(drawn))
        bare.execute(FILL)
        bare.execute(SKETCH)
        month = LAST.year * 12 + LAST.month - 1
        asked = "SELECT article_id, value FROM shingle WHERE month = ? AND article_id % ? = 1"
        planted: dict[int, list[int]] = {}
        for article_id, value in bare.execute(asked, (month, SKETCHES // MONTHS // PLANTED)):
            planted.setdefault(article_id, []).append(value)
    database = SqliteDatabase(make_url(f"sqlite:///{path}"), PATIENCE)
    return _measured(database, planted, [_drawn(dice, drawn) for _ in range(queries)], dice)


def _drawn(dice: random.Random, phrases: list[int]) -> list[int]:
    return [dice.choice(phrases) if dice.random() < PHRASED else dice.getrandbits(63) // 12 for _ in range(ROWS)]


def _measured(
    database: Database, planted: dict[int, list[int]], queries: list[list[int]], dice: random.Random
) -> tuple[float, float, float]:
    taken, found = [], 0
    with database.reading() as session:
        for values in queries:
            started = time.perf_counter()
            list(likely(session, _sketch(values), LAST))
            taken.append(time.perf_counter() - started)
        for article_id, values in planted.items():
            half = dice.sample(values, len(values) // 2) + _drawn(dice, values)[: ROWS // 2]
            found += article_id in {held.article_id for held in likely(session, _sketch(half), LAST)}
    database.close()
    return found / len(planted), statistics.median(taken) * 1000, statistics.quantiles(taken, n=20)[-1] * 1000


def _sketch(values: list[int]) -> Sketch:
    return Sketch(VERSION, tuple(values), frozenset(), SIZE)
