"""Labelled texts and their rows → every held-out miss and false alarm with its cause, and how often each cause is seen.

Each article is told of by weights that were fitted without its story, as in `crossvalidation`. A miss says where in the
detector the record was lost, a false alarm what the article is about and what the detector took the name for.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from monitor.detect import weighed
from monitor.detect.gate import may_announce
from monitor.detect.lore import lore_of
from monitor.detect.records import announcements_of
from monitor.detect.scorer import TOLD
from monitor.knowledge import load_knowledge

from .crossvalidation import cases_of, folds_of
from .labelled import arguments, article_of, labelled_items, plain, scorer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

    from monitor.detect.candidates import Candidate
    from monitor.knowledge import Knowledge

    from .crossvalidation import Case
    from .labelled import Item

_EXCERPT = 160  # Characters of a sentence.
_HEAVY = 0.3  # A feature that weighs less is not printed.


class Cause(StrEnum):
    """Where a record was lost, or what a false alarm is of."""

    GATED = "missed: gated out"
    NO_CANDIDATE = "missed: no name was read"
    TOO_LOW = "missed: believed too little"
    RECALLED = "missed: taken for a recall"
    FOLDED = "missed: folded into another"
    IN_NEGATIVE = "alarm: the article announces nothing"
    BESIDE_LAUNCH = "alarm: beside another launch"
    OF_RECALL = "alarm: of what is only recalled"


@dataclass(frozen=True, slots=True)
class Error:
    """One record that was missed, or told and wrong.

    Args:
        case: The article.
        said: Model, version, organisations and status.
        proof: The gold's evidence, or ours.
        trap: Of a false alarm, the kind of thing that the features show; empty where they show none.
        best: The candidate that came nearest, if any did.
    """

    case: Case
    cause: Cause
    said: str
    proof: str
    trap: str
    best: Candidate | None


def errors_in(case: Case, weights: Mapping[str, float], knowledge: Knowledge, scoring: ModuleType) -> Iterator[Error]:
    """Give every error that given weights make in one article."""
    candidates = weighed(case.candidates, weights)
    found = [plain(one) for one in announcements_of(candidates)]
    told = [one for one in found if not one["background"] and one["confidence"] >= TOLD]
    gold = case.item["announcements"]
    due = [one for one in gold if not one.get("background") and not one.get("optional")]
    for record in due:
        if not _any_same(record, told, scoring):
            like = [one for one in candidates if scoring.same(record, _plain(one))]
            cause = _cause_of_miss(case.item, knowledge, like, recalled=_is_recalled(record, found, scoring))
            yield Error(case, cause, _said(record), record.get("evidence", ""), "", _surest(like or candidates))
    for one in told:
        same = [record for record in gold if scoring.same(record, one)]
        if all(record.get("background") and not record.get("optional") for record in same):
            cause = Cause.OF_RECALL if same else Cause.BESIDE_LAUNCH if gold else Cause.IN_NEGATIVE
            best = _surest([other for other in candidates if scoring.same(one, _plain(other))])
            yield Error(case, cause, _said(one), one["evidence"], _trap(best), best)


def _any_same(record: Item, others: Sequence[Item], scoring: ModuleType) -> bool:
    return any(scoring.same(record, one) for one in others)


def _is_recalled(record: Item, found: Sequence[Item], scoring: ModuleType) -> bool:
    recalled = [one for one in found if one["background"] and one["confidence"] >= TOLD]
    return _any_same(record, recalled, scoring)


def _cause_of_miss(item: Item, knowledge: Knowledge, like: Sequence[Candidate], *, recalled: bool) -> Cause:
    lore = lore_of(knowledge)
    if not may_announce(article_of(item), lore.stems, lore.han_families):
        return Cause.GATED
    if not like:
        return Cause.NO_CANDIDATE
    if recalled:
        return Cause.RECALLED
    return Cause.TOO_LOW if max(one.confidence for one in like) < TOLD else Cause.FOLDED


def _trap(best: Candidate | None) -> str:
    """Name what the features of a false alarm show it to be: `other:tool`, or whose model is hosted."""
    features = best.features if best else frozenset()
    kinds = sorted(one for one in features if one.startswith("other:"))
    said = kinds or sorted(
        features & {"hosted", "foreign", "blocked", "recalled", "half_clause", "is_other", "unproven"}
    )
    return " ".join(said)


def _plain(one: Candidate) -> Item:
    name = one.name
    organisations = list(one.organisations)
    return {"model": name.model, "version": name.version, "organisations": organisations, "named": one.named}


def _surest(candidates: Sequence[Candidate]) -> Candidate | None:
    return max(candidates, key=lambda one: one.confidence, default=None)


def _said(record: Mapping[str, Any]) -> str:
    whose = "、".join(record["organisations"]) or "nobody's"
    name = " ".join(filter(None, (record["model"], record.get("version"))))
    return f"{name} ({whose}, {record['status']}{'' if record.get('named', True) else ', unnamed'})"


def _print_error(error: Error, weights: Mapping[str, float]) -> None:
    item = error.case.item
    print(f"\n{error.case.row.kind} {item['id']} {item['date']}  {item['title']}")
    print(f"  {error.cause}: {error.said}  {error.trap}\n  proof: {error.proof}")
    if best := error.best:
        heavy = sorted((weights.get(one, 0.0), one) for one in best.features)
        shown = "  ".join(f"{one} {weight:+.1f}" for weight, one in heavy if abs(weight) >= _HEAVY)
        print(f"  nearest: {best.name.full} {best.confidence:.2f}  {shown}\n  in: {best.sentence.text[:_EXCERPT]}")


def _is_shown(item: Item, blind: int) -> bool:
    return not blind or int(hashlib.sha256(item["id"].encode()).hexdigest(), 16) % blind != 0


def main() -> int:
    """Print every error, then how often each cause is seen in each set."""
    parser = arguments("Every held-out miss and false alarm, with its cause.")
    parser.add_argument("--sets", nargs="*", default=["seed", "dev", "archive", "own"], help="whose errors are shown")
    parser.add_argument("--language", default="", help="zh or en alone")
    parser.add_argument("--blind", type=int, default=0, help="never show every N-th of our own items, only count them")
    options = parser.parse_args()
    sets = labelled_items(options.shared, options.labels, options.items)
    knowledge, scoring = load_knowledge(), scorer(options.shared)
    often: Counter[tuple[str, str]] = Counter()
    for cases, weights in folds_of(cases_of(sets, knowledge, scoring)):
        for error in (one for case in cases for one in errors_in(case, weights, knowledge, scoring)):
            item, kind = error.case.item, error.case.row.kind
            language = item.get("lang", "zh")
            if options.language in {"", language} and kind in options.sets:
                often[f"{kind} {language}", f"{error.cause} {error.trap}".strip()] += 1
                if kind != "own" or _is_shown(item, options.blind):
                    _print_error(error, weights)
    print("\nset          errors  cause")
    for (label, cause), errors in sorted(often.items(), key=lambda pair: (pair[0][0], -pair[1])):
        print(f"{label:12} {errors:>6}  {cause}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
