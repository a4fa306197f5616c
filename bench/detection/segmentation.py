"""What a Chinese segmenter adds to detection and what it costs: none, jieba, and rjieba of the extra `fast`.

Run from the project's root: `python -m bench.detection.segmentation --labels bench/detection/labels.jsonl`. Chinese
records that are found, and how many of them name the right organisation; then what each costs to load and to use.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.detect import observed, subjects, weighed
from monitor.detect.lore import lore_of
from monitor.detect.records import announcements_of
from monitor.detect.segmentation import Segmenter
from monitor.detect.words import weights
from monitor.knowledge import load_knowledge

from .labelled import arguments, article_of, labelled_items, plain, scorer

if TYPE_CHECKING:
    from types import ModuleType

    from monitor.knowledge import Knowledge

    from .labelled import Item

_PHRASES = ("江岚大学牵头", "能用自然语言回答提问", "北境人形机器人创新中心", "但如果")
_ROUNDS = 500


class _Nothing(Segmenter):
    """Believes everything, as if there were no segmenter."""

    def is_name(self, said: str) -> bool:
        return bool(said)

    def without_tail(self, said: str) -> str:
        return said


def organisations_right(items: list[Item], knowledge: Knowledge, scoring: ModuleType) -> tuple[int, int]:
    """Count Chinese records that are found, and those of them whose organisation is right."""
    right = asked = 0
    for item in items:
        candidates = weighed(observed(article_of(item), knowledge), weights())
        told = [plain(one) for one in announcements_of(candidates) if not one.background]
        for due in item["announcements"] if item.get("lang", "zh") == "zh" else ():
            fitting = [one for one in told if scoring.same(due, one)]
            if fitting and due["organisations"] and not due.get("optional") and not due.get("background"):
                best = max(fitting, key=lambda one: one["confidence"])
                asked += 1
                right += not scoring.organisations_of(due).isdisjoint(scoring.organisations_of(best))
    return right, asked


def cost(*, fast: bool) -> str:
    """Say what a segmenter costs in a process of its own."""
    code = f"from bench.detection.segmentation import measure; measure(fast={fast})"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def measure(*, fast: bool) -> None:
    """Print seconds to load, MiB of memory, and microseconds a phrase."""
    knowledge = load_knowledge()
    segmenter = Segmenter(knowledge.organisation_names, knowledge.family_names, fast=fast)
    before, started = _resident(), time.process_time()
    segmenter.words("一")
    loading = time.process_time() - started
    memory = (_resident() - before) / 2**20
    started = time.process_time()
    for place in range(_ROUNDS):
        segmenter.words(f"{_PHRASES[place % len(_PHRASES)]}{place}")
    each = 1e6 * (time.process_time() - started) / _ROUNDS
    print(f"loads in {loading:.2f} s, {memory:.0f} MiB, {each:.0f} us a phrase")


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Print a line for each."""
    options = arguments("What a Chinese segmenter adds to detection.").parse_args()
    sets = labelled_items(options.shared, options.labels, options.items)
    knowledge, scoring = load_knowledge(), scorer(options.shared)
    names = (knowledge.organisation_names, knowledge.family_names)
    kinds = {"none": _Nothing(*names), "jieba": Segmenter(*names, fast=False), "rjieba": Segmenter(*names, fast=True)}
    for label, segmenter in kinds.items():
        lore_of(knowledge).segmenter = segmenter
        subjects.described.cache_clear()
        subjects.introduced_in.cache_clear()
        counts = {name: organisations_right(items, knowledge, scoring) for name, items in sets.items()}
        shown = "  ".join(f"{name} {right} of {asked}" for name, (right, asked) in counts.items() if asked)
        print(f"{label:7} {shown}", cost(fast=label == "rjieba") if label != "none" else "", sep="  ", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
