"""Figures of a case → its rows, held against the goals of DESIGN §5; and the words around the table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import extraction as real
from rhythm import lateness as simulated

from monitor.model import Tier
from monitor.settings import OFFICIAL_EVERY, USUAL_EVERY

from .rows import Row, median, ratios, spread
from .world import is_gbk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from .world import World

Figures = dict[str, Any]
ABOUT = """\
five houses' markup, one of ten in GBK, all made up; served by {server} at 200 hosts of loopback, plain and over
TLS. Times are CPU milliseconds of the polling process unless seconds are said; what has a spread is the median of turns
taken one after the other, with the least and the most. Peers poll the same feeds at the same hosts; the whole process
counts, without its start; each keeps connections, or does not, as it does by its defaults. urlwatch and
changedetection.io are answered 200, all others 304: the one sends its own clock as the date, the other nothing."""
CURLED = {"kept": "one host, kept alive", "fresh": "200 hosts, not kept", "tls": "fresh TLS, 200 hosts"}
ASKED = 2_000
FLAT = 1.05
"""How much more than after the second pass memory may be after the last one (research/performance.md §6); the first
one loads what reading needs."""

FEWEST_PASSES = 5
"""By fewer nobody can say that memory is flat."""


def kept(found: Figures) -> Iterator[Row]:
    """Judge the fetcher over kept connections."""
    share = ratios(found["bare"], found["ours"])
    said = f"{spread(share, '{:.0%}')} of a bare httpx loop; {spread(found['ours'])} of {spread(found['bare'])} ms"
    yield Row("unchanged check (304, kept alive, one host): the fetcher", said, "≥ 90 %", median(share) >= 0.9)  # noqa: PLR2004


def unchanged(found: Figures) -> Iterator[Row]:
    """Judge checks at 200 hosts."""
    for name, what in (("fetcher", "the fetcher"), ("whole", "whole, with rhythm, health and database")):
        share = ratios(found["bare"], found[name])
        said = f"{spread(share, '{:.0%}')} of a bare httpx loop; {spread(found[name])} of {spread(found['bare'])} ms"
        yield Row(f"unchanged check (304, 200 hosts): {what}", said, "≥ 90 %", median(share) >= 0.9)  # noqa: PLR2004
    share = median(found["database"])
    yield Row("… of it the database", spread(found["database"], "{:.1%}"), "≤ 10 %", share <= 0.1)  # noqa: PLR2004


def tls(found: Figures) -> Iterator[Row]:
    """Judge checks over fresh TLS."""
    for name, what in (("fetcher", "the fetcher"), ("whole", "whole")):
        times = ratios(found[name], found["bare"])
        said = f"{spread(times)} × bare httpx; {spread(found[name])} of {spread(found['bare'])} ms"
        yield Row(f"unchanged check, fresh TLS, 200 hosts: {what}", said, "≤ 1.2 ×", median(times) <= 1.2)  # noqa: PLR2004


def feed(found: Figures) -> Iterator[Row]:
    """Judge changed feeds."""
    times, cost = ratios(found["feedparser"], found["ours"]), median(found["ours"])
    said = f"{spread(found['ours'])} ms, {spread(times, '{:.1f}')} × as fast as feedparser; parsed alone "
    said += f"{spread(found['parsed'])} ms; {found['bytes'] / 1024:.0f} KiB"
    what = "changed feed of 30 entries, parsed and held against the store"
    yield Row(what, said, "≤ 1 ms, ≥ 10 × feedparser", cost <= 1 and median(times) >= 10)  # noqa: PLR2004


def listing(found: Figures) -> Iterator[Row]:
    """Tell what changed lists cost."""
    yield Row("changed page that lists 60 articles, read and held against the store", f"{spread(found['ours'])} ms")


def extracted(found: Mapping[str, Sequence[Figures]], which: str) -> Iterator[Row]:
    """Judge the speed of extraction; how well both read is the extraction bench's own section.

    Raises:
        ValueError: One of them could not read a tenth of the pages, so that its speed says nothing.
    """
    pages = len(found["monitor"][0]["pages"])
    for name, turns in found.items():
        if turns[0]["failed"] > pages / 10:
            raise ValueError(f"{name} failed on {turns[0]['failed']} of {pages} pages")
    ours, theirs = ([one["seconds"] / pages * 1000 for one in found[name]] for name in ("monitor", "trafilatura_fast"))
    times = ratios(theirs, ours)
    said = f"{spread(times, '{:.1f}')} × trafilatura {found['trafilatura_fast'][0]['version']}, fast, with metadata; "
    said += f"{spread(ours)} of {spread(theirs)} ms on {pages} {which}"
    yield Row("whole extraction (decode, title, body, date)", said, "≥ 8 ×", median(times) >= 8)  # noqa: PLR2004


def detector(found: Figures) -> Iterator[Row]:
    """Judge looking through articles without a launch."""
    languages = {"zh": "Chinese", "en": "English", "naming": "names a model in passing"}
    for name, words in languages.items():
        cost, count = found[name], found["articles"][name]
        is_met = None if name == "naming" else median(cost) <= 0.05  # noqa: PLR2004
        goal = "" if name == "naming" else "≤ 0.05 ms"
        said = f"{spread(cost, '{:.3f}')} ms ({count} articles)"
        yield Row(f"detector on an article without a launch: {words}", said, goal, is_met)


def articles(found: Figures) -> Iterator[Row]:
    """Judge new articles."""
    times = ratios(found["ours"], found["parts"])
    stages = {name: median([turn[name] for turn in found["stages"]]) for name in found["stages"][0]}
    parts = ", ".join(f"{name} {cost:.2f}" for name, cost in stages.items())
    said = f"{spread(times)} × ({spread(found['ours'])} of {spread(found['parts'])} ms: {parts})"
    what = "new article, fetch to store, by the sum of its parts (bare httpx, then each stage by itself)"
    yield Row(what, said, "≤ 1.5 ×", median(times) <= 1.5)  # noqa: PLR2004


def handing(found: Figures, sources: int, every: float) -> Iterator[Row]:
    """Judge how soon a message comes."""
    said = f"p50 {found['p50']:.3f} s, p95 {found['p95']:.3f} s ({len(found['delays'])} told, {found['lost']} lost)"
    what = f"article's reply → message, {sources:,} sources due at once, and again after {every:g} s"
    yield Row(what, said, "p95 ≤ 0.25 s", found["p95"] <= 0.25 and not found["lost"])  # noqa: PLR2004


def lateness(part: float) -> Iterator[Row]:
    """Simulate and judge how late news is found."""
    goals = {Tier.OFFICIAL: (OFFICIAL_EVERY, 45, 120), Tier.MEDIA: (USUAL_EVERY, 300, 300)}
    for tier, (every, half, most) in goals.items():
        late = simulated(tier, every, part)
        said = f"p50 {late.half:.0f} s, p95 {late.most:.0f} s; {late.requests:.0f} requests a day (simulated)"
        goal = f"p50 ≤ {half} s, p95 ≤ {most} s" if tier is Tier.OFFICIAL else f"p95 ≤ {most} s"
        yield Row(f"publication → found, {tier}", said, goal, late.half <= half and late.most <= most)


def memory(found: Figures, sources: int) -> Iterator[Row]:
    """Judge the memory of `monitor run`."""
    after, workers = found["after"], found["workers"]
    started = f"{found['idle']:.0f} MB; first request {found['first_request']:.1f} s after the start"
    yield Row(f"memory, `monitor run`, idle watch of {sources:,} feeds", started, "≤ 110 MB", found["idle"] <= 110)  # noqa: PLR2004
    beside = f"; workers beside it {', '.join(f'{one:.0f}' for one in workers)} MB" if workers else "; no workers"
    said = f"{found['peak']:.0f} MB at most; after the passes {', '.join(f'{one:.0f}' for one in after)}{beside}"
    is_flat = len(after) < FEWEST_PASSES or after[-1] <= after[1] * FLAT
    goal = "≤ 250 MB, flat" if len(after) >= FEWEST_PASSES else "≤ 250 MB"
    what = f"… and {found['articles']:,} new articles in {len(after)} passes"
    yield Row(what, said, goal, found["peak"] <= 250 and is_flat)  # noqa: PLR2004


def minute(found: Figures) -> Iterator[Row]:
    """Judge what a watch costs by the clock."""
    said = (
        f"{spread(found['core'], '{:.1%}')} of a core; {sum(found['checks']):,} checks, {sum(found['read'])} articles"
    )
    core = median(found["core"])
    yield Row("2,000 sources a minute over TLS, 1 % changed, by the ticker", said, "≤ 10 %", core <= 0.1)  # noqa: PLR2004


def huge(found: Figures) -> Iterator[Row]:
    """Judge the watch of 100,000 sources."""
    said = f"{found['core']:.0%} of a core, {found['megabytes']:.0f} MB, one pass in {found['passed']:.0f} s; "
    said += f"a tick that finds all of them due {median(found['tick']):.0f} ms"
    is_met = found["core"] <= 0.3 and found["megabytes"] <= 500 and found["passed"] <= 900  # noqa: PLR2004
    yield Row("100,000 sources every 15 minutes, one process, SQLite", said, "≤ 30 %, ≤ 500 MB, within 900 s", is_met)


def limits(found: Mapping[str, Sequence[float]]) -> str:
    """Write the table of raw libraries."""
    lines = ["| raw library | CPU ms |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| {name} | {spread(values, '{:.3f}')} |" for name, values in found.items())])


def asked_of(world: World, folder: Path) -> Path:
    """Write down what libcurl asks: the same checks, in three sets."""
    lines = []
    for number in range(ASKED):
        feeds = {"kept": 0, "fresh": number % world.feeds, "tls": number % world.feeds}
        for name, one in feeds.items():
            url = world.feed(one, secure=name == "tls")
            known = world.validators(url)
            lines.append("\t".join((name, url, str(known.etag), str(known.last_modified))))
    file = folder / "asked"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def pages_of(world: World, count: int, folder: Path) -> tuple[Path, str]:
    """Write a list of pages for runners of extractors (`bench/peers.py`), and say which they are.

    They are the real ones that the extraction bench measures quality on, where they are here: made-up ones have less in
    them that costs an extractor time.
    """
    listing = folder / "listing.jsonl"
    if real.DATA.is_dir():
        lines = real.write_listing(folder).read_text(encoding="utf-8").splitlines()
        listing.write_text("\n".join(lines[:: max(len(lines) // count, 1)][:count]), encoding="utf-8")
        return listing, "real pages"
    lines = []
    for number in range(count):
        file, decoded = world.root / "articles" / f"{number}.html", folder / f"{number}.html"
        decoded.write_text(file.read_bytes().decode("gb18030" if is_gbk(number) else "utf-8"), encoding="utf-8")
        row = {"id": str(number), "path": str(file), "decoded": str(decoded), "url": world.page(number), "lang": "zh"}
        lines.append(json.dumps(row))
    listing.write_text("\n".join(lines), encoding="utf-8")
    return listing, "made-up pages"


def preface(world: World) -> str:
    """Say what the table holds."""
    sizes = (
        f"{world.feeds:,} feeds (20 to 40 entries, 31 KiB), {world.lists} lists (65 KB), {world.articles:,} articles"
    )
    return f"{sizes}\n(91 KB), {ABOUT.format(server=world.server)}"
