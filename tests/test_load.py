"""The benches of speed in small: the world that they poll is what it says, and their commands work."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

import run

from bench.load.__main__ import main as measured
from bench.load.rows import Row, ratios, spread, table
from bench.load.served import Files
from bench.load.texts import article
from bench.load.world import HOSTS, World, build, entries_of, is_gbk
from monitor.discover import discover
from monitor.extract import extract_html
from monitor.model import Document, Validators
from monitor.settings import Source
from monitor.wiring import HOME_ZONE, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
FEEDS, LISTS, ARTICLES = 10, 2, 40


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("world"), (8001, 8002), FEEDS, LISTS, ARTICLES)


@pytest.mark.parametrize("number", range(FEEDS))
def test_every_feed_lists_what_it_says(world: World, number: int) -> None:
    entries = discover(document_at(world, world.feed(number)), source_at(world.feed(number)))

    assert len(entries) == entries_of(number)
    assert all(urlsplit(entry.url).hostname == f"127.0.1.{number % HOSTS + 1}" for entry in entries)


@pytest.mark.parametrize("number", range(10))
def test_an_article_is_read_out_of_every_house(world: World, number: int) -> None:
    written = article(number)

    read = extract_html(bytes_at(world, world.page(number)), url=world.page(number))

    assert read.title == written.title
    assert "".join(written.paragraphs) in read.body.replace("\n", "")
    assert read.published is not None


def test_pages_are_as_heavy_as_real_ones(world: World) -> None:
    sizes = [len(bytes_at(world, world.page(number))) for number in range(ARTICLES)]

    assert all(85_000 < size < 95_000 for size in sizes)


def test_one_of_ten_is_gbk(world: World) -> None:
    gbk = [number for number in range(ARTICLES) if b'charset="gbk"' in bytes_at(world, world.page(number))]

    assert gbk == [number for number in range(ARTICLES) if is_gbk(number)]


def test_what_is_published_stands_on_top_and_changes_the_validators(tmp_path: Path) -> None:
    own = build(tmp_path, (8001, 8002), 1, 1, 4)
    url, before = own.feed(0), own.validators(own.feed(0))

    own.publish(0, [3, 2])

    entries = discover(document_at(own, url), source_at(url))
    assert [urlsplit(entry.url).path for entry in entries[:2]] == ["/fresh/3.html", "/fresh/2.html"]
    assert len(entries) == entries_of(0) + 2
    assert own.validators(url).etag != before.etag


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"If-None-Match": "{etag}", "If-Modified-Since": "{date}"}, 304),
        ({"If-None-Match": "{etag}"}, 304),
        ({"If-Modified-Since": "{date}"}, 304),
        ({"If-None-Match": "{etag}", "If-Modified-Since": "Sun, 29 Nov 2026 10:00:00 GMT"}, 200),
        ({"If-None-Match": '"another"', "If-Modified-Since": "{date}"}, 200),
    ],
    ids=["nothing", "both", "tag", "date", "a clock of one's own", "another tag"],
)
def test_validators_are_judged_by_nginxs_rules(world: World, headers: Mapping[str, str], status: int) -> None:
    known, log = world.validators(world.feed(1)), io.StringIO()
    asked = "".join(
        f"{name}: {value.format(etag=known.etag, date=known.last_modified)}\r\n" for name, value in headers.items()
    )

    reply = Files(world.root, log).reply("/feeds/1.xml", f"GET /feeds/1.xml HTTP/1.1\r\nHost: a\r\n{asked}".encode())

    assert reply.startswith(f"HTTP/1.1 {status} ".encode())
    assert log.getvalue().endswith(f" {status} /feeds/1.xml\n")


def test_a_row_holds_the_median_and_the_spread() -> None:
    figures = ratios([3.0, 8.0, 5.0], [1.0, 2.0, 5.0])

    said = table([Row("work", spread(figures), "≤ 2", is_met=False), Row("beside it", spread([1.0]))])

    assert said.splitlines()[2:] == [
        "| work | 3.00 (1.00 to 4.00) | ≤ 2 | **missed** |",
        "| beside it | 1.00 |  |  |",
    ]


@pytest.mark.parametrize("main", [run.main, measured], ids=["run", "load"])
def test_a_command_says_what_it_does(main: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    assert "--only" in capsys.readouterr().out


def test_a_tiny_run_measures_and_leaves_the_page_of_benchmarks_alone() -> None:
    before = PAGE.read_bytes()

    # In a process of its own, whose log and signals it may set.
    command = [sys.executable, "-m", "bench.load", "--tiny", "--only", "feed"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    rows = [line for line in done.stdout.splitlines() if line.startswith("| changed feed of 30 entries")]
    assert done.returncode in {0, 1}
    assert len(rows) == 1
    assert " × as fast as feedparser" in rows[0]
    assert PAGE.read_bytes() == before


def document_at(world: World, url: str) -> Document:
    return Document(url, bytes_at(world, url), "application/xml", None, Validators(), utc_now())


def bytes_at(world: World, url: str) -> bytes:
    return (world.root / urlsplit(url).path.lstrip("/")).read_bytes()


def source_at(url: str) -> Source:
    return Source("s", "s", url, HOME_ZONE, allow_private=True)
