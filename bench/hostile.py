"""Pages and feeds that were built to exhaust a reader → where each is read, how long it takes, and what memory.

    python bench/hostile.py            every bomb in a process of its own, then the fuzz seeds where ../shared is there
    python bench/hostile.py --only b   those whose name begins so

Each bomb goes the pipeline's own way (`sheltered`, then `detect`), and a plain page is read after it by the same guard;
at last all pages go through one guard, one after the other, and then a plain one. Failed is a case above 5 s, above
400 MiB in the worker, above 100 MiB more in the daemon, or one after which the plain page is not read. Seconds are CPU
of both processes, with the start of the worker (0.4 s), since other work may keep the machine busy; the guard's own
limits are 4 s of CPU and 5 s of the wall.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from anyio import to_thread

sys.path.insert(0, str(Path(__file__).parent))

import report

from monitor.detect import detect
from monitor.errors import MonitorError
from monitor.guard import Guard
from monitor.knowledge import load_knowledge
from monitor.model import Document, Entry, Validators
from monitor.settings import Source, SourceKind
from monitor.sheltered import article_of, entries_of
from monitor.suspicion import LARGEST_PLAIN, MOST_REBUILT, MOST_TAGS, is_plain

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = ROOT.parent / "shared" / "data" / "hostile"
LARGE = 1_950_000  # What is above two million characters is refused by its length.
LARGEST = 5_000_000
MOST_SECONDS, MOST_WORKER, MOST_GROWTH = 5.0, 400, 100
STORY = "云岭智能今日发布青鸾大模型2.0，面向开发者开放，支持中文与英文，长文本能力提升。"
PLAIN = f"<html lang='zh'><title>云岭智能发布青鸾</title><article><h1>云岭智能发布青鸾</h1><p>{STORY}</article>"


def filled(piece: str, size: int = LARGE, before: str = "") -> bytes:
    """Repeat a piece until so many bytes are full."""
    one = piece.encode()
    return before.encode() + one * (size // len(one))


def numbered(form: str, count: int) -> str:
    """Write a form with each number in place of `#`, so that no two are equal."""
    return "".join(form.replace("#", str(number)) for number in range(count))


DOUBLING = "<!ENTITY z 'ha'>" + "".join(
    f"<!ENTITY {a} '&{b};&{b};'>" for a, b in pairwise("abcdefghijklmnopqrstuvwxyz")
)
PAYLOAD = "<script id=__NUXT_DATA__ type=application/json>[["
PAGES: dict[str, Callable[[], bytes]] = {
    "nested divisions": lambda: filled("<div>"),
    "nested divisions, 5 MB": lambda: filled("<div>", LARGEST),
    "5 MB of one letter": lambda: filled("a", LARGEST, "<p>"),
    "nesting hidden in comments": lambda: filled("<div><!--</div>-->"),
    "nesting hidden in scripts": lambda: filled("<div><textarea></div></textarea>"),
    "nesting in a drawing": lambda: filled("<tr>", before="<svg>"),
    "formatting, 43 kB": lambda: _rebuilt(500, 10_000),
    "formatting, 2 MB": lambda: filled("<p>x", before=f"<p>{numbered('<b #>', 500)}"),
    "misnested formatting": lambda: filled("</b><p>", before=numbered("<b #><i #>", 2_000)),
    "attributes of one tag": lambda: f"<div {numbered(' a#', 250_000)}>".encode("ascii"),
    "attributes behind a quote": lambda: f"<div q='<x>'{numbered(' a#', 250_000)}>".encode("ascii"),
    "attributes in every tag": lambda: filled(f"<p {numbered('a# ', 1_900)}>x"),
    "options": lambda: filled("<option>a", before="<select>"),
    "tables": lambda: filled("<table><tr><td>x，"),
    "rows": lambda: filled("<tr><td>某某，说。", before="<table>"),
    "one line": lambda: filled("某，", before="<p>"),
    "lines": lambda: filled("某某，说。<br>"),
    "links": lambda: filled("<a href=/x>y</a>"),
    "entities": lambda: filled("&lt;&#x4e00;", before="<p>"),
    "dates": lambda: filled("2030-07-09 ", before="<p>"),
    "NUL": lambda: filled("<p>\0" + "某" * 200),
    "UTF-16": lambda: ("<div><!--</div>-->" * 100_000).encode("utf-16"),
    "deep JSON-LD": lambda: filled("[", before="<script type='application/ld+json'>"),
    "payload that names itself": lambda: filled("0,", LARGEST_PLAIN - 100, PAYLOAD) + b"0]]</script>",
    "plain to the bound: nesting": lambda: _hidden_nesting(MOST_TAGS)[:LARGEST_PLAIN],
    "plain to the bound: drawing": lambda: filled("<tr>", 4 * (MOST_TAGS - 1), "<svg>"),
    "plain to the bound: attributes": lambda: _hidden_attributes(LARGEST_PLAIN),
    "plain to the bound: rebuilt": lambda: _rebuilt(20, MOST_REBUILT // 20 - 22),
    "plain to the bound: rows": lambda: filled("<tr>x，", 8 * (MOST_TAGS - 1), "<table>"),
}  # fmt: skip
FEEDS: dict[str, Callable[[], bytes]] = {
    "deep feed": lambda: filled("<a>", before="<rss><channel><item>"),
    "feed of attributes": lambda: f"<rss><channel><item {numbered(' a#=1', 400_000)}/>".encode("ascii"),
    "feed of entities": lambda: filled("&bogus;", before="<rss><channel><item><title>"),
    "feed of items": lambda: filled("<item><title>a & b</title><link>/1</link></item>", before="<rss><channel>"),
    "feed of a comment": lambda: filled("-", before="<rss><channel><item><!--"),
    "doubling entities": lambda: filled("<item><title>&a;&a;</title></item>", LARGE, f"<!DOCTYPE r [{DOUBLING}]><rss>"),
}


def _hidden_nesting(tags: int) -> bytes:
    """Nest almost as deep as there are tags, each closed five hundred times within an attribute that nobody heeds."""
    return (("<div>" * 500 + f"<p a='{'</div>' * 500}'>") * (tags // 501)).encode()


def _hidden_attributes(size: int) -> bytes:
    """Fill a tag with attributes, behind a quoted one that looks as if the tag ended there."""
    return f"<div q='<x>'{numbered(' a#', size // 4)}".encode()[: size - 1] + b">"


def _rebuilt(formatting: int, paragraphs: int) -> bytes:
    """Open formatting elements in a paragraph, so that each that follows has all of them made anew."""
    return f"<p>{numbered('<b #>', formatting)}{'<p>x' * paragraphs}".encode()


def document(body: bytes, media_type: str = "text/html") -> Document:
    """Wrap bytes as a fetch does."""
    return Document("https://hostile.example/1", body, media_type, None, Validators(), datetime(2030, 7, 9, tzinfo=UTC))


def source(kind: SourceKind) -> Source:
    """Give a source of a kind."""
    return Source("hostile", "hostile", "https://hostile.example/", ZoneInfo("Asia/Shanghai"), kind=kind)


async def read(guard: Guard, body: bytes, *, is_feed: bool) -> str:
    """Read a document as the pipeline does and say what came of it; what is no error of ours is a fault, and raised."""
    try:
        if is_feed:
            feed = document(body, "application/rss+xml")
            entries, _ = await entries_of(feed, source(SourceKind.FEED), guard)
            return f"{len(entries)} entries"
        entry = Entry("1", "https://hostile.example/1", "")
        article = await article_of((document(body),), source(SourceKind.PAGE), entry, guard)
    except MonitorError as error:
        return str(error).removesuffix(": https://hostile.example/1")
    await to_thread.run_sync(detect, article, load_knowledge())
    return f"read, {len(article.body)} characters"


async def is_next_read(guard: Guard) -> bool:
    """Tell whether the page after a bomb is read; with a NUL, so that it goes to the worker, too."""
    return (await read(guard, PLAIN.encode() + b"\0", is_feed=False)).startswith("read")


async def measured(body: bytes, *, is_feed: bool) -> dict[str, object]:
    """Read a bomb and then a plain page, and say what both cost."""
    guard = Guard()
    await read(guard, PLAIN.encode(), is_feed=False)
    before, started = own_peak(), time.process_time()
    said = await read(guard, body, is_feed=is_feed)
    seconds, growth = time.process_time() - started, own_peak() - before
    alive, computed = living_worker()
    return {
        "said": said,
        "seconds": seconds + computed,
        "growth": growth,
        "worker": alive,
        "computed": computed,
        "next": await is_next_read(guard),
    }


async def print_row(say: Callable[[str], None]) -> int:
    """Read all hostile pages by one guard, one after the other, and then a plain one; give 1 where that fails."""
    guard = Guard()
    await read(guard, PLAIN.encode(), is_feed=False)
    before, longest, started = own_peak(), 0.0, time.perf_counter()
    for bomb in PAGES.values():
        body, begun = bomb(), time.perf_counter()
        await read(guard, body, is_feed=False)
        longest = max(longest, time.perf_counter() - begun)
    seconds, growth, is_read = time.perf_counter() - started, own_peak() - before, await is_next_read(guard)
    say(
        f"{len(PAGES)} hostile pages in a row: {seconds:.0f} s, the longest {longest:.1f} s "
        f"with the start of its worker, daemon +{growth} MiB, the next page is {'read' if is_read else 'LOST'}"
    )
    return int(not is_read or growth > MOST_GROWTH)


def own_peak() -> int:
    """Give the most memory that this process ever took, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def living_worker() -> tuple[int, float]:
    """Give the most memory in MiB that a child which still lives ever took, and the seconds it computed, else 0."""
    peaks, computed = [0], 0.0
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            told = Path(f"/proc/{child}/status").read_text()
            peaks += [int(line.split()[1]) >> 10 for line in told.splitlines() if line.startswith("VmHWM")]
            user, system = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13]
            computed += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return max(peaks), computed


def one_case(name: str) -> int:
    """Measure one bomb in this process and print what came of it as JSON."""
    body = {**PAGES, **FEEDS}[name]()
    found = asyncio.run(measured(body, is_feed=name in FEEDS))
    where = "worker" if name in FEEDS or not is_plain(body) else "inline"
    gone = resource.getrusage(resource.RUSAGE_CHILDREN)
    dead = gone.ru_maxrss >> 10
    if where == "worker" and not found["computed"]:  # It was killed; among the dead is the next page's, too: 0.4 s.
        found["seconds"] = float(str(found["seconds"])) + gone.ru_utime + gone.ru_stime
    print(json.dumps(found | {"bytes": len(body), "where": where, "worker": max(dead, int(str(found["worker"])))}))
    return 0


def print_cases(names: list[str], say: Callable[[str], None]) -> int:
    """Measure every bomb in a process of its own; give the number of those that failed."""
    say(f"{'case':34} {'kB':>5}  read in   seconds  worker MiB  daemon +MiB  next page  what came of it")
    failed = 0
    for name in names:
        done = subprocess.run([sys.executable, __file__, "--case", name], capture_output=True, text=True, check=False)
        if done.returncode:
            failed += 1
            say(f"{name:34} DIED: {done.stderr[-200:]}")
            continue
        found = json.loads(done.stdout.splitlines()[-1])
        worker = found["worker"] if found["where"] == "worker" else 0
        bad = (
            found["seconds"] > MOST_SECONDS
            or worker > MOST_WORKER
            or found["growth"] > MOST_GROWTH
            or not found["next"]
        )
        failed += bad
        say(
            f"{name:34} {found['bytes'] // 1000:>5}  {found['where']:8} {found['seconds']:>8.2f}  {worker or '-':>10}"
            f"  {found['growth']:>11}  {'read' if found['next'] else 'LOST':9}  {found['said'][:60]}"
            f"{'  FAILED' if bad else ''}"
        )
    return failed


def seeds() -> list[tuple[bytes, bool]]:
    """Give the public fuzz seeds, each with whether it is a feed."""
    found = [(path.read_bytes(), True) for path in sorted((HOSTILE / "feedparser").rglob("*.xml"))]
    strings = json.loads((HOSTILE / "blns" / "blns.json").read_text(encoding="utf-8"))
    found += [
        (f"<html><title>{text}</title><p {text}>{text}</p>{text}".encode("utf-8", "replace"), False) for text in strings
    ]
    for path in sorted((HOSTILE / "html5lib").rglob("*.test")):
        tests = json.loads(path.read_text(encoding="utf-8")).get("tests", [])
        found += [(test["input"].encode("utf-8", "surrogatepass"), False) for test in tests]
    return found


async def print_seeds(say: Callable[[str], None]) -> int:
    """Read every fuzz seed and count what came of it; give the number of faults, ours or worth a worker's life."""
    guard = Guard()
    faults, refused, answered = 0, 0, 0
    started = time.perf_counter()
    for body, is_feed in seeds():
        said = await read(guard, body, is_feed=is_feed)
        faults += "needs more than" in said or "not done within" in said
        answered += said.startswith("read") or said.endswith("entries")
        refused += not (said.startswith("read") or said.endswith("entries"))
    seconds = time.perf_counter() - started
    say(f"fuzz seeds: {answered} read, {refused} refused with a reason, {faults} faults, {seconds:.0f} s")
    return faults


def main() -> int:
    """Print everything; exit 1 where a case failed."""
    parser = ArgumentParser(description="What hostile documents cost.")
    parser.add_argument("--only", default="", help="cases whose names begin so")
    parser.add_argument("--case", help="one case in this process, as JSON")
    options = parser.parse_args()
    if options.case:
        return one_case(options.case)
    said: list[str] = []

    def say(line: str) -> None:
        print(line, flush=True)
        said.append(line)

    failed = print_cases([name for name in (*PAGES, *FEEDS) if name.startswith(options.only)], say)
    if options.only:
        return int(failed > 0)
    failed += asyncio.run(print_row(say))
    if HOSTILE.exists():
        failed += asyncio.run(print_seeds(say))
    lines = "\n".join(said)
    report.write_section("Hostile documents", f"`python bench/hostile.py`, on {report.machine()}.\n\n```\n{lines}\n```")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
