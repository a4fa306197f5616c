"""Runs the cases, one process after the other, and writes the table: `python -m bench.load --help`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environments import interpreter_with
from report import machine, write_section

from monitor.log import configure_logging

from . import __doc__ as about
from . import judged
from .peers import crawled, polled
from .rows import Row, table
from .running import Daemon
from .server import ROOT, free_ports, serving
from .world import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .world import World

Figures = dict[str, Any]
PATIENCE = 1_500.0
HERE = Path(__file__).parent
CURL = ("limits", ("pycurl",))
TRAFILATURA = ("load-trafilatura", ("trafilatura", "lxml_html_clean"))


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything.

    Args:
        rounds: Of everything that takes turns.
        every: Seconds between two checks of a source where the clock counts; with the feeds, 2,000 checks a minute.
        passes: In which new articles come, `changing` feeds with ten each.
        alike: Pages that both extractors read.
        handed: Sources that are due at once, again after `every`.
        part: Of the spans that are simulated.
    """

    title: str
    command: str
    feeds: int
    lists: int
    articles: int
    rounds: int
    every: float
    passes: int
    changing: int
    alike: int
    handed: int
    part: float


SHORT = Size("Speed, in short", "make bench", 500, 60, 600, 3, 15, 3, 10, 80, 250, 0.2)
TINY = Size("", "", 42, 4, 60, 1, 5, 1, 1, 10, 20, 0.02)
FULL = Size("Speed", "make bench-full", 2_000, 600, 5_000, 5, 60, 10, 50, 411, 2_000, 1.0)


class Cases:
    """Every case by its name; each gives its rows."""

    def __init__(self, world: World, size: Size, *, peers: bool) -> None:
        self.world, self.size, self.with_peers = world, size, peers
        self.limits: dict[str, Sequence[float]] = {}
        self.articles: Sequence[float] = ()

    def all(self) -> dict[str, Callable[[], Iterator[Row]]]:
        """Name them, in their order."""
        usual = {
            "limits": self.raw,
            "kept": self.kept,
            "unchanged": self.unchanged,
            "tls": self.tls,
            "feed": lambda: judged.feed(self._ours("feed")),
            "listing": lambda: judged.listing(self._ours("listing")),
            "extraction": self.extraction,
            "detector": lambda: judged.detector(self._ours("detector")),
            "article": self.article,
            "handing": self.handing,
            "lateness": lambda: judged.lateness(self.size.part),
            "memory": self.memory,
            "minute": lambda: judged.minute(self._ours("minute", min(self.size.rounds, 3), str(self.size.every))),
        }
        full = {
            "huge": lambda: judged.huge(self._ours("huge")),
            "peers": lambda: polled(self.world, 3),
        }
        return usual | (full if self.with_peers else {})

    def raw(self) -> Iterator[Row]:
        """Take raw libraries; they stand in a table of their own."""
        self.limits |= _said([sys.executable, "-m", "bench.load.limits", self._file(), self._rounds()])
        self.limits |= self._curled()
        yield from ()

    def kept(self) -> Iterator[Row]:
        """Hold the fetcher against a bare loop over kept connections."""
        found = self._ours("kept")
        self.limits["httpx, 304, one host, kept alive"] = found["bare"]
        yield from judged.kept(found)

    def unchanged(self) -> Iterator[Row]:
        """Hold a whole check against a bare loop at 200 hosts."""
        found = self._ours("unchanged")
        self.limits["httpx, 304, 200 hosts, not kept"] = found["bare"]
        yield from judged.unchanged(found)

    def tls(self) -> Iterator[Row]:
        """Do the same over TLS."""
        found = self._ours("tls")
        self.limits["httpx, 304 over fresh TLS, 200 hosts"] = found["bare"]
        yield from judged.tls(found)

    def extraction(self) -> Iterator[Row]:
        """Let trafilatura and us read the same pages, taking turns."""
        try:
            interpreter = interpreter_with(*TRAFILATURA)
        except (OSError, subprocess.SubprocessError) as error:
            yield Row("whole extraction, beside trafilatura", f"not measured: {error}")
            return
        names = {"monitor": sys.executable, "trafilatura_fast": str(interpreter)}
        found: dict[str, list[Figures]] = {name: [] for name in names}
        with tempfile.TemporaryDirectory() as folder:
            listing, which = judged.pages_of(self.world, self.size.alike, Path(folder))
            out = Path(folder) / "out.json"
            for _ in range(3):
                for name, one in names.items():
                    subprocess.run([one, HERE.parent / "peers.py", name, listing, out, ROOT], check=True)
                    found[name].append(json.loads(out.read_text(encoding="utf-8")))
        yield from judged.extracted(found, which)

    def article(self) -> Iterator[Row]:
        """Take new articles from fetch to store."""
        found = self._ours("articles")
        yield from judged.articles(found)
        if self.with_peers:
            yield from crawled(self.world, 3, found["ours"])

    def handing(self) -> Iterator[Row]:
        """Time messages by the clock."""
        asked = ["--json", "--sources", str(self.size.handed), "--every", str(self.size.every)]
        found = _said([sys.executable, str(HERE.parent / "handing.py"), *asked])
        yield from judged.handing(found, self.size.handed, self.size.every)

    def memory(self) -> Iterator[Row]:
        """Look at the memory of a real daemon."""
        every = timedelta(seconds=min(self.size.every, 20))
        with tempfile.TemporaryDirectory() as folder:
            daemon = Daemon(self.world, Path(folder), self.size.feeds, every, self.size.changing)
            found = daemon.passes(self.size.passes, self.size.changing)
        yield from judged.memory(found, self.size.feeds)

    def _ours(self, case: str, rounds: int | None = None, *others: str) -> Figures:
        command = [sys.executable, "-m", "bench.load.ours", case, self._file(), str(rounds or self.size.rounds)]
        return _said([*command, *others])

    def _curled(self) -> dict[str, Sequence[float]]:
        """Let libcurl ask the same."""
        try:
            interpreter = interpreter_with(*CURL)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"libcurl is not measured: {error}", file=sys.stderr)
            return {}
        with tempfile.TemporaryDirectory() as folder:
            listing = judged.asked_of(self.world, Path(folder))
            command = [str(interpreter), str(HERE / "curled.py"), str(listing), self.world.certificate, self._rounds()]
            found = _said(command)
        version = found.pop("version")
        return {f"{version}, 304, {judged.CURLED[name]}": values for name, values in found.items()}

    def _file(self) -> str:
        return str(Path(self.world.folder) / "world.json")

    def _rounds(self) -> str:
        return str(self.size.rounds)


def _said(command: list[str]) -> Figures:
    """Run a case in a process of its own, and give what it prints at the end."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:4])} failed:\n{done.stderr[-3000:]}")
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def _collected(cases: Cases, chosen: Sequence[str]) -> Iterator[Row]:
    """Run cases; one that fails costs its own rows only, and is a row that says so."""
    known = cases.all()
    for name in chosen:
        began = time.monotonic()
        try:
            yield from known[name]()
        except (OSError, RuntimeError, subprocess.SubprocessError, ValueError) as fault:
            print(fault, file=sys.stderr)
            yield Row(name, f"failed: {str(fault).strip().splitlines()[-1][:160]}", is_met=False)
        print(f"… {name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; give 1 where a goal was missed."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="full sizes, and every peer")
    parser.add_argument("--tiny", action="store_true", help="next to nothing, to see whether it works")
    parser.add_argument("--only", default="", help="names of cases with commas between")
    options = parser.parse_args(arguments)
    configure_logging(level="critical")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # So that servers and peers end, too.
    size = FULL if options.full else TINY if options.tiny else SHORT
    chosen = [name for name in options.only.split(",") if name]
    with tempfile.TemporaryDirectory() as folder:
        built = build(Path(folder), free_ports(), size.feeds, size.lists, size.articles)
        with serving(built) as world:
            cases = Cases(world, size, peers=options.full or bool(chosen))
            if unknown := set(chosen) - cases.all().keys():
                parser.error(f"no such case: {', '.join(sorted(unknown))}; there are {', '.join(cases.all())}")
            rows = list(_collected(cases, chosen or list(cases.all())))
    text = f"{table(rows)}\n\n{judged.limits(cases.limits)}"
    print(text)
    if size.title and not chosen:
        load = f"load {os.getloadavg()[0]:.1f} at the end"
        about_it = f"`{size.command}` (`python -m bench.load{' --full' * options.full}`), on {machine()}; {load}."
        write_section(size.title, f"{about_it}\n\n{judged.preface(world)}\n\n{text}")
    return int(any(one.is_met is False for one in rows))


if __name__ == "__main__":
    sys.exit(main())
