"""Labelled items → how right the attributes of a record are once it is found, by set and language.

Run from the project's root: `python -m bench.detection.attributes`; `--errors` adds what was said and what is right.
The shared scorer decides which announcement answers which record. Beside its own counts stand what it leaves out: dates
that no text states, months, rumours, recalls, industries and sizes.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from monitor.detect import detect
from monitor.detect.scorer import TOLD
from monitor.knowledge import load_knowledge

from .labelled import arguments, article_of, labelled_items, plain, scorer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from monitor.knowledge import Knowledge

    from .labelled import Item

COLUMNS = ("status", "group", "date", "month", "undated", "modality", "domain", "parameters", "rumour", "background")
_WHOLE_DAY = len("2023-07-07")


def main(argv: list[str] | None = None) -> int:
    """Print the table."""
    parser = arguments("How right the attributes of a record are once it is found.")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args(argv)
    if not options.shared.exists():
        print("attributes: the labelled data (../shared) are absent")
        return 0
    knowledge, scoring = load_knowledge(), scorer(options.shared)
    print(f"{'set':12}" + "".join(f"{column:>16}" for column in COLUMNS))
    for name, items in labelled_items(options.shared, options.labels, options.items).items():
        right: Counter[tuple[str, str]] = Counter()
        asked: Counter[tuple[str, str]] = Counter()
        for item in items:
            for gold, said in _pairs(item, knowledge, scoring):
                for column, is_right in _judged(gold, said, scoring).items():
                    for language in ("all", item["lang"]):
                        asked[language, column] += 1
                        right[language, column] += is_right
                    if options.errors and not is_right:
                        print(f"  {item['id']} {column}: {gold.get('evidence')!r}: {gold} ≠ {said}")
        for language in sorted({language for language, _ in asked}):
            _print_row(name if language == "all" else f"  {language}", language, right, asked)
    return 0


def _pairs(item: Item, knowledge: Knowledge, scoring: ModuleType) -> Iterator[tuple[Item, Item]]:
    """Give each labelled record with the announcement that answers it: of several the likest, and none twice."""
    left = [plain(one) | {"rumour": one.rumour} for one in detect(article_of(item), knowledge)]
    for gold in item["announcements"]:
        fitting = [said for said in left if scoring.same(gold, said)]
        if not fitting:
            continue
        best = max(fitting, key=lambda said: (said["background"] == bool(gold.get("background")), said["confidence"]))
        left.remove(best)
        yield gold, best


def _judged(gold: Item, said: Item, scoring: ModuleType) -> dict[str, bool]:
    """Tell what of an answer is right: of firm news all that its label speaks of, else whether it is recalled."""
    judged = {"background": said["background"] == bool(gold.get("background"))}
    if gold.get("optional") or gold.get("background") or said["background"] or said["confidence"] < TOLD:
        return judged
    allowed = {gold["status"], *(gold.get("status_alt") or ())}
    day = gold.get("date")
    dated = "undated" if not day else "date" if len(day) == _WHOLE_DAY else "month"
    same = {column: said[column] == gold[column] for column in ("modality", "domain", "parameters") if column in gold}
    return judged | same | {
        "status": said["status"] in allowed,
        "group": scoring.STAGE[said["status"]] in {scoring.STAGE[status] for status in allowed},
        dated: said["date"] == day,
        "rumour": said["rumour"] == bool(gold.get("rumour")),
    }  # fmt: skip


def _print_row(label: str, language: str, right: Counter[tuple[str, str]], asked: Counter[tuple[str, str]]) -> None:
    cells = []
    for column in COLUMNS:
        count = asked[language, column]
        cells.append(f"{right[language, column] / count:.3f} of {count:>3}" if count else "-")
    print(f"{label:12}" + "".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
