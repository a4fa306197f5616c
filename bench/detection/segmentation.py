"""What a Chinese segmenter would add to detection: word and part-of-speech features, and a filter of organisations.

Run from the project's root, where jieba is installed for this only (`pip install jieba`; the program does without):
`python -m bench.detection.segmentation --labels bench/detection/labels.jsonl`. Everything is held out by story, as in
`crossvalidation`; jieba has a tokenizer of its own, with the knowledge base's names, and its cache in a folder of ours.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from monitor.detect import observed, subjects, weighed
from monitor.detect.records import announcements_of
from monitor.detect.words import weights
from monitor.knowledge import load_knowledge
from monitor.text import has_han
from monitor.text.characters import simplified

from .crossvalidation import Case, held_out, measures
from .labelled import arguments, article_of, labelled_items, plain, scorer
from .rows import rows_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from monitor.detect.candidates import Candidate
    from monitor.knowledge import Knowledge

    from .labelled import Item

    Cut = Callable[[str], tuple[tuple[int, int, str, str], ...]]
    Observed = list[tuple[Candidate, ...]]

_QUOTES = "“”\"'()（）"
# Adverbs, prepositions, conjunctions and auxiliaries begin no name of an organisation; and none is made of such alone.
_NO_BEGINNING = frozenset("dcpu")
_NO_NAME = frozenset("vdprcumqytfa")


def segmenter(knowledge: Knowledge, folder: str) -> Cut:
    """Give what cuts a text into words with their places and parts of speech."""
    import jieba.posseg

    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = folder
    tokenizer.initialize()
    for kind, names in (("nt", knowledge.organisation_names), ("nz", knowledge.family_names)):
        for name in filter(has_han, names):
            tokenizer.add_word(name, None, kind)
    tagger = jieba.posseg.POSTokenizer(tokenizer)

    @cache
    def cut(text: str) -> tuple[tuple[int, int, str, str], ...]:
        found, at = [], 0
        for one in tagger.cut(simplified(text)):
            found.append((at, at + len(one.word), one.word, one.flag))
            at += len(one.word)
        return tuple(found)

    return cut


def beside(one: Candidate, cut: Cut, knowledge: Knowledge) -> dict[str, str]:
    """Give the words right beside a name, and their parts of speech, as features."""
    if not has_han(one.sentence.text):
        return {}
    words = [word for word in cut(one.sentence.text) if word[2].strip() and word[2] not in _QUOTES]
    before = [word for word in words if word[1] <= one.name.start][-1:]
    behind = [word for word in words if word[0] >= one.name.end][:1]
    found = {}
    for side, chosen in (("before", before), ("behind", behind)):
        for _, _, said, tag in chosen:
            is_maker = knowledge.organisation(said) is not None
            shown = "某" if is_maker else "0" if said.isdigit() else said if has_han(said) else "X"
            found |= {f"cut_{side}:{shown}": "word", f"tag_{side}:{'nt' if is_maker else tag}": "tag"}
    return found


def with_filter(cut: Cut) -> None:
    """Let no organisation stand whose words are none of a name; for this process only."""
    is_organisation = subjects._is_organisation  # noqa: SLF001

    def filtered(said: str) -> bool:
        if not is_organisation(said) or not has_han(said):
            return bool(is_organisation(said))
        tags = [tag[0] for _, _, _, tag in cut(said)]
        return tags[0] not in _NO_BEGINNING and not _NO_NAME.issuperset(tags)

    subjects._is_organisation = filtered  # noqa: SLF001


def organisations_right(items: list[Item], found: Observed, scoring: ModuleType) -> tuple[int, int]:
    """Count Chinese records that are found, and those of them whose organisation is right."""
    right = asked = 0
    for item, candidates in zip(items, found, strict=True):
        told = [plain(one) for one in announcements_of(weighed(candidates, weights())) if not one.background]
        for due in item["announcements"] if item.get("lang", "zh") == "zh" else ():
            fitting = [one for one in told if scoring.same(due, one)]
            if fitting and due["organisations"] and not due.get("optional") and not due.get("background"):
                best = max(fitting, key=lambda one: one["confidence"])
                asked += 1
                right += not scoring.organisations_of(due).isdisjoint(scoring.organisations_of(best))
    return right, asked


def main() -> int:
    """Print a line for each way of using it."""
    options = arguments("What a Chinese segmenter would add to detection.").parse_args()
    sets = labelled_items(options.shared, options.labels, options.items)
    knowledge, scoring = load_knowledge(), scorer(options.shared)
    items = [item for chosen in sets.values() for item in chosen]

    def show(label: str, found: Observed) -> None:
        rows = rows_from(sets, found, scoring)
        held = held_out([Case(*parts) for parts in zip(items, rows, found, strict=True)], scoring)
        real = measures(one for one in held if one.case.row.kind in {"dev", "archive"})
        own = measures(one for one in held if one.case.row.kind == "own" and one.case.item.get("lang", "zh") == "zh")
        right, asked = organisations_right(items, found, scoring)
        print(
            f"{label:36} real: record F1 {real['rF1']:.3f} article P {real['aP']:.3f} R {real['aR']:.3f}"
            f"  own zh: F1 {own['rF1']:.3f}  organisations {right} of {asked}",
            flush=True,
        )

    def look() -> Observed:
        return [observed(article_of(item), knowledge) for item in items]

    def added(found: Observed, kind: str) -> Observed:
        def features(one: Candidate) -> Any:  # noqa: ANN401 -- a set of words.
            return one.features | {name for name, sort in beside(one, cut, knowledge).items() if sort == kind}

        return [tuple(replace(one, features=features(one)) for one in candidates) for candidates in found]

    with tempfile.TemporaryDirectory() as folder:
        cut = segmenter(knowledge, folder)
        found = look()
        show("as it is, with pairs of characters", found)
        show("and words", added(found, "word"))
        show("and parts of speech", added(found, "tag"))
        with_filter(cut)
        show("organisations held against words", look())
    return 0


if __name__ == "__main__":
    sys.exit(main())
