"""Our own items, one by one → what is read of each that is not so; what is known of that stands in a file.

    python -m bench.detection.faults      items → tests/corpus/faults.json

A figure for all items says how many are read rightly; it does not notice where one is mended and another one lost. So
each item is a test of its own (`tests/detect/test_items.py`), and a change of names, frames, words or weights shows in
the file's difference what it mends and what it breaks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitor.detect import detect
from monitor.detect.scorer import TOLD
from monitor.knowledge import load_knowledge
from monitor.text import compact, fold

from .labelled import OWN, article_of, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.knowledge import Knowledge
    from monitor.model import Announcement

    from .labelled import Item

UNSEEN = OWN.parent / "unseen" / "shelves.jsonl"
"""READMEs, makers' posts, comparisons and tutorials: what stands beside a launch there. The weights never see them."""
FAULTS = OWN.parent / "faults.json"
_FIELDS = ("date", "modality", "domain", "rumour")


def items() -> list[Item]:
    """Give all items that were written for this project, those among them that no weight is fitted on."""
    return read(*sorted(OWN.glob("*.jsonl")), UNSEEN)


def known() -> dict[str, list[str]]:
    """Give what is read wrongly today, by the item's name."""
    found: dict[str, list[str]] = json.loads(FAULTS.read_text("utf-8"))
    return found


def told_of(item: Item, knowledge: Knowledge) -> list[Announcement]:
    """Give what the daemon would tell of an item, what it recalls among it."""
    return [one for one in detect(article_of(item), knowledge) if one.confidence >= TOLD]


def due(item: Item) -> list[Item]:
    """Give the records of an item that must be told as news."""
    return [record for record in item["announcements"] if not record["background"] and not record.get("optional")]


def faults_of(item: Item, knowledge: Knowledge) -> list[str]:
    """Say what is missed, told in vain, or read wrongly of an item, each with what was read in its place."""
    told = [one for one in told_of(item, knowledge) if not one.background]
    found = []
    for record in due(item):
        read_as = next((one for one in told if is_same(record, one)), None)
        name = f"{record['model']} {record['version'] or ''}".strip()
        found += [f"{name}: {fault}" for fault in _wrong(record, read_as)] if read_as else [f"{name}: missed"]
    allowed = [record for record in item["announcements"] if not record["background"]]
    told_in_vain = [one for one in told if not any(is_same(record, one) for record in allowed)]
    return [*found, *(f"{one.full_name}: told in vain" for one in told_in_vain)]


def is_same(record: Item, told: Announcement) -> bool:
    """Tell whether an announcement is of the model that a record means."""
    if not record["named"]:
        return not told.named and bool(same_organisations(record, told))
    names = {_plain(f"{name}{record['version'] or ''}") for name in (record["model"], *record.get("aliases", ()))}
    return _plain(f"{told.model}{told.version or ''}") in names


def same_organisations(record: Item, told: Announcement) -> list[str]:
    """Give those of a record's organisations that an announcement has, too, be it in a shorter or a longer form."""
    return [
        name
        for name in record["organisations"]
        if any(fold(name) in fold(said) or fold(said) in fold(name) for said in told.organisations)
    ]


def _wrong(record: Item, one: Announcement) -> Iterator[str]:
    if one.status not in {record["status"], *record.get("status_alt", ())}:
        yield f"status {one.status}"
    if len(same_organisations(record, one)) < len(record["organisations"]) or (
        len(one.organisations) > len(record["organisations"])
    ):
        yield f"organisations {', '.join(one.organisations) or 'none'}"
    for field in _FIELDS:
        if getattr(one, field) != record[field]:
            yield f"{field} {getattr(one, field)}"
    if compact(record["parameters"] or "") != compact(one.parameters or ""):
        yield f"parameters {one.parameters}"


def _plain(name: str) -> str:
    return compact(name).removesuffix("模型").removesuffix("大").removesuffix("通用")


def main() -> int:
    """Write the file anew."""
    knowledge = load_knowledge()
    faults = {item["id"]: found for item in items() if (found := faults_of(item, knowledge))}
    lines = (f"  {json.dumps(name)}: {json.dumps(found, ensure_ascii=False)}" for name, found in faults.items())
    FAULTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(f"{len(items())} items, of which {len(faults)} are not read as they should be in everything: {FAULTS.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
