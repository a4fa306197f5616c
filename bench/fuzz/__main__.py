"""Ask every target for as long as one likes: bytes that reach new lines are kept, those that break a promise are told.

    python -m bench.fuzz                         every target, a minute each
    python -m bench.fuzz --only feed,chat --seconds 600
    python -m bench.fuzz --only feed --corpus ~/fuzz    goes on with what an earlier run found
    python -m bench.fuzz --only feed --try FILE         asks one target about one finding

Each target runs in a process of its own, by atheris (`make fuzz` installs it). A finding is bytes in a file, and the
error with its place; failed is also what takes more than a minute or 1 GiB. Exit code 1 where anything was found.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from bench.report import machine, write_section

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from bench.fuzz.target import Target

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("wire", "settings", "replies", "documents")
SLOWEST = 60  # Seconds of one input by the clock: instrumented code takes ten times as long, and a busy machine more.
MOST_MEMORY = 1_024  # MiB; jieba, the knowledge and the instrumentation take 250.
_DONE = re.compile(rb"^Done (\d+) runs in", re.MULTILINE)
_LAST = re.compile(rb"^#(\d+)\s.*?cov: (\d+) ft: (\d+)", re.MULTILINE)
_WRITTEN = re.compile(rb"Test unit written to (\S+)")
_FAULT = re.compile(rb"=== Uncaught Python exception: ===\n(.*?)\n(?=\n|==|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one target.

    Args:
        runs: Inputs tried.
        seconds: In which they were, with the start of the engine.
        lines: Edges of the program that they reached.
        finding: The file of the input that broke a promise; empty where none did.
        fault: What it broke, as Python tells it.
    """

    runs: int
    seconds: float
    lines: int
    finding: str
    fault: str


def main() -> int:
    """Give 1 where a target found something, 2 where atheris is not there."""
    options = _options()
    if find_spec("atheris") is None:
        print("fuzz: atheris is not installed here; `make fuzz` installs it and runs this")
        return 2
    if options.run:
        return _fuzz(options)
    names = options.only.split(",") if options.only else [target.name for target in targets()]
    table = [f"{'target':12} {'seconds':>7} {'inputs':>9} {'a second':>8} {'edges':>6}  finding"]
    print(table[0], flush=True)
    found = False
    for name in names:
        outcome = _outcome(name, options)
        table.append(_line(name, outcome))
        print(table[-1], _shortened(outcome.fault), sep="\n", end="", flush=True)
        found |= bool(outcome.finding)
    if options.page:
        command = f"`python -m bench.fuzz --seconds {options.seconds}`"
        lines = "\n".join(table)
        write_section("What strangers may send", f"{command}, on {machine()}.\n\n```\n{lines}\n```")
    return int(found)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m bench.fuzz", description="Ask every target for as long as one likes.")
    parser.add_argument("--only", default="", help="targets, with commas between them")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--corpus", type=Path, help="a folder in which what was found interesting is kept")
    parser.add_argument("--findings", type=Path, default=Path("findings"), help="a folder for what broke a promise")
    parser.add_argument("--try", dest="tried", type=Path, help="ask about this one file")
    parser.add_argument("--page", action="store_true", help="write the table into docs/benchmarks.md")
    parser.add_argument("--run", help="one target in this very process")
    return parser.parse_args()


def targets() -> Iterator[Target]:
    """Give every target, room by room: what reads documents is loaded last, since it takes long when instrumented."""
    for room in ROOMS:
        yield from import_module(f"bench.fuzz.{room}").TARGETS


def _outcome(name: str, options: Namespace) -> Outcome:
    """Run one target in a process of its own, and read what the engine tells of it."""
    with TemporaryDirectory(prefix="fuzz-") as scratch:
        corpus = (options.corpus or Path(scratch)) / name
        corpus.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "bench.fuzz", "--run", name, "--seconds", str(options.seconds)]
        command += ["--corpus", str(corpus.resolve()), "--findings", str(options.findings.resolve())]
        command += ["--try", str(options.tried.resolve())] if options.tried else []
        environment = {**os.environ, "TMPDIR": scratch}  # noqa: TID251 -- a process of its own.
        started = time.perf_counter()
        done = subprocess.run(
            command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, env=environment
        )
    said = done.stdout
    runs, last, written, fault = (pattern.findall(said) for pattern in (_DONE, _LAST, _WRITTEN, _FAULT))
    told = fault[-1].decode("utf-8", "replace") if fault else ""
    if done.returncode and not told:
        told = said[-2_000:].decode("utf-8", "replace")
    return Outcome(
        int(runs[-1] if runs else last[-1][0] if last else 0),
        time.perf_counter() - started,
        int(last[-1][1]) if last else 0,
        (written[-1].decode() if written else "died") if done.returncode else "",
        told,
    )


def _line(name: str, outcome: Outcome) -> str:
    seconds, runs = outcome.seconds, outcome.runs
    found = Path(outcome.finding).name or "-"
    return f"{name:12} {seconds:>7.0f} {runs:>9} {runs / seconds:>8.0f} {outcome.lines:>6}  {found}"


def _shortened(fault: str) -> str:
    """Give the last lines of what broke, each set in; nothing where nothing did."""
    return "".join(f"    {line}\n" for line in fault.splitlines()[-12:])


def _fuzz(options: Namespace) -> int:
    """Hand a target to atheris, which ends this process."""
    import atheris  # Only where it is asked for: CI has none.

    with atheris.instrument_imports(include=["monitor", "protego", "smtplib", "h11"]):
        target = next(target for target in targets() if target.name == options.run)
    scratch = Path(gettempdir())
    for index, seed in enumerate((*target.seeds, *target.findings)):
        (options.corpus / f"seed-{index}").write_bytes(seed)
    options.findings.mkdir(parents=True, exist_ok=True)
    words = scratch / "words"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
    where = [str(options.tried)] if options.tried else [str(options.corpus)]
    limits = [f"-max_total_time={options.seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MOST_MEMORY}"]
    files = [f"-dict={words}", f"-artifact_prefix={options.findings}/{target.name}-", f"-max_len={target.longest}"]
    atheris.Setup([sys.argv[0], *limits, *files, *where], target.check)
    atheris.Fuzz()
    return 0


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    sys.exit(main())
