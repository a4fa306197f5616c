"""The archive replayed → messages, launches, what of them is useless, and which labelled launches were missed."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.detection.labelled import ROOT, archive, instant, read, scorer
from monitor.knowledge import load_knowledge

from .gold import Fate, Gold
from .judged import USELESS, Judgement, judgements_in, key_of, unread
from .past import Past, Told, past_of, replayed

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

JUDGEMENTS = Path(__file__).with_name("judgements.jsonl")
OWN_LABELS = ROOT / "bench" / "detection" / "labels.jsonl"
MOST_USELESS = 11  # In the archive's 79 days: one a week.
LEAST_TOLD = 0.95
MOST_A_LAUNCH = 1.15
Judged = dict[tuple[str, tuple[str, ...]], Judgement]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; give 1 where a goal is missed."""
    options = _options(arguments)
    path = options.shared / "data" / "news" / "archive.jsonl.xz"
    if not path.exists():
        print(f"interruptions: {path.name}: the data (../shared) are absent; nothing is measured")
        return 0
    lines = options.replayed.read_text(encoding="utf-8").splitlines() if options.replayed else replayed(path)
    if options.keep:
        options.keep.write_text("\n".join(lines) + "\n", encoding="utf-8")
    past, judged, gold = past_of(lines), judgements_in(JUDGEMENTS), _gold(options.shared)
    if options.family:
        _print_family(past, options.family)
        return 0
    if options.messages:
        _print_messages(past, judged, gold)
    fates = [gold.fate(one, past) for one in gold.expected()]
    return int(_print_table(past, judged, gold, fates))


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="bench.interruptions", description="What the archive's readers would be told.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder of texts and scorers")
    parser.add_argument("--keep", type=Path, help="write what the replay says to this file")
    parser.add_argument("--replayed", type=Path, help="read a kept replay instead of replaying")
    parser.add_argument("--family", help="print the life of one family, by its key or a part of it")
    parser.add_argument("--messages", action="store_true", help="print every message with what is said of it")
    return parser.parse_args(arguments)


def _gold(shared: Path) -> Gold:
    rows = read(shared / "data" / "news" / "labels.jsonl", OWN_LABELS)
    times = {row["url"]: datetime.fromisoformat(instant(row["published"])) for row in archive(shared)}
    return Gold({row["url"]: row for row in rows}, times, load_knowledge(), scorer(shared))


def _fault(message: Told, past: Past, judged: Judged, gold: Gold) -> str:
    """Say why a message is useless: by whoever read it, else by the labels of its item; empty where it is not."""
    if judgement := judged.get(key_of(message)):
        return judgement.cause if judgement.verdict == USELESS else ""
    faults = list(gold.faults(message.item, (past.launches[key] for key in message.launches)))
    return faults[0] if faults and len(faults) == len(message.launches) else ""


def _print_table(past: Past, judged: Judged, gold: Gold, fates: list[Fate]) -> bool:
    """Print the figures beside their goals; tell whether one is missed."""
    faults = [(one, fault) for one in past.messages if (fault := _fault(one, past, judged, gold))]
    told = Counter(key for one in past.messages for key in one.launches)
    rises = sum(one.reason == "advanced" for one in past.messages)
    share = sum(one.from_first for one in fates) / len(fates)
    apiece = (sum(told.values()) - _rises(past)) / len(told)
    print(f"{len(past.messages)} messages, {rises} of them of a risen status, tell of {len(told)} launches")
    print(f"{apiece:.2f} messages a launch beside risen statuses (goal {MOST_A_LAUNCH} at most)")
    unknown = unread(past.messages, judged)
    print(f"{len(faults)} useless (goal {MOST_USELESS} at most), {len(unknown)} read by nobody yet:")
    for cause, number in Counter(cause.partition(":")[0] for _, cause in faults).most_common():
        print(f"  {number:>3}  {cause}")
    for one, cause in faults:
        print(f"    {one.at:%m-%d} {one.item}  {one.head}  ({cause})")
    for one in unknown:
        print(f"  unread {one.at:%m-%d} {one.item}  {one.head}")
    print(f"labelled launches: {sum(one.from_first for one in fates)} of {len(fates)} known from their first item")
    print(f"  {share:.0%} (goal {LEAST_TOLD:.0%}); {sum(bool(one.launches) for one in fates)} known at all")
    prompt = [fate for fate in fates if fate.expected.is_prompt]
    print(f"  of {len(prompt)} that a message must tell, {sum(fate.by_message for fate in prompt)} were told by one")
    for fate in fates:
        if not fate.from_first or (fate.expected.is_prompt and not fate.by_message):
            how = "late" if fate.launches and not fate.from_first else "no message" if fate.launches else "missed"
            print(f"    {how:10} {fate.expected.key}  {fate.expected.items[0]}")
    return len(faults) > MOST_USELESS or share < LEAST_TOLD or apiece > MOST_A_LAUNCH


def _rises(past: Past) -> int:
    """Give how many tellings are of a launch that rose since the message before."""
    return sum(
        min(len(past.messages_of(key)), len(launch["statuses"])) - 1
        for key, launch in past.launches.items()
        if past.messages_of(key)
    )


def _print_messages(past: Past, judged: Judged, gold: Gold) -> None:
    for one in past.messages:
        label = gold.labels.get(one.item, {})
        said = judged.get(key_of(one))
        print(f"── {one.at:%m-%d %H:%M} {one.reason} {one.item}\n   {' '.join(one.launches)}")
        verdict = f"{said.verdict} {said.cause}" if said else "unread"
        print(f"   labelled {label.get('kind', 'by nobody')}; {verdict}")
        print("   " + one.text.replace("\n", "\n   "))


def _print_family(past: Past, family: str) -> None:
    """Print the launches whose key names a family, their statuses, and the messages and digests that speak of them."""
    mine = {key: launch for key, launch in past.launches.items() if family in key}
    for key, launch in mine.items():
        print(f"{key}  {len(launch['items'])} items, {len(launch['copies'])} of them copies")
        for status in launch["statuses"]:
            print(f"    {status['at'][:16]} {status['status']:15} {status['item']}")
    told = [(one.at, f"message {one.head}") for one in past.messages if not mine.keys().isdisjoint(one.launches)]
    told += [
        (at, f"digest  {' '.join(key for key in keys if key in mine)}")
        for at, keys in past.digests
        if not mine.keys().isdisjoint(keys)
    ]
    for at, said in sorted(told):
        print(f"{at:%m-%d %H:%M} {said}")


if __name__ == "__main__":
    sys.exit(main())
