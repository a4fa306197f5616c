"""Files of labelled items → items in the shared scorer's form, and an item → the article that the detector reads."""

from __future__ import annotations

import importlib.util
import json
import lzma
import re
from argparse import ArgumentParser
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from monitor.model import Article, Moment, Precision

if TYPE_CHECKING:
    from types import ModuleType

    from monitor.model import Announcement

Item = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = ROOT / "tests" / "corpus" / "items"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def arguments(description: str) -> ArgumentParser:
    """Give a parser with the options that say where the labelled items lie."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder of texts and scorers")
    parser.add_argument("--labels", type=Path, nargs="*", default=[], help="more labels of the archive, by address")
    parser.add_argument("--items", type=Path, nargs="*", default=[], help="more items with texts and labels")
    return parser


def labelled_items(shared: Path, labels: list[Path], more: list[Path]) -> dict[str, list[Item]]:
    """Give every labelled item once, by the name of its set; an item told twice belongs to the first.

    Args:
        shared: The folder of texts.
        labels: Files that label items of the archive, besides its own.
        more: Files of items in the scorer's form.
    """
    data = shared / "data"
    texts = {row["url"]: row for row in archive(shared)}
    sets = {
        "seed": read(data / "detection" / "seed.jsonl"),
        "dev": read(data / "detection" / "dev.jsonl"),
        "archive": [_of_label(row, texts) for row in read(data / "news" / "labels.jsonl", *labels)],
        "own": read(*sorted(OWN.glob("*.jsonl"))),
        "more": read(*more),
    }
    told: set[str] = set()
    found: dict[str, list[Item]] = {}
    for name, items in sets.items():
        found[name] = [item for item in items if item["title"] not in told or not item["title"]]
        told |= {item["title"] for item in items}
    return found


def archive(shared: Path) -> list[Item]:
    """Give the archive's items, labelled or not."""
    with lzma.open(shared / "data" / "news" / "archive.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [{"id": row["url"], "date": None, **row} for row in map(json.loads, lines)]


def _of_label(label: Item, texts: dict[str, Item]) -> Item:
    text = texts[label["url"]]
    return {
        "id": label["url"],
        "lang": "zh",
        "date": label.get("when") or instant(text["published"]),
        "title": text["title"],
        "text": text["text"],
        "announcements": label["announcements"],
    }


def instant(said: str) -> str:
    """Read RFC 822, or `2026-05-02 09:25:01  +0800`."""
    plain = re.fullmatch(r"(\S+) (\S+) +([+-]\d{4})", said)
    return f"{plain[1]}T{plain[2]}{plain[3]}" if plain else parsedate_to_datetime(said).isoformat()


def article_of(item: Item) -> Article:
    """Give what the detector reads."""
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


def plain(one: Announcement) -> Item:
    """Give an announcement in the scorer's form."""
    names = ("model", "version", "date", "domain", "parameters", "background", "named", "confidence", "evidence")
    fields = {name: getattr(one, name) for name in names}
    return fields | {"organisations": list(one.organisations), "status": one.status, "modality": one.modality}


def scorer(shared: Path) -> ModuleType:
    """Load the shared scorer."""
    path = shared / "eval" / "score_detection.py"
    spec = importlib.util.spec_from_file_location("score_detection", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"detection: the scorer cannot be loaded: {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(*files: Path) -> list[Item]:
    """Give every line of some JSON Lines files."""
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
