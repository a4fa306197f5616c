"""Labelled items → one table of quality, every error where asked, and what an article without a launch costs."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from monitor.detect import detect
from monitor.detect.gate import may_announce
from monitor.detect.lore import lore_of
from monitor.detect.scorer import TOLD
from monitor.knowledge import load_knowledge

from .labelled import OWN, archive, arguments, article_of, labelled_items, plain, read, scorer

if TYPE_CHECKING:
    from types import ModuleType

    from monitor.knowledge import Knowledge
    from monitor.model import Article

    from .labelled import Item


def main(argv: list[str] | None = None) -> int:
    """Print the table; `--errors` adds every record that was missed, wrong or told twice."""
    parser = arguments("How good and how fast detection is.")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args(argv)
    knowledge = load_knowledge()
    if not options.shared.exists():
        print("detection: the labelled data (../shared) are absent; only speed is measured, on our own items")
        _print_speed(read(*sorted(OWN.glob("*.jsonl"))), knowledge)
        return 0
    print("The weights were fitted on these very items; `python -m bench.detection.crossvalidation` says what holds.")
    print(f"{'set':16} {'items':>5}  P      R      F1     alarms  organisation  status  date   modality  seconds")
    for name, items in labelled_items(options.shared, options.labels, options.items).items():
        errors = _print_quality(name, items, knowledge, scorer(options.shared))
        print(*(sorted(errors) if options.errors else ()), sep="\n", end="\n" if options.errors else "")
    _print_speed(archive(options.shared), knowledge)
    return 0


def _print_quality(name: str, items: list[Item], knowledge: Knowledge, scoring: ModuleType) -> list[str]:
    started = time.perf_counter()
    predicted = {item["id"]: [plain(one) for one in detect(article_of(item), knowledge)] for item in items}
    seconds = time.perf_counter() - started
    report, errors = scoring.score(items, predicted, TOLD)
    for language in sorted(report, key=lambda key: (key != "all", key)):
        row = report[language]
        record = row["record"]
        values = [row["false_alarm_rate"], row["organisation"], row["status"], row["date"], row["modality"]]
        shown = "  ".join(f"{'-' if value is None else f'{value:.2f}':>6}" for value in values)
        figures = "  ".join(f"{record[key] or 0:.3f}" for key in ("precision", "recall", "f1"))
        label = name if language == "all" else f"  {language}"
        print(f"{label:16} {len(items) if language == 'all' else '':>5}  {figures}  {shown}  {seconds:.2f}")
    return list(errors)


def _print_speed(items: list[Item], knowledge: Knowledge) -> None:
    articles = [article_of(item) for item in items]
    lore = lore_of(knowledge)
    gated_out = [one for one in articles if not may_announce(one, lore.stems, lore.han_families)]
    for label, chosen in (("gated out", gated_out), ("all", articles)):
        started = time.process_time()
        for article in chosen:
            detect(article, knowledge)
        seconds = time.process_time() - started
        each = 1000 * seconds / max(len(chosen), 1)
        print(f"speed, {label}: {len(chosen)} articles, {seconds:.2f} s, {each:.3f} ms each")
    _print_ratio(articles, seconds)


def _print_ratio(articles: list[Article], seconds: float) -> None:
    """Hold the time that all articles took against that of jieba, which only cuts their bodies into words."""
    if find_spec("jieba") is None:
        print("speed, against jieba: `pip install jieba` shows the ratio; the project does not need it")
        return
    jieba = import_module("jieba")
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    started = time.process_time()
    for article in articles:
        for _ in jieba.cut(article.body):
            pass
    cutting = time.process_time() - started
    print(f"speed, against jieba cutting every body ({cutting:.2f} s): {seconds / cutting:.2f}")


if __name__ == "__main__":
    sys.exit(main())
