"""Runs the benchmarks, each a process of its own, and writes what they print into docs/benchmarks.md.

    python bench/run.py                     in short, five minutes on an idle machine of two cores (`make bench`)
    python bench/run.py --full              all of them, speed at full size and beside its peers (`make bench-full`)
    python bench/run.py --only load,store   some of those

A section of the page is replaced by what its command said this time; all others stay. `killing`, `living`, `sharing`,
`rebuilt`, `digests` and `telling` are short ones here, too; their whole proofs take from one to thirty minutes:
`python bench/living.py`.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # Some of them are parts of the package `bench`.

from report import machine, write_section

from monitor.log import configure_logging

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
ONE = "--one"
LONGEST = 5_400.0
"""Seconds that a benchmark may take before it is ended."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One benchmark.

    Args:
        name: Of its module.
        title: Of its section; empty where it writes one itself.
        arguments: It is called with.
    """

    name: str
    title: str
    arguments: tuple[str, ...] = ()


SHORT = (
    Bench("detection", "Detection"),
    Bench("extraction", "Extraction", ("--alone",)),
    Bench("feeds", "Feeds", ("--quiet",)),
    Bench("store", "The store"),
    Bench("starting", "Starting"),
    Bench("load", ""),
)
FULL = (
    Bench("detection", "Detection"),
    Bench("deduplication", "Deduplication"),
    Bench("interruptions", "Interruptions"),
    Bench("extraction", ""),
    Bench("feeds", "Feeds", ("--quiet",)),
    Bench("hostile", ""),
    Bench("bombs", "Bombs"),
    Bench("checking", "Checking sources"),
    Bench("store", "The store"),
    Bench("lookup", "Questions"),
    Bench("page", "The page", ("--speed-only",)),
    Bench("hidden", "Hidden texts"),
    Bench("search", "Search"),
    Bench("settings", "Settings"),
    Bench("starting", "Starting"),
    Bench("bodies", "Bodies of messages"),
    Bench("heads", "Heads of messages"),
    Bench("telling", "Telling"),
    Bench("bursts", "Bursts"),
    Bench("silence", "Silent sources"),
    Bench("gate", "Ways into the network"),
    Bench("charsets", "Charsets"),
    Bench("rebuilt", "Rebuilt feeds"),
    Bench("observing", "Being observed"),
    Bench("hanging", "Hanging hosts"),
    Bench("killing", "Killed workers"),
    Bench("sharing", "Killed processes that share a database"),
    Bench("living", "Killed daemons"),
    Bench("digests", "Digests"),
    Bench("rhythm", "Rhythm"),
    Bench("load", "", ("--full",)),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Give 1 where a benchmark failed, or missed a goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="all of them, at full size")
    parser.add_argument("--only", default="", help="names with commas between")
    parser.add_argument(ONE, nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        return _be(*options.one)
    suite, chosen = FULL if options.full else SHORT, [name for name in options.only.split(",") if name]
    if unknown := set(chosen) - {bench.name for bench in suite}:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    command, failed, began = f"make bench{'-full' * options.full}", [], time.monotonic()
    for bench in suite:
        if not chosen or bench.name in chosen:
            failed += [] if _run(bench, command) else [bench.name]
    print(f"\n# all in {time.monotonic() - began:.0f} s; failed or missed a goal: {', '.join(failed) or 'none'}")
    return int(bool(failed))


def _run(bench: Bench, command: str) -> bool:
    """Run a benchmark and write its section; tell whether it reached what it is to reach."""
    print(f"\n# {bench.name}", flush=True)
    began, lines = time.monotonic(), []
    wanted = [sys.executable, __file__, ONE, bench.name, *bench.arguments]
    with subprocess.Popen(wanted, stdout=subprocess.PIPE, text=True, cwd=HERE.parent) as process:
        patience = threading.Timer(LONGEST, process.kill)
        patience.daemon = True  # Who interrupts this must not wait for it.
        patience.start()
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip())
        patience.cancel()
    print(f"# {bench.name}: {time.monotonic() - began:.0f} s", flush=True)
    if bench.title and process.returncode in {0, 1}:
        told = "\n".join(lines).strip()
        missed = "" if process.returncode == 0 else " It missed a goal."
        write_section(bench.title, f"`{command}`, on {machine()}.{missed}\n\n```\n{told}\n```")
    return process.returncode == 0


def _be(name: str, *arguments: str) -> int:
    """Be one benchmark, in its short form."""
    configure_logging(level="error")
    sys.argv = [name, *arguments]
    return int(importlib.import_module(name).main())


if __name__ == "__main__":
    sys.exit(main())
