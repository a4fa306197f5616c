"""Scores the extractor on real pages: body, title and date by language, and its speed against a bare parse.

The pages are not ours and lie beside the repository, in ../shared; without them there is nothing to measure.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.charset import decode
from monitor.errors import ExtractError
from monitor.extract import extract_html
from monitor.html import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SHARED = Path(__file__).resolve().parents[2] / "shared"
DATA = SHARED / "data" / "extraction"
SCORER = SHARED / "eval" / "score_extraction.py"
COLUMNS = ("pages", "body_f1", "pages_below_half", "title", "date")


def main() -> int:
    """Print the figures; give 0, also where the data are absent."""
    if not (DATA.is_dir() and SCORER.is_file()):
        print("extraction: not measured, the pages (shared/data/extraction) are not here")
        return 0
    listed = score("--list")
    pages = [json.loads(line) for line in listed.splitlines()]
    bodies = [Path(page["path"]).read_bytes() for page in pages]
    addresses = [page["url"] or "" for page in pages]
    predicted = [predict(page, body) for page, body in zip(pages, bodies, strict=True)]
    print_scores(predicted)
    print_speed(bodies, addresses)
    return 0


def predict(page: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Extract one page into the form that the scorer reads."""
    try:
        article = extract_html(body, url=page["url"] or "")
    except ExtractError as error:
        return {"id": page["id"], "error": str(error)}
    published = article.published.isoformat() if article.published else None
    return {"id": page["id"], "title": article.title, "body": article.body, "published": published}


def score(*arguments: str) -> str:
    """Run the shared scorer on the pages; give what it prints."""
    command = [sys.executable, str(SCORER), str(DATA), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def print_scores(predicted: Iterable[dict[str, Any]]) -> None:
    """Print a row a language and data set."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predicted.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in predicted), encoding="utf-8")
        report = json.loads(score(str(path), "--json"))
    print(f"{'':14}" + "".join(f"{column:>18}" for column in COLUMNS))
    for group, row in report.items():
        if isinstance(row, dict):
            print(
                f"{group:14}" + "".join(f"{row[column] if row[column] is not None else '':>18}" for column in COLUMNS)
            )


def print_speed(bodies: list[bytes], addresses: list[str]) -> None:
    """Print pages a CPU second of the whole extraction and of decoding and parsing alone, in one run."""
    texts = [decode(body, None) for body in bodies]
    parsing = seconds(parse, texts)
    whole = seconds(_extracted, list(zip(bodies, addresses, strict=True)))
    print(f"extraction {len(bodies) / whole:.0f} pages/s, parse alone {len(bodies) / parsing:.0f}/s")
    print(f"extraction takes {whole / parsing:.2f} times as long as the parse")


def _extracted(page: tuple[bytes, str]) -> None:
    try:
        extract_html(page[0], url=page[1])
    except ExtractError:
        return


def seconds(work: Callable[[Any], object], items: Iterable[Any]) -> float:
    """Measure the CPU time of a function over all items."""
    start = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
