"""How good and how fast detection is: the development sets and the labelled archive, scored by the shared scorer.

Run from the project's root: `python bench/detection.py`. The data lie beside the project in `../shared`; where they are
absent the benchmark says so and measures speed on the project's own items.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import lzma
import re
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from monitor.detect import detect  # noqa: E402 -- a script finds the package beside itself first.
from monitor.detect.gate import may_announce  # noqa: E402
from monitor.detect.lore import lore_of  # noqa: E402
from monitor.knowledge import load_knowledge  # noqa: E402
from monitor.model import Article, Moment, Precision  # noqa: E402

if TYPE_CHECKING:
    from types import ModuleType

    from monitor.knowledge import Knowledge
    from monitor.model import Announcement

SHARED = ROOT.parent / "shared"
SHANGHAI = ZoneInfo("Asia/Shanghai")
TOLD = 0.5


def main() -> int:
    """Print one table of quality and the cost of an article that holds nothing."""
    knowledge = load_knowledge()
    scorer_path, data = SHARED / "eval" / "score_detection.py", SHARED / "data"
    if not scorer_path.exists():
        print("detection: the labelled data (../shared) are absent; only speed is measured, on our own items")
        _print_speed(_read(*sorted((ROOT / "tests" / "corpus" / "items").glob("*.jsonl"))), knowledge)
        return 0
    scorer = _scorer(scorer_path)
    archive, labelled = _archive(data / "news")
    fitted, held = _halves(labelled)
    print(f"{'set':28} {'items':>5}  P      R      F1     alarms  organisation  status  date   modality  seconds")
    for name, items in (
        ("seed (development)", _read(data / "detection" / "seed.jsonl")),
        ("dev (development)", _read(data / "detection" / "dev.jsonl")),
        ("archive (fitted half)", fitted),
        ("archive (held-out half)", held),
    ):
        _print_quality(name, items, knowledge, scorer)
    _print_speed(archive, knowledge)
    return 0


def _print_quality(name: str, items: list[dict[str, Any]], knowledge: Knowledge, scorer: ModuleType) -> None:
    started = time.perf_counter()
    predicted = {item["id"]: [_plain(one) for one in detect(_article(item), knowledge)] for item in items}
    seconds = time.perf_counter() - started
    report, _ = scorer.score(items, predicted, TOLD)
    for language in sorted(report, key=lambda key: (key != "all", key)):
        row = report[language]
        record = row["record"]
        values = [row["false_alarm_rate"], row["organisation"], row["status"], row["date"], row["modality"]]
        shown = "  ".join(f"{'-' if value is None else f'{value:.2f}':>6}" for value in values)
        figures = "  ".join(f"{record[key] or 0:.3f}" for key in ("precision", "recall", "f1"))
        label = name if language == "all" else f"  {language}"
        print(f"{label:28} {len(items) if language == 'all' else '':>5}  {figures}  {shown}  {seconds:.2f}")


def _print_speed(items: list[dict[str, Any]], knowledge: Knowledge) -> None:
    articles = [_article(item) for item in items]
    lore = lore_of(knowledge)
    gated_out = [one for one in articles if not may_announce(one, lore.stems, lore.han_names)]
    for label, chosen in (("gated out", gated_out), ("all", articles)):
        started = time.perf_counter()
        for article in chosen:
            detect(article, knowledge)
        seconds = time.perf_counter() - started
        each = 1000 * seconds / max(len(chosen), 1)
        print(f"speed, {label}: {len(chosen)} articles, {seconds:.2f} s, {each:.3f} ms each")


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_detection", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"detection: the scorer cannot be loaded: {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _archive(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the whole archive and its labelled items, in the scorer's form."""
    with lzma.open(folder / "archive.jsonl.xz", "rt", encoding="utf-8") as lines:
        articles = {row["url"]: row for row in map(json.loads, lines)}
    labelled = [
        {
            "id": label["url"],
            "lang": "zh",
            "date": label["when"],
            "title": articles[label["url"]]["title"],
            "text": articles[label["url"]]["text"],
            "announcements": label["announcements"],
            "negatives": [],
        }
        for label in _read(folder / "labels.jsonl")
    ]
    return [{"id": url, "date": None, **row} for url, row in articles.items()], labelled


def _halves(items: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Split by the hash of the address: weights were fitted on the first half, the second was never looked into."""

    def is_fitted(item: dict[str, Any]) -> bool:
        return int(hashlib.sha256(item["id"].encode()).hexdigest(), 16) % 2 == 0

    return [item for item in items if is_fitted(item)], [item for item in items if not is_fitted(item)]


def _article(item: dict[str, Any]) -> Article:
    return Article(
        url=item["id"],
        title=item["title"] or "",
        body=item["text"],
        published=_moment(item["date"]),
        language=item.get("lang", "zh"),
        organisation=item.get("organisation"),
    )


def _moment(said: str | None) -> Moment | None:
    if not said:
        return None
    if re.fullmatch(r"\d{4}-\d\d", said):
        return Moment(datetime.fromisoformat(f"{said}-01").replace(tzinfo=SHANGHAI), Precision.MONTH)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        return Moment(datetime.fromisoformat(said).replace(tzinfo=SHANGHAI), Precision.DAY)
    return Moment(datetime.fromisoformat(said).astimezone(SHANGHAI))


def _plain(one: Announcement) -> dict[str, Any]:
    names = ("model", "version", "date", "domain", "parameters", "background", "named", "confidence", "evidence")
    plain = {name: getattr(one, name) for name in names}
    return plain | {"organisations": list(one.organisations), "status": one.status, "modality": one.modality}


def _read(*files: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]


if __name__ == "__main__":
    sys.exit(main())
