"""Scores the extractor on real pages beside its peers: body, title and date by language, speed and memory, in one run.

`python bench/extraction.py` makes an environment for the peers under the user's cache folder (once, by pip), runs all
of them over the same pages, prints one table and writes it to `docs/benchmarks.md`. `--alone` leaves the peers out.
magic-html is in no package index: with `--magic-html FOLDER`, a copy of its repository, it takes part.
The pages are not ours and lie beside the repository, in ../shared; without them there is nothing to measure.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

import report
from environments import interpreter_with

from monitor.charset import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data" / "extraction"
SCORER = SHARED / "eval" / "score_extraction.py"
RUNNER = Path(__file__).parent / "peers.py"
REQUIREMENTS = ("trafilatura", "readability-lxml", "lxml_html_clean", "newspaper4k[zh]", "gne", "resiliparse")
OURS, YARDSTICK = "monitor", "trafilatura_fast"
PEERS = (YARDSTICK, "trafilatura_precision", "readability", "newspaper4k", "gne", "resiliparse")
HALF = 0.5
FLOORS = {
    "body_f1": {"zh": 0.985, "magic_zh": 0.961, "en": 0.954, "other": 0.948},
    "title": {"zh": 0.99, "not_zh": 0.825},
    "date": {"zh": 0.989, "not_zh": 0.935},
}
"""What was reached, rounded down; a change may raise them. Issue 6 asks for body .98, .945, .94, .935, title .98, .80,
date .98, .92. Below one of them the benchmark fails."""


def main() -> int:
    """Print the figures; give 0, also where the data are absent, and 1 below a floor."""
    if not (DATA.is_dir() and SCORER.is_file()):
        print("extraction: not measured, the pages (shared/data/extraction) are not here")
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alone", action="store_true", help="leave the peers out")
    parser.add_argument("--worst", type=int, default=0, help="name so many of the pages that are read worst")
    parser.add_argument("--magic-html", default="", help="folder of its source")
    options = parser.parse_known_args()[0]
    interpreter = None if options.alone else peers_interpreter()
    with tempfile.TemporaryDirectory() as folder:
        listing = write_listing(Path(folder))
        results = {OURS: run(OURS, sys.executable, listing, str(ROOT))}
        print(worst_pages(listing.with_name(f"{OURS}.jsonl"), options.worst), end="")
        for name in (*PEERS, *(["magic_html"] if options.magic_html else [])) if interpreter else ():
            print(f"… {name}", file=sys.stderr, flush=True)
            results[name] = run(name, str(interpreter), listing, options.magic_html)
    table = written(results)
    print(table)
    if interpreter:
        report.write_section("Extraction beside its peers", f"{preface(results)}\n\n{table}")
    below = list(below_floors(results[OURS]["scores"]))
    print("\n".join(below))
    return 1 if below else 0


def below_floors(scores: dict[str, dict[str, float]]) -> Iterator[str]:
    """Name what is worse than it was."""
    for kind, floors in FLOORS.items():
        for group, floor in floors.items():
            if scores[group][kind] < floor:
                yield f"below the floor: {kind} {group} {scores[group][kind]} < {floor}"


def peers_interpreter() -> str | None:
    """Make the environment of the peers where it is not there yet; give its interpreter, None where that fails."""
    try:
        return str(interpreter_with("extraction-peers", REQUIREMENTS))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"extraction: the peers cannot be installed, so that only this project is measured: {error}")
        return None


def write_listing(folder: Path) -> Path:
    """Write the list of pages for the runners, and a decoded copy of each page."""
    lines = []
    for listing in sorted(DATA.glob("*.jsonl")):
        for line in listing.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            path, decoded = DATA / listing.stem / f"{row['id']}.html", folder / f"{listing.stem}-{row['id']}"
            decoded.write_text(decode(path.read_bytes(), None), encoding="utf-8", errors="replace")
            known = {key: row.get(key) for key in ("id", "url", "lang")}
            lines.append(json.dumps(known | {"path": str(path), "decoded": str(decoded)}))
    target = folder / "listing.jsonl"
    target.write_text("\n".join(lines), encoding="utf-8")
    return target


def run(name: str, interpreter: str, listing: Path, folder: str) -> dict[str, Any]:
    """Run one extractor in a process of its own; give its report with its scores."""
    out, predicted = listing.with_name(f"{name}.json"), listing.with_name(f"{name}.jsonl")
    subprocess.run([interpreter, str(RUNNER), name, str(listing), str(out), folder], check=True)
    result: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    predicted.write_text("".join(json.dumps(page) + "\n" for page in result.pop("pages")), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(DATA), str(predicted), "--json"]
    scored = subprocess.run(command, check=True, capture_output=True, text=True)
    return result | {"scores": json.loads(scored.stdout)}


def worst_pages(predicted: Path, count: int) -> str:
    """Name the pages that are read worst, with their F1, language and set, a line each."""
    command = [sys.executable, str(SCORER), str(DATA), str(predicted), "--worst", str(count)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr


def written(results: dict[str, dict[str, Any]]) -> str:
    """Write the table, a row an extractor."""
    pages = sum(1 for listing in DATA.glob("*.jsonl") for _ in listing.open(encoding="utf-8"))
    yardstick = results.get(YARDSTICK, results[OURS])["seconds"]
    heads = ("extractor", "body zh", "magic_zh", "en", "other", "zh < .5", "title zh", "not zh", "date zh", "not zh",
             "failed", "pages/s", f"× {YARDSTICK}", "MB")  # fmt: skip
    rows = [heads, ("---",) * len(heads)]
    for name, result in results.items():
        scores, seconds = result["scores"], result["seconds"]
        bodies = [f"{scores[group]['body_f1']:.3f}" for group in ("zh", "magic_zh", "en", "other")]
        facts = [scores[group][kind] for kind in ("title", "date") for group in ("zh", "not_zh")]
        shares = [f"{fact:.2f}" if fact else "–" for fact in facts]
        cost = [f"{pages / seconds:.0f}", f"{yardstick / seconds:.1f}", f"{result['megabytes']:.0f}"]
        label = f"{name} {result['version']}".strip()
        rows.append((label, *bodies, str(scores["zh"]["pages_below_half"]), *shares, str(result["failed"]), *cost))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def lost_anyway() -> int:
    """Count the Chinese pages below .5 whatever is read: their gold text, scored as if it had been read, is."""
    spec = importlib.util.spec_from_file_location("score_extraction", SCORER)
    if spec is None or spec.loader is None:
        raise ImportError(f"no module: {SCORER}")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    rows = [row for row in scorer.pages(DATA) if row["lang"] == "zh" and row.get("body")]
    texts = [(row["body"], scorer.without_headline(row["body"], row.get("title"))) for row in rows]
    return sum(scorer.f1(gold, as_if_read) < HALF for gold, as_if_read in texts)


def preface(results: dict[str, dict[str, Any]]) -> str:
    """Say what the table holds, and where it was taken."""
    return (
        f"`python bench/extraction.py`, on {report.machine()}.\n\n"
        f"{len(results)} extractors, each in a process of its own, one after the other, over the same 411 real pages\n"
        "(98 Chinese, 212 English, 26 in other languages with a known body). Body: mean F1 of runs of four words or\n"
        "Han characters. Title: equal but for case, width and punctuation. Date: the same day. Speed: pages a CPU\n"
        "second of one thread, and as a multiple of trafilatura's fast mode with metadata. Memory: the process at its\n"
        "highest.\n"
        "newspaper4k, gne and resiliparse were given decoded text, newspaper4k the language, too. magic-html is in no\n"
        "package index; it takes part where `--magic-html` names a copy of its repository.\n"
        f"Of the Chinese pages {lost_anyway()} is below .5 whatever is read: with its gold text, too, since that "
        "repeats\n"
        "the headline, which the scorer takes out of what was read."
    )


if __name__ == "__main__":
    sys.exit(main())
