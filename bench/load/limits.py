"""What raw libraries need for the parts of a check: the floor under everything above it.

    python -m bench.load.limits WORLD ROUNDS

prints CPU milliseconds of each, round by round; parts take turns, so that a busy machine makes all of them dearer.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import httpx
import jieba
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from .costs import AT_A_TIME, at_a_time, milliseconds
from .texts import article
from .world import USUAL, World, entries_of, is_gbk

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE, ROWS = 40, 1_000
INSERT = "INSERT INTO article (url, title, body) VALUES (?, ?, ?)"


def main(world: str, rounds: str) -> int:
    """Measure and print."""
    found: dict[str, list[float]] = {}
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    with tempfile.TemporaryDirectory() as folder:
        parts = _parts(World.read(world)) | _inserts(Path(folder))
        for turn in range(int(rounds) + 1):
            for name, work in parts.items():
                cost = work()
                if turn:  # The first one is for caches.
                    found.setdefault(name, []).append(cost)
            found.setdefault("httpx, article", []).append(asyncio.run(_fetched(World.read(world))))
    print(json.dumps(found))
    return 0


def _parts(world: World) -> dict[str, Callable[[], float]]:
    """Give what is measured, by name; each gives the CPU milliseconds of one."""
    pages = [(world.root / "articles" / f"{number}.html").read_bytes() for number in range(SAMPLE)]
    decoded = [page.decode("gb18030" if is_gbk(number) else "utf-8") for number, page in enumerate(pages)]
    feeds = [
        (world.root / "feeds" / f"{number}.xml").read_bytes()
        for number in range(world.feeds)
        if entries_of(number) == USUAL and not is_gbk(number)
    ][:SAMPLE]
    bodies = ["\n".join(text.paragraphs) for text in map(article, range(SAMPLE)) if text.language == "zh"]
    parts = {
        "selectolax (lexbor), article": _each(decoded, LexborHTMLParser),
        "lxml.etree, feed of 30": _each(feeds, etree.fromstring),
        "feedparser, feed of 30": _each(feeds[:10], feedparser.parse),
        "jieba.lcut, body": _each(bodies, jieba.lcut),
    }
    if find_spec("rjieba"):
        import rjieba

        parts["rjieba.cut, body"] = _each(bodies, rjieba.cut)
    return parts


def _each(items: list[str] | list[bytes], work: Callable[[str], object]) -> Callable[[], float]:
    def through() -> None:
        for item in items:
            work(item)  # type: ignore[arg-type] # Each library takes what it is given here.

    return lambda: milliseconds(through) / len(items)


def _inserts(folder: Path) -> dict[str, Callable[[], float]]:
    """Give inserts of an article, as durable as ours (`synchronous=FULL`): a commit each, and a hundred at once."""
    numbers, body = count(), "\n".join(article(1).paragraphs)

    def row() -> tuple[str, str, str]:
        return f"https://news.example/{next(numbers)}", article(1).title, body

    def opened(at_once: int) -> None:
        with closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as database:
            for _ in range(ROWS // at_once // 5):
                database.execute("BEGIN IMMEDIATE")
                database.executemany(INSERT, [row() for _ in range(at_once)])
                database.execute("COMMIT")

    with closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE article (id INTEGER PRIMARY KEY, url TEXT UNIQUE, title TEXT, body TEXT)")
    return {
        "sqlite3, insert and commit": lambda: milliseconds(lambda: opened(1)) / (ROWS // 5),
        "sqlite3, insert by the hundred": lambda: milliseconds(lambda: opened(100)) / (ROWS // 5),
    }


async def _fetched(world: World) -> float:
    """Fetch articles of one host over kept connections."""
    limits = httpx.Limits(max_connections=AT_A_TIME, max_keepalive_connections=AT_A_TIME)
    urls = [f"{world.origin(0)}/articles/{number % world.articles}.html" for number in range(SAMPLE * 10)]
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
        await at_a_time(urls[:SAMPLE], client.get)
        return await at_a_time(urls, client.get)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
