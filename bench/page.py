"""What the page costs on 100,000 launches, and what hostile names can do to it, in Debian's Chromium.

Run from the project's root: `python bench/page.py [--store FILE]`. It measures the server's answers over a socket, the
first paint and the weight of each room, and gives hostile names (../shared/data/hostile, where that is there) to
launches, organisations and sources. A store that it filled before may be given, since filling one takes three minutes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from axe_playwright_python.sync_playwright import Axe
from page_world import LAUNCHES, NOW, fill, views
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from web.driving import CHROMIUM, DESK, PHONE, served

from monitor.lookup import Pace, SourceView
from monitor.model import (
    Announcement,
    Article,
    Entry,
    Launch,
    LaunchKey,
    Moment,
    SourceHealth,
    SourceState,
    Status,
    Tier,
    Verdict,
    VerdictKind,
)
from monitor.store import open_store
from monitor.web import LOOPBACK_HOSTS, create_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

    from monitor.store import SqlStore

HOSTILE = Path(__file__).resolve().parents[2] / "shared" / "data" / "hostile"
ROUNDS = 20
PATIENCE = 300_000
"""Milliseconds for a page of a busy machine."""

MOST_ANSWER, MOST_PAINT, MOST_BYTES = 100.0, 300.0, 150_000
ROOMS = {
    "timeline": "/",
    "timeline, far back": "/?cursor=5b1b1b1b1b1b1-1",
    "by status": "/?status=upcoming",
    "by organisation": "/?organisation=机构7",
    "by kind and status": "/?modality=code&status=upcoming",
    "search: a name": "/?search=青鸾 7.777",
    "search: a word of all": "/?search=发布",
    "search: a part of a word": "/?search=机构7",
    "one launch": "/launches/5",
    "calendar": "/calendar",
    "organisations": "/organisations",
    "one organisation": "/organisations/org7",
    "sources": "/sources",
    "messages": "/messages",
    "figures": "/figures",
    "Atom": "/launches.atom",
    "iCalendar": "/calendar.ics",
    "API": "/api/launches",
}
PAINT = """
() => new Promise(done => new PerformanceObserver(seen => {
  const first = seen.getEntriesByName("first-contentful-paint")[0]
  if (first) done(first.startTime)
}).observe({type: "paint", buffered: true}))
"""
MIGHT_RUN = """
() => [...document.querySelectorAll("*")].some(one =>
  (one.matches("script") && !(one.getAttribute("src") || "").startsWith("/page.js")) ||
  one.matches("iframe, object, embed, base, meta[http-equiv], form[action^='javascript' i]") ||
  [...one.attributes].some(each => each.name.startsWith("on") ||
    (/^(href|src|action|formaction|xlink:href|data)$/.test(each.name) &&
     !/^(https?:|[/#?]|$)/i.test(each.value.replace(/[\\s\\0]/g, "")))))
"""
"""Whether the page that stands there holds a script, a frame, a handler, or an address that is none of the web."""


def main() -> int:
    """Measure and print; fail where a goal is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--store", type=Path, help="of a run before; filled if it is not there")
    arguments.add_argument("--speed-only", action="store_true", help="leave hostile names out")
    arguments.add_argument("--hostile-only", action="store_true", help="nothing but hostile names")
    arguments.add_argument("--names", type=int, default=10_000, help="so many of the hostile names at most")
    chosen = arguments.parse_args()
    if CHROMIUM is None:
        print("no chromium: nothing is measured")
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        missed = [] if chosen.hostile_only else _costs(browser, chosen.store or Path(folder) / "monitor.db")
        missed += [] if chosen.speed_only else [_hostile(browser, Path(folder), chosen.names)]
        browser.close()
    return int(any(missed))


def _costs(browser: Browser, file: Path) -> list[bool]:
    """Measure on many launches; say of each goal whether it was missed."""
    store = _filled(file)
    with _page_over(store, views()) as url:
        missed = [_answers(url), _paints(browser, url), _axe(browser, url)]
    store.close()
    return missed


def _filled(file: Path) -> SqlStore:
    is_there = file.exists()
    store = open_store(f"sqlite:///{file}")
    if not is_there:
        fill(store)
    print(f"{LAUNCHES} launches, {file.stat().st_size / 1e6:.0f} MB")
    return store


@contextmanager
def _page_over(store: SqlStore, sources: Sequence[SourceView]) -> Iterator[str]:
    def make(call: Any) -> Any:  # noqa: ANN401 -- the page's own.
        told = {"sources": lambda: sources, "last_pass": lambda: NOW, "clock": lambda: NOW}
        return create_app(store, hosts=LOOPBACK_HOSTS, call=call, **told)

    with served(make) as url:
        yield url


def _answers(url: str) -> bool:
    """Ask each room again and again; every answer counts, the first ones, too.

    CPU is what an answer costs this process, asking included: a busy machine makes the others longer, not this.
    """
    print(
        f"{'room':28}{'bytes':>9}{'CPU':>9}{'first':>9}{'p50':>9}{'p95':>9} ms   ≤ {MOST_ANSWER:g}, {MOST_BYTES} bytes"
    )
    every: list[float] = []
    spent: list[float] = []
    heaviest = 0
    with httpx.Client(base_url=url, trust_env=False, headers={"accept-language": "zh-CN"}, timeout=30) as client:
        for name, path in ROOMS.items():
            milliseconds, size = [], 0
            for _ in range(ROUNDS):
                began, busy = time.perf_counter(), time.process_time()
                answer = client.get(path)
                milliseconds.append((time.perf_counter() - began) * 1_000)
                spent.append((time.process_time() - busy) * 1_000)
                answer.raise_for_status()
                size = len(answer.content)
            every += milliseconds
            heaviest = max(heaviest, size)
            ordered = sorted(milliseconds)
            median, late = statistics.median(ordered), ordered[ROUNDS * 95 // 100]
            print(
                f"{name:28}{size:9}{statistics.median(spent[-ROUNDS:]):9.1f}{milliseconds[0]:9.1f}{median:9.1f}{late:9.1f}"
            )
        assets = sum(len(client.get(f"/{name}").content) for name in ("page.css", "page.js", "icon.svg"))
    p95 = sorted(every)[len(every) * 95 // 100]
    p95_busy = sorted(spent)[len(spent) * 95 // 100]
    print(f"all: p95 {p95:.1f} ms, of the processor {p95_busy:.1f} ms   ≤ {MOST_ANSWER:g}")
    print(f"the heaviest room: {heaviest} bytes, with style, script and icon {heaviest + assets}   ≤ {MOST_BYTES}")
    return p95 > MOST_ANSWER or heaviest + assets > MOST_BYTES


def _paints(browser: Browser, url: str) -> bool:
    """Let the browser draw each room of a person's, nothing being kept from before."""
    slowest = 0.0
    for name, path in ROOMS.items():
        if path.startswith(("/api", "/launches.", "/calendar.")):
            continue
        taken = []
        for _ in range(5):
            context = browser.new_context(viewport=DESK, locale="zh-CN")
            page = context.new_page()
            page.goto(url + path)
            taken.append(float(page.evaluate(PAINT)))
            context.close()
        slowest = max(slowest, statistics.median(taken))
        print(f"{name:28}first paint {statistics.median(taken):7.0f} ms median, {max(taken):7.0f} ms at most")
    print(f"slowest median first paint: {slowest:.0f} ms   ≤ {MOST_PAINT:g}")
    return slowest > MOST_PAINT


def _axe(browser: Browser, url: str) -> bool:
    """Count what axe-core calls serious or critical, in both languages, lights and sizes."""
    counts: dict[str, int] = {}
    pages = 0
    for locale, light, size in (("zh-CN", "light", DESK), ("en-GB", "dark", DESK), ("zh-CN", "dark", PHONE)):
        context = browser.new_context(viewport=size, locale=locale, color_scheme=light)
        page = context.new_page()
        for path in ("/", "/launches/5", "/calendar", "/organisations", "/organisations/org7", "/sources", "/messages",
                     "/figures", "/nowhere"):  # fmt: skip
            page.goto(url + path)
            pages += 1
            for found in Axe().run(page).response["violations"]:
                counts[f"{found['impact']}: {found['id']}"] = counts.get(f"{found['impact']}: {found['id']}", 0) + 1
        context.close()
    serious = sum(count for name, count in counts.items() if name.startswith(("serious", "critical")))
    print(f"axe-core on {pages} pages: {serious} serious findings; all findings: {counts or 'none'}")
    return serious > 0


def _hosts(url: str) -> bool:
    """Ask under foreign names."""
    port = url.rpartition(":")[2]
    foreign = (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "[::2]",
        "0.0.0.0",  # noqa: S104 -- a name that is asked for.
    )
    with httpx.Client(trust_env=False) as client:
        codes = [client.get(url, headers={"host": host}).status_code for host in foreign]
    print(f"{len(foreign)} foreign hosts: answered with {sorted(set(codes))}   all 421")
    return set(codes) != {421}


def _hostile(browser: Browser, folder: Path, most: int) -> bool:
    """Give hostile names to everything that has one, and look into every room for a script that ran."""
    if not HOSTILE.exists():
        print("no hostile names: ../shared is not here")
        return False
    payloads = [*json.loads((HOSTILE / "xss" / "payloads.json").read_text("utf-8"))]
    payloads += json.loads((HOSTILE / "blns" / "blns.json").read_text("utf-8"))
    names = [one if isinstance(one, str) else str(one) for one in payloads][:: -(-len(payloads) // most)]
    store = open_store(f"sqlite:///{folder}/hostile.db")
    numbers = [_tell(store, number, name) for number, name in enumerate(names)]
    sources = [
        SourceView(name, name, Tier.MEDIA, SourceHealth.ERROR, name, reckon=lambda: Pace(entries_by_day=(1,)))
        for name in names
    ]
    with _page_over(store, sources) as url:
        ran = _scripts_run(browser, url, [number for number in numbers if number], len(names))
        is_answered = _hosts(url)
    store.close()
    print(f"{len(names)} hostile names as model, version, organisation, source, title, sentence: {ran} scripts run   0")
    is_blind = not _trap_works(browser)
    return ran > 0 or is_answered or is_blind


def _tell(store: SqlStore, number: int, name: str) -> int:
    key = LaunchKey(f"org{number}", name, "1", "", "")
    launch = Launch(key, f"release{number}", name, name, (name,), Status.RELEASED, NOW, NOW, NOW, domain=name)
    said = Announcement(name, name, (name,), Status.RELEASED, evidence=name, domain=name, parameters=name)
    store.record_check(SourceState("press"), [Entry(str(number), f"https://a.example/{number}", name)], NOW)
    [pending] = store.unread("press", NOW, 1)
    with store.reading(pending, NOW) as reading:
        if reading:
            url = name if number % 2 else f"https://a.example/{number}"
            article = Article(url, name, f"{name} {name}", Moment(NOW), language=name[:8], source_name=name)
            reading.save(article, [Verdict(VerdictKind.NEW, name, said, launch)], ())
    return number + 1


def _scripts_run(browser: Browser, url: str, numbers: Sequence[int], count: int) -> int:
    """Visit every room and every launch; count dialogs, foreign scripts and whatever the policy had to stop."""
    context = browser.new_context(viewport=DESK, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda said: ran.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda sent: None if sent.url.startswith(url) else ran.append(sent.url))
    rooms = [
        "/calendar",
        "/organisations",
        "/messages",
        "/figures",
        *(f"/sources?page={n + 1}" for n in range(count // 60 + 1)),
    ]
    rooms += [f"/organisations?page={n + 1}" for n in range(-(-count // 60))]
    onward: str | None = "/?limit=60"
    while onward:
        _visit(page, url + onward, ran)
        link = page.locator("a.onward")
        onward = link.get_attribute("href") if link.count() else None
    for room in (*rooms, *(f"/launches/{number}" for number in numbers)):
        _visit(page, url + room, ran)
    context.close()
    for each in ran[:5]:
        print("  ran:", each[:200])
    return len(ran)


def _visit(page: Page, address: str, ran: list[str]) -> None:
    answer = page.goto(address)
    if answer is None or answer.status not in {200, 404}:
        ran.append(f"{address} was answered with {answer.status if answer else 'nothing'}")
    if page.evaluate(MIGHT_RUN):
        ran.append(f"{address} holds what might run")


def _trap_works(browser: Browser) -> bool:
    """Open a page that holds what might run, and tell whether it is seen."""
    page = browser.new_page()
    seen = 0
    for markup in ("<p onmouseover=x>", "<a href='javascript:x'>", "<a href='data:text/html,x'>", "<script></script>"):
        page.set_content(markup)
        seen += bool(page.evaluate(MIGHT_RUN))
    page.close()
    print(f"four pages that hold what might run: {seen} seen   4")
    return seen == 4  # noqa: PLR2004 -- as many as there are.


if __name__ == "__main__":
    sys.exit(main())
