"""Labelled items → rows: each article's candidates as features with a label, without a word of its text.

A candidate's label is the shared scorer's own: right where it is the same as a record that is due, neither where it is
the same as an optional one or only the family of a right one, else wrong. The candidates that fold into one record are
a group, of which the best decides. A recalled record is wrong: told as news it would be.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.detect import observed
from monitor.knowledge import load_knowledge

from .labelled import arguments, article_of, labelled_items, scorer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from monitor.detect.candidates import Candidate
    from monitor.knowledge import Knowledge

    from .labelled import Item

DATA = Path(__file__).parent / "rows.jsonl.xz"
FOLDS = 5
LEAST = 3  # Articles in which a feature must be seen.


@dataclass(frozen=True, slots=True)
class Group:
    """What speaks of one model in one article.

    Args:
        right: Whether it is a record that is due.
        candidates: The features of each place; of a right group only those that are right.
    """

    right: bool
    candidates: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One article.

    Args:
        day: When it was published; empty where that is not known.
        fold: For cross-validation; near-copies of one story share it.
        organisations: Of the records that are due.
    """

    url: str
    kind: str
    day: str
    fold: int
    organisations: tuple[str, ...]
    groups: tuple[Group, ...]


def rows_of(sets: dict[str, list[Item]], knowledge: Knowledge, scoring: ModuleType) -> list[Row]:
    """Give a row for each item, with all its features."""
    found = [observed(article_of(item), knowledge) for items in sets.values() for item in items]
    return rows_from(sets, found, scoring)


def rows_from(sets: dict[str, list[Item]], found: list[tuple[Candidate, ...]], scoring: ModuleType) -> list[Row]:
    """Give a row for each item, with the features of the candidates that were found in it."""
    stories = _stories([item for items in sets.values() for item in items], scoring)
    candidates = iter(found)
    return [
        Row(
            url=item["id"],
            kind=kind,
            day=(item["date"] or "")[:10],
            fold=int(hashlib.sha256(stories[item["id"]].encode()).hexdigest(), 16) % FOLDS,
            organisations=tuple(sorted({min(scoring.organisations_of(one), default="") for one in _due(item)} - {""})),
            groups=_groups(next(candidates), item, scoring),
        )
        for kind, items in sets.items()
        for item in items
    ]


def _due(item: Item) -> list[Item]:
    return [one for one in item["announcements"] if not one.get("optional") and not one.get("background")]


def _stories(items: list[Item], scoring: ModuleType) -> dict[str, str]:
    """Give each article the name of its story: articles that announce one model belong together, through any chain."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while (above := leader.setdefault(name, name)) != name:
            name = above
        return name

    for item in items:
        for record in _due(item):
            if record.get("named", True):
                leader[find(item["id"])] = find(f"launch {scoring.full_name(record)}")
    return {item["id"]: find(item["id"]) for item in items}


def _groups(candidates: tuple[Candidate, ...], item: Item, scoring: ModuleType) -> tuple[Group, ...]:
    """Label an article's candidates by group; those that would be told as recalled are never told, and left out."""
    optional = [one for one in item["announcements"] if one.get("optional")]
    by_key: dict[str, list[tuple[Candidate, bool | None]]] = defaultdict(list)
    for one in candidates:
        if not one.background:
            right = any(scoring.same(record, _plain(one)) for record in _due(item))
            free = not right and any(scoring.same(record, _plain(one)) for record in optional)
            by_key[one.key].append((one, None if free else right))
    right_keys = [key for key, group in by_key.items() if any(right for _, right in group)]
    found = []
    for key, group in by_key.items():
        is_right = key in right_keys
        is_family = any(other != key and other.startswith(key) for other in right_keys)
        chosen = [one.features for one, right in group if right is is_right]
        if chosen and (is_right or not is_family):
            found.append(Group(right=is_right, candidates=tuple(dict.fromkeys(chosen))))
    return tuple(found)


def _plain(one: Candidate) -> dict[str, Any]:
    name = one.name
    organisations = list(one.organisations)
    return {"model": name.model, "version": name.version, "organisations": organisations, "named": one.named}


def frequent(rows: Iterable[Row]) -> frozenset[str]:
    """Give the features that are seen in enough articles to be learned of."""
    seen: dict[str, int] = defaultdict(int)
    for row in rows:
        for feature in frozenset().union(*(one for group in row.groups for one in group.candidates)):
            seen[feature] += 1
    return frozenset(feature for feature, articles in seen.items() if articles >= LEAST)


def write(rows: list[Row], path: Path) -> None:
    """Write rows with the features that can be learned of: their names on the first line, then an article a line."""
    names = sorted(frequent(rows))
    numbers = {name: number for number, name in enumerate(names)}
    with lzma.open(path, "wt", encoding="utf-8", preset=9) as lines:
        print(json.dumps(names, ensure_ascii=False), file=lines)
        for row in rows:
            groups = [
                [
                    int(group.right),
                    *(sorted(numbers[name] for name in one & numbers.keys()) for one in group.candidates),
                ]
                for group in row.groups
            ]
            line = [row.url, row.kind, row.day, row.fold, row.organisations, groups]
            print(json.dumps(line, ensure_ascii=False, separators=(",", ":")), file=lines)


def read_rows(path: Path = DATA) -> list[Row]:
    """Read what `write` has written."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        names = json.loads(next(lines))
        return [_row(json.loads(line), names) for line in lines]


def _row(line: list[Any], names: list[str]) -> Row:
    url, kind, day, fold, organisations, groups = line
    read = tuple(
        Group(right=bool(right), candidates=tuple(frozenset(names[number] for number in one) for one in candidates))
        for right, *candidates in groups
    )
    return Row(url, kind, day, fold, tuple(organisations), read)


def main() -> int:
    """Make the rows anew."""
    options = arguments("Make the rows that the weights are learned from.").parse_args()
    sets = labelled_items(options.shared, options.labels, options.items)
    rows = rows_of(sets, load_knowledge(), scorer(options.shared))
    write(rows, DATA)
    right = sum(group.right for row in rows for group in row.groups)
    print(f"{len(rows)} articles, {sum(len(row.groups) for row in rows)} groups, {right} of them right: {DATA}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
