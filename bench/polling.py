"""The polling rows of the design on loopback, with pages of our own, beside urlwatch, reader, changedetection.io.

    python bench/polling.py            everything, some ten minutes; writes a section of docs/benchmarks.md
    python bench/polling.py --alone    leaves the peers out
    python bench/polling.py --only channel,memory

Each case, each peer and the server is a process of its own; speeds are CPU times, so that other work of the machine
counts little, but for the time from an article's reply to its message, which is the clock's. Environments for the peers
are made under the user's cache folder (once, by pip); one that cannot be had, or does not run, is named in the table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

import fetching
import report

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
CACHE = Path.home() / ".cache" / "monitor"
PEERS: dict[str, tuple[tuple[str, ...], int, float | None]] = {
    "urlwatch": (("urlwatch",), 1_000, 4.0),
    "reader": (("reader", "sgmllib3k"), 500, None),
    "changedetection.io": (("changedetection.io",), 200, 9.0),
}
"""What is installed, how many feeds it polls, and how many times its checks a CPU second ours shall do (DESIGN §5)."""

GOALS = {
    "kept": 0.9,
    "database": 0.1,
    "tls": 1.2,
    "feed": 1.0,
    "feedparser": 10.0,
    "article": 1.5,
    "channel": 0.25,
    "idle": 110.0,
    "peak": 250.0,
    "growth": 10.0,
    "minute": 0.1,
    "huge core": 0.3,
    "huge megabytes": 500.0,
    "huge passed": 900.0,
}
"""Of DESIGN §5: shares, ratios, milliseconds, seconds and megabytes, as each case says."""

PATIENCE = 1_200.0
Row = tuple[str, str, str, bool]
"""The work, what was measured, the goal, and whether it was reached."""


def main() -> int:
    """Measure, print, write; give 1 where a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alone", action="store_true", help="leave the peers out")
    parser.add_argument("--only", default="", help="names of cases with commas between")
    options = parser.parse_known_args()[0]
    chosen = [name for name in options.only.split(",") if name] or list(CASES)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen:
            print(f"… {name}", file=sys.stderr, flush=True)
            rows += CASES[name](Path(folder))
        if not options.alone and not options.only:
            rows += list(_peers(Path(folder)))
    table = _table(rows)
    print(table)
    if not options.only and not options.alone:
        report.write_section("Polling", f"{_preface()}\n\n{table}")
    return int(not all(reached for *_, reached in rows))


def _kept_alive(_folder: Path) -> list[Row]:
    share = fetching.share_of_bare(fetching.CONNECTIONS)
    return [
        (
            "unchanged check (304, keep-alive): the fetcher",
            f"{share:.0%} of a bare httpx loop",
            "≥ 90 %",
            share >= GOALS["kept"],
        )
    ]


def _unchanged(folder: Path) -> list[Row]:
    found = _of_us("unchanged", folder)
    share = found["database"]
    said = f"{found['ms']:.2f} ms, {found['megabytes']:.0f} MB"
    return [
        ("unchanged check, whole: rhythm, health, state", said, "", True),
        ("  of it the database", f"{share:.0%}", "≤ 10 %", round(share, 2) <= GOALS["database"]),
    ]


def _tls(folder: Path) -> list[Row]:
    found = _of_us("tls", folder, is_secure=True)
    ratio = found["ours"] / found["bare"]
    return [("unchanged check, fresh TLS, 200 hosts", f"{ratio:.2f} × bare httpx", "≤ 1.2 ×", ratio <= GOALS["tls"])]


def _feed(folder: Path) -> list[Row]:
    found = _of_us("feed", folder)
    said = f"{found['ms']:.2f} ms, {found['times']:.0f} × feedparser ({found['kilobytes']:.0f} KiB)"
    reached = found["ms"] <= GOALS["feed"] and found["times"] >= GOALS["feedparser"]
    return [("changed feed of 30 entries, parsed and held against the store", said, "≤ 1 ms, ≥ 10 ×", reached)]


def _articles(folder: Path) -> list[Row]:
    found = _of_us("articles", folder)
    ratio = found["ms"] / found["parts"]
    said = f"{ratio:.2f} × ({found['ms']:.1f} of {found['parts']:.1f} ms)"
    return [("new article, fetch to store, by the sum of its parts", said, "≤ 1.5 ×", ratio <= GOALS["article"])]


def _channel(folder: Path) -> list[Row]:
    found = _of_us("channel", folder)
    said = f"p50 {found['p50']:.2f} s, p95 {found['p95']:.2f} s ({found['told']} told, {found['lost']} lost)"
    what = "article's reply → message, 2,000 sources due within the minute"
    return [(what, said, "p95 ≤ 0.25 s", found["p95"] <= GOALS["channel"] and not found["lost"])]


def _memory(folder: Path) -> list[Row]:
    found = _of_us("memory", folder)
    after = found["after"]
    grown = after[-1] - after[1]  # The first pass loads what reading needs.
    said = f"{found['peak']:.0f} MB at most; after the passes {', '.join(f'{one:.0f}' for one in after)}"
    return [
        ("memory, idle watch of 2,000 sources", f"{found['idle']:.0f} MB", "≤ 110 MB", found["idle"] <= GOALS["idle"]),
        (
            f"memory, {found['articles']:,} new articles in 10 passes",
            said,
            "≤ 250 MB, flat",
            found["peak"] <= GOALS["peak"] and grown < GOALS["growth"],
        ),
    ]


def _minute(folder: Path) -> list[Row]:
    core = _of_us("minute", folder, is_secure=True)["core"]
    return [
        ("2,000 sources a minute over TLS, 1 % changed", f"{core:.1%} of a core", "≤ 10 %", core <= GOALS["minute"])
    ]


def _huge(folder: Path) -> list[Row]:
    found = _of_us("huge", folder)
    said = f"{found['core']:.0%} of a core, {found['megabytes']:.0f} MB, one pass in {found['passed']:.0f} s"
    reached = all(found[name] <= GOALS[f"huge {name}"] for name in ("core", "megabytes", "passed"))
    return [("100,000 sources every 15 minutes, one process", said, "≤ 30 %, ≤ 500 MB, within 900 s", reached)]


CASES = {
    "kept": _kept_alive,
    "unchanged": _unchanged,
    "tls": _tls,
    "feed": _feed,
    "articles": _articles,
    "channel": _channel,
    "memory": _memory,
    "minute": _minute,
    "huge": _huge,
}


def _of_us(case: str, folder: Path, *, is_secure: bool = False) -> dict[str, Any]:
    """Run one of our cases against a server of its own."""
    certificate = _certificate(folder) if is_secure else ()
    with _server(*certificate) as port:
        command = [sys.executable, HERE / "polled_by_us.py", case, port, *certificate[:1]]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _peers(folder: Path) -> Iterator[Row]:
    """Poll with every peer, each beside a pass of ours over the same server in the same minutes."""
    for name, (_, count, times) in PEERS.items():
        print(f"… {name}", file=sys.stderr, flush=True)
        what, goal = f"unchanged check, by {name}", f"≥ {times:g} × ours" if times else ""
        try:
            own = min(_of_us("unchanged", folder)["ms"] for _ in range(2))
            found = _polled_by(name, count, folder)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            said = str(getattr(error, "stderr", "") or error).strip().splitlines()
            yield (what, f"not measured: {said[-1][:120] if said else type(error).__name__}", goal, True)
            continue
        ratio = found["ms"] / own
        cost = f"{found['ms']:.2f} ms, {ratio:.1f} × ours ({own:.2f} ms), {found['megabytes']:.0f} MB"
        said = f"{found['version']}: {cost}"
        yield (what, said, goal, times is None or ratio >= times)


def _polled_by(name: str, count: int, folder: Path) -> dict[str, Any]:
    place = folder / name
    place.mkdir()
    with _server() as port:
        listing = place / "urls"
        listing.write_text("\n".join(f"http://127.0.0.1:{port}/feed/{n}" for n in range(count)), encoding="utf-8")
        command = [_interpreter(name), HERE / "pollers.py", name, listing, place]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _interpreter(name: str) -> Path:
    """Make the environment of a peer where it is not there yet; give its interpreter."""
    place, requirements = CACHE / f"polling-{name}", PEERS[name][0]
    stamp = place / "ready"
    if not stamp.is_file():
        venv.create(place, with_pip=True, clear=True)
        quiet = [place / "bin" / "python", "-m", "pip", "install", "--quiet", *requirements]
        subprocess.run(quiet, check=True, capture_output=True, text=True)
        stamp.write_text(" ".join(requirements), encoding="utf-8")
    return place / "bin" / "python"


@contextmanager
def _server(*certificate: str) -> Iterator[str]:
    """Serve for as long as it is needed; give the port."""
    command = [sys.executable, str(HERE / "polled.py"), *certificate]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().strip() if server.stdout else ""
    finally:
        server.terminate()
        server.wait()
        if server.stdout:
            server.stdout.close()


def _certificate(folder: Path) -> tuple[str, str]:
    """Make a certificate of loopback's own, by the openssl that the system has."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not certificate.is_file():
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        named = ["-subj", "/CN=loopback", "-days", "2", "-keyout", key, "-out", certificate]
        subprocess.run([*made, *named], check=True, capture_output=True)
    return str(certificate), str(key)


def _table(rows: list[Row]) -> str:
    lines = ["| work | measured | goal | |", "| --- | --- | --- | --- |"]
    lines += [f"| {what} | {said} | {goal} | {'' if reached else 'missed'} |" for what, said, goal, reached in rows]
    return "\n".join(lines)


def _preface() -> str:
    return (
        f"`python bench/polling.py`, on {report.machine()}; load {os.getloadavg()[0]:.1f} at the end.\n\n"
        "Feeds of 30 entries (31 KiB), pages of 20 KB on loopback, served by nginx's rules (a date of one's own is\n"
        "no match). Times are CPU of the polling process, but for reply → message. Peers' figures are those of\n"
        "the second pass, in which nothing had changed, without their start; ours holds rhythm, health and\n"
        "the database. The share of a core is CPU over the interval; the quarter of an hour is one pass at once."
    )


if __name__ == "__main__":
    sys.exit(main())
